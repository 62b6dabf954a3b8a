/** Coinbase Exchange, as one of {@link io.candlelake.exchanges.Exchanges#ALL}. */
package io.candlelake.exchanges.coinbase;
