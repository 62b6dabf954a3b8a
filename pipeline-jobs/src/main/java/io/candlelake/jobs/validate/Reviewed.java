package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What is found out about one received candle, or about a slot without one. */
final class Reviewed {
  /** What it is of. */
  enum Kind {
    /** A candle or line that a source gave. */
    RECEIVED,
    /** A slot without valid candle that is bridged with the last close. */
    FILLED,
    /** A slot without valid candle that stays empty. */
    MISSING,
    /**
     * A slot whose candle was rejected, bridged with the last close whatever came after it, so that
     * nobody passes over it without a word. It comes besides the slot's result of another kind.
     */
    HELD
  }

  private final Kind kind;
  private final ReceivedCandle candle;
  private final long openMicros;

  /** It is accepted by itself and among its neighbours. */
  boolean valid;

  /**
   * It is the candle of its slot, the newest valid one received; one that we built from trades only
   * where no source gave one.
   */
  boolean chosen;

  /** It stands for its slot in counts of candles received; one a slot. */
  boolean counted;

  /**
   * The one before it in the slot has the same values; candles built from trades are compared among
   * themselves.
   */
  boolean duplicate;

  /** Likewise, the one before it has others and came in the same fetch. */
  boolean conflict;

  /** Its line stands on the other side of that of the slot before than most of its file so far. */
  boolean arrivedEarly;

  /** It is missing, and the source says that nothing was traded. */
  boolean saidNoTrade;

  /** How often the valid values of the slot had changed by then. */
  int revision;

  /** Which series of the pair it is of, from 1; 0 where it is of none. */
  int listing;

  /** Slots without valid candle right before it, or around it where it is one of them itself. */
  long gapBars;

  /** Candles up to it, itself included, whose four prices are all the close before. */
  long unchangedBars;

  /**
   * Its farthest price from those around it, in robust standard deviations; NaN while the scale is
   * unknown.
   */
  double deviations = Double.NaN;

  /** Why its price cannot be true, see {@link PriceJudge}; empty if it can. */
  String absurd = "";

  /** What began the series, on its first candle. */
  Optional<ListingStart> start = Optional.empty();

  /** First open of the series ÷ the last close before it, on its first candle; else NaN. */
  double priceRatio = Double.NaN;

  /** The checks raised, see {@link CandleChecks}. */
  long raised;

  private Reviewed(Kind kind, ReceivedCandle candle, long openMicros) {
    this.kind = requireNonNull(kind, "kind is null");
    this.candle = requireNonNull(candle, "candle is null");
    this.openMicros = openMicros;
  }

  static Reviewed of(ReceivedCandle received) {
    return new Reviewed(Kind.RECEIVED, received, received.openMicros());
  }

  /**
   * A slot without valid candle.
   *
   * @param before the last candle accepted, at whose close it stands
   */
  static Reviewed hole(Kind kind, ReceivedCandle before, long openMicros) {
    return new Reviewed(kind, before, openMicros);
  }

  Kind kind() {
    return kind;
  }

  boolean isReceived() {
    return kind == Kind.RECEIVED;
  }

  /** Whether it is a row of silver. */
  boolean isCandle() {
    return chosen || kind == Kind.FILLED || kind == Kind.HELD;
  }

  /** The candle received; of a slot without one the last accepted before it. */
  ReceivedCandle candle() {
    return candle;
  }

  /** Microseconds since 1970 UTC; {@link ReceivedCandle#NONE} where the line has no time. */
  long openMicros() {
    return openMicros;
  }

  boolean hasTime() {
    return openMicros != ReceivedCandle.NONE;
  }
}
