package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.archive.CandleHeader.Columns;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a file keeps what: found in its header, or known from its width when it has no header at
 * all.
 *
 * @param separator between the cells of a line of text
 * @param headerLines lines before the first candle
 * @param width columns of every line
 * @param named whether a header named the columns
 * @param timeName of the column of the open time, empty without header
 */
public record CandleLayout(
    char separator, int headerLines, int width, Columns columns, boolean named, String timeName)
    implements Serializable {

  /** Lines in which a header is looked for: it may follow others that say what the file is. */
  public static final int LINES_SEARCHED = 8;

  /** A header has as many names at least. */
  private static final int LEAST = 6;

  /** Kraken's dumps have no header: time, open, high, low, close, volume, trades. */
  private static final int PLAIN_WITH_TRADES = 7;

  /** Binance's: six as above, close time, quote volume, trades, taker base and quote, unused. */
  private static final int BINANCE = 12;

  public CandleLayout {
    requireNonNull(columns, "columns is null");
    requireNonNull(timeName, "timeName is null");
  }

  /** The same layout with these columns. */
  public CandleLayout with(Columns others) {
    return new CandleLayout(separator, headerLines, width, others, named, timeName);
  }

  /** What the first lines of a file show. */
  public sealed interface Search {}

  public record Found(CandleLayout layout) implements Search {}

  public record NotFound(String reason) implements Search {}

  /** Looks for the layout in the first lines of a text. */
  public static Search of(List<String> firstLines, Pair pair) {
    if (firstLines.isEmpty()) {
      return notFound("it is empty");
    }
    CandleHeader.Unknown strange = null;
    List<String> strangeHeader = List.of();
    boolean yahoo = false;
    char separator = separator(firstLines);
    for (int i = 0; i < Math.min(LINES_SEARCHED, firstLines.size()); i++) {
      String line = firstLines.get(i);
      List<String> cells = DelimitedLine.cells(line, separator);
      if (cells.size() < 2 || isSeparatorLine(line) || line.startsWith("#")) {
        continue;
      }
      if (isCandle(cells)) {
        return strange == null
            ? headerless(separator, i, cells.size())
            : notFound(strange.reason());
      }
      CandleHeader.Match match = CandleHeader.match(cells, pair);
      if (match instanceof Columns columns) {
        return found(separator, i + 1, cells, columns);
      }
      if (strange != null && isIndexLevel(cells)) {
        List<String> joined = withIndexName(strangeHeader, cells);
        if (CandleHeader.match(joined, pair) instanceof Columns columns) {
          return found(separator, i + 1, joined, yahoo ? columns.inQuote() : columns);
        }
      }
      yahoo |= cells.get(0).equals("Ticker");
      if (match instanceof CandleHeader.Unknown unknown
          && (strange == null || unknown.known() > strange.known())) {
        strange = unknown;
        strangeHeader = cells;
      }
    }
    return notFound(strange == null ? "it has no line of candles and no header" : strange.reason());
  }

  /** The layout of a file whose format keeps the names of its columns apart. */
  public static Search ofNames(List<String> names, Pair pair) {
    CandleHeader.Match match = CandleHeader.match(names, pair);
    return match instanceof Columns columns
        ? found(',', 0, names, columns)
        : notFound(((CandleHeader.Unknown) match).reason());
  }

  private static Search found(
      char separator, int headerLines, List<String> header, Columns columns) {
    String timeName = header.get(columns.time());
    return new Found(
        new CandleLayout(separator, headerLines, header.size(), columns, true, timeName));
  }

  private static Search notFound(String reason) {
    return new NotFound(reason);
  }

  /** {@code Date,,,,,}: the line on which pandas names the index below a header of two levels. */
  private static boolean isIndexLevel(List<String> cells) {
    return CandleHeader.isTime(cells.get(0)) && cells.stream().skip(1).allMatch(String::isEmpty);
  }

  /** The first level of such a header; its own first cell names the level, not a column. */
  private static List<String> withIndexName(List<String> header, List<String> index) {
    List<String> joined = new ArrayList<>(header);
    joined.set(0, index.get(0));
    return List.copyOf(joined);
  }

  private static Search headerless(char separator, int headerLines, int width) {
    int trades =
        switch (width) {
          case PLAIN_WITH_TRADES -> 6;
          case BINANCE -> 8;
          default -> -1;
        };
    if (trades < 0) {
      return notFound(
          "it has no header, and "
              + width
              + " columns do not tell their order nor the volume's asset; add one (without are read"
              + " only the 7 columns of Kraken and the 12 of Binance)");
    }
    Columns columns = new Columns(0, 1, 2, 3, 4, 5, trades, -1, VolumeUnit.UNSAID);
    return new Found(new CandleLayout(separator, headerLines, width, columns, false, ""));
  }

  /** Whether a line holds values: a time and numbers. */
  private static boolean isCandle(List<String> cells) {
    try {
      CellReader.time(cells.get(0));
      return true;
    } catch (CellReader.Unreadable e) {
      return e.isOfWholeFile() || startsWithDigit(cells.get(0));
    }
  }

  private static boolean startsWithDigit(String cell) {
    return !cell.isEmpty() && Character.isDigit(cell.charAt(0)) && !cell.matches("\\d+[a-z]?\\..*");
  }

  private static boolean isSeparatorLine(String line) {
    return line.regionMatches(true, 0, "sep=", 0, "sep=".length());
  }

  /** The separator that a line {@code sep=;} names, or that splits a line into the most cells. */
  private static char separator(List<String> firstLines) {
    char best = ',';
    int most = 1;
    for (String line : firstLines) {
      if (isSeparatorLine(line) && line.length() > "sep=".length()) {
        return line.charAt("sep=".length());
      }
      for (char candidate : new char[] {'\t', ';', '|', ','}) {
        int cells = DelimitedLine.cells(line, candidate).size();
        if (cells > most) {
          most = cells;
          best = candidate;
        }
      }
      if (most >= LEAST) {
        return best;
      }
    }
    return best;
  }
}
