package io.candlelake.exchanges.archive;

import io.candlelake.common.market.CandleFileName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kraken's downloadable history, {@code XBTUSD_60.csv}: seconds, open, high, low, close, volume,
 * number of trades; no header. The name ends in minutes. A candle without trades has no row.
 */
final class KrakenOhlcvt implements ArchiveFormat {
  private static final Pattern NAME = Pattern.compile("([A-Z0-9]+)_(\\d+)");

  private static final int COLUMNS = 7;

  @Override
  public String name() {
    return "kraken-ohlcvt";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    Matcher name = NAME.matcher(stem);
    boolean candles =
        !firstLines.isEmpty()
            && DelimitedLine.cells(firstLines.get(0), ',').size() == COLUMNS
            && Character.isDigit(firstLines.get(0).charAt(0));
    return name.matches() && candles
        ? Optional.of(
            new Candles(
                "kraken",
                name.group(1),
                CandleFileName.interval(name.group(2)).orElse(name.group(2) + " minutes")))
        : Optional.empty();
  }
}
