package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import java.io.Serializable;

/**
 * A file with the candles of one pair.
 *
 * @param path full address
 * @param name file name, kept with every row that comes from it
 * @param symbol the pair as the file name spells it
 */
record CandleFile(String path, String name, String symbol, Pair pair, Interval interval)
    implements Serializable {

  CandleFile {
    requireNonNull(path, "path is null");
    requireNonNull(name, "name is null");
    requireNonNull(symbol, "symbol is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(interval, "interval is null");
  }

  boolean isParquet() {
    return name.endsWith(".parquet");
  }
}
