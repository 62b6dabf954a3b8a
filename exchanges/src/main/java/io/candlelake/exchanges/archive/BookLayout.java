package io.candlelake.exchanges.archive;

import java.io.Serializable;

/**
 * Where a CSV file keeps what of an order book: price and amount of the best ask, of the best bid,
 * of the next ask, and so on. Missing levels are empty cells.
 *
 * @param levelsFrom column of the best ask's price
 * @param levels levels a side
 */
record BookLayout(int width, int time, int levelsFrom, int levels) implements Serializable {}
