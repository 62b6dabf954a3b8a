package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;

/**
 * Trades as tardis.dev sells them, {@code binance_trades_2024-01-01_BTCUSDT.csv.gz}: exchange,
 * symbol, timestamp and local timestamp in microseconds, id, side of the taker, price, amount.
 */
final class TardisTrades implements ArchiveFormat {
  private static final String HEADER =
      "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

  @Override
  public String name() {
    return "tardis-trades";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    boolean trades = firstLines.size() > 1 && firstLines.get(0).equals(HEADER);
    if (!trades) {
      return Optional.empty();
    }
    List<String> first = DelimitedLine.cells(firstLines.get(1), ',');
    TradeLayout layout = new TradeLayout(1, 8, 4, 2, 6, 7, 5, TradeLayout.Side.NAMED);
    return Optional.of(new Trades(exchange(first.get(0)), first.get(1), layout));
  }

  /** Tardis keeps names that exchanges gave up. */
  static String exchange(String name) {
    return switch (name) {
      case "okex" -> "okx";
      case "bybit-spot" -> "bybit";
      default -> name;
    };
  }
}
