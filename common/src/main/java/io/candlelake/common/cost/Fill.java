package io.candlelake.common.cost;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A fill before its costs.
 *
 * @param side of the position, 1 long, −1 short
 * @param entry whether the position is opened; otherwise it is closed
 * @param timeMicros microseconds since 1970 UTC
 * @param price reference price, in the quote asset
 * @param bookCostsBps what order books of an earlier day say that a market order of 1,000, 10,000
 *     and 100,000 of the quote asset costs against mid, in basis points; null where the books were
 *     too thin; empty where there were none
 */
public record Fill(
    String exchange,
    String pair,
    int side,
    boolean entry,
    long timeMicros,
    double price,
    List<Double> bookCostsBps) {
  public Fill {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(bookCostsBps, "bookCostsBps is null");
  }
}
