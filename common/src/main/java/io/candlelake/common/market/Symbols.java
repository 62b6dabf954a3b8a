package io.candlelake.common.market;

import io.candlelake.common.Resources;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How exchanges spell pairs, and how we do. Reads {@code BTCUSDT}, {@code BTC_USDT}, {@code
 * btc-usdt}, {@code BTC/USDT}, {@code ADAUSDT-PERP}, {@code XBTUSD}, Kraken's {@code XXBTZUSD} and
 * Bitfinex's {@code tBTCUSD}. A symbol is a pair only when both of its assets are known; what can
 * be read in two ways is left to the configured mapping, never guessed.
 */
public final class Symbols {
  /** Money of governments and coins that stand for it: what other assets are priced in. */
  private static final List<String> MONEY =
      List.of(
          "USDT", "USDC", "FDUSD", "TUSD", "BUSD", "USD", "EUR", "GBP", "JPY", "KRW", "TRY", "BRL",
          "AUD", "CAD", "CHF", "DAI", "USDP", "USDD", "USDE", "PYUSD", "GUSD", "UST", "EURI",
          "AEUR", "RUB", "UAH", "ZAR", "MXN", "ARS", "PLN", "SGD", "HKD", "INR", "IDR", "IDRT",
          "NGN", "COP", "CZK", "RON", "BIDR");

  /** Quote assets looked for at the end of a symbol that has no separator, after {@link #MONEY}. */
  private static final List<String> COIN_QUOTES = List.of("BTC", "XBT", "ETH", "BNB");

  /** Bases that settle which of two readings is meant: {@code BTCBUSD}, {@code DOTUSD}. */
  private static final Set<String> WELL_KNOWN =
      Set.of(
          "BTC", "XBT", "ETH", "BNB", "XRP", "ADA", "SOL", "DOGE", "DOT", "LTC", "LINK", "BCH",
          "AVAX", "TRX", "XLM", "MATIC", "SHIB", "UNI", "ATOM", "ETC", "NEAR", "BAT", "USDT",
          "ALGO", "FIL", "XMR", "XTZ", "EOS", "NEO", "DASH");

  /** Old spellings of an asset that some exchanges keep. */
  private static final Map<String, String> ALIASES = Map.of("XBT", "BTC", "XDG", "DOGE");

  private static final Set<String> ASSETS = assets();

  /** Coins of the simulated market. */
  private static final Pattern SIMULATED = Pattern.compile("COIN\\d+");

  private static final Pattern DERIVATIVE = Pattern.compile("[-_](PERP|SWAP)$");
  private static final Pattern SEPARATED = Pattern.compile("([A-Z0-9]+)[-_/]([A-Z0-9]+)");
  private static final Pattern BITFINEX = Pattern.compile("t([A-Z0-9]{6,}|[A-Z0-9]+:[A-Z0-9]+)");
  private static final Pattern KRAKEN =
      Pattern.compile("X([A-Z]{3})(?:Z(USD|EUR|GBP|JPY|CAD)|X(XBT|ETH))");

  private Symbols() {}

  /**
   * The pair that a symbol means; empty if it cannot be determined.
   *
   * @param mapping symbols, or file names without ending, to pairs; it wins over every rule
   */
  public static Optional<Pair> pair(String symbol, Map<String, String> mapping) {
    Optional<Pair> mapped = mapped(symbol, mapping);
    return mapped.isPresent() ? mapped : read(symbol);
  }

  /** The pair that the mapping gives a symbol, or a file name that holds it. */
  static Optional<Pair> mapped(String symbol, Map<String, String> mapping) {
    if (mapping.containsKey(symbol)) {
      return Pair.parse(mapping.get(symbol));
    }
    for (Map.Entry<String, String> entry : mapping.entrySet()) {
      if (CandleFileName.of(entry.getKey()).symbol().equals(symbol)) {
        return Pair.parse(entry.getValue());
      }
    }
    return Optional.empty();
  }

  /** The pair that a symbol spells by itself. */
  static Optional<Pair> read(String symbol) {
    Matcher bitfinex = BITFINEX.matcher(symbol);
    if (bitfinex.matches()) {
      return read(bitfinex.group(1).replace(':', '-'));
    }
    String plain = DERIVATIVE.matcher(symbol.toUpperCase(Locale.ROOT)).replaceFirst("");
    Matcher separated = SEPARATED.matcher(plain);
    if (separated.matches()) {
      return pair(separated.group(1), separated.group(2));
    }
    Optional<Pair> joined = joined(plain);
    return joined.isPresent() ? joined : krakenOld(plain);
  }

  /** The exchange whose own way of spelling the symbol has; empty where several share it. */
  static Optional<String> exchangeSpelling(String symbol) {
    if (BITFINEX.matcher(symbol).matches()) {
      return Optional.of("bitfinex");
    }
    boolean kraken = joined(symbol).isEmpty() && krakenOld(symbol).isPresent();
    return kraken ? Optional.of("kraken") : Optional.empty();
  }

  /** Whether it is the code of an asset: its own, or the one that {@link #ALIASES} corrects. */
  private static boolean isAsset(String code) {
    return ASSETS.contains(code) || ALIASES.containsKey(code) || isMoney(code) || isSimulated(code);
  }

  /** Whether an asset is money or a coin that stands for it: {@code USD}, {@code USDT}. */
  public static boolean isMoney(String code) {
    return MONEY.contains(code);
  }

  /** The asset as we spell it: {@code XBT} is {@code BTC}. */
  private static String asset(String code) {
    return ALIASES.getOrDefault(code, code);
  }

  /** How an asset is spelt, ours first: {@code BTC} and {@code XBT}. */
  public static List<String> spellings(String asset) {
    return Stream.concat(
            Stream.of(asset),
            ALIASES.entrySet().stream()
                .filter(alias -> alias.getValue().equals(asset))
                .map(Map.Entry::getKey))
        .toList();
  }

  private static Optional<Pair> joined(String symbol) {
    Set<String> bases = new LinkedHashSet<>();
    for (String quote : MONEY) {
      addBase(bases, symbol, quote);
    }
    for (String quote : COIN_QUOTES) {
      addBase(bases, symbol, quote);
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

  private static void addBase(Set<String> bases, String symbol, String quote) {
    if (symbol.endsWith(quote) && symbol.length() > quote.length()) {
      String base = symbol.substring(0, symbol.length() - quote.length());
      if (isAsset(base)) {
        bases.add(base);
      }
    }
  }

  /** Kraken's first assets have an X before a coin's code and a Z before a currency's. */
  private static Optional<Pair> krakenOld(String symbol) {
    Matcher matcher = KRAKEN.matcher(symbol);
    return matcher.matches()
        ? pair(matcher.group(1), matcher.group(2) != null ? matcher.group(2) : matcher.group(3))
        : Optional.empty();
  }

  private static Optional<Pair> pair(String base, String quote) {
    boolean known = isAsset(base) && (isMoney(quote) || COIN_QUOTES.contains(quote));
    return known && !isReversed(asset(base), asset(quote))
        ? Pair.parse(asset(base) + "-" + asset(quote))
        : Optional.empty();
  }

  /** {@code USDT_BTC}, {@code BTC_ETH}: written quote first, as Poloniex did. */
  private static boolean isReversed(String base, String quote) {
    return base.equals(quote) || rank(base) > rank(quote);
  }

  private static int rank(String asset) {
    if (isMoney(asset)) {
      return 3;
    }
    int coin = COIN_QUOTES.indexOf(asset);
    return coin < 0 ? 0 : coin == 0 ? 2 : 1;
  }

  private static boolean isSimulated(String code) {
    return SIMULATED.matcher(code).matches();
  }

  private static Set<String> assets() {
    return Resources.text(Symbols.class, "assets.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.toUnmodifiableSet());
  }
}
