package io.candlelake.jobs.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Joins the predictions of one pair with their outcomes. Times are microseconds since 1970 UTC. */
final class PairOutcomes {
  private final UTF8String exchange;
  private final UTF8String pair;
  private final TimedRows[] rows = {
    new TimedRows(), new TimedRows(), new TimedRows(), new TimedRows()
  };

  PairOutcomes(UTF8String exchange, UTF8String pair) {
    this.exchange = exchange;
    this.pair = pair;
  }

  /** Rows of a kind; they are added in time. */
  TimedRows rows(int kind) {
    return rows[kind];
  }

  /** The rows of {@link Outcomes#of}, when all was added. */
  Stream<InternalRow> judged(int horizonBars) {
    TimedRows predictions = rows[Outcomes.PREDICTION];
    TimedRows labels = rows[Outcomes.LABEL];
    Signals signals = new Signals(horizonBars);
    int[] label = new int[predictions.size()];
    Arrays.setAll(label, i -> labels.at(predictions.time(i)));
    return IntStream.range(0, label.length)
        .filter(i -> label[i] >= 0)
        .mapToObj(i -> outcome(i, label[i], horizonBars, signals));
  }

  private InternalRow outcome(int prediction, int label, int horizonBars, Signals signals) {
    TimedRows predictions = rows[Outcomes.PREDICTION];
    TimedRows labels = rows[Outcomes.LABEL];
    int previous = label - horizonBars;
    // The label h candles back ends exactly at this decision, unless a gap lies between.
    boolean endsHere = previous >= 0 && labels.until(previous) == predictions.until(prediction);
    int signal = signals.at(predictions.time(prediction));
    boolean isSignal = signal >= 0;
    return new GenericInternalRow(
        new Object[] {
          exchange,
          pair,
          predictions.until(prediction),
          predictions.number(prediction),
          predictions.first(prediction),
          known(predictions.second(prediction)),
          labels.first(label),
          endsHere ? labels.number(previous) : null,
          isSignal ? rows[Outcomes.ENTRY].number(signals.entry[signal]) : 0,
          isSignal ? known(rows[Outcomes.ENTRY].first(signals.entry[signal])) : null,
          isSignal ? known(signals.lateReturn[signal]) : null,
          isSignal ? signals.kept[signal] : null
        });
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** The entries with a known label. */
  private final class Signals {
    private final int[] entry;
    private final long[] time;
    private final boolean[] kept;
    private final double[] lateReturn;

    Signals(int horizonBars) {
      TimedRows entries = rows[Outcomes.ENTRY];
      TimedRows labels = rows[Outcomes.LABEL];
      entry =
          IntStream.range(0, entries.size()).filter(i -> labels.at(entries.time(i)) >= 0).toArray();
      time = IntStream.of(entry).mapToLong(entries::time).toArray();
      long[] decided = IntStream.of(entry).mapToLong(entries::until).toArray();
      long[] known = new long[entry.length];
      lateReturn = new double[entry.length];
      for (int i = 0; i < entry.length; i++) {
        known[i] = labels.until(labels.at(time[i]));
        long candle = decided[i] - time[i];
        lateReturn[i] = horizonBars < 2 ? Double.NaN : lateReturn(decided[i] + candle, known[i]);
      }
      kept = NonOverlapping.kept(decided, known);
    }

    /** The signal of that candle; negative if there is none. */
    int at(long openTime) {
      return Arrays.binarySearch(time, openTime);
    }

    /** ln(close of the label's last candle ÷ open of the candle after the next). */
    private double lateReturn(long lateTime, long labelKnown) {
      TimedRows candles = rows[Outcomes.CANDLE];
      int late = candles.at(lateTime);
      int last = candles.endingAt(labelKnown);
      if (late < 0 || last < 0 || candles.first(late) <= 0 || candles.second(last) <= 0) {
        return Double.NaN;
      }
      return StrictMath.log(candles.second(last)) - StrictMath.log(candles.first(late));
    }
  }
}
