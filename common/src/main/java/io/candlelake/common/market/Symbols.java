package io.candlelake.common.market;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How exchanges spell pairs, and how we do. Reads {@code BTCUSDT}, {@code BTC_USDT}, {@code
 * btc-usdt}, {@code BTC/USDT}, {@code ADAUSDT-PERP} and {@code XBTUSD}; what can be read in two
 * ways is left to the configured mapping, never guessed.
 */
public final class Symbols {
  /** Quote assets looked for at the end of a symbol that has no separator. */
  private static final List<String> QUOTES =
      List.of(
          "USDT", "USDC", "FDUSD", "TUSD", "BUSD", "USD", "EUR", "GBP", "JPY", "KRW", "TRY", "BRL",
          "AUD", "DAI", "BTC", "XBT", "ETH", "BNB");

  /** Bases that settle which of two readings is meant: {@code BTCBUSD}, {@code DOTUSD}. */
  private static final Set<String> WELL_KNOWN =
      Set.of(
          "BTC", "XBT", "ETH", "BNB", "XRP", "ADA", "SOL", "DOGE", "DOT", "LTC", "LINK", "BCH",
          "AVAX", "TRX", "XLM", "MATIC", "SHIB", "UNI", "ATOM", "ETC", "NEAR", "BAT", "USDT",
          "ALGO", "FIL", "XMR", "XTZ", "EOS", "NEO", "DASH");

  /** Old spellings of an asset that some exchanges keep. */
  private static final Map<String, String> ALIASES = Map.of("XBT", "BTC", "XDG", "DOGE");

  private static final Pattern DERIVATIVE = Pattern.compile("[-_](PERP|SWAP)$");
  private static final Pattern SEPARATED = Pattern.compile("([A-Z0-9]+)[-_/]([A-Z0-9]+)");
  private static final Pattern WITH_INTERVAL =
      Pattern.compile(
          "(.+)[-_.]("
              + Arrays.stream(Interval.values())
                  .map(Interval::code)
                  .collect(Collectors.joining("|"))
              + ")");

  private Symbols() {}

  /**
   * A file name taken apart.
   *
   * @param symbol the pair as the file spells it
   * @param interval the length of the candles, where the name tells
   */
  public record FileName(String symbol, Optional<Interval> interval) {
    public FileName {
      requireNonNull(symbol, "symbol is null");
      requireNonNull(interval, "interval is null");
    }
  }

  /** Takes a file name without its ending apart: {@code XBTUSD-15m} is XBTUSD, 15 minutes. */
  public static FileName ofFileName(String stem) {
    Matcher matcher = WITH_INTERVAL.matcher(stem);
    return matcher.matches()
        ? new FileName(matcher.group(1), Interval.parse(matcher.group(2)))
        : new FileName(stem, Optional.empty());
  }

  /**
   * The pair that a symbol means; empty when it cannot be told.
   *
   * @param mapping symbols, or file names without ending, to pairs; it wins over every rule
   */
  public static Optional<Pair> pair(String symbol, Map<String, String> mapping) {
    for (Map.Entry<String, String> entry : mapping.entrySet()) {
      if (ofFileName(entry.getKey()).symbol().equals(symbol)) {
        return Pair.parse(entry.getValue());
      }
    }
    String plain = DERIVATIVE.matcher(symbol.toUpperCase(Locale.ROOT)).replaceFirst("");
    Matcher separated = SEPARATED.matcher(plain);
    if (separated.matches()) {
      return pair(separated.group(1), separated.group(2));
    }
    return joined(plain);
  }

  private static Optional<Pair> joined(String symbol) {
    Set<String> bases = new LinkedHashSet<>();
    for (String quote : QUOTES) {
      if (symbol.endsWith(quote) && symbol.length() > quote.length()) {
        bases.add(symbol.substring(0, symbol.length() - quote.length()));
      }
    }
    if (bases.size() > 1) {
      bases.retainAll(WELL_KNOWN);
    }
    if (bases.size() != 1) {
      return Optional.empty();
    }
    String base = bases.iterator().next();
    return pair(base, symbol.substring(base.length()));
  }

  private static Optional<Pair> pair(String base, String quote) {
    return Pair.parse(ALIASES.getOrDefault(base, base) + "-" + ALIASES.getOrDefault(quote, quote));
  }
}
