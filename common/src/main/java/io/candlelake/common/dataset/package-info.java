/**
 * Functions on Spark datasets that several stages use: the operator that runs kernels over sorted
 * series, the checks and measures of order book rows, the hash of trades. The kernels' values know
 * no Spark and lie in {@code common.kernel} and {@code common.book}.
 */
package io.candlelake.common.dataset;
