package io.candlelake.exchanges.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** An order book of an archive, one line of a file. */
public record ArchivedBook(Instant time, List<Level> bids, List<Level> asks) {
  public ArchivedBook {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }

  /** A price and what is offered at it, as the file has them. */
  public record Level(BigDecimal price, BigDecimal amount) {}

  /** The book in a line. */
  public static ArchivedBook of(String line, BookLayout layout) throws CellReader.Unreadable {
    List<String> cells = DelimitedLine.cells(line, ',');
    if (cells.size() != layout.width()) {
      throw new CellReader.Unreadable(
          cells.size() + " columns where the file has " + layout.width());
    }
    List<Level> asks = new ArrayList<>();
    List<Level> bids = new ArrayList<>();
    for (int level = 0; level < layout.levels(); level++) {
      int from = layout.levelsFrom() + 4 * level;
      addLevel(asks, cells.get(from), cells.get(from + 1));
      addLevel(bids, cells.get(from + 2), cells.get(from + 3));
    }
    return new ArchivedBook(CellReader.time(cells.get(layout.time())), bids, asks);
  }

  /** The first line that is no book, since the table has no place for such lines. */
  static Optional<String> unreadable(String path, BookLayout layout, Configuration hadoop)
      throws IOException {
    try (BufferedReader reader = ArchiveLines.open(path, hadoop)) {
      reader.readLine();
      long number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        try {
          if (!line.isBlank()) {
            of(line, layout);
          }
        } catch (CellReader.Unreadable e) {
          return Optional.of("line " + number + " is no order book: " + e.getMessage());
        }
      }
      return Optional.empty();
    }
  }

  private static void addLevel(List<Level> side, String priceCell, String amountCell)
      throws CellReader.Unreadable {
    BigDecimal price = CellReader.decimal("price", priceCell);
    BigDecimal amount = CellReader.decimal("amount", amountCell);
    if (price != null && amount != null) {
      side.add(new Level(price, amount));
    }
  }
}
