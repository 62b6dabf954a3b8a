package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Candles of data.binance.vision, a month or a day a file: {@code BTCUSDT-1h-2024-01.zip}. Twelve
 * columns, with a header or without; spot times are milliseconds, from 2025-01-01 on microseconds.
 */
final class BinanceVisionKlines implements ArchiveFormat {
  private static final Pattern NAME =
      Pattern.compile("([A-Z0-9]+)-(\\d+(?:s|m|h|d|w|mo))-\\d{4}-\\d\\d(?:-\\d\\d)?");

  private static final int COLUMNS = 12;

  @Override
  public String name() {
    return "binance-vision-klines";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    Matcher name = NAME.matcher(stem);
    boolean wide =
        !firstLines.isEmpty() && DelimitedLine.cells(firstLines.get(0), ',').size() == COLUMNS;
    return name.matches() && wide
        ? Optional.of(new Candles(BinanceVisionTrades.EXCHANGE, name.group(1), name.group(2)))
        : Optional.empty();
  }
}
