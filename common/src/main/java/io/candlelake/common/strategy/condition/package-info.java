/** The language of conditions over the candles of one pair, without Spark. */
package io.candlelake.common.strategy.condition;
