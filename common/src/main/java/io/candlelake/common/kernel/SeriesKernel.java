package io.candlelake.common.kernel;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** A pure function from the whole sorted history of one series to result rows. */
@FunctionalInterface
public interface SeriesKernel extends Serializable {
  Iterator<Row> apply(SeriesKey key, Bars bars);
}
