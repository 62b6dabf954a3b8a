package io.candlelake.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that goes wrong by script: from the n-th request or message that it concerns, so many
 * times, within a span of time, with a probability.
 *
 * @param exchange lower case, or {@code *}
 * @param place start of a REST path, or part of a stream's topic; empty for everywhere
 * @param after how many requests or messages pass first
 * @param times how many are hit then
 * @param from not before, by the simulator's clock
 * @param until not after
 * @param probability of each to be hit, drawn by the seed
 * @param retryAfter what a refusal says, where it says something
 * @param length how long silence lasts, a clock is ahead, a candle is late or uncorrected
 */
public record Fault(
    Kind kind,
    String exchange,
    String place,
    long after,
    long times,
    Instant from,
    Instant until,
    double probability,
    long seed,
    Optional<Duration> retryAfter,
    Duration length) {

  /** What goes wrong. */
  public enum Kind {
    /** 429 as the exchange says it. */
    RATE_LIMITED(Scope.REQUEST),
    /** 429 as a proxy before it says it, in HTML. */
    RATE_LIMITED_HTML(Scope.REQUEST),
    /** 418. */
    BANNED(Scope.REQUEST),
    /** 502 in HTML. */
    HTML_ERROR(Scope.REQUEST),
    /** 5xx in the exchange's own words. */
    SERVER_ERROR(Scope.REQUEST),
    /** The connection is reset instead of an answer. */
    RESET(Scope.REQUEST),
    /** No answer ever; the connection stays open. */
    SILENCE(Scope.REQUEST),
    /** The body is no JSON. */
    MALFORMED(Scope.REQUEST),
    /** The body ends in its middle, and the length says so. */
    TRUNCATED(Scope.REQUEST),
    /** 200 without a body. */
    EMPTY(Scope.REQUEST),
    /** The first row of a list twice. */
    DUPLICATE_ROWS(Scope.REQUEST),
    /** The first two rows of a list change places. */
    ROWS_OUT_OF_ORDER(Scope.REQUEST),
    /** The exchange's clock is ahead by {@link #length}. */
    CLOCK_SKEW(Scope.VIEW),
    /** A closed candle is answered only {@link #length} after its end. */
    LATE_CANDLES(Scope.VIEW),
    /** A closed candle is answered wrong until {@link #length} after its end. */
    UNCORRECTED_CANDLES(Scope.VIEW),
    /** The connection ends. */
    STREAM_DISCONNECT(Scope.MESSAGE),
    /** The connection stays open and says nothing for {@link #length}; what was due is lost. */
    STREAM_SILENCE(Scope.MESSAGE),
    /** A numbered change of a book is not sent. */
    STREAM_BOOK_GAP(Scope.MESSAGE),
    /** A trade is not sent. */
    STREAM_TRADE_MISSED(Scope.MESSAGE),
    /** A message is sent twice. */
    STREAM_DUPLICATE(Scope.MESSAGE),
    /** A message is sent after the next one. */
    STREAM_OUT_OF_ORDER(Scope.MESSAGE),
    /** A message is cut in its middle. */
    STREAM_MALFORMED(Scope.MESSAGE);

    private final Scope scope;

    Kind(Scope scope) {
      this.scope = scope;
    }

    Scope scope() {
      return scope;
    }

    /** {@code rate-limited}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a fault concerns. */
  enum Scope {
    REQUEST,
    /** Everything the exchange says while it lasts. */
    VIEW,
    MESSAGE
  }

  public Fault {
    requireNonNull(kind, "kind is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(place, "place is null");
    requireNonNull(from, "from is null");
    requireNonNull(until, "until is null");
    requireNonNull(retryAfter, "retryAfter is null");
    requireNonNull(length, "length is null");
    if (after < 0 || times < 1 || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          kind.label() + ": after " + after + ", times " + times + ", probability " + probability);
    }
  }

  /** The very next request or message, whatever it is, once; a view's fault always. */
  public static Fault next(Kind kind) {
    long times = kind.scope() == Scope.VIEW ? Long.MAX_VALUE : 1;
    return new Fault(
        kind,
        "*",
        "",
        0,
        times,
        Instant.MIN,
        Instant.MAX,
        1,
        0,
        Optional.empty(),
        Duration.ofSeconds(30));
  }

  /** The same, of one exchange only. */
  public Fault on(String newExchange) {
    return new Fault(
        kind, newExchange, place, after, times, from, until, probability, seed, retryAfter, length);
  }

  /** The same, where a path starts or a topic contains that. */
  public Fault at(String newPlace) {
    return new Fault(
        kind, exchange, newPlace, after, times, from, until, probability, seed, retryAfter, length);
  }

  /** The same, after so many have passed. */
  public Fault after(long count) {
    return new Fault(
        kind, exchange, place, count, times, from, until, probability, seed, retryAfter, length);
  }

  /** The same, that many times. */
  public Fault times(long count) {
    return new Fault(
        kind, exchange, place, after, count, from, until, probability, seed, retryAfter, length);
  }

  /** The same, each time with that probability only, without end. */
  public Fault randomly(double newProbability, long newSeed) {
    return new Fault(
        kind,
        exchange,
        place,
        after,
        Long.MAX_VALUE,
        from,
        until,
        newProbability,
        newSeed,
        retryAfter,
        length);
  }

  /** The same, within {@code [newFrom, newUntil)} only. */
  public Fault between(Instant newFrom, Instant newUntil) {
    return new Fault(
        kind,
        exchange,
        place,
        after,
        times,
        newFrom,
        newUntil,
        probability,
        seed,
        retryAfter,
        length);
  }

  /** The same, with a word about when to come again. */
  public Fault retryAfter(Duration wait) {
    return new Fault(
        kind,
        exchange,
        place,
        after,
        times,
        from,
        until,
        probability,
        seed,
        Optional.of(wait),
        length);
  }

  /** The same, of that length. */
  public Fault lasting(Duration newLength) {
    return new Fault(
        kind, exchange, place, after, times, from, until, probability, seed, retryAfter, newLength);
  }
}
