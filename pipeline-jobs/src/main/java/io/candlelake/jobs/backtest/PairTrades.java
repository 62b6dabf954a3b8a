package io.candlelake.jobs.backtest;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * @param step microseconds of a candle
 * @param dataEnd what is open then is closed; microseconds
 * @param delistingLoss fraction of the last close lost where a listing ends
 * @param endsKnown by {@code exchange/pair/listing}, when it was known that the listing had ended
 */
record PairTrades(
    MarketRules rules, long step, long dataEnd, double delistingLoss, Map<String, Long> endsKnown)
    implements PairRows.Kernel {
  PairTrades {
    endsKnown = Map.copyOf(endsKnown);
  }

  /** A candidate; of an entry that lapsed the columns behind {@code model_id} are null. */
  static final StructType CANDIDATE =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("side", DataTypes.IntegerType, false)
          .add("decided_at", DataTypes.TimestampType, false)
          .add("probability", DataTypes.DoubleType, false)
          .add("size", DataTypes.DoubleType, false)
          .add("model_id", DataTypes.StringType)
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
  private static final UTF8String STOP = UTF8String.fromString("stop");
  private static final UTF8String TARGET = UTF8String.fromString("target");
  private static final UTF8String DELISTED = UTF8String.fromString("delisted");
  private static final UTF8String END = UTF8String.fromString("end");
  private static final int NONE = -1;

  /** How a trade ends. */
  private record Exit(
      int bar, boolean atOpen, long time, double price, UTF8String reason, boolean ambiguous) {}

  /**
   * The ends of listings by key.
   *
   * @param listings rows of exchange, pair, listing, known_at in microseconds
   */
  static Map<String, Long> endsKnown(List<Row> listings) {
    Map<String, Long> ends = new HashMap<>();
    for (Row row : listings) {
      ends.put(key(row.getString(0), row.getString(1), row.getInt(2)), row.getLong(3));
    }
    return ends;
  }

  private static String key(String exchange, String pair, int listing) {
    return exchange + "/" + pair + "/" + listing;
  }

  @Override
  public Iterator<InternalRow> apply(
      UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals) {
    Map<Integer, Integer> lastBars = new HashMap<>();
    return signals.entries().stream()
        .map(entry -> candidate(exchange, pair, market, signals, entry, lastBars))
        .iterator();
  }

  private InternalRow candidate(
      UTF8String exchange,
      UTF8String pair,
      PairMarket market,
      PairSignals signals,
      PairSignals.Entry entry,
      Map<Integer, Integer> lastBars) {
    Object[] cells = new Object[CANDIDATE.size()];
    cells[0] = exchange;
    cells[1] = pair;
    cells[2] = entry.side();
    cells[3] = entry.decided();
    cells[4] = entry.probability();
    cells[5] = entry.size();
    cells[6] = entry.model();
    int bar = entryBar(market, entry);
    if (bar != NONE) {
      double price = rules.entryPrice(market, bar);
      Exit exit = exit(exchange, pair, market, signals, entry, bar, price, lastBars);
      boolean outlives = exit.reason().equals(END) || exit.reason().equals(DELISTED);
      cells[7] = market.listing(bar);
      cells[8] = market.openTime(bar);
      cells[9] = price;
      cells[10] = exit.time();
      cells[11] = exit.price();
      cells[12] = exit.reason();
      cells[13] = exit.atOpen();
      cells[14] = exit.ambiguous();
      cells[15] = exit.bar() - bar + (exit.atOpen() ? 0 : 1);
      cells[16] = market.flagged(bar, exit.bar(), outlives);
      cells[17] = market.rejected(bar, exit.bar(), outlives);
    }
    return new GenericInternalRow(cells);
  }

  /** Where the entry fills; {@link #NONE} where it lapses. */
  private int entryBar(PairMarket market, PairSignals.Entry entry) {
    int bar = rules.fillBar(market, entry.decided());
    boolean fills =
        bar < market.size()
            // Nothing was decided on a listing before its first candle closed.
            && entry.decided() > market.listed(bar)
            && market.openTime(bar) < entry.decided() + entry.holdingBars() * step;
    return fills ? bar : NONE;
  }

  private Exit exit(
      UTF8String exchange,
      UTF8String pair,
      PairMarket market,
      PairSignals signals,
      PairSignals.Entry entry,
      int entryBar,
      double entryPrice,
      Map<Integer, Integer> lastBars) {
    long entered = market.openTime(entryBar);
    long due = entered + entry.holdingBars() * step;
    int timeBar = openOfListing(market, due, entryBar);
    long signalled = signals.firstExitAfter(entry.side(), entered);
    int signalBar = signalled < due ? openOfListing(market, signalled, entryBar) : NONE;
    boolean bySignal = signalBar != NONE && (timeBar == NONE || signalBar < timeBar);
    int scheduled = bySignal ? signalBar : timeBar;
    int last = (scheduled == NONE ? entryBar + entry.holdingBars() + 1 : scheduled) - 1;
    Exit touched = touched(market, entry, entryBar, entryPrice, last);
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
    Long known = endsKnown.get(key(exchange.toString(), pair.toString(), listing));
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

  /** How a barrier ends the trade up to a bar; null if none does. */
  private Exit touched(
      PairMarket market, PairSignals.Entry entry, int entryBar, double entryPrice, int last) {
    int side = entry.side();
    // Comparisons with NaN, of a barrier that is not there, are false.
    double stop = entryPrice * (1 - side * entry.stopReturn());
    double target = entryPrice * (1 + side * entry.targetReturn());
    if (Double.isNaN(stop) && Double.isNaN(target)) {
      return null;
    }
    int listing = market.listing(entryBar);
    int end = Math.min(last, market.size() - 1);
    for (int bar = entryBar; bar <= end; bar++) {
      if (!rules.goesOn(listing, market.listing(bar))) {
        return null;
      }
      double worst = side == 1 ? market.low(bar) : market.high(bar);
      double best = side == 1 ? market.high(bar) : market.low(bar);
      boolean touchesStop = side * worst <= side * stop;
      boolean touchesTarget = side * best >= side * target;
      if (touchesStop || touchesTarget) {
        return touch(market, side, bar, bar > entryBar, stop, target, touchesStop, touchesTarget);
      }
    }
    return null;
  }

  private Exit touch(
      PairMarket market,
      int side,
      int bar,
      boolean canOpenBeyond,
      double stop,
      double target,
      boolean touchesStop,
      boolean touchesTarget) {
    double open = market.open(bar);
    boolean beyondStop = canOpenBeyond && side * open <= side * stop;
    boolean beyondTarget = canOpenBeyond && side * open >= side * target;
    if (beyondStop || beyondTarget) {
      UTF8String reason = beyondStop ? STOP : TARGET;
      return new Exit(bar, true, market.openTime(bar), open, reason, false);
    }
    boolean isStop = rules.isStop(touchesStop, touchesTarget);
    return new Exit(
        bar,
        false,
        market.closeTime(bar),
        isStop ? stop : target,
        isStop ? STOP : TARGET,
        touchesStop && touchesTarget);
  }
}
