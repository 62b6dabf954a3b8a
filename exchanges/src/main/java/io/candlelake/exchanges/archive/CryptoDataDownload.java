package io.candlelake.exchanges.archive;

import io.candlelake.common.market.CandleFileName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Candles of cryptodatadownload.com, {@code Binance_BTCUSDT_1h.csv} or {@code
 * Bitstamp_BTCUSD_2023_minute.csv}: the first line is the site's address, the second the header
 * with {@code Volume BTC} and {@code Volume USDT}; the newest candle often first; seconds or
 * milliseconds.
 */
final class CryptoDataDownload implements ArchiveFormat {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z]+)_([A-Za-z0-9]+)_(?:\\d{4}_)?([a-z0-9]+)");

  @Override
  public String name() {
    return "cryptodatadownload";
  }

  @Override
  public Optional<Content> recognise(String stem, List<String> firstLines) {
    Matcher name = NAME.matcher(stem);
    boolean banner =
        !firstLines.isEmpty()
            && firstLines.get(0).toLowerCase(Locale.ROOT).contains("cryptodatadownload.com");
    return name.matches() && banner
        ? Optional.of(
            new Candles(
                name.group(1).toLowerCase(Locale.ROOT),
                name.group(2),
                CandleFileName.interval(name.group(3)).orElse(name.group(3))))
        : Optional.empty();
  }
}
