package io.candlelake.exchanges.transport;

import static io.candlelake.exchanges.ExchangeFailure.Kind.MALFORMED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.knowm.xchange.exceptions.ExchangeException;
import org.knowm.xchange.exceptions.ExchangeUnavailableException;
import org.knowm.xchange.exceptions.FrequencyLimitExceededException;
import org.knowm.xchange.exceptions.InternalServerException;
import org.knowm.xchange.exceptions.RateLimitExceededException;
import si.mazi.rescu.HttpResponseAware;
import si.mazi.rescu.HttpStatusException;
import si.mazi.rescu.HttpStatusIOException;

/**
 * Says what kind of failure it is that a call to an exchange threw. XChange throws another family
 * of exceptions for each exchange and wraps them differently, so the whole chain of causes is read:
 * the exchange's own rejection first, then the HTTP status, then the type.
 */
final class Failures {
  /** Binance's shortest ban; a ban that does not say its length is taken to be this. */
  static final Duration SHORTEST_BAN = Duration.ofMinutes(2);

  private static final int FORBIDDEN = 403;
  private static final Pattern FORBIDDEN_PLACE =
      Pattern.compile("country|region|restricted location|jurisdiction", Pattern.CASE_INSENSITIVE);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int BANNED = 418;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int LONGEST_REASON = 300;
  private static final int DEEPEST_CHAIN = 10;

  /** What Jackson says when the first thing it meets is a mark. */
  private static final String PAGE_FOR_JSON = "Unexpected character ('<' (code 60))";

  private Failures() {}

  /**
   * The failure that {@code thrown} means.
   *
   * @param attempted the request and to whom
   * @param now to count a Retry-After date from
   */
  static ExchangeFailure of(String attempted, Throwable thrown, Instant now) {
    List<Throwable> causes = causes(thrown);
    int status = status(causes);
    return new ExchangeFailure(
        kind(causes, status),
        attempted,
        reason(causes, status),
        retryAfter(causes, status, now),
        thrown);
  }

  private static Kind kind(List<Throwable> causes, int status) {
    Optional<Kind> told = first(causes, RejectedRequest.class).map(RejectedRequest::kind);
    if (told.isPresent()) {
      return told.get();
    }
    if (status == TOO_MANY_REQUESTS
        || status == BANNED
        || isFirewallBan(causes, status)
        || first(causes, RateLimitExceededException.class).isPresent()
        || first(causes, FrequencyLimitExceededException.class).isPresent()) {
      return RATE_LIMITED;
    }
    if (status >= 500
        || status == REQUEST_TIMEOUT
        || first(causes, ExchangeUnavailableException.class).isPresent()
        || first(causes, InternalServerException.class).isPresent()) {
      return TRANSIENT;
    }
    if (status >= 400) {
      return PERMANENT;
    }
    boolean unreadable = status > 0 || first(causes, JsonProcessingException.class).isPresent();
    if (unreadable) {
      return MALFORMED;
    }
    if (first(causes, IOException.class).isPresent()) {
      return TRANSIENT;
    }
    return first(causes, ExchangeException.class).isPresent() ? PERMANENT : MALFORMED;
  }

  private static Optional<Duration> retryAfter(List<Throwable> causes, int status, Instant now) {
    Optional<Duration> told =
        causes.stream()
            .flatMap(Failures::headers)
            .filter(header -> "Retry-After".equalsIgnoreCase(header.getKey()))
            .flatMap(header -> header.getValue().stream())
            .flatMap(value -> duration(value, now).stream())
            .findFirst();
    if (isFirewallBan(causes, status)) {
      return told.or(() -> Optional.of(ExchangeFailure.FIREWALL_BAN));
    }
    return status == BANNED ? told.or(() -> Optional.of(SHORTEST_BAN)) : told;
  }

  /** 403 from a firewall, for asking too often; not one for where we are, which stays so. */
  private static boolean isFirewallBan(List<Throwable> causes, int status) {
    return status == FORBIDDEN && !FORBIDDEN_PLACE.matcher(words(causes)).find();
  }

  private static Stream<Map.Entry<String, List<String>>> headers(Throwable cause) {
    boolean has = cause instanceof HttpResponseAware aware && aware.getResponseHeaders() != null;
    return has
        ? ((HttpResponseAware) cause).getResponseHeaders().entrySet().stream()
        : Stream.empty();
  }

  /** Seconds or an HTTP date; empty when it is neither. */
  private static Optional<Duration> duration(String value, Instant now) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
    } catch (NumberFormatException notSeconds) {
      return untilDate(value, now);
    }
  }

  private static Optional<Duration> untilDate(String value, Instant now) {
    try {
      Instant date =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  private static String reason(List<Throwable> causes, int status) {
    String shown = readable(words(causes)).replaceAll("\\s+", " ").strip();
    String clipped =
        shown.length() <= LONGEST_REASON ? shown : shown.substring(0, LONGEST_REASON) + "...";
    boolean saysStatus = status == 0 || clipped.contains(String.valueOf(status));
    return saysStatus ? clipped : clipped + " (HTTP " + status + ")";
  }

  private static String words(List<Throwable> causes) {
    return first(causes, HttpStatusIOException.class)
        .map(HttpStatusIOException::getHttpBody)
        .filter(body -> !body.isBlank())
        .or(() -> innermostMessage(causes))
        .orElse(causes.get(causes.size() - 1).getClass().getSimpleName());
  }

  /** Pages for browsers, from a proxy as a rule, without their marks. */
  private static String readable(String words) {
    if (words.contains(PAGE_FOR_JSON)) {
      return "an HTML page, not data";
    }
    return words.stripLeading().startsWith("<")
        ? "an HTML page: " + words.replaceAll("(?s)<(title|style|script)\\b.*?</\\1>|<[^>]*>", " ")
        : words;
  }

  private static Optional<String> innermostMessage(List<Throwable> causes) {
    return causes.stream()
        .filter(cause -> cause.getMessage() != null && !cause.getMessage().isBlank())
        .reduce((outer, inner) -> inner)
        .map(cause -> saysWhatItIs(cause) ? cause.getMessage() : cause.toString());
  }

  /** An exchange's words stand for themselves; a Java message needs its type to be understood. */
  private static boolean saysWhatItIs(Throwable cause) {
    return cause instanceof RejectedRequest
        || cause instanceof HttpStatusException
        || cause instanceof ExchangeException;
  }

  private static int status(List<Throwable> causes) {
    return causes.stream()
        .filter(HttpStatusException.class::isInstance)
        .mapToInt(cause -> ((HttpStatusException) cause).getHttpStatusCode())
        .filter(status -> status > 0)
        .findFirst()
        .orElse(0);
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST_CHAIN)
        .forEach(causes::add);
    return causes;
  }

  private static <T> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
