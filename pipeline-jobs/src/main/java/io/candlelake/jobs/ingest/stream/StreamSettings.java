package io.candlelake.jobs.ingest.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.jobs.ingest.exchange.StreamPort.Channel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a collector does.
 *
 * @param silence no message for so long and the connection is made anew
 * @param bookDepth levels kept of a book, each side
 * @param bookEvery least time between two books of a pair
 */
record StreamSettings(Set<Channel> channels, Duration silence, int bookDepth, Duration bookEvery) {
  StreamSettings {
    channels = Set.copyOf(channels);
    requireNonNull(silence, "silence is null");
    requireNonNull(bookEvery, "bookEvery is null");
  }

  static StreamSettings of(Config.Stream config) {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    for (String name : config.channels()) {
      channels.add(Channel.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT)));
    }
    return new StreamSettings(
        channels,
        Duration.ofSeconds(config.silenceSeconds()),
        config.bookDepth(),
        seconds(config.bookSeconds()));
  }

  static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
