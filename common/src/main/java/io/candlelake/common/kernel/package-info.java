/** What kernels work on: the candles of one series as parallel arrays, without Spark. */
package io.candlelake.common.kernel;
