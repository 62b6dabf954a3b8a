package io.candlelake.jobs.report;

import java.util.List;

/**
 * The report as a page for people: words and numbers in their final form. The template only places
 * and escapes them.
 *
 * @param verdicts what a person needs to know first, one plain sentence each
 */
record Page(
    String title,
    String subtitle,
    boolean simulated,
    List<Verdict> verdicts,
    Table headline,
    List<Section> sections) {
  Page {
    verdicts = List.copyOf(verdicts);
    sections = List.copyOf(sections);
  }

  /** How a verdict went. */
  enum Outcome {
    PASSED("passed"),
    FAILED("not passed"),
    UNKNOWN("n/a"),
    /** A fact that is neither passed nor failed. */
    FACT("");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    String cssClass() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** One sentence about one subject. */
  record Verdict(String subject, Outcome outcome, String sentence) {}

  /** A part of the page under a heading; {@code id} is its anchor. */
  record Section(String id, String title, List<Block> blocks) {
    Section {
      blocks = List.copyOf(blocks);
    }
  }

  /** What a section is made of. */
  sealed interface Block {}

  /** A paragraph. */
  record Prose(String text) implements Block {}

  /** A plot drawn by the page's script from the inlined data of that name. */
  record Chart(String data, String caption) implements Block {}

  /**
   * A table.
   *
   * @param style further class of the table: empty, or heat
   */
  record Table(String caption, String style, List<Heading> headings, List<TableRow> lines)
      implements Block {
    Table {
      headings = List.copyOf(headings);
      lines = List.copyOf(lines);
      for (TableRow line : lines) {
        if (line.cells().size() != headings.size()) {
          throw new IllegalArgumentException(
              caption + ": " + line.cells().size() + " cells under " + headings.size());
        }
      }
    }

    Table(String caption, List<Heading> headings, List<TableRow> lines) {
      this(caption, "", headings, lines);
    }
  }

  /** A column's name and unit; numbers stand to the right. */
  record Heading(String name, String unit, boolean isNumber) {
    static Heading text(String name) {
      return new Heading(name, "", false);
    }

    static Heading number(String name, String unit) {
      return new Heading(name, unit, true);
    }
  }

  /** A table row; a total is set apart. */
  record TableRow(List<Cell> cells, boolean isTotal) {
    TableRow {
      cells = List.copyOf(cells);
    }

    static TableRow of(Cell... cells) {
      return new TableRow(List.of(cells), false);
    }

    static TableRow total(Cell... cells) {
      return new TableRow(List.of(cells), true);
    }
  }

  /**
   * A value in its final form.
   *
   * @param tone class that colours it: empty, gain, loss, or a step of the heat map
   * @param reason why it is n/a; empty if it is not
   */
  record Cell(String text, String tone, String reason) {
    private static final int LONG = 40;

    /** Where there is nothing to know: holding makes no trades. */
    static final Cell NONE = text("\u2013");

    static Cell text(String text) {
      return new Cell(text, "", "");
    }

    static Cell unknown(String reason) {
      return new Cell("n/a", "", reason);
    }

    /** Whether it may break into lines. */
    boolean isLong() {
      return text.length() > LONG;
    }
  }
}
