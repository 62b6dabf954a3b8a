package io.candlelake.jobs.features;

import io.candlelake.common.indicator.Computation;
import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.market.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The candles of one exchange and time, beside each other. */
final class CrossPairCandles {
  private static final int PAIR = AcrossPairs.CANDLE.fieldIndex("pair");
  private static final int LISTING = AcrossPairs.CANDLE.fieldIndex("listing");
  private static final int OPEN = AcrossPairs.CANDLE.fieldIndex("open");
  private static final int FIRST_OWN = AcrossPairs.CANDLE.size();

  private final FeatureSet set;
  private final List<Computation> crossSections;
  private final Map<String, String> referenceByPair = new HashMap<>();

  CrossPairCandles(FeatureSet set) {
    this.set = set;
    this.crossSections = set.crossSections();
  }

  /**
   * Adds to each candle its reference's, with the listing it is of, and the comparisons.
   *
   * @param candles in the order of their pairs' names
   */
  List<Row> compare(List<Row> candles) {
    Map<String, Row> byPair = new HashMap<>();
    candles.forEach(candle -> byPair.put(candle.getString(PAIR), candle));
    List<double[]> comparisons = new ArrayList<>();
    for (int i = 0; i < crossSections.size(); i++) {
      comparisons.addAll(comparison(candles, i));
    }
    List<Row> result = new ArrayList<>(candles.size());
    for (int i = 0; i < candles.size(); i++) {
      Row candle = candles.get(i);
      result.add(beside(candle, byPair.get(referenceOf(candle)), comparisons, i));
    }
    return result;
  }

  /** The outputs of one indicator, NaN for candles that take no part. */
  private List<double[]> comparison(List<Row> candles, int index) {
    int column = FIRST_OWN + index;
    int[] taking =
        IntStream.range(0, candles.size())
            .filter(i -> !Double.isNaN(candles.get(i).getDouble(column)))
            .toArray();
    Computation computation = crossSections.get(index);
    List<double[]> outputs = new ArrayList<>();
    for (int i = 0; i < computation.featureNames().size(); i++) {
      double[] unknown = new double[candles.size()];
      Arrays.fill(unknown, Double.NaN);
      outputs.add(unknown);
    }
    if (taking.length == 0) {
      return outputs;
    }
    double[] own =
        Arrays.stream(taking).mapToDouble(i -> candles.get(i).getDouble(column)).toArray();
    double[][] across = ((CrossSectionIndicator) computation.indicator()).across(own);
    for (int output = 0; output < across.length; output++) {
      for (int k = 0; k < taking.length; k++) {
        outputs.get(output)[taking[k]] = across[output][k];
      }
    }
    return outputs;
  }

  private String referenceOf(Row candle) {
    return referenceByPair.computeIfAbsent(
        candle.getString(PAIR), pair -> set.referenceOf(Pair.parse(pair).orElseThrow()).toString());
  }

  private static Row beside(Row candle, Row reference, List<double[]> comparisons, int place) {
    int references = ReferenceColumns.NAMES.size();
    Object[] values = new Object[FIRST_OWN + references + 1 + comparisons.size()];
    for (int i = 0; i < FIRST_OWN; i++) {
      values[i] = candle.get(i);
    }
    for (int i = 0; i < references; i++) {
      values[FIRST_OWN + i] = reference == null ? Double.NaN : reference.getDouble(OPEN + i);
    }
    values[FIRST_OWN + references] =
        reference == null ? Double.NaN : (double) reference.getInt(LISTING);
    for (int i = 0; i < comparisons.size(); i++) {
      values[FIRST_OWN + references + 1 + i] = comparisons.get(i)[place];
    }
    return RowFactory.create(values);
  }
}
