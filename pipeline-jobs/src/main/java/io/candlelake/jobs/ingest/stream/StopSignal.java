package io.candlelake.jobs.ingest.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.SignalUtils$;
import scala.Function0;

/** Somebody wants the stream to end: SIGTERM, Ctrl-C, or a test. */
public final class StopSignal {
  private final CountDownLatch asked = new CountDownLatch(1);

  /** Listens to SIGTERM and SIGINT from now on; the JVM goes on and can end in order. */
  public StopSignal onSignals() {
    Function0<Object> handled =
        () -> {
          boolean first = asked.getCount() > 0;
          ask();
          // A second one ends the process the usual, rude way.
          return first;
        };
    SignalUtils$.MODULE$.register("TERM", handled);
    SignalUtils$.MODULE$.register("INT", handled);
    return this;
  }

  /** Asks the stream to end. */
  public void ask() {
    asked.countDown();
  }

  /** Waits for it, that long at most. */
  boolean asked(long millis) {
    try {
      return asked.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
