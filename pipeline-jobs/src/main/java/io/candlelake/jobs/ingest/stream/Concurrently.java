package io.candlelake.jobs.ingest.stream;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Parts of a batch that do not wait for each other, such as commits to several tables. */
final class Concurrently {
  private Concurrently() {}

  /**
   * Runs all parts, each in a thread of its own that inherits Spark's properties of this one, and
   * returns when all have ended.
   *
   * @throws RuntimeException what the first part that failed threw
   */
  static void run(Runnable... parts) {
    List<CompletableFuture<Void>> running =
        Arrays.stream(parts)
            .map(part -> CompletableFuture.runAsync(part, Concurrently::start))
            .toList();
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void start(Runnable part) {
    new Thread(part, "batch part").start();
  }
}
