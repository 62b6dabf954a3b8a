package io.candlelake.simulator.market;

import java.util.random.RandomGenerator;

/**
 * The random numbers of {@link java.util.SplittableRandom}, number for number, in a form that can
 * be copied, so that a path can be taken up again in its middle. The constants are those of
 * SplitMix64 (Steele, Lea, Flood, 2014).
 */
final class CopyableRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  CopyableRandom(long seed) {
    this.state = seed;
  }

  CopyableRandom copy() {
    return new CopyableRandom(state);
  }

  /** A number that depends on its arguments alone, each bit even. */
  static long mixed(long first, long second) {
    return mix(mix(first + GOLDEN_GAMMA) ^ (second * GOLDEN_GAMMA));
  }

  /** The same within {@code [0, 1)}. */
  static double fraction(long first, long second) {
    return (mixed(first, second) >>> 11) * 0x1.0p-53;
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public int nextInt() {
    state += GOLDEN_GAMMA;
    long z = (state ^ (state >>> 33)) * 0x62a9d9ed799705f5L;
    return (int) (((z ^ (z >>> 28)) * 0xcb24d0a5c88c35b3L) >>> 32);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
