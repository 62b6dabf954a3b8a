package io.candlelake.common.testing;

import io.candlelake.common.lake.SparkSessions;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    SESSION.sparkContext().addSparkListener(counter);
    try {
      work.run();
      SESSION.sparkContext().listenerBus().waitUntilEmpty();
      return jobs.get();
    } finally {
      SESSION.sparkContext().removeSparkListener(counter);
    }
  }

  private static SparkSession start() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    System.setProperty("spark.default.parallelism", "2");
    return SparkSessions.open("candlelake tests");
  }
}
