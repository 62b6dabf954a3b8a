package io.candlelake.common.market;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Pattern;

/** A trading pair in our own spelling, {@code BTC-USDT}: the base is bought with the quote. */
public record Pair(String base, String quote) implements Serializable {
  private static final Pattern ASSET = Pattern.compile("[A-Z0-9]{1,20}");

  public Pair {
    requireNonNull(base, "base is null");
    requireNonNull(quote, "quote is null");
    if (!ASSET.matcher(base).matches() || !ASSET.matcher(quote).matches()) {
      throw new IllegalArgumentException("not an asset: " + base + " or " + quote);
    }
  }

  /** Reads {@code BTC-USDT}; empty when the text is not such a pair. */
  public static Optional<Pair> parse(String text) {
    String[] parts = text.split("-", -1);
    boolean wellFormed =
        parts.length == 2 && ASSET.matcher(parts[0]).matches() && ASSET.matcher(parts[1]).matches();
    return wellFormed ? Optional.of(new Pair(parts[0], parts[1])) : Optional.empty();
  }

  @Override
  public String toString() {
    return base + "-" + quote;
  }
}
