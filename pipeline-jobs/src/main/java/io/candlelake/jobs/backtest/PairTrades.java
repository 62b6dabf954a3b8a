package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.strategy.MarketOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Each entry signal of a pair with the trade it would make, whether or not a portfolio can afford
 * it: {@code docs/backtest.md} has the rules. One pass over the bars that each is open.
 *
 * @param executions how signals become fills, by exchange
 * @param step microseconds of a candle
 * @param dataEnd what is open then is closed; microseconds
 * @param delistingLoss fraction of the last close lost where a listing ends
 * @param endsKnown by {@link ListingCloses#key}, when it was known that the listing had ended
 */
record PairTrades(
    MarketRules rules,
    Executions executions,
    long step,
    long dataEnd,
    double delistingLoss,
    Map<String, Long> endsKnown)
    implements PairRows.Kernel<InternalRow> {
  PairTrades {
    endsKnown = Map.copyOf(endsKnown);
  }

  /** A candidate; of an entry that was never filled those behind {@code unfilled} are null. */
  static final StructType CANDIDATE =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("side", DataTypes.IntegerType, false)
          .add("decided_at", DataTypes.TimestampType, false)
          .add("probability", DataTypes.DoubleType)
          .add("size", DataTypes.DoubleType, false)
          .add("model_id", DataTypes.StringType)
          .add("unfilled", DataTypes.StringType)
          .add("listing", DataTypes.IntegerType)
          .add("entry_time", DataTypes.TimestampType)
          .add("entry_price", DataTypes.DoubleType)
          .add("exit_time", DataTypes.TimestampType)
          .add("exit_price", DataTypes.DoubleType)
          .add("exit_reason", DataTypes.StringType)
          .add("exit_at_open", DataTypes.BooleanType)
          .add("ambiguous", DataTypes.BooleanType)
          .add("bars_held", DataTypes.IntegerType)
          .add("flagged_candles", DataTypes.IntegerType)
          .add("rejected_candles", DataTypes.IntegerType);

  private static final UTF8String TIME = UTF8String.fromString("time");
  private static final UTF8String SIGNAL = UTF8String.fromString("signal");
  private static final String LAPSED = "lapsed";
  private static final String EXPIRED = "expired";
  private static final UTF8String DELISTED = UTF8String.fromString("delisted");
  private static final UTF8String END = UTF8String.fromString("end");
  private static final int NONE = -1;

  /**
   * Where an entry fills.
   *
   * @param inside whether within the candle, by a limit order
   */
  private record Entered(int bar, double price, boolean inside) {}

  /** How a trade ends. */
  private record Exit(
      int bar, boolean atOpen, long time, double price, UTF8String reason, boolean ambiguous) {}

  /**
   * When the end of each listing was known, by {@link ListingCloses#key}.
   *
   * @param listings rows of {@code silver.listings}
   * @param by later ends are left out
   */
  static Map<String, Long> endsKnown(Dataset<Row> listings, Instant by) {
    Map<String, Long> ends = new HashMap<>();
    for (Row row :
        listings
            .where(col("known_at").leq(lit(by)))
            .select(col("exchange"), col("pair"), col("listing"), unix_micros(col("known_at")))
            .collectAsList()) {
      ends.put(
          ListingCloses.key(row.getString(0), row.getString(1), row.getInt(2)), row.getLong(3));
    }
    return ends;
  }

  /**
   * An entry signal with what became of it.
   *
   * @param unfilled why it never filled; null if it did
   */
  record Made(
      PairSignals.Entry entry,
      String unfilled,
      int listing,
      long entryTime,
      double entryPrice,
      long exitTime,
      double exitPrice,
      UTF8String exitReason,
      boolean exitAtOpen,
      boolean ambiguous,
      int barsHeld,
      int flaggedCandles,
      int rejectedCandles) {}

  @Override
  public Stream<InternalRow> apply(
      UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals) {
    Execution execution = executions.of(exchange.toString());
    return made(exchange, pair, market, signals, execution).map(each -> row(exchange, pair, each));
  }

  /** What became of each entry signal, in their order. */
  Stream<Made> made(
      UTF8String exchange,
      UTF8String pair,
      PairMarket market,
      PairSignals signals,
      Execution execution) {
    Map<Integer, Integer> lastBars = new HashMap<>();
    return signals.entries().stream()
        .map(entry -> made(exchange, pair, market, signals, execution, entry, lastBars));
  }

  private static InternalRow row(UTF8String exchange, UTF8String pair, Made made) {
    PairSignals.Entry entry = made.entry();
    Object[] cells = new Object[CANDIDATE.size()];
    cells[0] = exchange;
    cells[1] = pair;
    cells[2] = entry.side();
    cells[3] = entry.decided();
    cells[4] = Double.isNaN(entry.probability()) ? null : entry.probability();
    cells[5] = entry.size();
    cells[6] = entry.model();
    if (made.unfilled() != null) {
      cells[7] = UTF8String.fromString(made.unfilled());
      return new GenericInternalRow(cells);
    }
    cells[8] = made.listing();
    cells[9] = made.entryTime();
    cells[10] = made.entryPrice();
    cells[11] = made.exitTime();
    cells[12] = made.exitPrice();
    cells[13] = made.exitReason();
    cells[14] = made.exitAtOpen();
    cells[15] = made.ambiguous();
    cells[16] = made.barsHeld();
    cells[17] = made.flaggedCandles();
    cells[18] = made.rejectedCandles();
    return new GenericInternalRow(cells);
  }

  private Made made(
      UTF8String exchange,
      UTF8String pair,
      PairMarket market,
      PairSignals signals,
      Execution execution,
      PairSignals.Entry entry,
      Map<Integer, Integer> lastBars) {
    boolean atMarket = execution.order() instanceof MarketOrder;
    Entered entered =
        atMarket ? atOpen(market, execution, entry) : atLimit(market, execution, entry);
    if (entered == null) {
      String why = atMarket ? LAPSED : EXPIRED;
      return new Made(entry, why, 0, 0, 0, 0, 0, null, false, false, 0, 0, 0);
    }
    int bar = entered.bar();
    Exit exit = exit(exchange, pair, market, signals, execution, entry, entered, lastBars);
    boolean outlives = exit.reason().equals(END) || exit.reason().equals(DELISTED);
    return new Made(
        entry,
        null,
        market.listing(bar),
        market.openTime(bar),
        entered.price(),
        exit.time(),
        exit.price(),
        exit.reason(),
        exit.atOpen(),
        exit.ambiguous(),
        exit.bar() - bar + (exit.atOpen() ? 0 : 1),
        market.flagged(bar, exit.bar(), outlives),
        market.rejected(bar, exit.bar(), outlives));
  }

  private long arrival(Execution execution, long decided) {
    return decided + execution.latencyBars() * step;
  }

  /** Where a market order fills; null if nowhere. */
  private Entered atOpen(PairMarket market, Execution execution, PairSignals.Entry entry) {
    long arrival = arrival(execution, entry.decided());
    int bar = rules.fillBar(market, arrival);
    boolean fills =
        isOfListing(market, entry, bar)
            && market.openTime(bar) < arrival + entry.holdingBars() * step;
    return fills ? new Entered(bar, rules.entryPrice(market, bar), false) : null;
  }

  /** Whether the bar is of the listing decided on: that was listed before the decision. */
  private static boolean isOfListing(PairMarket market, PairSignals.Entry entry, int bar) {
    return bar < market.size() && entry.decided() > market.listed(bar);
  }

  /** Where a limit order fills; null if nowhere. */
  private Entered atLimit(PairMarket market, Execution execution, PairSignals.Entry entry) {
    int last = market.firstOpenAt(entry.decided()) - 1;
    long arrival = arrival(execution, entry.decided());
    long until = arrival + execution.order().expiryBars(entry.holdingBars()) * step;
    int side = entry.side();
    for (int bar = market.firstOpenAt(arrival);
        isOfListing(market, entry, bar) && market.openTime(bar) < until;
        bar++) {
      if (last < 0 || market.listing(last) != market.listing(bar)) {
        return null;
      }
      double limit = execution.order().limit(side, market.close(last), entry.expectedVolatility());
      if (side * market.open(bar) < side * limit) {
        return new Entered(bar, market.open(bar), false);
      }
      if (rules.tradesThrough(side, side == 1 ? market.low(bar) : market.high(bar), limit)) {
        return new Entered(bar, limit, true);
      }
    }
    return null;
  }

  private Exit exit(
      UTF8String exchange,
      UTF8String pair,
      PairMarket market,
      PairSignals signals,
      Execution execution,
      PairSignals.Entry entry,
      Entered entered,
      Map<Integer, Integer> lastBars) {
    int entryBar = entered.bar();
    long entryTime = market.openTime(entryBar);
    long due = entryTime + entry.holdingBars() * step;
    int timeBar = openOfListing(market, due, entryBar);
    long decided = signals.firstExitAfter(entry.side(), entryTime);
    long signalled = decided == Long.MAX_VALUE ? decided : arrival(execution, decided);
    int signalBar = signalled < due ? openOfListing(market, signalled, entryBar) : NONE;
    boolean bySignal = signalBar != NONE && (timeBar == NONE || signalBar < timeBar);
    int scheduled = bySignal ? signalBar : timeBar;
    int last = (scheduled == NONE ? entryBar + entry.holdingBars() + 1 : scheduled) - 1;
    Exit touched = touched(market, execution, entry, entered, last);
    if (touched != null) {
      return touched;
    }
    if (scheduled != NONE) {
      return new Exit(
          scheduled,
          true,
          market.openTime(scheduled),
          market.open(scheduled),
          bySignal ? SIGNAL : TIME,
          false);
    }
    int listing = market.listing(entryBar);
    int lastBar = lastBars.computeIfAbsent(listing, any -> market.lastOfListing(entryBar));
    Long known = endsKnown.get(ListingCloses.key(exchange.toString(), pair.toString(), listing));
    double close = market.close(lastBar);
    return known == null
        ? new Exit(lastBar, false, dataEnd, close, END, false)
        : new Exit(
            lastBar, false, known, close * (1 - entry.side() * delistingLoss), DELISTED, false);
  }

  /** The first bar at or after a time, if it is of the entry's listing. */
  private int openOfListing(PairMarket market, long time, int entryBar) {
    int bar = market.firstOpenAt(time);
    boolean goesOn =
        bar < market.size() && rules.goesOn(market.listing(entryBar), market.listing(bar));
    return goesOn ? bar : NONE;
  }

  /** How a level ends the trade up to a bar; null if none does. */
  private Exit touched(
      PairMarket market, Execution execution, PairSignals.Entry entry, Entered entered, int last) {
    int side = entry.side();
    PriceLevels levels = new PriceLevels(entry, entered.price(), execution.exits());
    if (levels.isEmpty()) {
      return null;
    }
    int entryBar = entered.bar();
    int listing = market.listing(entryBar);
    long entryTime = market.openTime(entryBar);
    int end = Math.min(last, market.size() - 1);
    double best = Double.NaN;
    for (int bar = entryBar; bar <= end; bar++) {
      if (!rules.goesOn(listing, market.listing(bar))) {
        return null;
      }
      double worstOfBar = side == 1 ? market.low(bar) : market.high(bar);
      double bestOfBar = side == 1 ? market.high(bar) : market.low(bar);
      double bestWith = Double.isNaN(best) || side * bestOfBar > side * best ? bestOfBar : best;
      if (levels.move()) {
        double age = (market.openTime(bar) - entryTime) / (double) step;
        levels.moveTo(rules.bestKnown(best, bestWith), age);
      }
      boolean touchesStop = side * worstOfBar <= side * levels.stop();
      boolean touchesTarget =
          side * bestOfBar >= side * levels.target() && !(entered.inside() && bar == entryBar);
      if (touchesStop || touchesTarget) {
        return touch(market, side, bar, bar > entryBar, levels, touchesStop, touchesTarget);
      }
      best = bestWith;
    }
    return null;
  }

  private Exit touch(
      PairMarket market,
      int side,
      int bar,
      boolean canOpenBeyond,
      PriceLevels levels,
      boolean touchesStop,
      boolean touchesTarget) {
    double open = market.open(bar);
    boolean beyondStop = canOpenBeyond && side * open <= side * levels.stop();
    boolean beyondTarget = canOpenBeyond && side * open >= side * levels.target();
    if (beyondStop || beyondTarget) {
      UTF8String reason = beyondStop ? levels.stopReason() : levels.targetReason();
      return new Exit(bar, true, market.openTime(bar), open, reason, false);
    }
    boolean isStop = rules.isStop(touchesStop, touchesTarget);
    return new Exit(
        bar,
        false,
        market.closeTime(bar),
        isStop ? levels.stop() : levels.target(),
        isStop ? levels.stopReason() : levels.targetReason(),
        touchesStop && touchesTarget);
  }
}
