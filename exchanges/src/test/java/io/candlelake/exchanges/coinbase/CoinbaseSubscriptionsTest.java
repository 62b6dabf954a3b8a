package io.candlelake.exchanges.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.coinbase.CoinbaseSubscriptions.Subscription;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoinbaseSubscriptionsTest {
  private static final Map<Channel, String> NAMES =
      Map.of(Channel.TRADES, "matches", Channel.ORDER_BOOK, "level2_batch");

  private final List<String> asked = new ArrayList<>();
  private final CoinbaseSubscriptions subscriptions =
      new CoinbaseSubscriptions(
          Set.of("A-USD", "B-USD", "C-USD"),
          EnumSet.of(Channel.TRADES, Channel.ORDER_BOOK),
          NAMES,
          (products, channels) -> asked.add(products + " " + channels));

  @Test
  void aProductThatIsNamedIsLeftOut() {
    subscriptions.begin();
    assertThat(subscriptions.refused("Failed to subscribe: B-USD is not a valid product"))
        .containsExactlyInAnyOrder(
            new Subscription("B-USD", Channel.TRADES),
            new Subscription("B-USD", Channel.ORDER_BOOK));
    assertThat(asked)
        .containsExactly(
            "[A-USD, B-USD, C-USD] [matches, level2_batch]",
            "[A-USD, C-USD] [matches, level2_batch]");
  }

  @Test
  void aChannelThatIsNamedIsLeftOut() {
    subscriptions.begin();
    assertThat(subscriptions.refused("Failed to subscribe: level2_batch needs authentication"))
        .hasSize(3)
        .allMatch(refused -> refused.channel() == Channel.ORDER_BOOK);
    assertThat(asked).last().isEqualTo("[A-USD, B-USD, C-USD] [matches]");
  }

  @Test
  void whereNothingIsNamedEachIsAskedForByItself() {
    subscriptions.begin();
    assertThat(subscriptions.refused("Failed to subscribe: no")).isEmpty();
    assertThat(asked)
        .containsExactly(
            "[A-USD, B-USD, C-USD] [matches, level2_batch]",
            "[A-USD] [matches, level2_batch]",
            "[B-USD] [matches, level2_batch]",
            "[C-USD] [matches, level2_batch]");
    subscriptions.answered();
    assertThat(subscriptions.refused("Failed to subscribe: no"))
        .extracting(Subscription::symbol)
        .containsOnly("B-USD");
    subscriptions.answered();
    assertThat(asked).as("nothing is asked again").hasSize(4);
  }
}
