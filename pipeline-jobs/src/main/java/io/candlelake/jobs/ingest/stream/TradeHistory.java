package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.spool.TradePosition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The trades of a past range by REST, in bounded batches. After each batch an event tells how far
 * it came; the next run of the same range goes on from there.
 */
public final class TradeHistory {
  private static final String REACHED = "history";
  private static final int BATCH_TRADES = 50_000;
  private static final StructType LINES = StructType.fromDDL("value STRING, file STRING");

  private final JobContext context;
  private final InstantSource clock;
  private final TimeRange range;
  private final TradeCandles candles;

  public TradeHistory(JobContext context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
    this.range = context.config().run().range();
    this.candles = new TradeCandles(context.config().run().interval(), clock);
  }

  /** Brings every pair's trades; a pair that fails is one line more in the failures. */
  public JobResult bring(Map<Exchange, List<Pair>> markets, List<String> failures) {
    long rows = 0;
    for (Map.Entry<Exchange, List<Pair>> market : markets.entrySet()) {
      for (Pair pair : market.getValue()) {
        Optional<TradePort> port = market.getKey().trades();
        if (port.isEmpty()) {
          failures.add(market.getKey().name() + " " + pair + ": it serves no past trades");
          continue;
        }
        try {
          rows += bring(market.getKey(), port.get(), pair, failures);
        } catch (ExchangeFailure e) {
          failures.add(market.getKey().name() + " " + pair + ": " + e.getMessage());
        }
      }
    }
    return new JobResult(rows, failures, List.of());
  }

  private long bring(Exchange exchange, TradePort port, Pair pair, List<String> failures) {
    SpoolLines lines = new SpoolLines(exchange.name(), exchange::symbol);
    String application = application(exchange, pair);
    Reached reached = reached(exchange, pair);
    long rows = 0;
    while (!reached.done()) {
      TradeBatch batch = fetch(port, pair, reached);
      long number = reached.batch() + 1;
      if (!batch.trades().isEmpty()) {
        write(lines, pair, batch.trades(), application, number);
        rows += batch.trades().size();
      }
      reached =
          new Reached(
              number,
              batch.last().or(reached::last),
              batch.end(),
              reached.notServed().or(batch::notServed));
      context.appendOnce(Tables.STREAM_EVENTS, event(lines, pair, reached), application, number);
      context.progress().say(exchange.name() + " " + pair + ": " + rows + " trades of " + range);
    }
    reached
        .notServed()
        .ifPresent(
            missing ->
                failures.add(
                    "%s %s: the exchange serves later trades, but not %s; ingest them with ingest.source: archives"
                        .formatted(exchange.name(), pair, missing)));
    return rows;
  }

  private void write(
      SpoolLines lines, Pair pair, List<ExchangeTrade> trades, String application, long batch) {
    Instant now = clock.instant();
    List<Row> rows =
        trades.stream()
            .map(
                trade -> RowFactory.create(lines.trade(pair, trade, SpoolLines.REST, now), range()))
            .toList();
    Dataset<Row> bronze =
        BatchRows.trades(BatchRows.messages(context.spark().createDataFrame(rows, LINES)));
    TradeSink.bring(context, bronze, application, batch);
    candles.touch(bronze);
    candles.update(context);
  }

  /** Trades up to a bound, none of the range's end or later. */
  private TradeBatch fetch(TradePort port, Pair pair, Reached reached) {
    TradePort.TradeCursor cursor =
        reached
            .last()
            .flatMap(last -> port.after(last.id()))
            .orElseGet(
                () ->
                    TradePort.TradeCursor.from(
                        reached.last().map(TradePosition::time).orElse(range.from())));
    List<ExchangeTrade> trades = new ArrayList<>();
    Optional<String> notServed = Optional.empty();
    while (trades.size() < BATCH_TRADES) {
      TradePort.Page page = port.next(pair, cursor);
      notServed = notServed.or(page::notServed);
      for (ExchangeTrade trade : page.trades()) {
        if (!trade.time().isBefore(range.to())) {
          return new TradeBatch(trades, true, notServed);
        }
        if (!trade.time().isBefore(range.from())) {
          trades.add(trade);
        }
      }
      if (page.trades().isEmpty() || page.next().equals(cursor)) {
        return new TradeBatch(trades, true, notServed);
      }
      cursor = page.next();
    }
    return new TradeBatch(trades, false, notServed);
  }

  private String application(Exchange exchange, Pair pair) {
    return "history " + exchange.name() + " " + pair + " " + range();
  }

  private String range() {
    return range.from() + "/" + range.to();
  }

  /** How far an earlier run of this range came. */
  private Reached reached(Exchange exchange, Pair pair) {
    return context
        .read(Tables.STREAM_EVENTS)
        .where(
            col("exchange")
                .equalTo(exchange.name())
                .and(col("symbol").equalTo(exchange.symbol(pair)))
                .and(col("event").equalTo(REACHED)))
        .select("detail")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .flatMap(detail -> SpoolLines.read(detail).stream())
        .filter(detail -> detail.path("range").asText().equals(range()))
        .map(
            detail ->
                new Reached(
                    detail.path("batch").asLong(),
                    detail.hasNonNull("id")
                        ? Optional.of(
                            new TradePosition(
                                detail.get("id").asText(), detail.path("micros").asLong()))
                        : Optional.empty(),
                    detail.path("done").asBoolean(),
                    Optional.ofNullable(detail.path("not_served").asText(null))))
        .max(java.util.Comparator.comparingLong(Reached::batch))
        .orElse(new Reached(0, Optional.empty(), false, Optional.empty()));
  }

  private Dataset<Row> event(SpoolLines lines, Pair pair, Reached reached) {
    Map<String, Object> detail = new java.util.TreeMap<>();
    detail.put("range", range());
    detail.put("batch", reached.batch());
    detail.put("done", reached.done());
    reached.notServed().ifPresent(missing -> detail.put("not_served", missing));
    reached.last().ifPresent(last -> detail.put("id", last.id()));
    reached.last().ifPresent(last -> detail.put("micros", last.micros()));
    String line = lines.event(pair, REACHED, Fingerprint.json(detail), clock.instant());
    Dataset<Row> one =
        context.spark().createDataFrame(List.of(RowFactory.create(line, range())), LINES);
    return BatchRows.events(BatchRows.messages(one))
        .withColumn("run_id", functions.lit(context.runId().value()));
  }

  /**
   * How much of a range has been fetched.
   *
   * @param last trade fetched
   * @param done nothing is left to request
   * @param notServed trades of the range that the exchange does not serve, the first such in words;
   *     a run of it fails however often it is made
   */
  private record Reached(
      long batch, Optional<TradePosition> last, boolean done, Optional<String> notServed) {}

  /**
   * Trades fetched at once.
   *
   * @param end nothing more lies in the range
   */
  private record TradeBatch(List<ExchangeTrade> trades, boolean end, Optional<String> notServed) {
    Optional<TradePosition> last() {
      return trades.isEmpty()
          ? Optional.empty()
          : Optional.of(TradePosition.of(trades.get(trades.size() - 1)));
    }
  }
}
