/**
 * Measures of predictions and signals: pure functions over primitive arrays. What is not defined,
 * such as a share of nothing, is an empty {@link java.util.OptionalDouble}, never 0 or NaN.
 */
package io.candlelake.common.metric;
