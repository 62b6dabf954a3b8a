/** Labels: what the market did after a candle's close, as pure kernels over {@code Bars}. */
package io.candlelake.common.label;
