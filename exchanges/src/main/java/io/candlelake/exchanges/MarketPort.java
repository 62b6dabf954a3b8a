package io.candlelake.exchanges;

import java.util.List;

/** Market metadata of an exchange. */
public interface MarketPort {
  /**
   * Every spot market, as of now.
   *
   * @throws ExchangeFailure when the exchange did not answer
   */
  List<Listing> listings();

  /** Whether its listings name the fees that somebody without volume pays. */
  default boolean tellsFees() {
    return false;
  }
}
