package io.candlelake.jobs.report;

import static io.candlelake.jobs.report.Show.cell;
import static io.candlelake.jobs.report.Show.countCell;
import static io.candlelake.jobs.report.Show.numberCell;
import static io.candlelake.jobs.report.Show.percentCell;

import io.candlelake.jobs.report.Page.Block;
import io.candlelake.jobs.report.Page.Cell;
import io.candlelake.jobs.report.Page.Chart;
import io.candlelake.jobs.report.Page.Heading;
import io.candlelake.jobs.report.Page.Prose;
import io.candlelake.jobs.report.Page.Section;
import io.candlelake.jobs.report.Page.Table;
import io.candlelake.jobs.report.Page.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of the page about signals and models. */
final class SignalSections {
  private static final int SKIPPED_SHOWN = 40;

  private final Report report;
  private final Evaluations evaluations;

  SignalSections(Report report) {
    this.report = report;
    this.evaluations = report.evaluations();
  }

  List<Section> sections() {
    return List.of(accuracy(), confidence(), models());
  }

  private Section accuracy() {
    if (evaluations.isEmpty()) {
      return new Section(
          "signals",
          "Signal accuracy",
          List.of(new Prose("n/a: " + evaluations.reasonIfAbsent() + ".")));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Prose(
            "A signal is right if side × (ln close[t+h] − ln open[t+1]) > 0; a tie is wrong. All"
                + " figures are out of sample. Intervals are 95%, from a bootstrap over calendar"
                + " weeks with all pairs together, since one crash is one event."));
    blocks.add(besideNaiveRules());
    addSlice(blocks, "year", "Year");
    addSlice(blocks, "quarter", "Quarter");
    addSlice(blocks, "pair", "Pair");
    addSlice(blocks, "side", "Side");
    blocks.add(decay());
    return new Section("signals", "Signal accuracy", blocks);
  }

  private Table besideNaiveRules() {
    List<TableRow> lines = new ArrayList<>();
    lines.add(accuracyLine("Emitted signals", "all", "", Names.ACCURACY, true));
    lines.add(accuracyLine("All predictions", "all", "", Names.FULL_COVERAGE_ACCURACY, false));
    lines.add(
        accuracyLine(
            "Signals that do not overlap", "all", "", Names.NON_OVERLAPPING_ACCURACY, false));
    lines.add(accuracyLine("Entered one candle late", "all", "", Names.LATE_ENTRY_ACCURACY, false));
    lines.add(accuracyLine("Last 12 months", "all", "", Names.LAST_12_MONTHS_ACCURACY, false));
    lines.add(accuracyLine("Base rate", "all", "", Names.BASE_RATE, false));
    for (String rule : evaluations.values(Names.NAIVE)) {
      lines.add(
          accuracyLine(
              "Naive rule: " + rule.replace('_', ' '),
              Names.NAIVE,
              rule,
              Names.NAIVE_ACCURACY,
              false));
    }
    return new Table(
        "Accuracy beside what needs no skill",
        List.of(
            Heading.text(""),
            Heading.number("Right", "%"),
            Heading.number("95% from", "%"),
            Heading.number("to", "%"),
            Heading.number("On", "rows")),
        lines);
  }

  private TableRow accuracyLine(
      String name, String slice, String value, String metric, boolean isTotal) {
    Estimate estimate = evaluations.of(slice, value, metric);
    return new TableRow(
        List.of(
            Cell.text(name),
            percentCell(estimate.value(), 1),
            percentCell(estimate.low(), 1),
            percentCell(estimate.high(), 1),
            rows(estimate)),
        isTotal);
  }

  private static Cell rows(Estimate estimate) {
    return estimate.value() instanceof Figure.Unknown unknown && estimate.rows() == 0
        ? Cell.unknown(unknown.why())
        : countCell(estimate.rows());
  }

  private void addSlice(List<Block> blocks, String slice, String name) {
    List<String> values = evaluations.values(slice);
    if (values.isEmpty()) {
      blocks.add(new Prose("By " + slice + ": n/a, the evaluation has no such slice."));
      return;
    }
    List<TableRow> lines = new ArrayList<>();
    for (String value : values) {
      Estimate accuracy = evaluations.of(slice, value, Names.ACCURACY);
      lines.add(
          TableRow.of(
              Cell.text(value),
              signals(slice, value, accuracy),
              percentCell(evaluations.of(slice, value, Names.COVERAGE).value(), 2),
              percentCell(accuracy.value(), 1),
              percentCell(accuracy.low(), 1),
              percentCell(accuracy.high(), 1),
              percentCell(evaluations.of(slice, value, Names.BASE_RATE).value(), 1)));
    }
    blocks.add(
        new Table(
            "By " + slice,
            List.of(
                Heading.text(name),
                Heading.number("Signals", "count"),
                Heading.number("Coverage", "%"),
                Heading.number("Right", "%"),
                Heading.number("95% from", "%"),
                Heading.number("to", "%"),
                Heading.number("Base rate", "%")),
            lines));
  }

  private Cell signals(String slice, String value, Estimate accuracy) {
    Figure signals = evaluations.of(slice, value, Names.SIGNALS).value();
    return numberCell(signals.or(Figure.count(accuracy.rows())), 0);
  }

  private Block decay() {
    Figure alarm = evaluations.all(Names.DECAY_ALARM).value();
    String rule =
        " It is raised where the trailing 90 days' coverage is under a fifth of its two-year mean,"
            + " or their accuracy's lower bound under 50%.";
    if (alarm instanceof Figure.Unknown unknown) {
      return new Prose("Decay alarm: n/a, " + unknown.why() + "." + rule);
    }
    boolean raised = alarm.known().orElseThrow() != 0;
    return new Prose("Decay alarm: " + (raised ? "RAISED." : "not raised.") + rule);
  }

  private Section confidence() {
    List<Block> blocks = new ArrayList<>();
    if (evaluations.values(Names.THRESHOLD).isEmpty()) {
      blocks.add(new Prose("Accuracy against coverage: n/a, it was not evaluated."));
    } else {
      blocks.add(
          new Chart(
              "coverage",
              "Accuracy of the surest predictions against the share of candles they cover, %"));
      blocks.add(coverageTable());
    }
    if (evaluations.values(Names.CALIBRATION).isEmpty()) {
      blocks.add(new Prose("Calibration: n/a, it was not evaluated."));
    } else {
      blocks.add(
          new Chart(
              "calibration",
              "Calibration: how often it rose against the probability that the model gave, %;"
                  + " honest is the diagonal"));
      blocks.add(calibrationTable());
    }
    return new Section("confidence", "Confidence", blocks);
  }

  private Table coverageTable() {
    return new Table(
        "Accuracy against coverage",
        List.of(
            Heading.number("Probability from", ""),
            Heading.number("Coverage", "%"),
            Heading.number("Right", "%"),
            Heading.number("On", "rows")),
        evaluations.values(Names.THRESHOLD).stream()
            .map(
                threshold -> {
                  Estimate accuracy = evaluations.of(Names.THRESHOLD, threshold, Names.ACCURACY);
                  return TableRow.of(
                      Cell.text(threshold),
                      percentCell(
                          evaluations.of(Names.THRESHOLD, threshold, Names.COVERAGE).value(), 2),
                      percentCell(accuracy.value(), 1),
                      rows(accuracy));
                })
            .toList());
  }

  private Table calibrationTable() {
    return new Table(
        "Calibration by tenths of the predictions",
        List.of(
            Heading.text("Bin"),
            Heading.number("Mean probability", "%"),
            Heading.number("Rose", "%"),
            Heading.number("On", "rows")),
        evaluations.values(Names.CALIBRATION).stream()
            .map(
                bin -> {
                  Estimate rose = evaluations.of(Names.CALIBRATION, bin, Names.SHARE_UP);
                  return TableRow.of(
                      Cell.text(bin),
                      percentCell(
                          evaluations.of(Names.CALIBRATION, bin, Names.MEAN_PROBABILITY).value(),
                          1),
                      percentCell(rose.value(), 1),
                      rows(rose));
                })
            .toList());
  }

  private Section models() {
    TrialModels models = report.models();
    if (models.folds().isEmpty()) {
      return new Section("models", "Models", List.of(new Prose("n/a: no model was trained.")));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Prose(
            Show.count(models.predictions().rows())
                + " out-of-sample predictions of "
                + Show.count(models.predictions().pairs())
                + " pairs, of which "
                + Show.count(models.predictions().calibrated())
                + " calibrated on earlier folds; the first fold has none to calibrate on."));
    blocks.add(folds(models));
    List<TrialModels.Fold> skipped = models.folds().stream().filter(f -> !f.isFitted()).toList();
    if (!skipped.isEmpty()) {
      blocks.add(skipped(skipped));
    }
    if (!evaluations.isEmpty()) {
      blocks.add(standards());
      blocks.add(everything());
    }
    return new Section("models", "Models", blocks);
  }

  private Table standards() {
    return new Table(
        "What the field asks of a model, out of sample",
        List.of(Heading.text("Standard"), Heading.text("")),
        List.of(
            standard("ROC AUC 0.53 or more", "standard_auc"),
            standard("IC 0.02 or more, its t 3 or more", "standard_ic"),
            standard("ECE 0.02 or less after calibration", "standard_calibration"),
            standard("Brier skill above 0", "standard_brier_skill")));
  }

  private TableRow standard(String name, String metric) {
    Figure met = evaluations.all(metric).value();
    return TableRow.of(Cell.text(name), cell(met, value -> value == 1 ? "met" : "missed"));
  }

  private Table folds(TrialModels models) {
    Map<Integer, List<TrialModels.Fold>> byFold = new TreeMap<>();
    models.folds().forEach(f -> byFold.computeIfAbsent(f.fold(), x -> new ArrayList<>()).add(f));
    Map<String, String> shown = new LinkedHashMap<>();
    for (String metric : Names.FOLD_METRICS) {
      if (evaluations.metrics(Names.FOLD).contains(metric)) {
        shown.put(metric, Names.isShare(metric) ? "%" : Names.isCount(metric) ? "count" : "");
      }
    }
    List<Heading> headings =
        new ArrayList<>(
            List.of(
                Heading.number("Fold", "from 0"),
                Heading.text("Model"),
                Heading.number("Trained from", "UTC"),
                Heading.number("Tested from", "UTC"),
                Heading.number("to", "UTC"),
                Heading.number("Fitted", "of all"),
                Heading.number("Trained on", "rows")));
    shown.forEach((metric, unit) -> headings.add(Heading.number(Names.spoken(metric), unit)));
    List<TableRow> lines = new ArrayList<>();
    byFold.forEach(
        (fold, members) -> {
          TrialModels.Fold first = members.get(0);
          long fitted = members.stream().filter(TrialModels.Fold::isFitted).count();
          List<Cell> cells =
              new ArrayList<>(
                  List.of(
                      Cell.text(Integer.toString(fold)),
                      Cell.text(first.algorithm()),
                      Cell.text(Show.day(first.trainFrom())),
                      Cell.text(Show.day(first.testFrom())),
                      Cell.text(Show.day(first.testTo())),
                      Cell.text(fitted + " of " + members.size()),
                      countCell(members.stream().mapToLong(TrialModels.Fold::trainingRows).sum())));
          shown.forEach(
              (metric, unit) -> {
                Figure value = evaluations.of(Names.FOLD, Integer.toString(fold), metric).value();
                cells.add(scoreCell(metric, value));
              });
          lines.add(new TableRow(cells, false));
        });
    return new Table("Walk-forward by fold, scores on the test block", headings, lines);
  }

  private static Cell scoreCell(String metric, Figure value) {
    if (Names.isShare(metric)) {
      return percentCell(value, 1);
    }
    return numberCell(value, Names.isCount(metric) ? 0 : 4);
  }

  private static Table skipped(List<TrialModels.Fold> skipped) {
    String more = skipped.size() > SKIPPED_SHOWN ? ", the first " + SKIPPED_SHOWN + " of them" : "";
    return new Table(
        "Models not fitted: " + Show.count(skipped.size()) + more,
        List.of(
            Heading.number("Fold", "from 0"),
            Heading.text("For"),
            Heading.text("Status"),
            Heading.text("Reason")),
        skipped.stream()
            .limit(SKIPPED_SHOWN)
            .map(
                f ->
                    TableRow.of(
                        Cell.text(Integer.toString(f.fold())),
                        Cell.text(f.scope()),
                        Cell.text(f.status().replace('_', ' ')),
                        Cell.text(f.reason())))
            .toList());
  }

  /** Every figure over all rows, so that none is left out for want of a place above. */
  private Table everything() {
    return new Table(
        "Every figure over all out-of-sample rows",
        List.of(
            Heading.text("Figure"),
            Heading.number("Value", "shares as fractions"),
            Heading.number("95% from", ""),
            Heading.number("to", ""),
            Heading.number("On", "rows")),
        evaluations.metrics("all").stream()
            .map(
                metric -> {
                  Estimate estimate = evaluations.all(metric);
                  return TableRow.of(
                      Cell.text(Names.spoken(metric)),
                      cell(estimate.value(), SignalSections::plain),
                      orNone(cell(estimate.low(), SignalSections::plain)),
                      orNone(cell(estimate.high(), SignalSections::plain)),
                      rows(estimate));
                })
            .toList());
  }

  /** Most figures have no interval by their nature. */
  private static Cell orNone(Cell cell) {
    return cell.reason().isEmpty() ? cell : Cell.NONE;
  }

  private static String plain(double value) {
    boolean isWhole = value == Math.rint(value);
    return Show.number(value, isWhole ? 0 : 4);
  }
}
