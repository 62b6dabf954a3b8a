package io.candlelake.exchanges.archive;

import java.util.ArrayList;
import java.util.List;

/** A line of a CSV file (RFC 4180, without line breaks inside quotes). */
public final class DelimitedLine {
  private DelimitedLine() {}

  /** The cells of a line, without quotes and surrounding space. */
  public static List<String> cells(String line, char separator) {
    return line.indexOf('"') < 0 ? plain(line, separator) : quoted(line, separator);
  }

  private static List<String> plain(String line, char separator) {
    List<String> cells = new ArrayList<>();
    int start = 0;
    for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
      cells.add(line.substring(start, end).strip());
      start = end + 1;
    }
    cells.add(line.substring(start).strip());
    return cells;
  }

  private static List<String> quoted(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean doubled = inside && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (doubled) {
        cell.append('"');
        i++;
      } else if (c == '"') {
        inside = !inside;
      } else if (c == separator && !inside) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
