package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Aggregate trades of data.binance.vision. One row stands for several trades and its id is none of
 * theirs, so they cannot stand beside raw trades: refused.
 */
final class BinanceVisionAggTrades implements ArchiveFormat {
  private static final Pattern NAME =
      Pattern.compile("[A-Z0-9]+-aggTrades-\\d{4}-\\d\\d(?:-\\d\\d)?");

  @Override
  public String name() {
    return "binance-vision-aggtrades";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    return NAME.matcher(stem).matches()
        ? Optional.of(
            new Unsupported(
                "its rows are aggregates whose ids are not those of trades; take the file '"
                    + stem.replace("-aggTrades-", "-trades-")
                    + "' of the same place"))
        : Optional.empty();
  }
}
