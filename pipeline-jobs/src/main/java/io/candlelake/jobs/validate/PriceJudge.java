package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.ListingEvent.REDENOMINATED;
import static io.candlelake.jobs.validate.ListingEvent.RELISTED;

import java.util.Optional;

/**
 * Judges the prices of a listing's next candle by those before it: whether they can be true, and
 * whether they still are of the same series.
 *
 * <p>A price is judged against the last two accepted closes and the last sound close received,
 * whichever is nearest. So after a spike the next candle is sound again, also if the spike was
 * true, and where a candle was rejected wrongly, the next one, which stays there, is accepted.
 *
 * <p><b>What cannot be true</b>: a price whose decimal point slipped, so that a power of ten brings
 * it back among those around it, give or take what the pair moves in a candle, without the volume
 * of such a move and unless others moved too; or a jump to where no other exchange in the lake saw
 * the pair. Every other price is data, however extreme.
 *
 * <p><b>Another series</b> begins
 *
 * <ul>
 *   <li>after a gap of at least 3 candles and 6 hours, with open and close further away, on one
 *       side, than {@code 4 σ √(gap + 1)}, at least by a factor of 3, or of 2 where the gap is long
 *       enough to count as delisted, and at most of 100;
 *   <li>with all four prices a power of ten away and a volume that changed by its inverse; or,
 *       where the volume does not say so, with the second candle that stays there;
 *   <li>where all four prices are further away than a factor of 8 and {@code jump-deviations × σ
 *       √(gap + 1)}, or than one of 100, and can be true.
 * </ul>
 */
final class PriceJudge {
  private static final double TEN = Math.log(10);
  private static final double LEAST_BREAK = Math.log(3);
  private static final double LEAST_AFTER_DELISTING = Math.log(2);
  private static final double GREATEST_ALLOWED = Math.log(100);
  private static final double LEAST_WITHOUT_GAP = Math.log(8);
  private static final double DEVIATIONS_IN_A_GAP = 4;
  private static final int LONG_GAP_BARS = 3;
  private static final long LONG_GAP_MICROS = 6 * 3_600_000_000L;
  private static final double STAYS_WITHIN = Math.log(1.5);

  /** How far from a power of ten is about one: so many deviations, within these bounds. */
  private static final double SLIP_DEVIATIONS = 5;

  private static final double LEAST_SLIP = 0.05;
  private static final double GREATEST_SLIP = 0.15;

  /** A true move by a factor of ten does not happen on less than this multiple of usual volume. */
  private static final double VOLUME_OF_A_MOVE = Math.log(10);

  private final Limits limits;
  private Scale scale = new Scale();
  private UsualVolume usualVolume = new UsualVolume();
  private long acceptedMicros;
  private double acceptedClose = Double.NaN;

  /** The accepted close before that one; the same where there is none. */
  private double closeBefore = Double.NaN;

  /** The last close received that did not fail by itself. */
  private double soundClose = Double.NaN;

  /** The power of ten by which the whole last sound candle, if rejected, was away; else 0. */
  private int soundPower;

  PriceJudge(Limits limits) {
    this.limits = limits;
  }

  /**
   * @param deviations the farthest price from the last accepted close and the candle's own body, in
   *     robust standard deviations; NaN while the scale is unknown
   * @param absurd why it cannot be true; empty if it can
   * @param start the series that begins with it, if one does
   */
  record Judgement(double deviations, String absurd, Optional<ListingStart> start) {
    /** Nothing is known against it. */
    static final Judgement SOUND = new Judgement(Double.NaN, "", Optional.empty());
  }

  double acceptedClose() {
    return acceptedClose;
  }

  Judgement judge(CandlePrices candle, Evidence evidence) {
    if (Double.isNaN(acceptedClose)) {
      return Judgement.SOUND;
    }
    Optional<ListingStart> start = knownBreak(candle);
    String absurd = start.isPresent() ? "" : absurd(candle, evidence);
    if (start.isEmpty() && absurd.isEmpty() && isDiscontinuous(candle)) {
      start = relisted();
    }
    double deviations = start.isPresent() ? Double.NaN : deviations(candle);
    return new Judgement(deviations, absurd, start);
  }

  /** As {@link #judge}, of a candle that the user says goes on with the series. */
  Judgement judgeContinued(CandlePrices candle) {
    return new Judgement(deviations(candle), "", Optional.empty());
  }

  void accept(CandlePrices candle) {
    if (!Double.isNaN(acceptedClose)) {
      scale.add(Math.log(candle.close() / acceptedClose));
    }
    usualVolume.add(candle.volume());
    closeBefore = Double.isNaN(acceptedClose) ? candle.close() : acceptedClose;
    acceptedMicros = candle.openMicros();
    acceptedClose = candle.close();
  }

  /** Takes note of a candle that did not fail by itself, accepted or not. */
  void remember(CandlePrices candle) {
    soundClose = candle.close();
    soundPower = Double.isNaN(acceptedClose) ? 0 : powerOfTen(candle);
  }

  private double deviations(CandlePrices candle) {
    if (!scale.known()) {
      return Double.NaN;
    }
    double body = distance(candle.open(), candle.close());
    double[] distances = {
      Math.min(distance(candle.open(), acceptedClose), body),
      Math.min(distance(candle.high(), acceptedClose), fromBody(candle.high(), candle)),
      Math.min(distance(candle.low(), acceptedClose), fromBody(candle.low(), candle)),
      distance(candle.close(), acceptedClose)
    };
    return farthest(distances) / scale.deviation();
  }

  private String absurd(CandlePrices candle, Evidence evidence) {
    double farthest = farthest(distances(candle));
    boolean jumps = !scale.known() || farthest > limits.jumpDeviations() * scale.deviation();
    if (!jumps || evidence.confirms(candle, limits.absurdFactor())) {
      return "";
    }
    if (hasSlipped(candle) && !(usualVolume.times(candle.volume()) >= VOLUME_OF_A_MOVE)) {
      return "a power of ten from the prices around it, on usual volume";
    }
    boolean far = farthest > Math.log(limits.absurdFactor());
    return far && evidence.contradicts(candle, limits.absurdFactor())
        ? "no other exchange saw such a price then"
        : "";
  }

  /** A break that neither others nor a later candle need to confirm. */
  private Optional<ListingStart> knownBreak(CandlePrices candle) {
    double jump = Math.log(candle.open() / acceptedClose);
    if (Math.abs(jump) <= LEAST_AFTER_DELISTING || returns(candle)) {
      return Optional.empty();
    }
    int power = powerOfTen(candle);
    if (power != 0 && volumeFollows(candle, power)) {
      return redenominated(power);
    }
    if (soundPower != 0 && candle.body(price -> distance(price, soundClose) <= STAYS_WITHIN)) {
      return redenominated(soundPower);
    }
    long gap = gapBefore(candle);
    long silence = gap * limits.interval().micros();
    boolean longGap = gap >= LONG_GAP_BARS && silence >= LONG_GAP_MICROS;
    double least = silence >= limits.delistedMicros() ? LEAST_AFTER_DELISTING : LEAST_BREAK;
    double allowed = allowed(DEVIATIONS_IN_A_GAP, gap, least);
    return longGap && candle.body(price -> isBeyond(price, jump, allowed))
        ? relisted()
        : Optional.empty();
  }

  private boolean isDiscontinuous(CandlePrices candle) {
    double jump = Math.log(candle.open() / acceptedClose);
    double allowed = allowed(limits.jumpDeviations(), gapBefore(candle), LEAST_WITHOUT_GAP);
    return !returns(candle) && candle.all(price -> isBeyond(price, jump, allowed));
  }

  /** Whether only the last close was elsewhere: a spike that was true, and is over. */
  private boolean returns(CandlePrices candle) {
    return distance(acceptedClose, closeBefore) > LEAST_AFTER_DELISTING
        && candle.body(price -> distance(price, closeBefore) <= LEAST_AFTER_DELISTING);
  }

  private long gapBefore(CandlePrices candle) {
    return (candle.openMicros() - acceptedMicros) / limits.interval().micros() - 1;
  }

  private double allowed(double deviations, long gap, double least) {
    double usual = deviations * scale.deviation() * Math.sqrt(gap + 1.0);
    return Math.min(Math.max(usual, least), GREATEST_ALLOWED);
  }

  private static Optional<ListingStart> relisted() {
    return Optional.of(ListingStart.detected(RELISTED, Double.NaN));
  }

  private static Optional<ListingStart> redenominated(int power) {
    return Optional.of(ListingStart.detected(REDENOMINATED, Math.pow(10, power)));
  }

  private boolean isBeyond(double price, double jump, double allowed) {
    return Math.signum(jump) * Math.log(price / acceptedClose) > allowed;
  }

  /** The power of ten by which all four prices are away from the last close; 0 if there is none. */
  private int powerOfTen(CandlePrices candle) {
    int power = (int) Math.round(Math.log(candle.open() / acceptedClose) / TEN);
    return candle.all(
            price -> Math.abs(Math.log(price / acceptedClose) - power * TEN) <= slipTolerance())
        ? power
        : 0;
  }

  /** Whether the amount traded is that of the other unit rather than the usual one. */
  private boolean volumeFollows(CandlePrices candle, int power) {
    double change = usualVolume.times(candle.volume());
    return Math.abs(change + power * TEN) < Math.abs(power) * TEN / 2;
  }

  /** Whether one of the prices is a power of ten away from those around it. */
  private boolean hasSlipped(CandlePrices candle) {
    double[] distances = distances(candle);
    return isSlip(candle.open(), distances[0], acceptedClose, candle.close())
        || isSlip(candle.high(), distances[1], candle.open(), candle.close())
        || isSlip(candle.low(), distances[2], candle.open(), candle.close())
        || isSlip(candle.close(), distances[3], acceptedClose, acceptedClose);
  }

  /**
   * @param nearest log distance from the nearest of the prices around it
   * @param one of the prices that it should lie between, if they are close to each other
   */
  private boolean isSlip(double price, double nearest, double one, double other) {
    if (isAboutPowerOfTen(nearest)) {
      return true;
    }
    long power = Math.round(Math.log(price / one) / TEN);
    double shifted = price / Math.pow(10, (double) power);
    return power != 0
        && nearest > LEAST_BREAK
        && distance(one, other) <= GREATEST_SLIP
        && shifted >= Math.min(one, other) * Math.exp(-slipTolerance())
        && shifted <= Math.max(one, other) * Math.exp(slipTolerance());
  }

  private boolean isAboutPowerOfTen(double distance) {
    long power = Math.round(distance / TEN);
    return power >= 1 && Math.abs(distance - power * TEN) <= slipTolerance();
  }

  private double slipTolerance() {
    return Math.min(Math.max(SLIP_DEVIATIONS * scale.deviation(), LEAST_SLIP), GREATEST_SLIP);
  }

  /**
   * The log distances of the four prices from the nearest of those around them: for the close the
   * closes before, for the open those and the close, for high and low the open too.
   */
  private double[] distances(CandlePrices candle) {
    double open = fromBefore(candle.open());
    double body = distance(candle.open(), candle.close());
    return new double[] {
      Math.min(open, body),
      wick(candle.high(), candle),
      wick(candle.low(), candle),
      fromBefore(candle.close())
    };
  }

  private double wick(double price, CandlePrices candle) {
    return Math.min(fromBefore(price), fromBody(price, candle));
  }

  private static double fromBody(double price, CandlePrices candle) {
    return Math.min(distance(price, candle.open()), distance(price, candle.close()));
  }

  private double fromBefore(double price) {
    double fromOthers = Math.min(distance(price, soundClose), distance(price, closeBefore));
    return Math.min(distance(price, acceptedClose), fromOthers);
  }

  private static double farthest(double[] distances) {
    double farthest = distances[0];
    for (double distance : distances) {
      farthest = Math.max(farthest, distance);
    }
    return farthest;
  }

  private static double distance(double a, double b) {
    return Math.abs(Math.log(a / b));
  }
}
