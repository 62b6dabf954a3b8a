/**
 * What exists on the simulated exchange: trades, candles and books, each a function of the market
 * and a time, so that history, stream and ledger agree by construction. No protocol, no network.
 */
package io.candlelake.simulator.market;
