package io.candlelake.simulator;

import io.candlelake.simulator.market.MarketData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The requested faults, and how far each has come. Safe for many threads. */
final class FaultScript {
  private final List<Progress> faults = new CopyOnWriteArrayList<>();
  private final Ledger ledger;

  FaultScript(List<Fault> faults, Ledger ledger) {
    this.ledger = ledger;
    faults.forEach(this::add);
  }

  void add(Fault fault) {
    faults.add(new Progress(fault));
  }

  /** What befalls a request. */
  Optional<Fault> ofRequest(String exchange, String path, Instant now) {
    return hit(Fault.Scope.REQUEST, exchange, now, fault -> path.startsWith(fault.place()), path);
  }

  /** What befalls a message of a stream. */
  Optional<Fault> ofMessage(String exchange, Frame frame, Instant now) {
    return hit(
        Fault.Scope.MESSAGE,
        exchange,
        now,
        fault -> concerns(fault.kind(), frame) && frame.topic().contains(fault.place()),
        frame.topic());
  }

  /** The market as the exchange shows it now. */
  MarketView view(MarketData market, String exchange, String place, Instant now) {
    Duration skew = Duration.ZERO;
    Duration late = Duration.ZERO;
    Duration uncorrected = Duration.ZERO;
    for (Progress progress : faults) {
      Fault fault = progress.fault;
      if (fault.kind().scope() != Fault.Scope.VIEW || !progress.active(exchange, now)) {
        continue;
      }
      switch (fault.kind()) {
        case CLOCK_SKEW -> skew = fault.length();
        case LATE_CANDLES -> late = fault.length();
        case UNCORRECTED_CANDLES -> uncorrected = fault.length();
        default -> throw new IllegalStateException("no fault of a view: " + fault);
      }
      ledger.injected(fault, exchange, place, now);
    }
    return new MarketView(market, now, skew, late, uncorrected);
  }

  private static boolean concerns(Fault.Kind kind, Frame frame) {
    return switch (kind) {
      case STREAM_BOOK_GAP -> frame.kind() == Frame.Kind.BOOK;
      case STREAM_TRADE_MISSED -> frame.kind() == Frame.Kind.TRADE;
      default -> frame.kind() != Frame.Kind.CONTROL;
    };
  }

  private Optional<Fault> hit(
      Fault.Scope scope, String exchange, Instant now, Predicate<Fault> concerned, String place) {
    for (Progress progress : faults) {
      Fault fault = progress.fault;
      if (fault.kind().scope() == scope
          && progress.active(exchange, now)
          && concerned.test(fault)
          && progress.strikes()) {
        ledger.injected(fault, exchange, place, now);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private static final class Progress {
    private final Fault fault;
    private final SplittableRandom random;
    private long passed;
    private long struck;

    Progress(Fault fault) {
      this.fault = fault;
      this.random = new SplittableRandom(fault.seed());
    }

    boolean active(String exchange, Instant now) {
      return (fault.exchange().equals("*") || fault.exchange().equals(exchange))
          && !now.isBefore(fault.from())
          && now.isBefore(fault.until());
    }

    synchronized boolean strikes() {
      if (passed < fault.after()) {
        passed++;
        return false;
      }
      if (struck >= fault.times() || random.nextDouble() >= fault.probability()) {
        return false;
      }
      struck++;
      return true;
    }
  }
}
