package io.candlelake.exchanges.coinbase;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.StreamPort.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Finds the subscription that an error rejects. Coinbase rejects a whole request because of one
 * product or channel in it, and names that only in the error's text. The others are then subscribed
 * to again. If the text names none, each product is subscribed to separately; the answers arrive in
 * the order of the requests.
 */
final class CoinbaseSubscriptions {
  private final Set<String> symbols;
  private final Set<Channel> channels;
  private final Map<Channel, String> names;
  private final BiConsumer<Collection<String>, Collection<String>> subscribe;
  private final Deque<String> oneByOne = new ArrayDeque<>();

  /** A product's channel. */
  record Subscription(String symbol, Channel channel) {}

  /**
   * @param names the exchange's, of channels
   * @param subscribe sends a request for products and channels
   */
  CoinbaseSubscriptions(
      Set<String> symbols,
      Set<Channel> channels,
      Map<Channel, String> names,
      BiConsumer<Collection<String>, Collection<String>> subscribe) {
    this.symbols = new TreeSet<>(symbols);
    this.channels = EnumSet.copyOf(channels);
    this.names = requireNonNull(names, "names is null");
    this.subscribe = requireNonNull(subscribe, "subscribe is null");
  }

  void begin() {
    ask(symbols);
  }

  private void ask(Collection<String> products) {
    if (!products.isEmpty() && !channels.isEmpty()) {
      subscribe.accept(List.copyOf(products), channels.stream().map(names::get).toList());
    }
  }

  /** A request was granted. */
  void answered() {
    oneByOne.poll();
  }

  /** Returns what the rejection of a request concerns; subscribes to the others again. */
  List<Subscription> refused(String reason) {
    List<String> words = Arrays.asList(reason.split("[^A-Za-z0-9_-]+", -1));
    Set<String> products = new TreeSet<>(symbols);
    products.retainAll(words);
    Set<Channel> told = EnumSet.noneOf(Channel.class);
    channels.stream().filter(channel -> words.contains(names.get(channel))).forEach(told::add);
    if (products.isEmpty() && told.isEmpty()) {
      return refusedUnnamed();
    }
    if (products.isEmpty()) {
      List<Subscription> refused = all(symbols, told);
      channels.removeAll(told);
      oneByOne.clear();
      ask(symbols);
      return refused;
    }
    List<Subscription> refused = all(products, channels);
    symbols.removeAll(products);
    if (oneByOne.poll() == null) {
      ask(symbols);
    }
    return refused;
  }

  private List<Subscription> refusedUnnamed() {
    String alone = symbols.size() == 1 ? symbols.iterator().next() : oneByOne.poll();
    if (alone != null) {
      symbols.remove(alone);
      return all(Set.of(alone), channels);
    }
    oneByOne.addAll(symbols);
    symbols.forEach(symbol -> ask(List.of(symbol)));
    return List.of();
  }

  private static List<Subscription> all(Set<String> products, Set<Channel> channels) {
    List<Subscription> all = new ArrayList<>();
    for (String product : products) {
      channels.forEach(channel -> all.add(new Subscription(product, channel)));
    }
    return all;
  }
}
