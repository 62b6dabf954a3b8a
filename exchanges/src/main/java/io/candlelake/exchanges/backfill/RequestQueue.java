package io.candlelake.exchanges.backfill;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The pairs of one exchange, fetched one after another, a few pages at once. It is given up when it
 * fails {@link #FAILURES_IN_A_ROW} times without an answer between.
 */
final class RequestQueue {
  /** Each stands for all the tries that the exchange's own class makes of a call. */
  private static final int FAILURES_IN_A_ROW = 5;

  private final String exchange;
  private final Deque<PairFetch> waiting = new ArrayDeque<>();
  private final List<PairFetch> pairs = new ArrayList<>();
  private int inFlight;
  private int failuresInARow;
  private boolean answered;
  private boolean failedToAnswer;
  private Optional<String> givenUp = Optional.empty();

  RequestQueue(String exchange) {
    this.exchange = requireNonNull(exchange, "exchange is null");
  }

  /** Something to ask the exchange, on any thread. */
  interface Task {
    /** Asks it. Failures of the exchange are an answer. */
    Answer answer();
  }

  /** What came back, to be settled on the one thread that holds the backfill's state. */
  interface Answer {
    /** Notes it and hands candles on. */
    void settle(Backfill backfill);
  }

  void add(PairFetch pair) {
    pairs.add(pair);
    if (!pair.isDone()) {
      waiting.add(pair);
    }
  }

  /** The next call, if one may be made now. */
  Optional<Task> next() {
    if (inFlight >= Backfill.IN_FLIGHT || givenUp.isPresent()) {
      return Optional.empty();
    }
    for (PairFetch pair : waiting) {
      Optional<PairFetch.Call> call = pair.next();
      if (call.isPresent()) {
        inFlight++;
        return Optional.of(() -> ask(pair, call.get()));
      }
    }
    return Optional.empty();
  }

  /** One line for each pair that is not complete. */
  List<String> failures() {
    List<String> lines = new ArrayList<>();
    List<String> untried = new ArrayList<>();
    for (PairFetch pair : pairs) {
      pair.failure().ifPresent(lines::add);
      if (pair.failure().isEmpty() && !pair.isDone()) {
        untried.add(pair.wanted().pair().toString());
      }
    }
    givenUp.ifPresent(
        reason ->
            lines.add(
                exchange
                    + ": given up after "
                    + FAILURES_IN_A_ROW
                    + " failures in a row, the last "
                    + reason
                    + (untried.isEmpty() ? "" : "; not complete: " + String.join(", ", untried))));
    return lines;
  }

  /** Whether it answered nothing, and not because the calls were wrong. */
  boolean isUnreachable() {
    return failedToAnswer && !answered;
  }

  private Answer ask(PairFetch pair, PairFetch.Call call) {
    try {
      PairFetch.Effect effect = call.make();
      return backfill -> {
        settled(pair);
        answered = true;
        failuresInARow = 0;
        effect.apply(backfill);
        forgetIfDone(pair);
      };
    } catch (ExchangeFailure failure) {
      return backfill -> {
        settled(pair);
        note(failure);
        pair.failed(failure);
        forgetIfDone(pair);
      };
    } catch (RuntimeException | Error bug) {
      return backfill -> {
        throw bug;
      };
    }
  }

  private void settled(PairFetch pair) {
    inFlight--;
    pair.settled();
  }

  private void note(ExchangeFailure failure) {
    if (failure.kind() == ExchangeFailure.Kind.PERMANENT) {
      return;
    }
    failedToAnswer = true;
    failuresInARow++;
    if (failuresInARow >= FAILURES_IN_A_ROW && givenUp.isEmpty()) {
      givenUp = Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private void forgetIfDone(PairFetch pair) {
    if (pair.isDone()) {
      waiting.remove(pair);
    }
  }
}
