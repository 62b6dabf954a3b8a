package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import java.io.Serializable;

/**
 * A file with the candles of one pair.
 *
 * @param path full address
 * @param name file name, kept with every row that comes from it
 * @param exchange whose candles they are
 * @param source which candle source reads it
 * @param symbol the pair as the file name spells it
 */
public record CandleFile(
    String path,
    String name,
    String exchange,
    String source,
    String symbol,
    Pair pair,
    Interval interval)
    implements Serializable {

  public CandleFile {
    requireNonNull(path, "path is null");
    requireNonNull(name, "name is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(source, "source is null");
    requireNonNull(symbol, "symbol is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(interval, "interval is null");
  }

  /** The same file as another exchange's. */
  public CandleFile of(String otherExchange) {
    return new CandleFile(path, name, otherExchange, source, symbol, pair, interval);
  }
}
