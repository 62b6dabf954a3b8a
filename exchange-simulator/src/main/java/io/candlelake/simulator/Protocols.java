package io.candlelake.simulator;

import java.util.List;

/** Every exchange whose protocol is spoken. A new one is a class and a line here. */
final class Protocols {
  static final List<Protocol> ALL =
      List.of(
          new BinanceProtocol(),
          new KrakenProtocol(),
          new CoinbaseProtocol(),
          new BitstampProtocol());

  private Protocols() {}
}
