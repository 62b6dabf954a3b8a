package io.candlelake.jobs.validate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A received number to the last digit: an integer of 128 bits, in two's complement, to be divided
 * by 10¹⁸, as Spark stores a {@code decimal(38,18)}.
 *
 * @param upper its upper 64 bits
 * @param lower its lower 64 bits
 * @param nearest the double nearest to the number; NaN where there is none
 * @param survives whether that double, written with as few digits as tell it from its neighbours,
 *     is the number again
 */
record Exact(long upper, long lower, double nearest, boolean survives)
    implements Comparable<Exact>, Serializable {
  /** Where the source gave no number. */
  static final Exact NONE = new Exact(0, 0, Double.NaN, true);

  private static final int SCALE = 18;

  /** A double gives back every number of so many digits. */
  private static final long DIGITS_OF_DOUBLES = 1_000_000_000_000_000L;

  private static final int DIGITS = 15;

  /** Most prices and volumes have no more decimals than 8. */
  private static final long UNITS_OF_8_DECIMALS = 10_000_000_000L;

  private static final double TWO_TO_64 = 0x1p64;

  /**
   * @param unscaled the integer, big-endian, as few bytes as it needs
   */
  static Exact of(byte[] unscaled) {
    long upper = unscaled[0] < 0 ? -1 : 0;
    long lower = upper;
    for (byte next : unscaled) {
      upper = (upper << 8) | (lower >>> 56);
      lower = (lower << 8) | (next & 0xff);
    }
    return of(upper, lower);
  }

  private static Exact of(long upper, long lower) {
    boolean oneWord = upper == lower >> 63;
    if (oneWord && Math.abs(lower) < DIGITS_OF_DOUBLES) {
      return new Exact(upper, lower, lower / 1e18, true);
    }
    double about = upper * TWO_TO_64 + unsigned(lower);
    double shifted = Math.rint(about / UNITS_OF_8_DECIMALS);
    if (Math.abs(shifted) < DIGITS_OF_DOUBLES) {
      long number = (long) shifted;
      boolean same =
          Math.multiplyHigh(number, UNITS_OF_8_DECIMALS) == upper
              && number * UNITS_OF_8_DECIMALS == lower;
      if (same) {
        return new Exact(upper, lower, number / 1e8, true);
      }
    }
    BigDecimal exact = decimal(upper, lower);
    double nearest = exact.doubleValue();
    return new Exact(upper, lower, nearest, survives(exact, nearest));
  }

  private static double unsigned(long word) {
    return word >= 0 ? word : word + TWO_TO_64;
  }

  private static boolean survives(BigDecimal exact, double nearest) {
    return exact.stripTrailingZeros().precision() <= DIGITS
        || new BigDecimal(Double.toString(nearest)).compareTo(exact) == 0;
  }

  boolean isKnown() {
    return !Double.isNaN(nearest);
  }

  /** Whether both are known and this one is the smaller. */
  boolean isBelow(Exact other) {
    return isKnown() && other.isKnown() && compareTo(other) < 0;
  }

  boolean isZero() {
    return nearest == 0;
  }

  boolean isNegative() {
    return nearest < 0;
  }

  /** By value; what is not known is as zero. */
  @Override
  public int compareTo(Exact other) {
    int order = Long.compare(upper, other.upper);
    return order != 0 ? order : Long.compareUnsigned(lower, other.lower);
  }

  /** The number, with 18 decimals. */
  BigDecimal toDecimal() {
    return decimal(upper, lower);
  }

  private static BigDecimal decimal(long upper, long lower) {
    BigInteger low = BigInteger.valueOf(lower);
    BigInteger unsigned = lower >= 0 ? low : low.add(BigInteger.ONE.shiftLeft(64));
    return new BigDecimal(BigInteger.valueOf(upper).shiftLeft(64).add(unsigned), SCALE);
  }
}
