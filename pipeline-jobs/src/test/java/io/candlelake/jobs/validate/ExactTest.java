package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Beside java.math: any number of 38 digits, and those with few digits, as prices are. */
class ExactTest {
  @Property(tries = 2_000)
  void isTheNumberItsOrderAndTheDoubleNearestToIt(@ForAll long seed) {
    Random random = new Random(seed);
    BigDecimal one = number(random);
    BigDecimal other = random.nextInt(4) == 0 ? one : number(random);
    Exact exact = exact(one);
    assertThat(exact.toDecimal()).isEqualTo(one);
    assertThat(exact.nearest()).isEqualTo(one.doubleValue());
    assertThat(exact.isZero()).isEqualTo(one.signum() == 0);
    assertThat(exact.isNegative()).isEqualTo(one.signum() < 0);
    assertThat(Integer.signum(exact.compareTo(exact(other)))).isEqualTo(one.compareTo(other));
    assertThat(exact.equals(exact(other))).isEqualTo(one.compareTo(other) == 0);
    boolean back = new BigDecimal(Double.toString(one.doubleValue())).compareTo(one) == 0;
    boolean fewDigits = one.stripTrailingZeros().precision() <= 15;
    assertThat(exact.survives()).isEqualTo(back || fewDigits);
  }

  @Test
  void whatIsNotKnownIsBelowNothing() {
    Exact one = exact(BigDecimal.ONE.setScale(18));
    assertThat(Exact.NONE.isKnown()).isFalse();
    assertThat(Exact.NONE.isBelow(one)).isFalse();
    assertThat(one.isBelow(Exact.NONE)).isFalse();
    assertThat(Exact.NONE.isZero() || Exact.NONE.isNegative()).isFalse();
    assertThat(Exact.NONE.survives()).isTrue();
  }

  private static Exact exact(BigDecimal number) {
    return Exact.of(number.unscaledValue().toByteArray());
  }

  /** Up to 38 digits, of them 18 behind the point; mostly rounded to fewer. */
  private static BigDecimal number(Random random) {
    BigInteger unscaled = new BigInteger(random.nextInt(126), random);
    BigDecimal number =
        new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), 18)
            .setScale(random.nextInt(19), RoundingMode.DOWN);
    return number.setScale(18, RoundingMode.UNNECESSARY);
  }
}
