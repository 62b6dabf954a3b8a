package io.candlelake.jobs.validate;

import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Candles as received of one exchange, hand-made, as rows of {@code bronze.candles}. */
final class MarketRows {
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final double USUAL_VOLUME = 10;

  private final String exchange;
  private final String interval;
  private final Duration step;
  private final List<Row> rows = new ArrayList<>();

  MarketRows(String exchange) {
    this(exchange, "1h", Duration.ofHours(1));
  }

  MarketRows(String exchange, String interval, Duration step) {
    this.exchange = exchange;
    this.interval = interval;
    this.step = step;
  }

  /** Candles that stay within 0.1% of a price, bars {@code [from, to)}. */
  MarketRows quiet(String symbol, int from, int to, double price) {
    return quiet(symbol, from, to, price, USUAL_VOLUME);
  }

  MarketRows quiet(String symbol, int from, int to, double price, double volume) {
    for (int bar = from; bar < to; bar++) {
      double open = price * (bar % 2 == 0 ? 0.9997 : 1.0003);
      double close = price * (bar % 2 == 0 ? 1.0003 : 0.9997);
      candle(symbol, bar, open, price * 1.0005, price * 0.9995, close, volume);
    }
    return this;
  }

  MarketRows candle(
      String symbol, int bar, double open, double high, double low, double close, double volume) {
    rows.add(
        RowFactory.create(
            exchange,
            symbol,
            interval,
            START.plus(step.multipliedBy(bar)),
            exact(open),
            exact(high),
            exact(low),
            exact(close),
            exact(volume),
            null,
            "files",
            symbol + ".csv",
            (long) rows.size() + 1,
            null,
            null,
            Instant.parse("2025-06-01T00:00:00Z"),
            "r"));
    return this;
  }

  Dataset<Row> dataset() {
    return LocalSpark.session().createDataFrame(rows, Tables.BRONZE_CANDLES.schema());
  }

  private static BigDecimal exact(double value) {
    return BigDecimal.valueOf(value).setScale(18, RoundingMode.HALF_EVEN);
  }
}
