package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The quality report for people: one small page, words and numbers in their final form. */
record QualityPage(String title, String subtitle, List<Section> sections) {
  /** More raised series than this are left to the table. */
  static final int MOST_SHOWN = 200;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  QualityPage {
    sections = List.copyOf(sections);
  }

  /** A table under a heading. */
  record Section(String title, String words, List<String> headings, List<FindingRow> lines) {
    Section {
      headings = List.copyOf(headings);
      lines = List.copyOf(lines);
    }
  }

  /** A row of a table; one that raised something is set apart. */
  record FindingRow(List<Cell> cells, boolean isRaised) {
    FindingRow {
      cells = List.copyOf(cells);
    }
  }

  /** A value in its final form. */
  record Cell(String text, boolean isNumber) {
    static Cell text(String text) {
      return new Cell(text, false);
    }

    static Cell count(long value) {
      return new Cell("%,d".formatted(value), true);
    }

    /** With two decimals; n/a where unknown. */
    static Cell number(Optional<Double> value) {
      return new Cell(value.map("%,.2f"::formatted).orElse("n/a"), true);
    }
  }

  /**
   * The page of a run.
   *
   * @param statistics rows of {@code silver.book_statistics}
   */
  static QualityPage of(String runId, List<Verdict> verdicts, Dataset<Row> statistics) {
    return new QualityPage(
        "Data quality",
        "Run " + runId + ". All times UTC. A check that compared nothing proves nothing.",
        List.of(checks(verdicts), raised(verdicts), costs(statistics)));
  }

  /** The page as HTML. */
  String html() {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null,
            ContentType.Html,
            QualityPage.class.getClassLoader(),
            QualityPage.class.getPackageName());
    TemplateOutput output = new StringOutput();
    engine.render("quality.jte", Map.of("page", this), output);
    return output.toString();
  }

  private static Section checks(List<Verdict> verdicts) {
    List<FindingRow> lines = new ArrayList<>();
    for (QualityCheck check : QualityChecks.ALL) {
      List<Verdict> of = verdicts.stream().filter(v -> v.check().equals(check.name())).toList();
      long raised = of.stream().mapToLong(Verdict::raised).sum();
      lines.add(
          new FindingRow(
              List.of(
                  Cell.text(check.name()),
                  Cell.text(check.meaning()),
                  Cell.count(of.stream().mapToLong(Verdict::checked).sum()),
                  Cell.count(raised)),
              raised > 0));
    }
    return new Section(
        "Checks",
        "Each check compares what the lake holds with something else that should say the same.",
        List.of("check", "raised when", "compared", "raised"),
        lines);
  }

  private static Section raised(List<Verdict> verdicts) {
    List<Verdict> raised = verdicts.stream().filter(verdict -> verdict.raised() > 0).toList();
    List<FindingRow> lines = raised.stream().limit(MOST_SHOWN).map(QualityPage::line).toList();
    String words =
        raised.isEmpty()
            ? "None."
            : "%d pairs, those with most first, with the worst of each; days and times are in"
                + " silver.quality_findings.";
    return new Section(
        "What was raised",
        words.formatted(raised.size()),
        List.of(
            "check",
            "severity",
            "exchange",
            "pair",
            "interval",
            "raised",
            "of",
            "days",
            "first",
            "last",
            "the worst"),
        lines);
  }

  private static FindingRow line(Verdict verdict) {
    return new FindingRow(
        List.of(
            Cell.text(verdict.check()),
            Cell.text(verdict.severity()),
            Cell.text(verdict.exchange()),
            Cell.text(verdict.pair()),
            Cell.text(verdict.interval()),
            Cell.count(verdict.raised()),
            Cell.count(verdict.checked()),
            Cell.count(verdict.daysRaised()),
            Cell.text(time(verdict.first())),
            Cell.text(time(verdict.last())),
            Cell.text(verdict.detail())),
        false);
  }

  private static String time(Optional<Instant> time) {
    return time.map(MINUTE::format).orElse("");
  }

  /** The newest day of each pair. */
  private static Section costs(Dataset<Row> statistics) {
    List<FindingRow> lines =
        statistics
            .groupBy("exchange", "pair")
            .agg(
                max_by(
                        struct(
                            "day",
                            "books",
                            "median_spread_bps",
                            "p90_spread_bps",
                            "mean_bid_depth_10bps",
                            "mean_ask_depth_10bps",
                            "cost_1k_bps",
                            "cost_10k_bps",
                            "cost_100k_bps"),
                        col("day"))
                    .as("newest"))
            .orderBy("exchange", "pair")
            .limit(MOST_SHOWN)
            .collectAsList()
            .stream()
            .map(row -> costs(row.getString(0), row.getString(1), row.getStruct(2)))
            .toList();
    return new Section(
        "What trading costs by the order books",
        lines.isEmpty()
            ? "There are no order books."
            : "The newest day of each pair; every day is in silver.book_statistics.",
        List.of(
            "exchange",
            "pair",
            "day",
            "books",
            "median spread, bp",
            "90% spread, bp",
            "bid within 10 bp",
            "asked within 10 bp",
            "cost of 1,000, bp",
            "of 10,000, bp",
            "of 100,000, bp"),
        lines);
  }

  private static FindingRow costs(String exchange, String pair, Row newest) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.text(exchange));
    cells.add(Cell.text(pair));
    cells.add(Cell.text(newest.get(0).toString()));
    cells.add(Cell.count(newest.getLong(1)));
    for (int i = 2; i < newest.size(); i++) {
      Optional<Double> value =
          newest.isNullAt(i) ? Optional.empty() : Optional.of(newest.getDouble(i));
      cells.add(Cell.number(value));
    }
    return new FindingRow(cells, false);
  }
}
