package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;

/**
 * Order book snapshots as tardis.dev sells them, five or twenty-five levels a side: exchange,
 * symbol, two times in microseconds, then {@code asks[0].price, asks[0].amount, bids[0].price,
 * bids[0].amount} and so on.
 */
final class TardisBooks implements ArchiveFormat {
  private static final String HEADER =
      "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount";

  private static final int LEVELS_FROM = 4;
  private static final int CELLS_A_LEVEL = 4;

  @Override
  public String name() {
    return "tardis-books";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    boolean books = firstLines.size() > 1 && firstLines.get(0).startsWith(HEADER);
    if (!books) {
      return Optional.empty();
    }
    int width = DelimitedLine.cells(firstLines.get(0), ',').size();
    List<String> first = DelimitedLine.cells(firstLines.get(1), ',');
    return Optional.of(
        new OrderBooks(
            TardisTrades.exchange(first.get(0)),
            first.get(1),
            new BookLayout(width, 2, LEVELS_FROM, (width - LEVELS_FROM) / CELLS_A_LEVEL)));
  }
}
