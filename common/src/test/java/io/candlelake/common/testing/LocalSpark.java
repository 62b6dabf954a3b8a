package io.candlelake.common.testing;

import io.candlelake.common.lake.SparkSessions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM. */
public final class LocalSpark {
  private static final SparkSession SESSION = start();

  private LocalSpark() {}

  public static SparkSession session() {
    return SESSION;
  }

  /** How many Spark jobs the work starts: exact and fast, and better than a stopwatch. */
  public static int jobsOf(Runnable work) throws TimeoutException {
    return jobNamesOf(work).size();
  }

  /** What the Spark UI calls the jobs that the work starts; empty for one without a name. */
  public static List<String> jobNamesOf(Runnable work) throws TimeoutException {
    Queue<String> names = new ConcurrentLinkedQueue<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            names.add(start.properties().getProperty("spark.job.description", ""));
          }
        };
    SESSION.sparkContext().addSparkListener(listener);
    try {
      work.run();
      SESSION.sparkContext().listenerBus().waitUntilEmpty();
      return List.copyOf(names);
    } finally {
      SESSION.sparkContext().removeSparkListener(listener);
    }
  }

  private static SparkSession start() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    System.setProperty("spark.default.parallelism", "2");
    return SparkSessions.open("candlelake tests");
  }
}
