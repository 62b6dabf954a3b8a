package io.candlelake.common.lake;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one place that builds a Spark session; sessions built elsewhere miss settings we rely on. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * A session for this process. What {@code spark-submit} or {@code conf/} set wins over the
   * defaults here, which suit a laptop.
   */
  @SuppressWarnings("checkstyle:regexpsinglelinejava")
  public static SparkSession open(String applicationName) {
    SparkConf conf = new SparkConf();
    conf.setAppName(applicationName);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.sql.shuffle.partitions", "8");
      conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "1");
      // A run has several hundred generated classes; of more than 100, Spark compiles anew.
      conf.setIfMissing("spark.sql.codegen.cache.maxEntries", "2000");
    }
    if (!conf.getBoolean("spark.ui.enabled", true)) {
      // What the UI would show of past queries fills some hundred megabytes in a long run.
      conf.setIfMissing("spark.sql.ui.retainedExecutions", "20");
      conf.setIfMissing("spark.ui.retainedJobs", "100");
      conf.setIfMissing("spark.ui.retainedStages", "100");
      conf.setIfMissing("spark.ui.retainedTasks", "1000");
    }
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    conf.set("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Delta's extension drops named SQL parameters without this (delta-io/delta#7640).
    conf.set("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
