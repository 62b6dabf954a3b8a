package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What a run wants of a source.
 *
 * @param pairs the pairs wanted; empty means all
 * @param range open times wanted
 */
record SourceRequest(
    SparkSession spark,
    Config.Ingest settings,
    Interval interval,
    List<Pair> pairs,
    TimeRange range,
    long seed) {

  SourceRequest {
    requireNonNull(spark, "spark is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(interval, "interval is null");
    requireNonNull(range, "range is null");
    pairs = List.copyOf(pairs);
  }

  boolean wants(Pair pair) {
    return pairs.isEmpty() || pairs.contains(pair);
  }
}
