package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Raw trades of data.binance.vision: {@code BTCUSDT-trades-2024-01-01.zip}. Columns id, price,
 * amount, quote amount, time, whether the buyer was the maker, and for spot whether it was the best
 * match; with a header or without.
 */
final class BinanceVisionTrades implements ArchiveFormat {
  static final String EXCHANGE = "binance";

  private static final Pattern NAME =
      Pattern.compile("([A-Z0-9]+)-trades-\\d{4}-\\d\\d(?:-\\d\\d)?");

  private static final int FEWEST_COLUMNS = 6;

  @Override
  public String name() {
    return "binance-vision-trades";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    Matcher name = NAME.matcher(stem);
    if (!name.matches() || firstLines.isEmpty()) {
      return Optional.empty();
    }
    List<String> cells = DelimitedLine.cells(firstLines.get(0), ',');
    if (cells.size() < FEWEST_COLUMNS || cells.size() > FEWEST_COLUMNS + 1) {
      return Optional.empty();
    }
    boolean header = !Character.isDigit(firstLines.get(0).charAt(0));
    TradeLayout layout =
        new TradeLayout(
            header ? 1 : 0, cells.size(), 0, 4, 1, 2, 5, TradeLayout.Side.BUYER_IS_MAKER);
    return Optional.of(new Trades(EXCHANGE, name.group(1), layout));
  }
}
