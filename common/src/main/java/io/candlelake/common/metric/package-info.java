/**
 * Names, formulas and slices of the figures in {@code gold.evaluations} and {@code gold.metrics},
 * which one stage writes and another reads.
 */
package io.candlelake.common.metric;
