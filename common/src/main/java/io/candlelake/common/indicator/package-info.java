/**
 * What an indicator is, the list of all ({@link io.candlelake.common.indicator.Indicators}) and the
 * features that a configuration declares of them. The formulas lie in one package a family. All of
 * it is arithmetic on arrays and knows neither Spark nor configuration nor tables.
 */
package io.candlelake.common.indicator;
