package io.candlelake.jobs.report;

import static io.candlelake.jobs.report.Show.countCell;
import static io.candlelake.jobs.report.Show.percentCell;
import static io.candlelake.jobs.report.Show.shareCell;

import io.candlelake.jobs.report.Page.Block;
import io.candlelake.jobs.report.Page.Cell;
import io.candlelake.jobs.report.Page.Heading;
import io.candlelake.jobs.report.Page.Prose;
import io.candlelake.jobs.report.Page.Section;
import io.candlelake.jobs.report.Page.Table;
import io.candlelake.jobs.report.Page.TableRow;
import java.util.ArrayList;
import java.util.List;

/** The parts of the page about the data, the proof, the run itself, and how to read it all. */
final class RunSections {
  private final Report report;

  RunSections(Report report) {
    this.report = report;
  }

  List<Section> sections() {
    return List.of(data(), proof(), stages(), identity(), howToRead());
  }

  private Section data() {
    DataQuality data = report.data();
    if (data.total().isEmpty()) {
      return new Section(
          "data", "Data quality", List.of(new Prose("n/a: no candle was validated.")));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Prose(
            "Validity is candles that pass every check ÷ candles received, duplicates counted"
                + " once. Completeness is received and valid ÷ expected in the pair's range. The"
                + " last column leaves out spans in which the source itself confirms an outage."
                + " Filled candles bridge short gaps; they are flagged and never traded on."));
    blocks.add(pairs(data));
    blocks.add(checks(data));
    blocks.add(worstDays(data));
    return new Section("data", "Data quality", blocks);
  }

  private static Table pairs(DataQuality data) {
    List<TableRow> lines = new ArrayList<>();
    data.pairs()
        .forEach(
            pair ->
                lines.add(new TableRow(cells(pair.exchange() + " " + pair.pair(), pair), false)));
    data.total().ifPresent(total -> lines.add(new TableRow(cells("all", total), true)));
    return new Table(
        "Candles by pair",
        List.of(
            Heading.text("Pair"),
            Heading.number("From", "UTC day"),
            Heading.number("To", "UTC day"),
            Heading.number("Expected", "candles"),
            Heading.number("Received", "candles"),
            Heading.number("Valid", "candles"),
            Heading.number("Rejected", "candles"),
            Heading.number("Duplicates", "rows"),
            Heading.number("Filled", "candles"),
            Heading.number("In outages", "candles"),
            Heading.number("Validity", "%"),
            Heading.number("Completeness", "%"),
            Heading.number("outside outages", "%")),
        lines);
  }

  private static List<Cell> cells(String name, DataQuality.PairCounts counts) {
    return List.of(
        Cell.text(name),
        Cell.text(counts.firstDay().toString()),
        Cell.text(counts.lastDay().toString()),
        countCell(counts.expected()),
        countCell(counts.received()),
        countCell(counts.valid()),
        countCell(counts.rejected()),
        countCell(counts.duplicates()),
        countCell(counts.filled()),
        countCell(counts.outage()),
        shareCell(counts.validity()),
        shareCell(counts.completeness()),
        shareCell(counts.completenessOutsideOutages()));
  }

  private static Block checks(DataQuality data) {
    if (data.checks().isEmpty()) {
      return new Prose("What each check raised: n/a, no check results are stored.");
    }
    return new Table(
        "What each check raised, over all pairs",
        List.of(
            Heading.text("Check"),
            Heading.text("Then"),
            Heading.number("Raised", "candles"),
            Heading.number("Of", "candles"),
            Heading.number("Share", "%")),
        data.checks().stream()
            .map(
                check ->
                    TableRow.of(
                        Cell.text(check.name().replace('_', ' ')),
                        Cell.text(check.severity()),
                        countCell(check.raised()),
                        countCell(check.checked()),
                        percentCell(
                            Figure.ratio(check.raised(), check.checked(), "nothing was checked"),
                            4)))
            .toList());
  }

  private static Block worstDays(DataQuality data) {
    if (data.worstDays().isEmpty()) {
      return new Prose("No day misses a candle.");
    }
    return new Table(
        "Days that miss most candles, over all pairs",
        List.of(
            Heading.number("Day", "UTC"),
            Heading.number("Pairs", "count"),
            Heading.number("Missing", "candles"),
            Heading.number("of them in outages", "candles"),
            Heading.number("filled", "candles")),
        data.worstDays().stream()
            .map(
                day ->
                    TableRow.of(
                        Cell.text(day.day().toString()),
                        countCell(day.pairs()),
                        countCell(day.missing()),
                        countCell(day.outage()),
                        countCell(day.filled())))
            .toList());
  }

  private Section proof() {
    if (report.proof().isEmpty()) {
      return new Section(
          "proof",
          "Look-ahead proof",
          List.of(new Prose("n/a: the look-ahead proof did not run. Nothing here is proven.")));
    }
    LookaheadCounts proof = report.proof().get();
    List<TableRow> lines = new ArrayList<>();
    for (LookaheadCounts.Part part : proof.parts()) {
      lines.add(
          TableRow.of(
              Cell.text(part.name()), countCell(part.rows()), countCell(part.mismatches())));
    }
    lines.add(
        TableRow.total(Cell.text("all"), countCell(proof.rows()), countCell(proof.mismatches())));
    return new Section(
        "proof",
        "Look-ahead proof",
        List.of(
            new Prose(
                "At "
                    + Show.count(proof.cuts())
                    + " cut times everything was computed again from what was known by then, and"
                    + " compared with the full run bit for bit."),
            new Table(
                "Rows computed again",
                List.of(
                    Heading.text("Table"),
                    Heading.number("Compared", "rows"),
                    Heading.number("Different", "rows")),
                lines)));
  }

  private Section stages() {
    if (report.stages().isEmpty()) {
      return new Section("stages", "Stages", List.of(new Prose("n/a: no job run is recorded.")));
    }
    List<TableRow> lines = new ArrayList<>();
    double seconds = 0;
    for (Stage stage : report.stages()) {
      boolean isOfThisRun = stage.runId().equals(report.run().runId());
      seconds += isOfThisRun ? stage.seconds() : 0;
      lines.add(
          TableRow.of(
              Cell.text(stage.name()),
              Cell.text(Show.seconds(stage.seconds())),
              countCell(stage.rowsOut()),
              Cell.text(stage.status().replace('_', ' ')),
              Cell.text(isOfThisRun ? "" : stage.runId()),
              Cell.text(stage.message())));
    }
    lines.add(
        TableRow.total(
            Cell.text("all of this run"),
            Cell.text(Show.seconds(seconds)),
            Cell.text(""),
            Cell.text(""),
            Cell.text(""),
            Cell.text("")));
    return new Section(
        "stages",
        "Stages",
        List.of(
            new Table(
                "Jobs in the order they ran, before this report",
                List.of(
                    Heading.text("Job"),
                    Heading.number("Took", "s"),
                    Heading.number("Wrote", "rows"),
                    Heading.text("Status"),
                    Heading.text("Of an earlier run"),
                    Heading.text("Message")),
                lines),
            new Prose(
                "Peak memory: "
                    + Show.bytes(report.peakMemory().bytes())
                    + ", "
                    + report.peakMemory().kind()
                    + ".")));
  }

  private Section identity() {
    RunIdentity run = report.run();
    Table facts =
        new Table(
            "This run",
            List.of(Heading.text(""), Heading.text("")),
            List.of(
                fact("Run", run.runId()),
                fact("Started", Show.minute(run.startedAt()) + " UTC"),
                fact("Code", run.codeVersion()),
                fact("Configuration hash", run.configHash()),
                fact("Seed", Long.toString(run.seed())),
                fact("Market", run.simulated() ? "simulated" : "recorded"),
                fact("Run again", run.command()),
                fact(
                    "Trades hash (SHA-256)",
                    report.trading().hash().orElse("n/a: the backtest gave none"))));
    Table versions =
        new Table(
            "Table versions when the report was made",
            List.of(Heading.text("Table"), Heading.number("Version", "Delta")),
            run.tables().entrySet().stream()
                .map(e -> TableRow.of(Cell.text(e.getKey()), countCell(e.getValue())))
                .toList());
    return new Section("run", "Run identity", List.of(facts, versions));
  }

  private static TableRow fact(String name, String value) {
    return TableRow.of(Cell.text(name), Cell.text(value));
  }

  private static Section howToRead() {
    return new Section(
        "reading",
        "How to read this",
        List.of(
            new Prose(
                "A decision uses only what was known at the close of its candle and is filled at"
                    + " the open of the next one, after fee and slippage. A fill never happens on a"
                    + " missing or filled-in candle."),
            new Prose(
                "Inside a candle the order of high and low is unknown: a stop and a target both"
                    + " touched count as the stop."),
            new Prose(
                "Returns, Sharpe and drawdown come from the portfolio marked to market at the end"
                    + " of each UTC day, 365 days a year, days without trades included. Costs are"
                    + " paid in every figure called net."),
            new Prose(
                "Accuracy says how often signals were right, coverage how often there was one. A"
                    + " high accuracy on few signals, or in few years, is weak evidence: read the"
                    + " interval and the tables by year and quarter. The base rate and the naive"
                    + " rules are what needs no skill."),
            new Prose(
                "n/a means unknown, with the reason beside it; it never means 0. Past results are"
                    + " no promise.")));
  }
}
