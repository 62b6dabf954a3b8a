package io.candlelake.common.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.strategy.Strategy;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What strategies decide on.
 *
 * @param candles rows of {@code silver.candles}, with enough history to warm rules up
 * @param predictions rows of {@code gold.predictions} of one trial; empty if no strategy uses a
 *     model
 * @param features rows of {@code gold.features} of one set; empty if no strategy uses a feature
 */
public record DecisionInputs(
    Dataset<Row> candles, Optional<Dataset<Row>> predictions, Optional<Dataset<Row>> features) {
  /** The tables that {@link #read} may read. */
  public static final Set<Table> TABLES =
      Set.of(Tables.CANDLES, Tables.PREDICTIONS, Tables.FEATURES);

  /**
   * Reads what the strategies use, up to the end of the run's range.
   *
   * @param problem what cannot be done without predictions, for the message: {@code Cannot sweep}
   * @throws PipelineException where a strategy uses a model and there are no predictions of it
   */
  public static DecisionInputs read(JobContext context, List<Strategy> strategies, String problem) {
    Optional<Dataset<Row>> predictions = Optional.empty();
    if (strategies.stream().anyMatch(Strategy::needsModel)) {
      predictions = Optional.of(predictions(context, problem));
    }
    Optional<Dataset<Row>> features = Optional.empty();
    if (strategies.stream().anyMatch(strategy -> !strategy.features().isEmpty())) {
      String set = ConfiguredFeatures.of(context.config()).id();
      features =
          Optional.of(context.readPairs(Tables.FEATURES).where(col("feature_set").equalTo(set)));
    }
    return new DecisionInputs(context.readPairs(Tables.CANDLES), predictions, features);
  }

  private static Dataset<Row> predictions(JobContext context, String problem) {
    Config config = context.config();
    context.step("look for predictions");
    Dataset<Row> predictions =
        context
            .readPairs(Tables.PREDICTIONS)
            .where(col("trial_id").equalTo(config.trialId()))
            .where(col("open_time").lt(lit(config.run().range().to())));
    if (predictions.isEmpty()) {
      throw PipelineException.userMistake(
          problem,
          "gold.predictions has no row of trial " + config.trialId() + " in the range",
          "Run train with this configuration first");
    }
    return predictions;
  }
}
