package io.candlelake.common.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Work in parts that do not wait for each other, each in a thread that inherits Spark's properties
 * of the one that asks.
 */
public final class Concurrently {
  private Concurrently() {}

  /**
   * Runs all parts, each in a thread of its own, and returns when all have ended.
   *
   * @throws RuntimeException what a part threw, when all have ended
   */
  public static void run(Runnable... parts) {
    all(
        List.of(parts),
        part -> {
          part.run();
          return part;
        },
        part -> new Thread(part, "part").start());
  }

  /**
   * What the work makes of each item, in the order of items.
   *
   * @param atOnce how many items are worked on at the same time
   * @throws RuntimeException what the work threw for an item, when all have ended
   */
  public static <T, R> List<R> map(List<T> items, int atOnce, Function<T, R> work) {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      return all(items, work, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T, R> List<R> all(List<T> items, Function<T, R> work, Executor threads) {
    List<CompletableFuture<R>> running =
        items.stream()
            .map(item -> CompletableFuture.supplyAsync(() -> work.apply(item), threads))
            .toList();
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
    return running.stream().map(CompletableFuture::join).toList();
  }
}
