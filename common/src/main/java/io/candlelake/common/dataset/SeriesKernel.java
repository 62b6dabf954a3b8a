package io.candlelake.common.dataset;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** A pure function from the whole sorted history of one series to result rows. */
@FunctionalInterface
public interface SeriesKernel extends Serializable {
  Iterator<Row> apply(SeriesKey key, Bars bars);

  /** A kernel that is given more columns beside the candles. */
  @FunctionalInterface
  interface WithColumns extends Serializable {
    /**
     * As {@link SeriesKernel#apply}.
     *
     * @param columns the columns asked for, one array each, NaN where they are null
     */
    Iterator<Row> apply(SeriesKey key, Bars bars, double[][] columns);
  }
}
