package io.candlelake.jobs.validate;

import io.candlelake.common.market.EpochMicros;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The outages that sources confirm.
 *
 * @param spans by exchange and pair
 */
record Outages(Map<String, List<MicrosRange>> spans) implements Serializable {
  static final Outages NONE = new Outages(Map.of());

  /**
   * @param confirmed exchange, pair, from_time, to_time
   */
  static Outages in(Dataset<Row> confirmed) {
    Map<String, List<MicrosRange>> spans = new HashMap<>();
    for (Row row : confirmed.select("exchange", "pair", "from_time", "to_time").collectAsList()) {
      spans
          .computeIfAbsent(key(row.getString(0), row.getString(1)), pair -> new ArrayList<>())
          .add(
              new MicrosRange(
                  EpochMicros.of(row.getInstant(2)), EpochMicros.of(row.getInstant(3))));
    }
    return new Outages(spans);
  }

  /** Whether the source of a pair says that it made no candle that opens then. */
  boolean contain(String exchange, String pair, long openMicros) {
    List<MicrosRange> ofPair = spans.isEmpty() ? null : spans.get(key(exchange, pair));
    return ofPair != null && ofPair.stream().anyMatch(span -> span.contains(openMicros));
  }

  private static String key(String exchange, String pair) {
    return exchange + " " + pair;
  }
}
