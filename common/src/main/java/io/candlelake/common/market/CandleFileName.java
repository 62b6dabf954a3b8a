package io.candlelake.common.market;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file of candles, taken apart: {@code Bitstamp_BTCUSD_2023_1h} is BTCUSD of
 * Bitstamp, one hour.
 *
 * @param exchange in lower case, where the name says it or only one exchange spells a symbol so
 * @param symbol the pair as the file spells it
 * @param interval code of the length of the candles, where the name says it: {@code 1h}, {@code 1w}
 */
public record CandleFileName(Optional<String> exchange, String symbol, Optional<String> interval) {
  private static final Set<String> EXCHANGES =
      Set.of(
          "binance",
          "binanceus",
          "bitbank",
          "bitfinex",
          "bitflyer",
          "bitget",
          "bithumb",
          "bitmex",
          "bitstamp",
          "bittrex",
          "bitvavo",
          "bybit",
          "cexio",
          "coinbase",
          "coinbasepro",
          "cryptocom",
          "deribit",
          "exmo",
          "ftx",
          "gateio",
          "gdax",
          "gemini",
          "hitbtc",
          "htx",
          "huobi",
          "kraken",
          "kucoin",
          "mexc",
          "okcoin",
          "okex",
          "okx",
          "phemex",
          "poloniex",
          "upbit");

  private static final Pattern PREFIX = Pattern.compile("([A-Za-z]+)[-_. ](.+)");
  private static final Pattern SUFFIX = Pattern.compile("(.+)[-_. ]([0-9A-Za-z]+)");
  private static final Pattern YEAR = Pattern.compile("(.+)[-_](?:19|20)\\d\\d");
  private static final Pattern DATED = Pattern.compile(".*[A-Z]{3,}[-_]\\d{6}");
  private static final Pattern ARCHIVE = Pattern.compile(".+[-_]\\d{4}-\\d\\d(?:-\\d\\d)?");
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,4})([A-Za-z]+)");

  private static final Map<String, String> WORDS =
      Map.of(
          "minute", "1m", "min", "1m", "hour", "1h", "hourly", "1h", "daily", "1d", "day", "1d",
          "d", "1d", "weekly", "1w", "week", "1w");

  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("s", "s"),
          Map.entry("sec", "s"),
          Map.entry("m", "m"),
          Map.entry("min", "m"),
          Map.entry("mins", "m"),
          Map.entry("t", "m"),
          Map.entry("minute", "m"),
          Map.entry("minutes", "m"),
          Map.entry("h", "h"),
          Map.entry("hr", "h"),
          Map.entry("hour", "h"),
          Map.entry("hours", "h"),
          Map.entry("d", "d"),
          Map.entry("day", "d"),
          Map.entry("days", "d"),
          Map.entry("w", "w"),
          Map.entry("wk", "w"),
          Map.entry("week", "w"),
          Map.entry("mo", "mo"),
          Map.entry("month", "mo"));

  /** Lengths in minutes, as Kraken's downloads have them behind the symbol. */
  private static final Map<String, String> MINUTES =
      Map.ofEntries(
          Map.entry("1", "1m"),
          Map.entry("3", "3m"),
          Map.entry("5", "5m"),
          Map.entry("15", "15m"),
          Map.entry("30", "30m"),
          Map.entry("60", "1h"),
          Map.entry("120", "2h"),
          Map.entry("240", "4h"),
          Map.entry("360", "6h"),
          Map.entry("480", "8h"),
          Map.entry("720", "12h"),
          Map.entry("1440", "1d"),
          Map.entry("10080", "1w"),
          Map.entry("21600", "15d"));

  private static final String KRAKEN = "kraken";

  public CandleFileName {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(symbol, "symbol is null");
    requireNonNull(interval, "interval is null");
  }

  /** Takes a file name without its ending apart. */
  public static CandleFileName of(String stem) {
    String rest = stem.strip();
    Optional<String> exchange = Optional.empty();
    Matcher prefix = PREFIX.matcher(rest);
    if (prefix.matches() && EXCHANGES.contains(prefix.group(1).toLowerCase(Locale.ROOT))) {
      exchange = Optional.of(prefix.group(1).toLowerCase(Locale.ROOT));
      rest = prefix.group(2);
    }
    Optional<String> interval = Optional.empty();
    Matcher suffix = SUFFIX.matcher(rest);
    if (suffix.matches()) {
      interval = interval(suffix.group(2));
      boolean minutes = MINUTES.containsKey(suffix.group(2));
      rest = interval.isPresent() ? suffix.group(1) : rest;
      if (minutes && exchange.isEmpty() && isOldBitcoin(rest)) {
        exchange = Optional.of(KRAKEN);
      }
    }
    Matcher year = YEAR.matcher(rest);
    rest = (year.matches() ? year.group(1) : rest).replaceFirst("[\\s,;_-]+$", "");
    String symbol = rest;
    return new CandleFileName(
        exchange.or(() -> Symbols.exchangeSpelling(symbol)), symbol, interval);
  }

  /** The pair that the file is of; empty if it cannot be determined. */
  public static Optional<Pair> pair(String stem, Map<String, String> mapping) {
    return mapping.containsKey(stem)
        ? Pair.parse(mapping.get(stem))
        : Symbols.pair(of(stem).symbol(), mapping);
  }

  /** Why the name cannot be read as a pair, in a few words. */
  public static String problem(String stem) {
    String symbol = of(stem).symbol();
    if (ARCHIVE.matcher(stem).matches()) {
      return "'"
          + stem
          + "' looks like one of several archives of a pair, which --source archives reads";
    }
    if (DATED.matcher(symbol).matches()) {
      return "'"
          + symbol
          + "' looks like a contract with a delivery date, which is not its spot pair";
    }
    return "its pair cannot be read from '" + symbol + "': base and quote are not both known";
  }

  private static boolean isOldBitcoin(String symbol) {
    String upper = symbol.toUpperCase(Locale.ROOT);
    return upper.startsWith("XBT") || upper.startsWith("XDG") || upper.endsWith("XBT");
  }

  /**
   * The code of the length that a word in a name means: {@code 1h} of {@code 60} (minutes), {@code
   * hour} or {@code 1H}.
   */
  public static Optional<String> interval(String word) {
    if (MINUTES.containsKey(word)) {
      return Optional.of(MINUTES.get(word));
    }
    String lower = word.toLowerCase(Locale.ROOT);
    if (WORDS.containsKey(lower)) {
      return Optional.of(WORDS.get(lower));
    }
    Matcher length = LENGTH.matcher(word);
    if (!length.matches()) {
      return Optional.empty();
    }
    String unit =
        length.group(2).equals("M") ? "mo" : UNITS.get(length.group(2).toLowerCase(Locale.ROOT));
    return Optional.ofNullable(unit)
        .map(known -> canonical(Integer.parseInt(length.group(1)), known));
  }

  /** {@code 60m} is {@code 1h}, {@code 24h} is {@code 1d}. */
  private static String canonical(int count, String unit) {
    if (unit.equals("s") && count % 60 == 0 && count > 0) {
      return canonical(count / 60, "m");
    }
    if (unit.equals("m") && count % 60 == 0 && count > 0) {
      return canonical(count / 60, "h");
    }
    if (unit.equals("h") && count % 24 == 0 && count > 0) {
      return canonical(count / 24, "d");
    }
    return count + unit;
  }
}
