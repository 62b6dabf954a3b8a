package io.candlelake.jobs.backtest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The candidates of one pair in one cell on their way to its portfolio: columns of equal length, in
 * place of objects, which Java would write one by one.
 *
 * @param cell place of the cell in its block
 * @param words the texts that {@code unfilled} and {@code reason} number; −1 is none
 */
record CellCandidates(
    int cell,
    String exchange,
    String pair,
    List<String> words,
    long[] decided,
    byte[] side,
    double[] probability,
    double[] size,
    byte[] unfilled,
    int[] listing,
    long[] entryTime,
    double[] entryPrice,
    long[] exitTime,
    double[] exitPrice,
    byte[] reason,
    boolean[] atOpen,
    boolean[] ambiguous,
    int[] barsHeld)
    implements Serializable {

  static CellCandidates of(int cell, String exchange, String pair, List<PairTrades.Made> made) {
    int n = made.size();
    CellCandidates all =
        new CellCandidates(
            cell,
            exchange,
            pair,
            new ArrayList<>(),
            new long[n],
            new byte[n],
            new double[n],
            new double[n],
            new byte[n],
            new int[n],
            new long[n],
            new double[n],
            new long[n],
            new double[n],
            new byte[n],
            new boolean[n],
            new boolean[n],
            new int[n]);
    for (int i = 0; i < n; i++) {
      all.set(i, made.get(i));
    }
    return all;
  }

  private void set(int i, PairTrades.Made made) {
    decided[i] = made.entry().decided();
    side[i] = (byte) made.entry().side();
    probability[i] = made.entry().probability();
    size[i] = made.entry().size();
    unfilled[i] = word(made.unfilled());
    listing[i] = made.listing();
    entryTime[i] = made.entryTime();
    entryPrice[i] = made.entryPrice();
    exitTime[i] = made.exitTime();
    exitPrice[i] = made.exitPrice();
    reason[i] = word(made.exitReason() == null ? null : made.exitReason().toString());
    atOpen[i] = made.exitAtOpen();
    ambiguous[i] = made.ambiguous();
    barsHeld[i] = made.barsHeld();
  }

  private byte word(String text) {
    if (text == null) {
      return -1;
    }
    if (!words.contains(text)) {
      words.add(text);
    }
    return (byte) words.indexOf(text);
  }

  int count() {
    return decided.length;
  }

  /** The candidate, with the part of its signal that a portfolio needs. */
  PairTrades.Made made(int i) {
    return new PairTrades.Made(
        new PairSignals.Entry(
            decided[i],
            side[i],
            probability[i],
            size[i],
            Double.NaN,
            Double.NaN,
            Double.NaN,
            0,
            null),
        unfilled[i] < 0 ? null : words.get(unfilled[i]),
        listing[i],
        entryTime[i],
        entryPrice[i],
        exitTime[i],
        exitPrice[i],
        reason[i] < 0 ? null : UTF8String.fromString(words.get(reason[i])),
        atOpen[i],
        ambiguous[i],
        barsHeld[i],
        0,
        0);
  }
}
