package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to reach an exchange.
 *
 * @param address {@code http://host:port} instead of the exchange's own, for REST and stream alike:
 *     a simulator; its streams are at {@code ws://host:port}
 * @param apiKey of the account, where calls are counted by account; never printed
 * @param notices takes a line for people when the exchange makes us wait for minutes
 */
public record ExchangeSettings(
    Optional<URI> address, Optional<String> apiKey, Consumer<String> notices) {
  public ExchangeSettings {
    requireNonNull(notices, "notices is null");
    requireNonNull(address, "address is null");
    requireNonNull(apiKey, "apiKey is null");
  }

  /** Settings whose notices nobody reads. */
  public ExchangeSettings(Optional<URI> address, Optional<String> apiKey) {
    this(address, apiKey, notice -> {});
  }

  /** The real exchange, without account. */
  public static ExchangeSettings publicData() {
    return new ExchangeSettings(Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "ExchangeSettings[address="
        + address
        + ", apiKey="
        + (apiKey.isPresent() ? "set" : "none")
        + "]";
  }
}
