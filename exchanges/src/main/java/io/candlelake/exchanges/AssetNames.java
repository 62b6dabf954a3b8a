package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An exchange's codes of assets and ours. The same code is not always the same coin: Bitfinex's AMP
 * is Ampleforth, Kraken's LUNA is what others call LUNC. A coin that has no code of its own there
 * because the exchange gave it to another is spelt so that the exchange cannot take it for that
 * one.
 */
public final class AssetNames {
  private static final Pattern OURS = Pattern.compile("[A-Z0-9]{1,20}");
  private static final String NO_SUCH_CODE = "NO-";

  private volatile Map<String, String> oursByTheirs;
  private volatile Map<String, String> theirsByOurs;

  private AssetNames(Map<String, String> oursByTheirs) {
    use(oursByTheirs);
  }

  /**
   * A table of names that differ.
   *
   * @param table the exchange's code, {@code =}, our name, separated by white space; of several
   *     codes of one coin, the first is used
   */
  public static AssetNames of(String table) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String entry : requireNonNull(table, "table is null").strip().split("\\s+", -1)) {
      String[] sides = entry.split("=", -1);
      if (sides.length != 2 || names.put(sides[0], sides[1]) != null) {
        throw new IllegalArgumentException("no name of an asset, or told twice: " + entry);
      }
    }
    return new AssetNames(names);
  }

  /** Adds what the exchange itself says, which wins; names that no pair can have are left out. */
  public synchronized void learn(Map<String, String> told) {
    Map<String, String> all = new LinkedHashMap<>(oursByTheirs);
    told.forEach(
        (theirs, ours) -> {
          if (OURS.matcher(ours).matches() && !theirs.equals(ours)) {
            all.put(theirs, ours);
          }
        });
    use(all);
  }

  private void use(Map<String, String> names) {
    Map<String, String> back = new HashMap<>();
    names.forEach((theirs, ours) -> back.putIfAbsent(ours, theirs));
    oursByTheirs = Collections.unmodifiableMap(names);
    theirsByOurs = Map.copyOf(back);
  }

  /** Our name of the exchange's code. */
  public String ours(String theirs) {
    return oursByTheirs.getOrDefault(theirs, theirs);
  }

  /** The exchange's code of our name. */
  public String theirs(String ours) {
    String code = theirsByOurs.get(ours);
    if (code != null) {
      return code;
    }
    return oursByTheirs.containsKey(ours) ? NO_SUCH_CODE + ours : ours;
  }

  public String base(Pair pair) {
    return theirs(pair.base());
  }

  public String quote(Pair pair) {
    return theirs(pair.quote());
  }
}
