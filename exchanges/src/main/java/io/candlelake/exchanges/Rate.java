package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many requests an exchange allows, from one address and without account.
 *
 * @param permits what may be spent in {@code per}; a call costs one or more
 * @param words the exchange's rule in short and what we take of it, for the docs
 */
public record Rate(int permits, Duration per, String words) {
  public Rate {
    requireNonNull(per, "per is null");
    requireNonNull(words, "words is null");
    if (permits < 1 || per.isZero() || per.isNegative()) {
      throw new IllegalArgumentException("no rate: " + permits + " in " + per);
    }
  }
}
