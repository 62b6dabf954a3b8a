/** Stage 4: what the market did after each candle's close, for training and measuring. */
package io.candlelake.jobs.labels;
