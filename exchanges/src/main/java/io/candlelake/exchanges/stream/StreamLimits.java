package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.Rate;

/**
 * What an exchange allows of its streams; each dialect says where that is documented.
 *
 * @param subscriptions of a pair and channel on one connection
 * @param pathLength characters of path and query
 * @param messagesPerSecond that we send on one connection, spaced evenly
 * @param connections opened from one address
 */
public record StreamLimits(
    int subscriptions, int pathLength, int messagesPerSecond, Rate connections) {
  public StreamLimits {
    requireNonNull(connections, "connections is null");
    if (subscriptions < 1 || pathLength < 1 || messagesPerSecond < 1) {
      throw new IllegalArgumentException(
          "no limits: %d, %d, %d".formatted(subscriptions, pathLength, messagesPerSecond));
    }
  }

  /** One connection takes any number of subscriptions. */
  public static StreamLimits of(int messagesPerSecond, Rate connections) {
    return new StreamLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, messagesPerSecond, connections);
  }

  /** One connection takes so many subscriptions. */
  public StreamLimits withSubscriptions(int most) {
    return new StreamLimits(most, pathLength, messagesPerSecond, connections);
  }

  /** Subscriptions stand in the address, which may be so long. */
  public StreamLimits withPathLength(int most) {
    return new StreamLimits(subscriptions, most, messagesPerSecond, connections);
  }
}
