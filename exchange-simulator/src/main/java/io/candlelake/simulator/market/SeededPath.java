package io.candlelake.simulator.market;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bars of one seeded pair, made one by one: prices on a tick grid, each open the close before,
 * volume growing with volatility and move. No trade during an outage, now and then a candle that is
 * not served, now and then one that is served wrong; its trades are right all the same. A copy goes
 * on where the original stood.
 */
final class SeededPath {
  private static final double CLIMAX_VOLUME = 3;
  private static final double WICK = 0.4;
  private static final double VOLUME_NOISE = 0.6;
  private static final double QUOTE_VOLUME = 5e6;
  private static final int VOLUME_DECIMALS = 4;

  /** A candle has one trade at least for each of its prices. */
  private static final int FEWEST_TRADES = 4;

  private static final PlantedFault.Kind[] WRONG = {
    PlantedFault.Kind.HIGH_BELOW_LOW,
    PlantedFault.Kind.ABSURD_CLOSE,
    PlantedFault.Kind.ABSURD_WICK,
    PlantedFault.Kind.NEGATIVE_PRICE,
    PlantedFault.Kind.ZERO_PRICE,
    PlantedFault.Kind.DUPLICATE
  };

  private final SeededSettings settings;
  private final PricePath path;
  private final CopyableRandom shape;
  private final CopyableRandom faults;
  private final Outages outages;
  private final int priceDecimals;
  private final double baseVolume;
  private final OptionalLong tradesOfCandle;

  private Outages.Outage outage;
  private Instant openTime;
  private long index;
  private long nextTrade;
  private double logPrice;

  SeededPath(SeededSettings settings, SimulatedPair listing) {
    this.settings = settings;
    this.path = new PricePath(settings, listing.pair());
    this.shape = settings.draws("shape " + listing.pair());
    this.faults = settings.draws("faults " + listing.pair());
    this.outages = new Outages(settings);
    this.outage = outages.next();
    this.openTime = settings.start();
    this.nextTrade = 1;
    this.logPrice = Math.log(listing.price());
    this.priceDecimals = listing.priceDecimals();
    this.baseVolume = QUOTE_VOLUME / listing.price() / settings.barsPerYear() * 8_760;
    this.tradesOfCandle = settings.tradesOfCandle();
  }

  private SeededPath(SeededPath other) {
    this.settings = other.settings;
    this.path = other.path.copy();
    this.shape = other.shape.copy();
    this.faults = other.faults.copy();
    this.outages = other.outages.copy();
    this.outage = other.outage;
    this.openTime = other.openTime;
    this.index = other.index;
    this.nextTrade = other.nextTrade;
    this.logPrice = other.logPrice;
    this.priceDecimals = other.priceDecimals;
    this.baseVolume = other.baseVolume;
    this.tradesOfCandle = other.tradesOfCandle;
  }

  SeededPath copy() {
    return new SeededPath(this);
  }

  /** Id of the first trade of the bar that comes next. */
  long nextTrade() {
    return nextTrade;
  }

  /** Makes the next bar; every bar draws the same random numbers, whatever becomes of it. */
  Bar next() {
    PricePath.Step step = path.next();
    Candle candle = candle(step);
    boolean lost = faults.nextDouble() < settings.lostShare();
    boolean faulty = faults.nextDouble() < settings.badTickShare();
    PlantedFault.Kind fault = WRONG[faults.nextInt(WRONG.length)];
    double factor = faults.nextDouble() < 0.5 ? 10 : 100;
    boolean upwards = faults.nextBoolean();

    while (!openTime.isBefore(outage.to())) {
      outage = outages.next();
    }
    Bar bar;
    if (!openTime.isBefore(outage.from())) {
      bar = bar(still(candle), List.of(), Optional.of(PlantedFault.Kind.OUTAGE));
    } else if (lost) {
      bar = bar(candle, List.of(), Optional.of(PlantedFault.Kind.LOST));
    } else if (faulty) {
      bar = bar(candle, planted(candle, fault, upwards ? factor : 1 / factor), Optional.of(fault));
    } else {
      bar = bar(candle, List.of(candle), Optional.empty());
    }
    openTime = openTime.plus(settings.interval());
    index++;
    nextTrade += bar.trades();
    return bar;
  }

  private Bar bar(Candle truth, List<Candle> served, Optional<PlantedFault.Kind> planted) {
    return new Bar(index, nextTrade, truth.trades(), truth, served, planted);
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
        openTime,
        price(first, RoundingMode.HALF_EVEN),
        price(Math.max(first, last) * above, RoundingMode.UP),
        price(Math.min(first, last) * below, RoundingMode.DOWN),
        price(last, RoundingMode.HALF_EVEN),
        BigDecimal.valueOf(amount).setScale(VOLUME_DECIMALS, RoundingMode.UP),
        trades(1 + (long) (1_000 * amount / baseVolume)));
  }

  private long trades(long usual) {
    return tradesOfCandle.isEmpty() ? usual : Math.max(FEWEST_TRADES, tradesOfCandle.getAsLong());
  }

  private static Candle still(Candle candle) {
    BigDecimal price = candle.open();
    return new Candle(candle.openTime(), price, price, price, price, BigDecimal.ZERO, 0);
  }

  private List<Candle> planted(Candle candle, PlantedFault.Kind fault, double factor) {
    BigDecimal absurd = price(candle.close().doubleValue() * factor, RoundingMode.HALF_EVEN);
    Candle stretched = candle.withHighLow(candle.high().max(absurd), candle.low().min(absurd));
    return switch (fault) {
      case HIGH_BELOW_LOW -> List.of(candle.withHighLow(candle.low(), candle.high()));
      case ABSURD_CLOSE -> List.of(stretched.withClose(absurd));
      case ABSURD_WICK -> List.of(stretched);
      case NEGATIVE_PRICE -> List.of(candle.withClose(candle.close().negate()));
      case ZERO_PRICE -> List.of(candle.withClose(BigDecimal.ZERO));
      case DUPLICATE -> List.of(candle, candle);
      default -> throw new IllegalStateException("not a fault of one candle: " + fault);
    };
  }

  private BigDecimal price(double value, RoundingMode rounding) {
    BigDecimal smallest = BigDecimal.ONE.movePointLeft(priceDecimals);
    return BigDecimal.valueOf(value).setScale(priceDecimals, rounding).max(smallest);
  }
}
