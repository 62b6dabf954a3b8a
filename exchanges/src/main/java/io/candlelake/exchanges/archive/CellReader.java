package io.candlelake.exchanges.archive;

import io.candlelake.common.market.EpochMicros;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** Reads the text of one cell. What cannot be read is told by {@link Unreadable}. */
public final class CellReader {
  /** Decimals kept behind and digits before the point: those of {@code Tables.EXACT}. */
  public static final int SCALE = 18;

  private static final int WHOLE_DIGITS = 20;

  /** More digits behind the point than any price has; guards against 1E-999999999. */
  private static final int ABSURD_SCALE = 1_000;

  private static final long SECONDS_BELOW = 100_000_000_000L;
  private static final long MILLIS_BELOW = 100_000_000_000_000L;
  private static final long MICROS_BELOW = 100_000_000_000_000_000L;

  private static final Pattern OFFSET = Pattern.compile("T.*(Z|[+-]\\d\\d:\\d\\d)$");

  private CellReader() {}

  /** A cell that cannot be read; its message says why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    public Unreadable(String message) {
      super(message, null, false, false);
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
    BigDecimal value;
    try {
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new Unreadable(column + " '" + text + "' is not a number");
    }
    boolean tooLarge = (long) value.precision() - value.scale() > WHOLE_DIGITS;
    if ((tooLarge && value.signum() != 0) || Math.abs((long) value.scale()) > ABSURD_SCALE) {
      throw new Unreadable(column + " '" + text + "' is out of range");
    }
    return value.setScale(SCALE, RoundingMode.HALF_EVEN);
  }

  /** A count; null where the cell is empty. Some writers put {@code 203.0}. */
  public static Long count(String column, String text) throws Unreadable {
    BigDecimal value = decimal(column, text);
    if (value == null) {
      return null;
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      throw new Unreadable(column + " '" + text + "' is not a whole number");
    }
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
      return isNumber(text) ? fromEpoch(new BigDecimal(text)) : fromText(text);
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

  private static Instant fromText(String text) {
    String iso = text.replace(" UTC", "Z").replace(' ', 'T');
    if (iso.length() <= "2024-01-31".length()) {
      return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    boolean hasOffset = OFFSET.matcher(iso).find();
    if (!hasOffset) {
      return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
    return OffsetDateTime.parse(iso).toInstant();
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
    return text.isEmpty() || text.equalsIgnoreCase("null");
  }
}
