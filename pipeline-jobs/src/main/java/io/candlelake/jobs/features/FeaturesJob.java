package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.indicator.Feature;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.kernel.PerSeries;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

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
  public Set<Table> reads() {
    return Set.of(Tables.CANDLES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.FEATURES, Tables.FEATURE_SETS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    FeatureSet set = FeatureSet.of(config);
    Dataset<Row> candles = context.read(Tables.CANDLES);
    context.step("count the candles of each pair");
    Supply supply = Supply.of(candleCounts(candles, config), set, config.run().pairs());
    Dataset<Row> vectors = compute(candles, config).where(context.inRange("open_time"));
    String condition = "feature_set = '" + set.id() + "'";
    long declared = context.replaceWhere(Tables.FEATURE_SETS, declaration(context, set), condition);
    long written = context.replaceRange(Tables.FEATURES, vectors, condition);
    return new JobResult(declared + written, supply.failures(), supply.notes());
  }

  /**
   * The feature vectors of the configured pairs, from the whole history of all pairs.
   *
   * <p>Hand it every pair of {@code silver.candles}, not only the configured ones: reference
   * features need the reference pair's candles, and comparisons are among all pairs of an exchange.
   * A vector depends on candles up to its own {@code close_time} only.
   *
   * @param candles rows of {@code silver.candles}, in any order
   * @return exchange, pair, interval, open_time, close_time, feature_set, vector; none for rows in
   *     warm-up, filled candles, and pairs whose reference has no candle yet
   */
  public static Dataset<Row> compute(Dataset<Row> candles, Config config) {
    FeatureSet set = FeatureSet.of(config);
    Dataset<Row> series = candles.where(col("interval").equalTo(config.run().interval().code()));
    List<String> beside = new ArrayList<>();
    if (set.usesReference() || !set.crossSections().isEmpty()) {
      series = AcrossPairs.join(series, set);
      beside.addAll(ReferenceColumns.NAMES);
      beside.addAll(AcrossPairs.resultNames(set));
    }
    return PerSeries.apply(
            ofPairs(series, config.run().pairs()),
            beside,
            new VectorKernel(set),
            VectorKernel.RESULT)
        .withColumn("open_time", timestamp_micros(col("open_time")))
        .withColumn("close_time", timestamp_micros(col("close_time")))
        .withColumn("feature_set", lit(set.id()))
        .select("exchange", "pair", "interval", "open_time", "close_time", "feature_set", "vector");
  }

  /** How many candles each pair of the run's interval has; the run's pairs and all others. */
  private static List<Row> candleCounts(Dataset<Row> candles, Config config) {
    List<Row> counts =
        candles
            .where(col("interval").equalTo(config.run().interval().code()))
            .groupBy("exchange", "pair")
            .agg(count(lit(1)))
            .orderBy("exchange", "pair")
            .collectAsList();
    if (counts.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot compute features",
          "silver.candles has no candles of " + config.run().interval().code(),
          "Run ingest and validate first, or check --interval and --lake");
    }
    return counts;
  }

  private static Dataset<Row> ofPairs(Dataset<Row> rows, List<Pair> pairs) {
    Object[] names = pairs.stream().map(Pair::toString).toArray();
    return names.length == 0 ? rows : rows.where(col("pair").isin(names));
  }

  private static Dataset<Row> declaration(JobContext context, FeatureSet set) {
    List<Row> rows = new ArrayList<>();
    for (Feature feature : set.features()) {
      rows.add(
          RowFactory.create(
              set.id(),
              feature.position(),
              feature.name(),
              feature.computation().indicator().name(),
              FeatureSet.parametersJson(feature.computation()),
              feature.computation().interval().code(),
              feature.computation().warmUpBars(),
              feature.computation().indicator().about().version()));
    }
    return context.spark().createDataFrame(rows, Tables.FEATURE_SETS.schema()).coalesce(1);
  }
}
