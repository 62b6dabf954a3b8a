package io.candlelake.common.lake;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Batches of some thousand rows that come every few seconds. Spark would compile each plan anew,
 * since the batch's times stand in it, and cut it into adaptive stages: measured, that costs
 * several times what running it on so few rows does. So plans run as they are, in one partition.
 *
 * <p>And Spark clones the session for each dataset that is persisted, to switch these off there:
 * bucketed scans and the shuffles of an adaptive plan's end. Spark 4.1 never lets go of a cloned
 * session (the cleaner of its {@code ArtifactManager} holds it), so a stream would fill the heap.
 */
public final class SmallBatches {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.shuffle.partitions", "1",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.adaptive.applyFinalStageShuffleOptimizations", "false",
          "spark.sql.sources.bucketing.autoBucketedScan.enabled", "false",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private SmallBatches() {}

  /** Does the work with the session set up for it, and sets the session back. */
  public static void in(SparkSession spark, Runnable work) {
    Map<String, Optional<String>> before = new HashMap<>();
    for (String name : SETTINGS.keySet()) {
      Option<String> value = spark.conf().getOption(name);
      before.put(name, value.isDefined() ? Optional.of(value.get()) : Optional.empty());
    }
    SETTINGS.forEach((name, value) -> spark.conf().set(name, value));
    try {
      work.run();
    } finally {
      before.forEach(
          (name, value) ->
              value.ifPresentOrElse(
                  text -> spark.conf().set(name, text), () -> spark.conf().unset(name)));
    }
  }
}
