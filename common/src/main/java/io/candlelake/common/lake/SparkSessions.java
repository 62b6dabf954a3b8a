package io.candlelake.common.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one place that builds a Spark session; sessions built elsewhere miss settings we rely on. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * A session for this process. What {@code spark-submit} was told wins; what it was not told is
   * {@code conf/spark-laptop.conf} where the master is local, and Spark's own default elsewhere.
   */
  @SuppressWarnings("checkstyle:regexpsinglelinejava")
  public static SparkSession open(String applicationName) {
    SparkConf conf = new SparkConf();
    conf.setAppName(applicationName);
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local")) {
      laptop().forEach((key, value) -> conf.setIfMissing(key.toString(), value.toString()));
    }
    if (!conf.getBoolean("spark.ui.enabled", true)) {
      // What the UI would show of past queries fills some hundred megabytes in a long run.
      conf.setIfMissing("spark.sql.ui.retainedExecutions", "20");
      conf.setIfMissing("spark.ui.retainedJobs", "100");
      conf.setIfMissing("spark.ui.retainedStages", "100");
      conf.setIfMissing("spark.ui.retainedTasks", "1000");
    }
    // The program has a progress line of its own.
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Models that are fitted side by side share the cores.
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    conf.set("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Delta's extension drops named SQL parameters without this (delta-io/delta#7640).
    conf.set("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static Properties laptop() {
    Properties settings = new Properties();
    try (InputStream file = SparkSessions.class.getResourceAsStream("spark-laptop.conf")) {
      settings.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }
}
