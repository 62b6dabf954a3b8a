package io.candlelake.common.lake;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Resources;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** The one place that builds a Spark session; sessions built elsewhere miss settings we rely on. */
public final class SparkSessions {
  /** Environment variable that names a file of Spark properties. */
  private static final String PROPERTIES_FILE = "CANDLELAKE_SPARK_CONF";

  private SparkSessions() {}

  /**
   * A session for this process. Options of {@code spark-submit} take precedence; the others are
   * taken from {@code conf/spark-laptop.conf} where the master is local, and are Spark's defaults
   * elsewhere.
   */
  @SuppressWarnings("checkstyle:regexpsinglelinejava")
  public static SparkSession open(String applicationName) {
    SparkConf conf = configured();
    conf.setAppName(applicationName);
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local")) {
      Resources.properties(SparkSessions.class, "spark-laptop.conf")
          .forEach((key, value) -> conf.setIfMissing(key.toString(), value.toString()));
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
    // Spark's 12-byte default is slower, has no statistics and is outdated in Parquet's format.
    conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    conf.set("spark.sql.datetime.java8API.enabled", "true");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** What a session would know of the file system of a place, before there is one. */
  static Configuration fileSystemsOf(StorePath place) {
    // Of a folder of this machine there is nothing to know, and asking Spark takes a while.
    return place.isLocal() ? new Configuration() : fileSystems();
  }

  /** What a session would know of file systems, before there is one. */
  public static Configuration fileSystems() {
    SparkConf conf = configured();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    hadoop.set(S3Settings.LOG_STORE, conf.get(S3Settings.LOG_STORE));
    return hadoop;
  }

  /**
   * The options of {@code spark-submit}, then the properties file that {@code
   * CANDLELAKE_SPARK_CONF} names, then what the environment says of S3.
   */
  private static SparkConf configured() {
    SparkConf conf = new SparkConf();
    Map<String, String> environment = System.getenv();
    propertiesFile(environment).forEach(conf::setIfMissing);
    S3Settings.of(environment).forEach(conf::setIfMissing);
    return conf;
  }

  private static Map<String, String> propertiesFile(Map<String, String> environment) {
    String file = environment.getOrDefault(PROPERTIES_FILE, "");
    if (file.isEmpty()) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException e) {
      throw PipelineException.userMistake(
          "Cannot read Spark's settings",
          "no file " + file + " can be read, which " + PROPERTIES_FILE + " names",
          "Name one such as conf/s3.conf");
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((key, value) -> settings.put(key.toString(), value.toString().strip()));
    return settings;
  }
}
