package io.candlelake.exchanges.archive;

import io.candlelake.common.market.EpochMicros;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of one cell. Throws {@link Unreadable} for text that it cannot read. */
public final class CellReader {
  /** Decimals kept behind and digits before the point: those of {@code Tables.EXACT}. */
  public static final int SCALE = 18;

  private static final int WHOLE_DIGITS = 20;

  /** More digits behind the point than any price has; guards against 1E-999999999. */
  private static final int ABSURD_SCALE = 1_000;

  /** What programs write for no value. */
  private static final Set<String> EMPTY =
      Set.of("null", "nan", "none", "na", "n/a", "<na>", "\\n");

  private static final long SECONDS_BELOW = 100_000_000_000L;
  private static final long MILLIS_BELOW = 100_000_000_000_000L;
  private static final long MICROS_BELOW = 100_000_000_000_000_000L;

  /**
   * {@code 2024-01-31T10:00:00.5+02}: the offset may lack its minutes or its colon, or follow GMT.
   */
  private static final Pattern OFFSET =
      Pattern.compile("(.*\\d) ?(?:GMT|UTC)?([+-]\\d\\d):?(\\d\\d)?$");

  /** {@code 20240131} with or without a time of day. */
  private static final Pattern BASIC_DATE =
      Pattern.compile("((?:19|20)\\d\\d)([01]\\d)([0-3]\\d)(?:[ T](\\d\\d:?\\d\\d(?::?\\d\\d)?))?");

  /** {@code 31.01.2024 10:00:00.000}: with dots the day always comes first. */
  private static final Pattern DOTTED = Pattern.compile("(\\d\\d)\\.(\\d\\d)\\.(\\d{4})(.*)");

  private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})[/.](\\d\\d)[/.](\\d\\d)(.*)");
  private static final Pattern SLASHED = Pattern.compile("\\d{1,2}/\\d{1,2}/\\d{2,4}.*");
  private static final Pattern EXPONENT = Pattern.compile("-?\\d+(?:[.,]\\d+)?[eE][+-]?\\d+");
  private static final Pattern HOUR_ONLY = Pattern.compile("(.*T\\d\\d)");

  /** {@code 42.106,75}, {@code 42,106.75} or {@code 42106,75}. */
  private static final Pattern COMMA = Pattern.compile("-?[0-9][0-9., ' ]*,[0-9., ']*");

  private CellReader() {}

  /** A cell that cannot be read; its message says why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean ofWholeFile;

    public Unreadable(String message) {
      this(message, false);
    }

    private Unreadable(String message, boolean ofWholeFile) {
      super(message, null, false, false);
      this.ofWholeFile = ofWholeFile;
    }

    /** Whether it shows how the whole file was written, as a decimal comma does. */
    public boolean isOfWholeFile() {
      return ofWholeFile;
    }
  }

  /**
   * A price or amount, exact; null where the cell is empty. Digits beyond the eighteenth decimal
   * are rounded half to even: they come from binary floating point, not from an exchange.
   */
  public static BigDecimal decimal(String column, String text) throws Unreadable {
    if (isEmpty(text)) {
      return null;
    }
    try {
      return exact(column, text, new BigDecimal(text));
    } catch (NumberFormatException e) {
      String problem = column + " '" + text + "' is not a number";
      throw COMMA.matcher(text).matches()
          ? new Unreadable(problem + ": it has a decimal comma or thousands separators", true)
          : new Unreadable(problem);
    }
  }

  /**
   * Likewise of a value that a file keeps as such: text, a number or a decimal. A binary fraction
   * is read as the shortest decimal that stands for it; NaN is no value.
   */
  public static BigDecimal decimal(String column, Object value) throws Unreadable {
    if (value == null) {
      return null;
    }
    if (value instanceof Double || value instanceof Float) {
      return Double.isNaN(((Number) value).doubleValue())
          ? null
          : decimal(column, value.toString());
    }
    return value instanceof BigDecimal number
        ? exact(column, number.toPlainString(), number)
        : decimal(column, value.toString());
  }

  private static BigDecimal exact(String column, String text, BigDecimal value) throws Unreadable {
    boolean tooLarge = (long) value.precision() - value.scale() > WHOLE_DIGITS;
    if ((tooLarge && value.signum() != 0) || Math.abs((long) value.scale()) > ABSURD_SCALE) {
      throw new Unreadable(column + " '" + text + "' is out of range");
    }
    return value.setScale(SCALE, RoundingMode.HALF_EVEN);
  }

  /** A count; null where the cell is empty. Some writers put {@code 203.0}. */
  public static Long count(String column, Object value) throws Unreadable {
    BigDecimal number = decimal(column, value);
    if (number == null) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw new Unreadable(column + " '" + value + "' is not a whole number");
    }
  }

  /** A time that a file keeps as such, as a number since 1970, or as text. */
  public static Instant time(Object value) throws Unreadable {
    if (value instanceof Instant time) {
      return time;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? time(new BigDecimal(number).toPlainString()) : time("");
    }
    return time(value == null ? "" : value.toString());
  }

  /**
   * A time: seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude,
   * or ISO text; without offset it is UTC.
   */
  public static Instant time(String text) throws Unreadable {
    if (isEmpty(text)) {
      throw new Unreadable("time is missing");
    }
    try {
      if (isNumber(text)) {
        return isBasicDate(text) ? fromBasicDate(text) : fromEpoch(new BigDecimal(text));
      }
      if (EXPONENT.matcher(text).matches()) {
        throw new Unreadable("time '" + text + "' was shortened by a spreadsheet", true);
      }
      if (SLASHED.matcher(text).matches()) {
        throw new Unreadable("time '" + text + "' may have the day or the month first", true);
      }
      return BASIC_DATE.matcher(text).matches() ? fromBasicDate(text) : fromText(text);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new Unreadable("time '" + text + "' is not a time");
    }
  }

  private static Instant fromEpoch(BigDecimal number) {
    if (number.scale() > ABSURD_SCALE
        || (long) number.precision() - number.scale() > WHOLE_DIGITS) {
      throw new ArithmeticException("out of range");
    }
    long whole = number.toBigInteger().longValueExact();
    long magnitude = Math.abs(whole);
    if (magnitude < SECONDS_BELOW) {
      return EpochMicros.toInstant(number.movePointRight(6).toBigInteger().longValueExact());
    }
    if (magnitude < MILLIS_BELOW) {
      return EpochMicros.toInstant(number.movePointRight(3).toBigInteger().longValueExact());
    }
    return magnitude < MICROS_BELOW
        ? EpochMicros.toInstant(whole)
        : EpochMicros.toInstant(whole / 1_000);
  }

  private static boolean isBasicDate(String digits) {
    return digits.length() == "20240131".length()
        && (digits.startsWith("19") || digits.startsWith("20"));
  }

  private static Instant fromBasicDate(String text) {
    Matcher date = BASIC_DATE.matcher(text);
    if (!date.matches()) {
      throw new DateTimeException(text);
    }
    LocalDate day =
        LocalDate.of(
            Integer.parseInt(date.group(1)),
            Integer.parseInt(date.group(2)),
            Integer.parseInt(date.group(3)));
    if (date.group(4) == null) {
      return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String digits = (date.group(4).replace(":", "") + "00").substring(0, 6);
    LocalTime time = LocalTime.parse(digits, DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT));
    return day.atTime(time).toInstant(ZoneOffset.UTC);
  }

  private static Instant fromText(String text) {
    String iso = yearFirst(text).replaceFirst(" ?(?:UTC|GMT)$", "Z").replaceFirst("(?<=\\d) ", "T");
    if (iso.length() <= "2024-01-31".length()) {
      return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    if (iso.endsWith("Z")) {
      return OffsetDateTime.parse(withMinutes(iso.substring(0, iso.length() - 1)) + "Z")
          .toInstant();
    }
    Matcher offset = OFFSET.matcher(iso);
    if (iso.length() > "2024-01-31T".length()
        && offset.matches()
        && offset.group(1).contains("T")) {
      String minutes = offset.group(3) == null ? "00" : offset.group(3);
      return OffsetDateTime.parse(withMinutes(offset.group(1)) + offset.group(2) + ":" + minutes)
          .toInstant();
    }
    return LocalDateTime.parse(withMinutes(iso)).toInstant(ZoneOffset.UTC);
  }

  private static String yearFirst(String text) {
    Matcher dotted = DOTTED.matcher(text);
    if (dotted.matches()) {
      return dotted.group(3) + "-" + dotted.group(2) + "-" + dotted.group(1) + dotted.group(4);
    }
    Matcher yearFirst = YEAR_FIRST.matcher(text);
    return yearFirst.matches()
        ? yearFirst.group(1)
            + "-"
            + yearFirst.group(2)
            + "-"
            + yearFirst.group(3)
            + yearFirst.group(4)
        : text;
  }

  private static String withMinutes(String time) {
    return HOUR_ONLY.matcher(time).matches() ? time + ":00" : time;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign = i == 0 && c == '-';
      if (!sign && c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(String text) {
    return text.isEmpty() || EMPTY.contains(text.toLowerCase(Locale.ROOT));
  }
}
