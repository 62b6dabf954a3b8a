package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Sorts rows of several kinds by pair, kind and time on one number, which Spark sorts by its digits
 * and without comparing rows: several times as fast as by the names of the pairs. The number holds
 * a hash of the pair, so that two pairs may rarely share a bucket: their rows lie mixed in it, each
 * pair's by kind and time.
 */
public final class PairOrder {
  private static final int TIME_BITS = 43;
  private static final int KIND_BITS = 2;
  private static final long BUCKETS = 1 << 18;

  /** The names of a pair's series, which {@link #sorted} keeps together. */
  private static final String[] SERIES = {"exchange", "pair", "interval"};

  private PairOrder() {}

  /**
   * Partitions by exchange, pair and interval and sorts by bucket, kind and time.
   *
   * @param kind column of whole numbers 0 to 3
   * @param time column of times from 1970 to 2248, ordered to the millisecond
   * @param place name of the new column, which {@link #bucket} reads
   */
  public static Dataset<Row> sorted(Dataset<Row> rows, String kind, String time, String place) {
    Column bucket = pmod(xxhash64(columns()), lit(BUCKETS));
    Column number =
        shiftleft(bucket, TIME_BITS + KIND_BITS)
            .bitwiseOR(shiftleft(col(kind).cast("bigint"), TIME_BITS))
            .bitwiseOR(unix_millis(col(time)));
    return rows.withColumn(place, number).repartition(columns()).sortWithinPartitions(place);
  }

  /** The bucket of a place: rows of one series have the same. */
  public static long bucket(long place) {
    return place >>> (TIME_BITS + KIND_BITS);
  }

  private static Column[] columns() {
    return Arrays.stream(SERIES).map(name -> col(name)).toArray(Column[]::new);
  }
}
