package io.candlelake.jobs.validate;

import io.candlelake.common.market.EpochMicros;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The candles and slots of a pair on each UTC day, counted. */
final class DayCounts {
  /** Names of the counts, in the order in which {@link #byDay} has them. */
  static final List<String> COLUMNS =
      List.of(
          "received", "valid", "rejected", "duplicates", "filled", "missing", "outage", "no_trade");

  private static final int RECEIVED = COLUMNS.indexOf("received");
  private static final int VALID = COLUMNS.indexOf("valid");
  private static final int REJECTED = COLUMNS.indexOf("rejected");
  private static final int DUPLICATES = COLUMNS.indexOf("duplicates");
  private static final int FILLED = COLUMNS.indexOf("filled");
  private static final int MISSING = COLUMNS.indexOf("missing");
  private static final int OUTAGE = COLUMNS.indexOf("outage");
  private static final int NO_TRADE = COLUMNS.indexOf("no_trade");

  /** A longer time without any trade is a hole of the data. */
  private static final long MICROS_WITHOUT_TRADE = EpochMicros.PER_DAY;

  private final SortedMap<Integer, long[]> days = new TreeMap<>();

  void addReceived(int day, Reviewed received) {
    if (!received.counted) {
      add(day, DUPLICATES, 1);
      return;
    }
    add(day, RECEIVED, 1);
    add(day, received.chosen ? VALID : REJECTED, 1);
  }

  /** A line without time, which is counted as received and rejected. */
  void addTimeless(int day, long lines) {
    add(day, RECEIVED, lines);
    add(day, REJECTED, lines);
  }

  void addFilled(long openMicros) {
    add(EpochMicros.day(openMicros), FILLED, 1);
  }

  void addNoTrade(long openMicros) {
    add(EpochMicros.day(openMicros), NO_TRADE, 1);
  }

  /** A slot that is expected and has no valid candle, filled or not. */
  void addMissing(long openMicros, boolean inOutage) {
    add(EpochMicros.day(openMicros), MISSING, 1);
    if (inOutage) {
      add(EpochMicros.day(openMicros), OUTAGE, 1);
    }
  }

  private void add(int day, int count, long by) {
    days.computeIfAbsent(day, one -> new long[COLUMNS.size()])[count] += by;
  }

  /** The counts by day since 1970 UTC, each in the order of {@link #COLUMNS}. */
  Map<Integer, long[]> byDay() {
    return days;
  }

  /**
   * Whether nothing was traded in the slots of a hole because the exchange publishes no candle
   * then.
   *
   * @param bars of the whole hole
   */
  static boolean publishesNone(String exchange, long bars, Limits limits) {
    return bars <= MICROS_WITHOUT_TRADE / limits.interval().micros()
        && limits.noTradeExchanges().contains(exchange);
  }
}
