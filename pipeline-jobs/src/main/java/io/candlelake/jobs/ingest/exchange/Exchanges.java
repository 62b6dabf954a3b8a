package io.candlelake.jobs.ingest.exchange;

import java.util.List;
import java.util.Optional;

/** Every exchange. A new one is a class and a line here. */
public final class Exchanges {
  /** How each is opened, by name. */
  public static final List<Opener> ALL = List.of();

  private Exchanges() {}

  /** Opens an exchange. */
  public interface Opener {
    /** Lower case, as in the tables: {@code binance}. */
    String name();

    /** Opens it; nothing is called yet. */
    Exchange open(ExchangeSettings settings);
  }

  /** The exchange of that name. */
  public static Optional<Opener> named(String name) {
    return ALL.stream().filter(exchange -> exchange.name().equals(name)).findFirst();
  }
}
