package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names under which files in the wild keep the columns of a candle. */
public final class ColumnNames {
  public static final String TIME = "time";
  public static final String OPEN = "open";
  public static final String HIGH = "high";
  public static final String LOW = "low";
  public static final String CLOSE = "close";
  public static final String VOLUME = "volume";
  public static final String TRADES = "trades";

  /** What a candle cannot do without. */
  public static final List<String> REQUIRED = List.of(TIME, OPEN, HIGH, LOW, CLOSE, VOLUME);

  private static final Map<String, List<String>> NAMES =
      Map.of(
          TIME,
          List.of(
              "timestamp",
              "open_time",
              "opentime",
              "unix",
              "unix_timestamp",
              "time",
              "datetime",
              "date",
              "start"),
          OPEN,
          List.of("open", "open_price", "o"),
          HIGH,
          List.of("high", "high_price", "h"),
          LOW,
          List.of("low", "low_price", "l"),
          CLOSE,
          List.of("close", "close_price", "c"),
          VOLUME,
          List.of("volume", "vol", "base_volume", "volume_base", "v"),
          TRADES,
          List.of(
              "trades",
              "trade_count",
              "tradecount",
              "count",
              "number_of_trades",
              "num_trades",
              "n"));

  private ColumnNames() {}

  /** Where the column is in the header, or -1. {@code Volume BTC} is the volume of base BTC. */
  public static int find(String column, List<String> header, String base) {
    List<String> plain = header.stream().map(ColumnNames::plain).toList();
    for (String name : NAMES.get(column)) {
      if (plain.contains(name)) {
        return plain.indexOf(name);
      }
    }
    return column.equals(VOLUME) ? plain.indexOf("volume_" + base.toLowerCase(Locale.ROOT)) : -1;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
  }
}
