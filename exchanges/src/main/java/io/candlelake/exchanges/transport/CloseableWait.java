package io.candlelake.exchanges.transport;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass until it is closed; whoever waits then stops waiting. */
final class CloseableWait implements Calls.Wait {
  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public void pass(Duration time) throws InterruptedException {
    if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the exchange was closed");
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
