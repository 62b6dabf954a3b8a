package io.candlelake.jobs.ingest.stream;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is durable of an exchange's trades, in the lake or still in the spool: the newest trade of
 * each pair, and the gaps before it that were never closed. A collector goes on from there.
 */
final class KnownTrades {
  private final Map<String, TradeMark> newest = new HashMap<>();
  private final Map<String, Set<TradeGap>> opened = new HashMap<>();
  private final Map<String, Set<TradeGap>> ended = new HashMap<>();

  /** Nothing is known. */
  KnownTrades() {}

  /**
   * Reads spool and lake. The spool first: what the sink takes from it meanwhile is in the lake by
   * then.
   *
   * @param symbols the exchange's spelling of a pair
   */
  static KnownTrades of(
      JobContext context,
      Path spool,
      String exchange,
      java.util.function.Function<Pair, String> symbols,
      Iterable<Pair> pairs) {
    KnownTrades known = new KnownTrades();
    for (Path segment : Spool.segments(spool)) {
      known.readSegment(segment, exchange);
    }
    Map<String, String> pairOf = new HashMap<>();
    pairs.forEach(pair -> pairOf.put(symbols.apply(pair), pair.toString()));
    known.readTrades(context.read(Tables.MARKET_TRADES).where(col("exchange").equalTo(exchange)));
    known.readEvents(
        context.read(Tables.STREAM_EVENTS).where(col("exchange").equalTo(exchange)), pairOf);
    return known;
  }

  /** The newest trade of a pair; empty where none is known. */
  Optional<TradeMark> newest(Pair pair) {
    return Optional.ofNullable(newest.get(pair.toString()));
  }

  /** Gaps of a pair that nobody closed. */
  Set<TradeGap> openGaps(Pair pair) {
    Set<TradeGap> open = new LinkedHashSet<>(opened.getOrDefault(pair.toString(), Set.of()));
    open.removeAll(ended.getOrDefault(pair.toString(), Set.of()));
    return open;
  }

  /** Takes note of a line of the spool. */
  void read(String line, String exchange) {
    boolean mayMatter =
        line.contains("\"" + SpoolLines.TRADE + "\"") || line.contains("\"" + SpoolLines.EVENT);
    if (mayMatter) {
      SpoolLines.read(line)
          .filter(message -> message.path("exchange").asText().equals(exchange))
          .ifPresent(this::read);
    }
  }

  private void read(JsonNode message) {
    String pair = message.path("pair").asText();
    if (message.path("kind").asText().equals(SpoolLines.TRADE) && message.hasNonNull("id")) {
      trade(pair, new TradeMark(message.get("id").asText(), message.path("time").asLong()));
    }
    if (message.path("kind").asText().equals(SpoolLines.EVENT)) {
      event(pair, message.path("event").asText(), message.path("detail").asText());
    }
  }

  private void trade(String pair, TradeMark trade) {
    newest.merge(requireNonNull(pair, "pair is null"), trade, TradeMark::later);
  }

  private void event(String pair, String event, String detail) {
    if (event.equals(TradeGap.OPENED)) {
      TradeGap.of(detail)
          .ifPresent(gap -> opened.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(gap));
    }
    if (event.equals(TradeGap.CLOSED) || event.equals(TradeGap.LOST)) {
      TradeGap.of(detail)
          .ifPresent(gap -> ended.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(gap));
    }
  }

  private void readSegment(Path segment, String exchange) {
    try (BufferedReader reader = Files.newBufferedReader(segment)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        read(line, exchange);
      }
    } catch (NoSuchFileException e) {
      return; // The sink has taken it to the lake, which is read after this.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment, e);
    }
  }

  private void readTrades(Dataset<Row> trades) {
    Dataset<Row> newestDays =
        trades.groupBy("pair").agg(max("day").as("newest")).withColumnRenamed("pair", "of_pair");
    trades
        .join(
            broadcast(newestDays),
            col("pair").equalTo(col("of_pair")).and(col("day").equalTo(col("newest"))))
        .groupBy("pair")
        .agg(
            expr(
                "max(struct(unix_micros(time) AS micros, length(trade_id) AS digits, trade_id))"
                    + " AS newest"))
        .selectExpr("pair", "newest.trade_id", "newest.micros")
        .collectAsList()
        .forEach(row -> trade(row.getString(0), new TradeMark(row.getString(1), row.getLong(2))));
  }

  private void readEvents(Dataset<Row> events, Map<String, String> pairOf) {
    events
        .where(col("event").isin(TradeGap.OPENED, TradeGap.CLOSED, TradeGap.LOST))
        .select("symbol", "event", "detail")
        .collectAsList()
        .forEach(
            row -> {
              String pair = pairOf.get(row.getString(0));
              if (pair != null) {
                event(pair, row.getString(1), row.getString(2));
              }
            });
  }
}
