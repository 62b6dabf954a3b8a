package io.candlelake.common.strategy;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.setting.Registry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides on one pair: its candles are added first, then the values known with each candle, then
 * the strategy is evaluated on each listing separately.
 */
public final class PairDecisions implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * How to decide.
   *
   * @param volatilityBars span of {@link BarVolatility}
   * @param roundTripCost as in {@link PairSeries}
   * @param barsPerYear candles of the interval in 365 days
   */
  public record Settings(
      Strategy strategy, int volatilityBars, double roundTripCost, double barsPerYear)
      implements Serializable {

    /** The same without the exits that decisions do not depend on. */
    public Settings withoutMovingExits() {
      return new Settings(
          strategy.withoutMovingExits(), volatilityBars, roundTripCost, barsPerYear);
    }
  }

  /**
   * What was decided at the close of a candle.
   *
   * @param side 1 long, −1 short; of an exit the side it ends
   * @param probability of the side being right; NaN without a model
   * @param stopReturn NaN for none
   * @param targetReturn NaN for none
   * @param model null where there is none
   * @param blockedBy name of what forbids the entry; null if nothing does
   */
  public record Decided(
      long openTime,
      long closeTime,
      boolean entry,
      int side,
      double probability,
      double size,
      double stopReturn,
      double targetReturn,
      double expectedVolatility,
      String model,
      String rule,
      String blockedBy) {}

  private int size;
  private long[] openTime = new long[1024];
  private long[] closeTime = new long[1024];
  private final double[][] numbers = new double[5][1024];
  private int[] listing = new int[1024];
  private boolean[] flagged = new boolean[1024];
  private String[] model = new String[0];
  private final List<String> besideNames;
  private final double[][] beside;

  /**
   * @param besideNames of the values beside the candles, by their column in {@link #set}
   */
  public PairDecisions(List<String> besideNames) {
    this.besideNames = List.copyOf(besideNames);
    this.beside = new double[besideNames.size()][];
  }

  /** Adds a candle that is not filled, later than all before. */
  public void add(long opens, long closes, double[] values, int itsListing, boolean isFlagged) {
    if (size == openTime.length) {
      int length = Math.multiplyExact(size, 2);
      openTime = Arrays.copyOf(openTime, length);
      closeTime = Arrays.copyOf(closeTime, length);
      listing = Arrays.copyOf(listing, length);
      flagged = Arrays.copyOf(flagged, length);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Arrays.copyOf(numbers[i], length);
      }
    }
    openTime[size] = opens;
    closeTime[size] = closes;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i][size] = values[i];
    }
    listing[size] = itsListing;
    flagged[size] = isFlagged;
    size++;
  }

  /** The candle that opens then; negative if there is none. All candles must have been added. */
  public int at(long opens) {
    return Arrays.binarySearch(openTime, 0, size, opens);
  }

  /** Sets a value known with a candle. */
  public void set(int column, int candle, double value) {
    if (beside[column] == null) {
      beside[column] = new double[size];
      Arrays.fill(beside[column], Double.NaN);
    }
    beside[column][candle] = value;
  }

  /** Sets the model that made the prediction of a candle. */
  public void setModel(int candle, String id) {
    if (model.length < size) {
      model = new String[size];
    }
    model[candle] = id;
  }

  /** Evaluates the strategy. */
  public List<Decided> decide(Settings settings) {
    List<Decided> all = new ArrayList<>();
    int from = 0;
    while (from < size) {
      int to = from + 1;
      while (to < size && listing[to] == listing[from]) {
        to++;
      }
      PairSeries series = series(settings, from, to);
      String[] models =
          model.length == 0 ? new String[to - from] : Arrays.copyOfRange(model, from, to);
      new Listing(settings, series, models).decide(all);
      from = to;
    }
    return all;
  }

  private PairSeries series(Settings settings, int from, int to) {
    double[][] columns = new double[numbers.length][];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Arrays.copyOfRange(numbers[i], from, to);
    }
    Bars bars =
        new Bars(
            Arrays.copyOfRange(openTime, from, to),
            Arrays.copyOfRange(closeTime, from, to),
            columns[0],
            columns[1],
            columns[2],
            columns[3],
            columns[4],
            new boolean[to - from]);
    Map<String, double[]> values = new HashMap<>();
    for (int i = 0; i < beside.length; i++) {
      if (beside[i] != null) {
        values.put(besideNames.get(i), Arrays.copyOfRange(beside[i], from, to));
      }
    }
    return new PairSeries(
        bars,
        BarVolatility.of(bars, settings.volatilityBars()),
        Arrays.copyOfRange(flagged, from, to),
        values,
        settings.strategy().holdingBars(),
        settings.roundTripCost());
  }

  /** One listing of the pair. */
  private static final class Listing {
    private static final int LONG = 1;

    private final Strategy strategy;
    private final PairSeries series;
    private final String[] model;
    private final double barsPerYear;
    private final double[] rise;
    private final int[] side;
    private final String[] rule;
    private final String[] blockedBy;

    Listing(Settings settings, PairSeries series, String[] model) {
      this.strategy = settings.strategy();
      this.series = series;
      this.model = model;
      this.barsPerYear = settings.barsPerYear();
      this.rise = series.values(PairSeries.PROBABILITY);
      this.side = new int[series.size()];
      this.rule = new String[series.size()];
      this.blockedBy = new String[series.size()];
      takeSides();
      filter();
    }

    private void takeSides() {
      for (SignalRule each : strategy.rules()) {
        int[] sides = each.sides(series);
        for (int i = 0; i < side.length; i++) {
          if (side[i] == 0 && sides[i] != 0) {
            side[i] = sides[i];
            rule[i] = each.name();
          }
        }
      }
    }

    private void filter() {
      for (EntryFilter each : strategy.filters()) {
        boolean[] longs = each.allows(series, LONG);
        boolean[] shorts = each.allows(series, -LONG);
        for (int i = 0; i < side.length; i++) {
          boolean allowed = side[i] == LONG ? longs[i] : shorts[i];
          if (blockedBy[i] == null && !allowed) {
            blockedBy[i] = Registry.nameOf(each);
          }
        }
      }
    }

    void decide(List<Decided> all) {
      boolean opposite = strategy.exit(OppositeSignalExit.class).isPresent();
      boolean[][] leave = leaveByCondition();
      int[] lastEntry = {-1, -1};
      for (int i = 0; i < side.length; i++) {
        Decided entry = side[i] != 0 && series.volatility()[i] > 0 ? entry(i) : null;
        if (entry != null) {
          all.add(entry);
        }
        boolean enters = entry != null && entry.blockedBy() == null;
        for (int ended : new int[] {LONG, -LONG}) {
          int last = lastEntry[ended == LONG ? 1 : 0];
          boolean mayBeOpen = last >= 0 && i - last <= strategy.reachBars();
          boolean byOpposite = opposite && enters && side[i] == -ended;
          if (mayBeOpen && byOpposite) {
            all.add(exit(i, ended, rule[i]));
          } else if (mayBeOpen && leave[ended == LONG ? 1 : 0][i]) {
            all.add(exit(i, ended, "condition"));
          }
        }
        if (enters) {
          lastEntry[side[i] == LONG ? 1 : 0] = i;
        }
      }
    }

    private boolean[][] leaveByCondition() {
      return strategy
          .exit(ConditionExit.class)
          .map(exit -> new boolean[][] {exit.leaves(series, -LONG), exit.leaves(series, LONG)})
          .orElseGet(() -> new boolean[2][series.size()]);
    }

    private Decided entry(int i) {
      double expected = expectedVolatility(i);
      double stop =
          strategy
              .exit(StopExit.class)
              .map(exit -> exit.unit().fraction(exit.distance(), expected))
              .orElse(Double.NaN);
      double target =
          strategy
              .exit(TargetExit.class)
              .map(exit -> exit.unit().fraction(exit.distance(), expected))
              .orElse(Double.NaN);
      double probability = probability(i, side[i]);
      double size =
          strategy
              .size()
              .fraction(
                  new PositionSize.Entry(
                      probability, series.volatility()[i], expected, stop, target, barsPerYear));
      String blocked = blockedBy[i];
      if (blocked == null && !(size > 0)) {
        blocked = Registry.nameOf(strategy.size());
      }
      return new Decided(
          series.bars().openTime()[i],
          series.bars().closeTime()[i],
          true,
          side[i],
          probability,
          size > 0 ? size : 0,
          stop,
          target,
          expected,
          model[i],
          rule[i],
          blocked);
    }

    private Decided exit(int i, int ended, String why) {
      return new Decided(
          series.bars().openTime()[i],
          series.bars().closeTime()[i],
          false,
          ended,
          probability(i, ended),
          0,
          Double.NaN,
          Double.NaN,
          expectedVolatility(i),
          model[i],
          why,
          null);
    }

    private double probability(int i, int ofSide) {
      return ofSide == LONG ? rise[i] : 1 - rise[i];
    }

    private double expectedVolatility(int i) {
      return series.volatility()[i] * Math.sqrt(strategy.holdingBars());
    }
  }
}
