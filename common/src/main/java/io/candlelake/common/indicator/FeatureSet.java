package io.candlelake.common.indicator;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The declared features of a run, in the order of their vector.
 *
 * @param interval of the candles that get a vector
 * @param reference whose base, with each pair's own quote, is what reference features refer to
 * @param computations all different
 */
public record FeatureSet(Interval interval, Pair reference, List<Computation> computations)
    implements Serializable {
  public FeatureSet {
    computations = new ArrayList<>(computations).stream().distinct().toList();
    if (computations.isEmpty()) {
      throw new IllegalArgumentException("a feature set without features");
    }
  }

  /**
   * The set that is declared, in the declarations' order.
   *
   * @throws io.candlelake.common.PipelineException with every error in the declarations
   */
  public static FeatureSet of(
      Interval interval, Pair reference, List<IndicatorDeclaration> declarations) {
    return new FeatureSet(interval, reference, Declarations.expand(declarations, interval));
  }

  /** Changes with every feature, its order, its formula's version, the interval, the reference. */
  public String id() {
    List<Map<String, Object>> parts =
        computations.stream()
            .map(
                c ->
                    Map.<String, Object>of(
                        "indicator", c.indicator().name(),
                        "version", c.indicator().about().version(),
                        "parameters", c.values().byName(),
                        "interval", c.interval().code()))
            .toList();
    return Fingerprint.of(interval.code(), reference.toString(), parts);
  }

  /** The features by position. */
  public List<Feature> features() {
    List<Feature> features = new ArrayList<>();
    for (Computation computation : computations) {
      for (String name : computation.featureNames()) {
        features.add(new Feature(features.size(), name, computation));
      }
    }
    return List.copyOf(features);
  }

  /** Names of the features by position. */
  public List<String> names() {
    return features().stream().map(Feature::name).toList();
  }

  /** Rows of a series before its first vector. */
  public int warmUpBars() {
    return computations.stream().mapToInt(Computation::warmUpBars).max().orElseThrow();
  }

  /** Whether any feature needs the reference pair's candles. */
  public boolean usesReference() {
    return computations.stream().anyMatch(c -> c.indicator() instanceof ReferenceIndicator);
  }

  /** The computations that compare pairs with each other, in order. */
  public List<Computation> crossSections() {
    return computations.stream()
        .filter(c -> c.indicator() instanceof CrossSectionIndicator)
        .toList();
  }

  /** Whether any feature needs the candles of other pairs. */
  public boolean usesOtherPairs() {
    return usesReference() || !crossSections().isEmpty();
  }

  /** What the features are made from beside candles. */
  public Set<IntrabarSource> intrabarSources() {
    return computations.stream()
        .map(Computation::indicator)
        .filter(IntrabarIndicator.class::isInstance)
        .map(indicator -> ((IntrabarIndicator) indicator).madeFrom())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Positions of the features that may be unknown after the warm-up: NaN. */
  public int[] positionsInside() {
    return features().stream()
        .filter(feature -> feature.computation().indicator() instanceof IntrabarIndicator)
        .mapToInt(Feature::position)
        .toArray();
  }

  /**
   * The pair that reference features of this pair refer to: the reference's base with the pair's
   * own quote; for a pair quoted in that base, the reference itself. It follows from the names
   * alone, so that no later listing can change it.
   */
  public Pair referenceOf(Pair pair) {
    return pair.quote().equals(reference.base())
        ? reference
        : new Pair(reference.base(), pair.quote());
  }

  /**
   * The features of one series, as they are stored.
   *
   * @param crossSections columns of {@link #crossSections}, one an output, from the comparison
   * @param inside what happened inside the candles
   * @return one column a feature; NaN during warm-up, while the reference has no candle yet, and
   *     where too little of a candle's inside is known
   */
  public float[][] compute(
      Bars bars, ReferenceColumns reference, double[][] crossSections, IntrabarColumns inside) {
    List<float[]> columns = new ArrayList<>();
    int crossed = 0;
    Bars barsBeside = bars.tail(reference.firstRow());
    Bars referenceBars = reference.bars();
    for (Computation computation : computations) {
      if (computation.indicator() instanceof PriceIndicator price) {
        for (double[] column : computation.compute(price, bars)) {
          columns.add(stored(0, column));
        }
      } else if (computation.indicator() instanceof ReferenceIndicator beside) {
        for (double[] column : computation.compute(beside, barsBeside, referenceBars)) {
          columns.add(stored(reference.firstRow(), column));
        }
      } else if (computation.indicator() instanceof IntrabarIndicator intrabar) {
        for (double[] column : intrabar.compute(bars, inside, computation.values())) {
          columns.add(stored(0, column));
        }
      } else {
        for (int i = 0; i < computation.featureNames().size(); i++) {
          columns.add(stored(0, crossSections[crossed++]));
        }
      }
    }
    return columns.toArray(float[][]::new);
  }

  /** The parameters of a computation as JSON, whole numbers without a point. */
  public static String parametersJson(Computation computation) {
    Map<String, Object> plain = new TreeMap<>();
    computation
        .values()
        .byName()
        .forEach(
            (name, value) -> {
              boolean whole = value == Math.rint(value);
              plain.put(name, whole ? (Object) value.longValue() : value);
            });
    return Fingerprint.json(plain);
  }

  /** The column in single precision, after so many unknown rows. */
  private static float[] stored(int unknownRows, double[] column) {
    float[] stored = new float[unknownRows + column.length];
    Arrays.fill(stored, 0, unknownRows, Float.NaN);
    for (int row = 0; row < column.length; row++) {
      stored[unknownRows + row] = (float) column[row];
    }
    return stored;
  }
}
