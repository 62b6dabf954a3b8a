package io.candlelake.exchanges.archive;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a CSV file keeps what: found in its header, or known from its width when it has none.
 *
 * @param headerLines lines before the first candle
 * @param width columns of every line
 * @param trades column of the number of trades, -1 when there is none
 */
public record CsvLayout(
    char separator,
    int headerLines,
    int width,
    int time,
    int open,
    int high,
    int low,
    int close,
    int volume,
    int trades)
    implements Serializable {

  /** A header may follow a line that says where the file comes from. */
  private static final int LINES_SEARCHED = 3;

  /** Exchanges' own dumps have no header: time, open, high, low, close, volume, perhaps trades. */
  private static final int PLAIN = 6;

  private static final int PLAIN_WITH_TRADES = 7;

  /** Binance's: six as above, close time, quote volume, trades, taker base and quote, unused. */
  private static final int BINANCE = 12;

  private static final Pattern STARTS_WITH_NUMBER = Pattern.compile("[\"\\s]*[0-9].*");

  /** The layout that the first lines of a file show; empty when they show none. */
  public static Optional<CsvLayout> of(List<String> firstLines, String base) {
    for (int i = 0; i < Math.min(LINES_SEARCHED, firstLines.size()); i++) {
      String line = firstLines.get(i);
      char separator = separator(line);
      List<String> cells = cells(line, separator);
      if (STARTS_WITH_NUMBER.matcher(line).matches()) {
        return headerless(separator, i, cells.size());
      }
      Optional<CsvLayout> layout = fromHeader(separator, i + 1, cells, base);
      if (layout.isPresent()) {
        return layout;
      }
    }
    return Optional.empty();
  }

  /** The cells of a line, without quotes and surrounding space. */
  public static List<String> cells(String line, char separator) {
    String plain = line.indexOf('"') < 0 ? line : line.replace("\"", "");
    List<String> cells = new ArrayList<>();
    int start = 0;
    for (int end = plain.indexOf(separator); end >= 0; end = plain.indexOf(separator, start)) {
      cells.add(plain.substring(start, end).strip());
      start = end + 1;
    }
    cells.add(plain.substring(start).strip());
    return cells;
  }

  private static Optional<CsvLayout> fromHeader(
      char separator, int headerLines, List<String> header, String base) {
    for (String required : ColumnNames.REQUIRED) {
      if (ColumnNames.find(required, header, base) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new CsvLayout(
            separator,
            headerLines,
            header.size(),
            ColumnNames.find(ColumnNames.TIME, header, base),
            ColumnNames.find(ColumnNames.OPEN, header, base),
            ColumnNames.find(ColumnNames.HIGH, header, base),
            ColumnNames.find(ColumnNames.LOW, header, base),
            ColumnNames.find(ColumnNames.CLOSE, header, base),
            ColumnNames.find(ColumnNames.VOLUME, header, base),
            ColumnNames.find(ColumnNames.TRADES, header, base)));
  }

  private static Optional<CsvLayout> headerless(char separator, int headerLines, int width) {
    int trades =
        switch (width) {
          case PLAIN -> -1;
          case PLAIN_WITH_TRADES -> 6;
          case BINANCE -> 8;
          default -> -2;
        };
    return trades == -2
        ? Optional.empty()
        : Optional.of(new CsvLayout(separator, headerLines, width, 0, 1, 2, 3, 4, 5, trades));
  }

  private static char separator(String line) {
    if (line.indexOf(',') >= 0) {
      return ',';
    }
    return line.indexOf(';') >= 0 ? ';' : '\t';
  }
}
