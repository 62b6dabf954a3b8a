package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.CandlePort;

/**
 * A pair of an exchange that candles are wanted of.
 *
 * @param exchange its name
 * @param symbol the exchange's own spelling
 */
record TradedPair(String exchange, String symbol, Pair pair, CandlePort port) {
  TradedPair {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(symbol, "symbol is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(port, "port is null");
  }
}
