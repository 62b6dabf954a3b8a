/**
 * The Spark operators that run kernels over sorted series. The kernels' values lie in {@code
 * common.kernel} and know no Spark.
 */
package io.candlelake.common.series;
