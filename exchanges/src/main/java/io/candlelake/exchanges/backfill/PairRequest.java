package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.CandlePort;
import java.util.OptionalLong;

/**
 * Which candles of one pair to fetch from one exchange.
 *
 * @param exchange its name
 * @param symbol the exchange's own spelling of the pair
 * @param missing slots that no candle was received for and that are not known to be empty
 * @param again slots whose candle is known but may have been corrected since
 * @param newestKnown the newest slot with a candle, wanted or not
 */
public record PairRequest(
    String exchange,
    String symbol,
    Pair pair,
    CandlePort port,
    SlotSet missing,
    SlotSet again,
    OptionalLong newestKnown) {

  public PairRequest {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(symbol, "symbol is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(port, "port is null");
    requireNonNull(missing, "missing is null");
    requireNonNull(newestKnown, "newestKnown is null");
    again = again.minus(missing);
  }

  /** Every slot to ask for. */
  SlotSet slots() {
    return missing.plus(again);
  }

  @Override
  public String toString() {
    return exchange + " " + pair;
  }
}
