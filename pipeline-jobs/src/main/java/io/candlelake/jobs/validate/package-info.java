/** Stage 2: checks candles; good ones to {@code silver.candles}, bad ones to rejected. */
package io.candlelake.jobs.validate;
