package io.candlelake.common.dataset;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** A pure function from the whole sorted history of one series to result rows. */
@FunctionalInterface
public interface SeriesKernel extends Serializable {
  /**
   * @return rows in Spark's internal form, see {@link InternalRows}; each may be the same object,
   *     changed
   */
  Iterator<InternalRow> apply(SeriesKey key, Bars bars);

  /** A kernel that is given more columns beside the candles. */
  @FunctionalInterface
  interface WithColumns extends Serializable {
    /**
     * As {@link SeriesKernel#apply}.
     *
     * @param columns the columns asked for, one array each, NaN where they are null
     */
    Iterator<InternalRow> apply(SeriesKey key, Bars bars, double[][] columns);
  }
}
