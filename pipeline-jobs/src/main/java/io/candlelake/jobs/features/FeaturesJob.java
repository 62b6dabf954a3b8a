package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.indicator.Feature;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.FeatureSetRow;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes the feature vector of every candle past its pair's warm-up. */
public final class FeaturesJob implements Job {
  @Override
  public String name() {
    return "features";
  }

  @Override
  public String summary() {
    return "compute the declared indicators as one feature vector a candle";
  }

  @Override
  public int usualShare() {
    return 8;
  }

  @Override
  public Set<Table> reads() {
    Set<Table> tables = new HashSet<>(FeatureInputs.TABLES);
    tables.add(Tables.FEATURES); // counted where candles lack books or trades
    return tables;
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.FEATURES, Tables.FEATURE_SETS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    FeatureSet set = ConfiguredFeatures.of(config);
    FeatureInputs inputs =
        FeatureInputs.read(context).insideOf(config.run().range(), config.run().interval());
    inputs.requireRows(set.intrabarSources());
    context.step("count the candles of each pair");
    FeatureAvailability availability =
        FeatureAvailability.of(candleCounts(inputs.candles(), config), set, config.run().pairs());
    Dataset<Row> vectors = compute(inputs, config, config.run().range());
    RowFilter ofSet = RowFilter.equal("feature_set", set.id());
    long declared = context.replace(Tables.FEATURE_SETS, declaration(context, set), ofSet);
    long written = context.replaceRange(Tables.FEATURES, vectors, ofSet);
    List<String> notes = new ArrayList<>(availability.notes());
    if (!set.intrabarSources().isEmpty()) {
      notes.addAll(insideUnknown(context, ofSet));
    }
    return new JobResult(declared + written, availability.failures(), notes);
  }

  /**
   * The feature vectors of the configured pairs, from the whole history of all pairs.
   *
   * <p>Hand it every pair of {@code silver.candles}, not only the configured ones: reference
   * features need the reference pair's candles, and comparisons are among all pairs of an exchange.
   * No vector crosses a break of its pair's listings or of its reference's: the warm-up starts
   * anew. A vector depends on candles up to its own {@code close_time} only, and on books and
   * trades known before it.
   *
   * @param range of the open times of the candles that get vectors
   * @return exchange, pair, interval, open_time, close_time, feature_set, vector; none for rows in
   *     warm-up, filled candles, pairs whose reference has no candle yet, and candles too little of
   *     whose inside is known for the set
   */
  public static Dataset<Row> compute(FeatureInputs inputs, Config config, TimeRange range) {
    FeatureSet set = ConfiguredFeatures.of(config);
    Dataset<Row> series =
        inputs.candles().where(col("interval").equalTo(config.run().interval().code()));
    List<String> inside = List.of();
    if (!set.intrabarSources().isEmpty()) {
      series = InsideCandles.join(series, inputs, set);
      inside = InsideCandles.names();
    }
    VectorKernel kernel = new VectorKernel(set, range);
    List<Pair> pairs = config.run().pairs();
    Dataset<Row> vectors =
        set.usesOtherPairs()
            ? PerSeries.applyToBlocks(
                AcrossPairs.blocks(series, inside, set, pairs),
                AcrossPairs.columns(set) + inside.size(),
                kernel,
                VectorKernel.RESULT)
            : PerSeries.apply(ofPairs(series, pairs), inside, kernel, VectorKernel.RESULT);
    return vectors
        .withColumn("feature_set", lit(set.id()))
        .select("exchange", "pair", "interval", "open_time", "close_time", "feature_set", "vector");
  }

  /**
   * How many candles the longest listing of each pair of the run's interval has; the run's pairs
   * and all others.
   */
  private static List<Row> candleCounts(Dataset<Row> candles, Config config) {
    List<Row> counts =
        new ArrayList<>(
            candles
                .where(col("interval").equalTo(config.run().interval().code()))
                .groupBy("exchange", "pair", "listing")
                .agg(count(lit(1)).as("candles"))
                .groupBy("exchange", "pair")
                .agg(max("candles"))
                .collectAsList());
    // One row a pair: sorted here, where Spark would need two jobs more.
    counts.sort(
        Comparator.comparing((Row row) -> row.getString(0)).thenComparing(row -> row.getString(1)));
    if (counts.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot compute features",
          "silver.candles has no candles of " + config.run().interval().code(),
          "Run ingest and validate first, or check --interval and --lake");
    }
    return counts;
  }

  /** A line for each pair that has fewer vectors in the run's range than candles. */
  private static List<String> insideUnknown(JobContext context, RowFilter ofSet) {
    Dataset<Row> candles =
        context
            .readRange(Tables.CANDLES)
            .where(not(col("filled")))
            .groupBy("exchange", "pair")
            .agg(count(lit(1)).as("candles"));
    Dataset<Row> vectors =
        context
            .readRange(Tables.FEATURES)
            .where(ofSet.sql())
            .groupBy("exchange", "pair")
            .agg(count(lit(1)).as("vectors"));
    return candles
        .join(vectors, new String[] {"exchange", "pair"}, "left")
        .where(coalesce(col("vectors"), lit(0)).lt(col("candles")))
        .orderBy("exchange", "pair")
        .select(col("exchange"), col("pair"), coalesce(col("vectors"), lit(0L)), col("candles"))
        .collectAsList()
        .stream()
        .map(
            row ->
                ("%s on %s: features for %d of %d candles; the others are warm-up, or too few books"
                        + " or trades were known at their close")
                    .formatted(row.getString(1), row.getString(0), row.getLong(2), row.getLong(3)))
        .toList();
  }

  private static Dataset<Row> ofPairs(Dataset<Row> rows, List<Pair> pairs) {
    Object[] names = pairs.stream().map(Pair::toString).toArray();
    return names.length == 0 ? rows : rows.where(col("pair").isin(names));
  }

  private static Dataset<Row> declaration(JobContext context, FeatureSet set) {
    List<FeatureSetRow> rows = new ArrayList<>();
    for (Feature feature : set.features()) {
      rows.add(
          new FeatureSetRow(
              set.id(),
              feature.position(),
              feature.name(),
              feature.computation().indicator().name(),
              FeatureSet.parametersJson(feature.computation()),
              feature.computation().interval().code(),
              feature.computation().warmUpBars(),
              feature.computation().indicator().about().version()));
    }
    return FeatureSetRow.CODEC.rows(context.spark(), rows).coalesce(1);
  }
}
