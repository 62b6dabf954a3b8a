package io.candlelake.exchanges.archive;

import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the columns of a candle by the names that programs and exchanges give them. A column is
 * never taken by its place when there are names.
 */
public final class CandleHeader {
  public static final String TIME = "time";
  public static final String OPEN = "open";
  public static final String HIGH = "high";
  public static final String LOW = "low";
  public static final String CLOSE = "close";
  public static final String VOLUME = "volume";
  public static final String TRADES = "trades";

  /** Names of the open time, the surest first: a file may have more times than one. */
  private static final List<String> TIMES =
      List.of(
          "time_period_start",
          "open_time",
          "opentime",
          "open_time_ms",
          "timeopen",
          "time_open",
          "window_start",
          "candle_begin_time",
          "start_time",
          "starttime",
          "bar_start",
          "timestamp",
          "timestamp_ms",
          "timestamp_utc",
          "ts",
          "mts",
          "unix",
          "unix_time",
          "unix_timestamp",
          "epoch",
          "t",
          "datetime",
          "date_time",
          "datetime_utc",
          "date_utc",
          "utc_time",
          "gmt_time",
          "local_time",
          "time",
          "time_utc",
          "date",
          "start",
          "bucket");

  private static final Map<String, List<String>> PRICES =
      Map.of(
          OPEN, List.of("open", "open_price", "openprice", "price_open", "o"),
          HIGH, List.of("high", "high_price", "highprice", "price_high", "h"),
          LOW, List.of("low", "low_price", "lowprice", "price_low", "l"),
          CLOSE, List.of("close", "close_price", "closeprice", "price_close", "c"));

  private static final List<String> BASE_VOLUMES =
      List.of(
          "volume_base",
          "base_volume",
          "basevolume",
          "volumefrom",
          "volume_from",
          "volume_traded",
          "base_asset_volume",
          "volume_crypto");

  private static final List<String> QUOTE_VOLUMES =
      List.of(
          "quote_volume",
          "quotevolume",
          "quote_asset_volume",
          "volume_quote",
          "volumeto",
          "volume_to",
          "volume_currency",
          "volume_notional",
          "volumenotional",
          "volccyquote",
          "turnover",
          "quote_vol",
          "vol_quote",
          "volume_fiat",
          "dollar_volume");

  private static final List<String> VOLUMES = List.of("volume", "vol", "v");

  private static final List<String> TRADE_COUNTS =
      List.of(
          "trades",
          "trade_count",
          "tradecount",
          "trades_count",
          "tradescount",
          "number_of_trades",
          "num_trades",
          "tradesdone",
          "transactions",
          "count",
          "n");

  private static final List<String> SYMBOLS =
      List.of("symbol", "pair", "ticker", "tic", "market", "instrument", "coin", "asset", "crypto");

  /** Columns that show whose file it is: these two give crypto volume in the quote asset. */
  private static final Set<String> OF_COINMARKETCAP = Set.of("marketcap", "market_cap", "timehigh");

  private static final Set<String> OF_YAHOO =
      Set.of("adj_close", "dividends", "stock_splits", "ticker");

  /** Poloniex calls the base's volume {@code quoteVolume}. */
  private static final Set<String> OF_POLONIEX = Set.of("weightedaverage", "weighted_average");

  /** {@code vol} is the quote's volume where {@code amount} is the base's (Huobi). */
  private static final String AMOUNT = "amount";

  private CandleHeader() {}

  /** What a header gave. */
  public sealed interface Match {}

  /**
   * Every column of a candle, by its position.
   *
   * @param trades -1 when the file has none
   * @param symbol column that says of which market a row is, -1 when the file has none
   * @param volumeUnit what the header says of it
   */
  public record Columns(
      int time,
      int open,
      int high,
      int low,
      int close,
      int volume,
      int trades,
      int symbol,
      VolumeUnit volumeUnit)
      implements Match, Serializable {
    /** The same columns, the volume counted in the quote asset. */
    public Columns inQuote() {
      return new Columns(time, open, high, low, close, volume, trades, symbol, VolumeUnit.QUOTE);
    }
  }

  /** Not the header of candles; the reason names what is missing and what is not known. */
  public record Unknown(String reason, int known) implements Match {}

  /** In which asset a volume is counted. */
  public enum VolumeUnit {
    BASE,
    QUOTE,
    /** The header leaves it open. */
    UNSAID
  }

  /** The columns that the header names. */
  public static Match match(List<String> header, Pair pair) {
    return new Search(header, pair).match();
  }

  /** Lower case, words joined by underscores: {@code Volume (BTC)} is {@code volume_btc}. */
  static String plain(String name) {
    return name.strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("^[0-9]+[a-z]?\\. *", "")
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  /** Whether a name alone is that of an open time. */
  static boolean isTime(String name) {
    return TIMES.contains(plain(name));
  }

  private static final class Search {
    private final List<String> header;
    private final List<String> plain;
    private final Pair pair;
    private final List<String> problems = new ArrayList<>();
    private final Set<Integer> used = new TreeSet<>();

    Search(List<String> header, Pair pair) {
      this.header = header;
      this.plain = header.stream().map(CandleHeader::plain).toList();
      this.pair = pair;
    }

    Match match() {
      List<String> missing = new ArrayList<>();
      int time = preferred(TIMES);
      int open = price(OPEN, missing);
      int high = price(HIGH, missing);
      int low = price(LOW, missing);
      int close = price(CLOSE, missing);
      int trades = preferred(TRADE_COUNTS);
      int base = preferred(baseVolumes());
      int quote = preferred(quoteVolumes());
      int unsaid = only(VOLUMES, VOLUME);
      int volume = base >= 0 ? base : unsaid >= 0 ? unsaid : quote;
      VolumeUnit unit =
          base >= 0 ? VolumeUnit.BASE : unsaid >= 0 ? unitOf(unsaid) : VolumeUnit.QUOTE;
      if (time < 0) {
        missing.add(0, TIME);
      }
      if (volume < 0) {
        missing.add(VOLUME);
      }
      checkVolume(base, unsaid);
      if (!missing.isEmpty() || !problems.isEmpty()) {
        return unknown(missing);
      }
      return new Columns(time, open, high, low, close, volume, trades, symbol(), unit);
    }

    private int symbol() {
      return SYMBOLS.stream()
          .mapToInt(plain::indexOf)
          .filter(found -> found >= 0)
          .findFirst()
          .orElse(-1);
    }

    private VolumeUnit unitOf(int volume) {
      boolean vendorOfQuotes =
          plain.stream()
              .anyMatch(name -> OF_COINMARKETCAP.contains(name) || OF_YAHOO.contains(name));
      return vendorOfQuotes && volume >= 0 ? VolumeUnit.QUOTE : VolumeUnit.UNSAID;
    }

    private void checkVolume(int base, int unsaid) {
      if (base >= 0) {
        return;
      }
      boolean poloniex =
          plain.contains("quotevolume") && plain.stream().anyMatch(OF_POLONIEX::contains);
      if (poloniex || (unsaid >= 0 && plain.contains(AMOUNT))) {
        problems.add(
            "the asset of its volume differs by exchange; name the base's volume base_volume");
      }
    }

    private Unknown unknown(List<String> missing) {
      List<String> reasons = new ArrayList<>();
      if (!missing.isEmpty()) {
        reasons.add("its header has no column for " + String.join(", ", missing));
      }
      reasons.addAll(problems);
      List<String> strange = new ArrayList<>();
      for (int i = 0; i < header.size(); i++) {
        if (!used.contains(i)) {
          strange.add(header.get(i).isBlank() ? "one without a name" : header.get(i));
        }
      }
      String rest = strange.isEmpty() ? "" : " (not known: " + String.join(", ", strange) + ")";
      return new Unknown(String.join("; ", reasons) + rest, used.size());
    }

    private int price(String column, List<String> missing) {
      List<String> names = new ArrayList<>(PRICES.get(column));
      names.add(column + "_" + pair.quote().toLowerCase(Locale.ROOT));
      int found = only(names, column);
      if (found < 0 && names.stream().noneMatch(plain::contains)) {
        missing.add(column);
      }
      return found;
    }

    /** The first of these names that the header has. */
    private int preferred(List<String> names) {
      int found = -1;
      for (String name : names) {
        int position = plain.indexOf(name);
        if (position >= 0) {
          used.add(position);
          found = found < 0 ? position : found;
          if (found == position && plain.lastIndexOf(name) != position) {
            problems.add("two columns are named " + header.get(position));
          }
        }
      }
      return found;
    }

    /** The one of these names that the header has; two are a problem. */
    private int only(List<String> names, String column) {
      int found = -1;
      for (int i = 0; i < plain.size(); i++) {
        if (names.contains(plain.get(i))) {
          used.add(i);
          if (found >= 0) {
            problems.add(
                "%s and %s may both be its %s".formatted(header.get(found), header.get(i), column));
            return -1;
          }
          found = i;
        }
      }
      return found;
    }

    private List<String> baseVolumes() {
      List<String> names = new ArrayList<>(BASE_VOLUMES);
      names.addAll(volumesOf(pair.base()));
      return names;
    }

    private List<String> quoteVolumes() {
      List<String> names = new ArrayList<>(QUOTE_VOLUMES);
      names.addAll(volumesOf(pair.quote()));
      for (String name : plain) {
        Optional<String> asset = assetOfVolume(name);
        if (asset.isPresent() && Symbols.isMoney(asset.get()) && !asset.get().equals(pair.base())) {
          names.add(name);
        }
      }
      return names;
    }

    private static List<String> volumesOf(String asset) {
      List<String> names = new ArrayList<>();
      for (String spelling : Symbols.spellings(asset)) {
        String lower = spelling.toLowerCase(Locale.ROOT);
        names.addAll(List.of("volume_" + lower, "vol_" + lower, lower + "_volume"));
      }
      return names;
    }

    private static Optional<String> assetOfVolume(String name) {
      return name.startsWith("volume_")
          ? Optional.of(name.substring("volume_".length()).toUpperCase(Locale.ROOT))
          : Optional.empty();
    }
  }
}
