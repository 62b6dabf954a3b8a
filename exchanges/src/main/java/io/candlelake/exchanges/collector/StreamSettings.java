package io.candlelake.exchanges.collector;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.StreamPort.Channel;
import java.time.Duration;
import java.util.Set;

/**
 * What a collector does.
 *
 * @param silence no message for so long and the connection is made anew
 * @param bookDepth levels kept of a book, each side
 * @param bookEvery least time between two books of a pair
 */
public record StreamSettings(
    Set<Channel> channels, Duration silence, int bookDepth, Duration bookEvery) {
  public StreamSettings {
    channels = Set.copyOf(channels);
    requireNonNull(silence, "silence is null");
    requireNonNull(bookEvery, "bookEvery is null");
  }
}
