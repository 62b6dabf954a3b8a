package io.candlelake.exchanges.stream;

import io.candlelake.common.market.Pair;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The pairs of a session, by the exchange's own spelling. */
public final class PairsBySymbol {
  private final TreeMap<String, Pair> pairs = new TreeMap<>();

  public PairsBySymbol(List<Pair> pairs, Function<Pair, String> symbols) {
    pairs.forEach(pair -> this.pairs.put(symbols.apply(pair), pair));
  }

  /** Ascending. */
  public Set<String> symbols() {
    return pairs.keySet();
  }

  /**
   * The pair with that symbol.
   *
   * @throws UnknownMessage when the session did not subscribe to it
   */
  public Pair pair(String symbol) {
    return find(symbol).orElseThrow(() -> new UnknownMessage("of a pair that was not asked for"));
  }

  /** The pair with that symbol; empty when the session did not subscribe to it. */
  public Optional<Pair> find(String symbol) {
    return Optional.ofNullable(pairs.get(symbol));
  }
}
