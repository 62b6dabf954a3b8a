package io.candlelake.jobs.ingest;

import java.util.List;

/** Every candle source. A new one is a class and a line here. */
final class CandleSources {
  static final List<CandleSource> ALL = List.of(new FilesSource());

  private CandleSources() {}

  /** The source of that name; the configuration admits no other. */
  static CandleSource of(String name) {
    return ALL.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no candle source " + name));
  }
}
