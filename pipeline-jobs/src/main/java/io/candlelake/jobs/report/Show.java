package io.candlelake.jobs.report;

import io.candlelake.jobs.report.Page.Cell;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * How numbers and times are written for people. Times are UTC; the minus is the typographic one.
 */
final class Show {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Show() {}

  static String count(long value) {
    return format("#,##0", (double) value);
  }

  /** A fraction as a percentage. */
  static String percent(double fraction, int decimals) {
    return format(decimals == 0 ? "0" : "0." + "0".repeat(decimals), fraction * 100) + "%";
  }

  /**
   * A share near 1 as a percentage that is never rounded up to a false 100%: it is cut, not
   * rounded.
   */
  static String share(double fraction) {
    double cut = Math.floor(fraction * 1e5 + 1e-9) / 1e5;
    return percent(cut, 3);
  }

  static String signedPercent(double fraction, int decimals) {
    String text = percent(fraction, decimals);
    return fraction > 0 ? "+" + text : text;
  }

  static String number(double value, int decimals) {
    return format(decimals == 0 ? "#,##0" : "#,##0." + "0".repeat(decimals), value);
  }

  /** An amount of the quote asset, to the unit from a thousand up, else to the hundredth. */
  static String money(double amount) {
    return format(Math.abs(amount) >= 1000 ? "#,##0" : "#,##0.00", amount);
  }

  /** A price with as many decimals as its size asks. */
  static String price(double price) {
    if (price >= 1000) {
      return format("#,##0.00", price);
    }
    return format(price >= 1 ? "0.0000" : "0.00000000", price);
  }

  static String seconds(double seconds) {
    return format("#,##0.0", seconds);
  }

  static String bytes(long bytes) {
    double mebibytes = bytes / (1024.0 * 1024.0);
    return mebibytes >= 1024
        ? format("0.00", mebibytes / 1024) + " GiB"
        : format("0", mebibytes) + " MiB";
  }

  static String minute(Instant time) {
    return MINUTE.format(time);
  }

  static String day(Instant time) {
    return DAY.format(time);
  }

  static Cell countCell(long value) {
    return Cell.text(count(value));
  }

  static Cell cell(Figure figure, DoubleFunction<String> format) {
    if (figure instanceof Figure.Known known) {
      return Cell.text(format.apply(known.value()));
    }
    return Cell.unknown(figure.reason().orElseThrow());
  }

  static Cell percentCell(Figure figure, int decimals) {
    return cell(figure, value -> percent(value, decimals));
  }

  static Cell shareCell(Figure figure) {
    return cell(figure, Show::share);
  }

  static Cell numberCell(Figure figure, int decimals) {
    return cell(figure, value -> number(value, decimals));
  }

  /** A return, with its sign, in the colour of gain or loss. */
  static Cell returnCell(Figure figure, int decimals) {
    return toned(figure, cell(figure, value -> signedPercent(value, decimals)));
  }

  /** Money won or lost, in the colour of gain or loss. */
  static Cell profitCell(Figure figure) {
    return toned(figure, cell(figure, Show::money));
  }

  static Cell profitCell(double amount) {
    return profitCell(Figure.of(amount));
  }

  static Cell moneyCell(double amount) {
    return Cell.text(money(amount));
  }

  private static Cell toned(Figure figure, Cell cell) {
    double value = figure.known().orElse(0);
    String tone = value > 0 ? "gain" : value < 0 ? "loss" : "";
    return new Cell(cell.text(), tone, cell.reason());
  }

  private static String format(String pattern, double value) {
    DecimalFormat format =
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    String text = format.format(value);
    boolean isZero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.' || c == ',');
    return isZero ? text.replace("-", "") : text.replace('-', '\u2212');
  }
}
