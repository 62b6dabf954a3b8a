package io.candlelake.exchanges;

import io.candlelake.common.market.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What each exchange offers, read off its ports; for the docs. Asks nobody. */
public final class ExchangeTable {
  private static final String NONE = "none";

  private ExchangeTable() {}

  /** A Markdown table, a row an exchange. */
  public static String markdown() {
    return """
    | exchange | candles | a page | candles back to | trades back to | book levels | fees given | stream | rate |
    |---|---|---|---|---|---|---|---|---|
    """
        + Exchanges.ALL.stream()
            .map(ExchangeTable::row)
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(Exchanges.Opener opener) {
    InstantSource never = InstantSource.fixed(Instant.EPOCH);
    try (Exchange exchange = opener.open(ExchangeSettings.publicData(), never)) {
      Optional<CandlePort> candles = exchange.candles();
      return String.join(
          " | ",
          "| " + opener.name(),
          candles.map(ExchangeTable::intervals).orElse(NONE),
          candles.map(port -> String.valueOf(port.pageSize())).orElse(NONE),
          candles.map(port -> depth(port.depth(), Optional.empty())).orElse(NONE),
          exchange.trades().map(port -> depth(port.depth(), port.reach())).orElse(NONE),
          exchange.orderBooks().map(port -> levels(port.maxDepth())).orElse(NONE),
          exchange.markets().tellsFees() ? "yes" : "no",
          exchange.stream().map(ExchangeTable::channels).orElse(NONE),
          opener.rate().words() + " |");
    }
  }

  private static String intervals(CandlePort port) {
    return port.intervals().stream().sorted().map(Interval::code).collect(Collectors.joining(" "));
  }

  private static String depth(OptionalInt newest, Optional<Duration> reach) {
    if (newest.isPresent()) {
      return "the last " + newest.getAsInt();
    }
    return reach
        .map(time -> time.toDays() == 1 ? "a day" : time.toDays() + " days")
        .orElse("the first");
  }

  private static String levels(int most) {
    return most == Integer.MAX_VALUE ? "all" : String.valueOf(most);
  }

  private static String channels(StreamPort port) {
    return port.channels().stream()
        .sorted()
        .map(channel -> channel.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }
}
