package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigWriter;
import io.candlelake.common.job.ConfiguredStrategy;
import io.candlelake.common.job.DecisionInputs;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobOption;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Backtests many variants of the strategy on the same candles and says what the best of them is
 * worth. Cells are committed in blocks: a sweep that was killed goes on where it stopped.
 */
public final class SweepJob implements Job {
  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public String stage() {
    return "backtest";
  }

  @Override
  public String summary() {
    return "backtest many variants of the strategy, and tell skill from luck";
  }

  @Override
  public List<JobOption> options() {
    return List.of(new JobOption("space", "FILE", "sweep.space", "keys and values to try, YAML"));
  }

  @Override
  public void check(Config config) {
    if (config.sweep().overfittingBlocks() % 2 != 0) {
      throw PipelineException.userMistake(
          "Cannot sweep",
          "sweep.overfitting-blocks is " + config.sweep().overfittingBlocks() + ", an odd number",
          "Give an even one, 16");
    }
    cells(config, space(config));
  }

  private static SweepSpace space(Config config) {
    return SweepSpace.read(
        Path.of(
            config
                .sweep()
                .space()
                .orElseThrow(
                    () ->
                        PipelineException.userMistake(
                            "Cannot sweep",
                            "nothing says what to try",
                            "Give --space FILE, keys of the strategy with lists of values"))));
  }

  private static SweepCell.All cells(Config config, SweepSpace space) {
    SweepCell.All all = SweepCell.of(config, space.cells(config.sweep(), config.run().seed()));
    if (all.cells().size() == 1) {
      throw PipelineException.userMistake(
          "Cannot sweep",
          all.refused() > 0
              ? "none of the cells fits together; the first, " + all.why()
              : "no cell differs from the configuration",
          "Give other values in --space");
    }
    return all;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.CANDLES,
        Tables.LISTINGS,
        Tables.PREDICTIONS,
        Tables.FEATURES,
        Tables.SWEEP_CELLS,
        Tables.STRATEGY_TRIALS);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.SWEEPS, Tables.SWEEP_CELLS, Tables.STRATEGY_TRIALS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    SweepSpace space = space(config);
    SweepCell.All all = cells(config, space);
    DecisionInputs inputs =
        DecisionInputs.read(context, SweepCell.strategies(all.cells()), "Cannot sweep");
    Dataset<Row> traded = inputs.candles().where(context.inRange("open_time"));
    Dataset<Row> listings = context.readPairs(Tables.LISTINGS);
    String data = StrategyTrials.data(context);
    String sweepId =
        Fingerprint.of(config.strategyId(), config.backtest(), config.sweep(), space.yaml(), data);
    List<SweepCell> missing = new ArrayList<>(all.cells());
    Set<String> done = done(context, sweepId);
    missing.removeIf(cell -> done.contains(cell.id()));
    long rows = 0;
    if (!missing.isEmpty()) {
      Optional<BacktestPeriod> period = period(context, traded, inputs);
      if (period.isEmpty()) {
        return new JobResult(
            0, List.of(), List.of("no candles or predictions, so nothing to trade"));
      }
      try (SweepRun run =
          new SweepRun(config, all.cells(), period.get(), inputs, traded, listings)) {
        rows = blocks(context, run, missing, sweepId, data, all.cells().size());
      }
    }
    return end(context, all, space, sweepId, rows, done.size());
  }

  private static long blocks(
      JobContext context,
      SweepRun run,
      List<SweepCell> missing,
      String sweepId,
      String data,
      int cells) {
    int size = context.config().sweep().blockCells();
    long rows = 0;
    int before = cells - missing.size();
    context.progress().at(before, cells, "cells");
    for (int from = 0; from < missing.size(); from += size) {
      List<SweepCell> block = missing.subList(from, Math.min(missing.size(), from + size));
      context.step("cells " + (before + from) + " to " + (before + from + block.size()));
      List<SweepPortfolio.Result> results = run.block(block);
      context.insertMissing(Tables.STRATEGY_TRIALS, StrategyTrials.ofCells(context, block, data));
      rows += context.append(Tables.SWEEP_CELLS, rows(context, sweepId, results));
      context.progress().at(before + from + block.size(), cells, "cells");
    }
    return rows;
  }

  private static Dataset<Row> rows(
      JobContext context, String sweepId, List<SweepPortfolio.Result> results) {
    List<Row> rows = new ArrayList<>();
    for (SweepPortfolio.Result result : results) {
      rows.add(
          RowFactory.create(
              sweepId,
              result.cell().id(),
              result.cell().parameters(),
              result.metrics(),
              LocalDate.ofEpochDay(result.firstDay()),
              Arrays.stream(result.equity()).boxed().toArray(),
              context.runId().value()));
    }
    return context.spark().createDataFrame(rows, Tables.SWEEP_CELLS.schema());
  }

  private static Set<String> done(JobContext context, String sweepId) {
    Set<String> done = new HashSet<>();
    for (Row row :
        context
            .read(Tables.SWEEP_CELLS)
            .where(col("sweep_id").equalTo(sweepId))
            .select("cell_id")
            .collectAsList()) {
      done.add(row.getString(0));
    }
    return done;
  }

  private JobResult end(
      JobContext context,
      SweepCell.All all,
      SweepSpace space,
      String sweepId,
      long rows,
      int doneBefore) {
    Config config = context.config();
    SweepLuck luck = luck(context, sweepId);
    Map<String, Double> figures =
        luck.figures(config.sweep().overfittingBlocks(), config.sweep().walkForwardBlocks());
    String best = luck.bestCell();
    Row sweep =
        RowFactory.create(
            sweepId,
            ConfigWriter.yaml(config),
            space.yaml(),
            (long) all.cells().size(),
            all.refused(),
            best,
            figures,
            context.runId().value(),
            context.startedAt());
    context.replace(
        Tables.SWEEPS,
        context.spark().createDataFrame(List.of(sweep), Tables.SWEEPS.schema()),
        RowFilter.equal("sweep_id", sweepId));
    return new JobResult(rows, List.of(), notes(all, sweepId, doneBefore, best, figures));
  }

  private static SweepLuck luck(JobContext context, String sweepId) {
    List<Row> cells =
        context
            .read(Tables.SWEEP_CELLS)
            .where(col("sweep_id").equalTo(sweepId))
            .select("cell_id", "equity", "metrics")
            .orderBy("cell_id")
            .collectAsList();
    int days = cells.stream().mapToInt(row -> row.getList(1).size()).max().orElse(0);
    List<String> ids = new ArrayList<>();
    double[][] returns = new double[cells.size()][];
    for (int i = 0; i < returns.length; i++) {
      ids.add(cells.get(i).getString(0));
      List<Double> equity = cells.get(i).getList(1);
      double cash = (Double) cells.get(i).getJavaMap(2).get("initial_cash");
      double[] path = equity.stream().mapToDouble(Double::doubleValue).toArray();
      // A cell whose last trade ended earlier than another's does not move in the days between.
      returns[i] = Arrays.copyOf(DailyFigures.returns(path, cash), days);
    }
    return new SweepLuck(ids, returns);
  }

  private static List<String> notes(
      SweepCell.All all, String sweepId, int doneBefore, String best, Map<String, Double> figures) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "sweep %s: %,d cells%s%s"
            .formatted(
                sweepId,
                all.cells().size(),
                doneBefore > 0 ? ", " + doneBefore + " of them computed before" : "",
                all.refused() > 0
                    ? ", and %d refused whose values do not fit together".formatted(all.refused())
                    : ""));
    all.cells().stream()
        .filter(cell -> cell.id().equals(best))
        .forEach(
            cell ->
                notes.add(
                    "best cell "
                        + (cell.parameters().isEmpty()
                            ? "is the configuration unchanged"
                            : cell.parameters().toString())));
    if (figures.containsKey("best_sharpe")) {
      notes.add(
          String.format(
              Locale.ROOT,
              "its Sharpe ratio %.2f; the best of as many worthless cells would show %.2f;"
                  + " probability %.1f%% that it is above that",
              figures.get("best_sharpe"),
              figures.get("expected_best_of_worthless"),
              100 * figures.getOrDefault("deflated_sharpe", Double.NaN)));
    }
    if (figures.containsKey("pbo")) {
      notes.add(
          String.format(
              Locale.ROOT,
              "probability of backtest overfitting %.0f%%; chosen on half of the days Sharpe %.2f,"
                  + " on the other half %.2f",
              100 * figures.get("pbo"),
              figures.get("pbo_sharpe_in_sample"),
              figures.get("pbo_sharpe_out_of_sample")));
    }
    if (figures.containsKey("walk_forward_sharpe")) {
      notes.add(
          String.format(
              Locale.ROOT,
              "parameters chosen on the days before each block: Sharpe %.2f before, %.2f after",
              figures.getOrDefault("walk_forward_sharpe_in_sample", Double.NaN),
              figures.get("walk_forward_sharpe")));
    }
    return notes;
  }

  /** From the first to the last calibrated prediction, or over all candles without a model. */
  private static Optional<BacktestPeriod> period(
      JobContext context, Dataset<Row> traded, DecisionInputs inputs) {
    Dataset<Row> decided =
        inputs
            .predictions()
            .filter(rows -> ConfiguredStrategy.of(context.config()).needsModel())
            .map(
                rows ->
                    rows.where(context.inRange("open_time")).where(col("probability").isNotNull()))
            .orElse(traded);
    return BacktestJob.period(context.config(), traded, List.of(decided));
  }
}
