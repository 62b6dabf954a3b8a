package io.candlelake.jobs;

import static io.candlelake.common.table.Tables.FEATURES;
import static io.candlelake.common.table.Tables.LOOKAHEAD_PROOFS;
import static io.candlelake.common.table.Tables.PREDICTIONS;
import static io.candlelake.common.table.Tables.SIGNALS;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.Concurrently;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.DecisionInputs;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.LookaheadProofRow;
import io.candlelake.common.table.Table;
import io.candlelake.jobs.features.FeaturesJob;
import io.candlelake.jobs.labels.LabelsJob;
import io.candlelake.jobs.signals.SignalsJob;
import io.candlelake.jobs.train.TrainJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Shows on the run's own data that nothing looked ahead: at several cut times everything is
 * computed again from the candles, books and trades known by then (features, labels, the fold's
 * model, calibration, predictions, signals) and must equal what the full run stored, bit for bit.
 */
final class LookaheadProof implements Job {
  private static final int CUTS_A_CORE = 2;

  @Override
  public String name() {
    return "prove";
  }

  @Override
  public String summary() {
    return "computes past features, predictions and signals again from what was known then";
  }

  @Override
  public int usualShare() {
    return 20;
  }

  @Override
  public Set<Table> reads() {
    Set<Table> tables = new HashSet<>(FeatureInputs.TABLES);
    tables.addAll(List.of(FEATURES, PREDICTIONS, SIGNALS));
    return tables;
  }

  @Override
  public Set<Table> writes() {
    return Set.of(LOOKAHEAD_PROOFS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    context.step("choose the cuts");
    List<Instant> cuts = cuts(context);
    List<LookaheadProofRow> results = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    context.progress().at(0, cuts.size(), "cuts");
    Stored stored =
        new Stored(
            context
                .readPairs(FEATURES)
                .where(col("feature_set").equalTo(ConfiguredFeatures.of(config).id())),
            context.readPairs(PREDICTIONS).where(col("trial_id").equalTo(config.trialId())),
            context.readPairs(SIGNALS).where(col("strategy_id").equalTo(config.strategyId())));
    FeatureInputs inputs = FeatureInputs.read(context);
    AtomicInteger done = new AtomicInteger();
    // A cut has parts that one core works on, or none but the driver.
    List<List<Comparison>> comparisons =
        Concurrently.map(
            cuts,
            CUTS_A_CORE * context.spark().sparkContext().defaultParallelism(),
            cut -> {
              context.step("compute again what was known at " + cut);
              List<Comparison> ofCut = prove(FeaturesJob::compute, inputs, stored, config, cut);
              context.progress().at(done.incrementAndGet(), cuts.size(), "cuts");
              return ofCut;
            });
    for (int i = 0; i < cuts.size(); i++) {
      for (Comparison comparison : comparisons.get(i)) {
        results.add(comparison.toRow(cuts.get(i)));
        if (comparison.mismatches() > 0) {
          failures.add(comparison.toFailure(cuts.get(i)));
        }
      }
    }
    long written =
        context.replaceRun(
            LOOKAHEAD_PROOFS, LookaheadProofRow.CODEC.rows(context.spark(), results));
    return new JobResult(written, failures, List.of());
  }

  /** What the full run stored, to compare with. */
  record Stored(Dataset<Row> features, Dataset<Row> predictions, Dataset<Row> signals) {}

  /** How one step fared: rows on either side, and how many of them differ or lack a partner. */
  record Comparison(String step, long rows, long mismatches) {
    private LookaheadProofRow toRow(Instant cut) {
      return new LookaheadProofRow(cut, step, rows, mismatches);
    }

    private String toFailure(Instant cut) {
      return "%d of %d %s before %s differ when computed from what was known then"
          .formatted(mismatches, rows, step, cut);
    }
  }

  /** How features are made; the job's own, but for tests that plant a look-ahead. */
  @FunctionalInterface
  interface Features {
    /**
     * @param range of the open times of the candles that get features
     */
    Dataset<Row> compute(FeatureInputs inputs, Config config, TimeRange range);
  }

  /** Computes again what was knowable at the cut and compares the days before it. */
  static List<Comparison> prove(
      Features maker, FeatureInputs inputs, Stored stored, Config config, Instant cut) {
    Column known = col("close_time").leq(lit(cut));
    Instant since = cut.minus(Duration.ofDays(config.trust().compareDays()));
    Column compared = known.and(col("close_time").gt(lit(since)));
    FeatureInputs knownInputs = inputs.knownAt(cut);
    Dataset<Row> knownCandles = knownInputs.candles();
    if (!ConfiguredStrategy.of(config).needsModel()) {
      TimeRange days = new TimeRange(since.minus(config.run().interval().length()), cut);
      return proveWithoutModel(
          maker.compute(knownInputs, config, days), knownCandles, stored, config, known, compared);
    }
    TrainJob.BlocksBefore blocks = TrainJob.BlocksBefore.of(stored.features(), config, cut);
    Dataset<Row> features =
        maker
            .compute(knownInputs, config, blocks.needs())
            .where(blocks.learnsFrom().or(compared))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> labels = LabelsJob.compute(knownCandles, config);
      Dataset<Row> earlier = stored.predictions().where(known);
      Dataset<Row> predictions =
          blocks
              .predict(features, labels, earlier)
              .where(compared)
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        // An exit depends on entries before it, some of them older than the compared days.
        Dataset<Row> upToCut = earlier.where(not(compared)).unionByName(predictions, true);
        Dataset<Row> signals =
            SignalsJob.decide(
                new DecisionInputs(
                    knownCandles,
                    Optional.of(upToCut),
                    Optional.of(upToCut(stored, features, known, compared))),
                config);
        return List.of(
            compare(
                "features", FEATURES, stored.features().where(compared), features.where(compared)),
            compare("predictions", PREDICTIONS, stored.predictions().where(compared), predictions),
            compare("signals", SIGNALS, stored.signals().where(compared), signals.where(compared)));
      } finally {
        predictions.unpersist();
      }
    } finally {
      features.unpersist();
    }
  }

  /** Features and signals of a strategy that uses no model. */
  private static List<Comparison> proveWithoutModel(
      Dataset<Row> computed,
      Dataset<Row> knownCandles,
      Stored stored,
      Config config,
      Column known,
      Column compared) {
    Dataset<Row> features = computed.where(compared).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> signals =
          SignalsJob.decide(
              new DecisionInputs(
                  knownCandles,
                  Optional.empty(),
                  Optional.of(upToCut(stored, features, known, compared))),
              config);
      return List.of(
          compare("features", FEATURES, stored.features().where(compared), features),
          compare("signals", SIGNALS, stored.signals().where(compared), signals.where(compared)));
    } finally {
      features.unpersist();
    }
  }

  /** A rule may look back beyond the compared days: the features stored of the time before them. */
  private static Dataset<Row> upToCut(
      Stored stored, Dataset<Row> features, Column known, Column compared) {
    return stored
        .features()
        .where(known)
        .where(not(compared))
        .unionByName(features.where(compared), true);
  }

  /** Counts rows that are not in both with the same key and the same values. */
  private static Comparison compare(
      String step, Table table, Dataset<Row> stored, Dataset<Row> again) {
    List<String> ignored = List.of("run_id", "year");
    Column[] key =
        table.key().stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    Column values =
        struct(
            table.columns().stream()
                .filter(column -> !ignored.contains(column.name()))
                .map(column -> col(column.name()).cast(column.type()))
                .toArray(Column[]::new));
    Dataset<Row> left = stored.select(struct(key).as("key"), values.as("stored"));
    Dataset<Row> right = again.select(struct(key).as("key"), values.as("again"));
    Dataset<Row> both = left.join(right, new String[] {"key"}, "full_outer");
    Column differs = when(col("stored").eqNullSafe(col("again")), 0).otherwise(1);
    Row counts = both.agg(count(lit(1)), coalesce(sum(differs), lit(0L))).head();
    return new Comparison(step, counts.getLong(0), counts.getLong(1));
  }

  /** Cut times spread evenly over the time that has predictions, or signals without a model. */
  private static List<Instant> cuts(JobContext context) {
    Config config = context.config();
    Dataset<Row> decided =
        ConfiguredStrategy.of(config).needsModel()
            ? context.readRange(PREDICTIONS).where(col("trial_id").equalTo(config.trialId()))
            : context.readRange(SIGNALS).where(col("strategy_id").equalTo(config.strategyId()));
    Row span = decided.agg(min("close_time"), max("close_time")).head();
    if (span.isNullAt(0)) {
      return List.of();
    }
    Instant first = span.getInstant(0);
    long seconds = Duration.between(first, span.getInstant(1)).toSeconds();
    int cuts = config.trust().lookaheadCuts();
    List<Instant> times = new ArrayList<>();
    for (int i = 1; i <= cuts; i++) {
      times.add(config.run().interval().floor(first.plusSeconds(seconds * i / (cuts + 1))));
    }
    return List.copyOf(times);
  }
}
