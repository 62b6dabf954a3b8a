package io.candlelake.jobs.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The candles of one simulated pair as bronze rows, made one by one: prices on a tick grid, each
 * open the close before, volume growing with volatility and move. No candle during an outage, now
 * and then one missing, now and then a {@link Fault}, which {@code source_ref} names: nothing that
 * looks at candles sees it, but a test can count what the checks caught.
 */
final class SimulatedCandles implements Iterator<Row> {
  /** Share of candles that are missing for no reason anyone confirms. */
  private static final double LOST_SHARE = 0.0001;

  private static final double CLIMAX_VOLUME = 3;
  private static final double WICK = 0.4;
  private static final double VOLUME_NOISE = 0.6;
  private static final double QUOTE_VOLUME = 5e6;
  private static final int SIGNIFICANT_DIGITS = 6;
  private static final int VOLUME_DECIMALS = 4;

  /** What is planted wrong. */
  enum Fault {
    /** High and low changed places. */
    HIGH_BELOW_LOW,
    /** The close is 4 to 10 times the price, or a fraction; the high or low goes with it. */
    ABSURD_CLOSE,
    /** The same of the high or low alone. */
    ABSURD_WICK,
    NEGATIVE_PRICE,
    ZERO_PRICE,
    /** The row is sent twice. */
    DUPLICATE;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Market market;
  private final String symbol;
  private final Instant from;
  private final Instant to;
  private final PricePath path;
  private final SplittableRandom shape;
  private final SplittableRandom faults;
  private final Market.Outages outages;
  private final int priceDecimals;
  private final double baseVolume;
  private final Deque<Row> ready = new ArrayDeque<>();

  private Market.Outage outage;
  private Instant openTime;
  private long number;
  private double logPrice;

  /** The candles that open in {@code [from, to)}. */
  SimulatedCandles(Market market, SimulatedSource.Listing listing, Instant from, Instant to) {
    this.market = market;
    this.symbol = listing.pair().toString();
    this.from = from;
    this.to = to;
    this.path = new PricePath(market, symbol);
    this.shape = market.random("shape " + symbol);
    this.faults = market.random("faults " + symbol);
    this.outages = market.outages();
    this.outage = outages.next();
    this.openTime = market.start();
    this.logPrice = Math.log(listing.price());
    this.priceDecimals = SIGNIFICANT_DIGITS - 1 - (int) Math.floor(Math.log10(listing.price()));
    this.baseVolume = QUOTE_VOLUME / listing.price() / market.barsPerYear() * 8_760;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && openTime.isBefore(to)) {
      advance();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** Makes the next candle; every candle draws the same random numbers, kept or not. */
  private void advance() {
    PricePath.Step step = path.next();
    Candle candle = candle(step);
    boolean lost = faults.nextDouble() < LOST_SHARE;
    boolean faulty = faults.nextDouble() < market.badTickShare();
    Fault fault = Fault.values()[faults.nextInt(Fault.values().length)];
    double factor = 4 + 6 * faults.nextDouble();
    boolean upwards = faults.nextBoolean();

    while (!openTime.isBefore(outage.to())) {
      outage = outages.next();
    }
    boolean out = !openTime.isBefore(outage.from());
    if (!out && !lost && !openTime.isBefore(from)) {
      if (faulty) {
        plant(candle, fault, upwards ? factor : 1 / factor);
      } else {
        ready.add(row(candle, market.reference()));
      }
    }
    openTime = openTime.plus(market.interval().length());
    number++;
  }

  private Candle candle(PricePath.Step step) {
    double first = Math.exp(logPrice);
    logPrice += step.move();
    double last = Math.exp(logPrice);
    double above = Math.exp(Math.abs(shape.nextGaussian()) * WICK * step.deviation());
    double below = Math.exp(-Math.abs(shape.nextGaussian()) * WICK * step.deviation());
    double activity = 1 + Math.abs(step.move()) / step.deviation();
    double amount =
        baseVolume
            * activity
            * (step.climax() ? CLIMAX_VOLUME : 1)
            * Math.exp(VOLUME_NOISE * shape.nextGaussian());
    return new Candle(
        price(first, RoundingMode.HALF_EVEN),
        price(Math.max(first, last) * above, RoundingMode.UP),
        price(Math.min(first, last) * below, RoundingMode.DOWN),
        price(last, RoundingMode.HALF_EVEN),
        BigDecimal.valueOf(amount).setScale(VOLUME_DECIMALS, RoundingMode.UP),
        1 + (long) (1_000 * amount / baseVolume));
  }

  private void plant(Candle candle, Fault fault, double factor) {
    String reference = market.reference() + ", planted " + fault.label();
    BigDecimal absurd = price(candle.close().doubleValue() * factor, RoundingMode.HALF_EVEN);
    switch (fault) {
      case HIGH_BELOW_LOW ->
          ready.add(row(candle.withHighLow(candle.low(), candle.high()), reference));
      case ABSURD_CLOSE ->
          ready.add(
              row(
                  candle
                      .withHighLow(candle.high().max(absurd), candle.low().min(absurd))
                      .withClose(absurd),
                  reference));
      case ABSURD_WICK ->
          ready.add(
              row(
                  candle.withHighLow(candle.high().max(absurd), candle.low().min(absurd)),
                  reference));
      case NEGATIVE_PRICE -> ready.add(row(candle.withClose(candle.close().negate()), reference));
      case ZERO_PRICE -> ready.add(row(candle.withClose(BigDecimal.ZERO), reference));
      case DUPLICATE -> {
        ready.add(row(candle, market.reference()));
        ready.add(row(candle, reference));
      }
      default -> throw new IllegalStateException("no fault " + fault);
    }
  }

  private BigDecimal price(double value, RoundingMode rounding) {
    BigDecimal smallest = BigDecimal.ONE.movePointLeft(priceDecimals);
    return BigDecimal.valueOf(value).setScale(priceDecimals, rounding).max(smallest);
  }

  private Row row(Candle candle, String reference) {
    return RowFactory.create(
        SimulatedSource.NAME,
        symbol,
        market.interval().code(),
        openTime,
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        candle.volume(),
        candle.trades(),
        SimulatedSource.NAME,
        reference,
        number + 1,
        null,
        null);
  }

  private record Candle(
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      long trades) {

    Candle withHighLow(BigDecimal newHigh, BigDecimal newLow) {
      return new Candle(open, newHigh, newLow, close, volume, trades);
    }

    Candle withClose(BigDecimal newClose) {
      return new Candle(open, high, low, newClose, volume, trades);
    }
  }
}
