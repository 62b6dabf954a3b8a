package io.candlelake.exchanges.transport;

import static io.candlelake.exchanges.ExchangeFailure.Kind.MALFORMED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;
import static io.candlelake.exchanges.transport.LocalServer.Fault.CUT_OFF;
import static io.candlelake.exchanges.transport.LocalServer.Fault.RESET;
import static io.candlelake.exchanges.transport.LocalServer.Fault.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.transport.LocalServer.Reply;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.binance.BinanceExchange;
import org.knowm.xchange.binance.service.BinanceMarketDataServiceRaw;
import org.knowm.xchange.currency.CurrencyPair;
import org.knowm.xchange.exceptions.RateLimitExceededException;

/** Each fault as XChange's real client meets it: kind, number of tries, waits. */
class CallsTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Rate PLENTY = new Rate(1_000_000, Duration.ofMillis(1), "no limit");
  private static final String DEPTH = "/api/v3/depth";
  private static final String BOOK = "{\"lastUpdateId\": 7, \"bids\": [], \"asks\": []}";
  private static final String TOO_MANY = "{\"code\": -1003, \"msg\": \"Too many requests.\"}";

  private final LocalServer server = new LocalServer();
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Calls calls = calls(PLENTY);

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void anAnswerComesAtOnce() {
    server.serve(DEPTH, BOOK);
    assertThat(book()).isEqualTo(7);
    assertThat(waits).isEmpty();
    assertThat(server.asked()).containsExactly("/api/v3/depth?symbol=BTCUSDT&limit=5");
  }

  @Test
  void aRateLimitIsWaitedForAsLongAsTheExchangeSays() {
    server.script(DEPTH, Reply.error(429, TOO_MANY).with("Retry-After", "7"), Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void aRateLimitMayNameADate() {
    server.script(
        DEPTH,
        Reply.error(429, TOO_MANY).with("retry-after", "Mon, 01 Jan 2024 00:00:40 GMT"),
        Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).containsExactly(Duration.ofSeconds(40));
  }

  @Test
  void aRateLimitWithoutALengthBacksOffFurtherEachTime() {
    server.script(DEPTH, Reply.error(429, TOO_MANY));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(failure)
        .hasMessage("binance: order book: Too many requests. (HTTP status code: 429)");
    assertThat(server.asked()).hasSize(Calls.TRIES);
    assertBacksOff();
  }

  @Test
  void aRateLimitInHtmlIsOneToo() {
    server.script(
        DEPTH,
        Reply.error(429, "<html>\n <body>Slow down</body></html>").with("Retry-After", "3"),
        Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void aRateLimitKeepsEveryThreadAway() {
    server.script(DEPTH, Reply.error(429, TOO_MANY).with("Retry-After", "7"), Reply.ok(BOOK));
    AtomicReference<Calls> shared = new AtomicReference<>();
    shared.set(
        calls(
            limiter(PLENTY),
            time -> {
              waits.add(time);
              if (waits.size() == 1) { // while the first waits, another wants to ask
                assertThat(book(shared.get())).isEqualTo(7);
              }
              now.updateAndGet(then -> then.plus(time));
            }));

    assertThat(book(shared.get())).isEqualTo(7);

    assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aBanWithoutALengthLastsAsLongAsTheShortest() {
    server.script(DEPTH, Reply.error(418, TOO_MANY), Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).containsExactly(Failures.SHORTEST_BAN);
  }

  @Test
  void aFirewallThatTurnsAwayIsWaitedForTenMinutes() {
    server.script(
        DEPTH,
        Reply.error(403, "403, access too frequent"),
        Reply.error(403, "<html><h1>403 Forbidden</h1></html>"),
        Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).containsExactly(ExchangeFailure.FIREWALL_BAN, ExchangeFailure.FIREWALL_BAN);
    assertThat(notices)
        .containsExactly(
            "binance: order book: 403, access too frequent; all requests wait until"
                + " 2024-01-01T00:10:00Z",
            "binance: order book: an HTML page: 403 Forbidden; all requests wait until"
                + " 2024-01-01T00:20:00Z");
  }

  @Test
  void aFirewallThatAlwaysTurnsAwayIsGivenUp() {
    server.script(DEPTH, Reply.error(403, "403, access too frequent"));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure).hasMessage("binance: order book: 403, access too frequent");
    assertThat(server.asked()).hasSize(Calls.BANS + 1);
  }

  @Test
  void aForbiddenPlaceStaysForbidden() {
    server.script(
        DEPTH, Reply.error(403, "<html>configured to block access from your country.</html>"));
    assertThat(failure().kind()).isEqualTo(PERMANENT);
    assertThat(waits).isEmpty();
  }

  @Test
  void aBanHoldsForOtherProcesses(@TempDir Path folder) {
    Optional<Path> file = Optional.of(folder.resolve("binance.limit"));
    Calls one = calls(new RequestLimiter(file, PLENTY, now::get), this::pass);
    Calls other = calls(new RequestLimiter(file, PLENTY, now::get), this::pass);
    server.script(DEPTH, Reply.error(418, TOO_MANY).with("Retry-After", "86400"), Reply.ok(BOOK));
    assertThat(catchThrowableOfType(ExchangeFailure.class, () -> book(one)).retryAfter())
        .contains(Duration.ofDays(1));
    ExchangeFailure kept = catchThrowableOfType(ExchangeFailure.class, () -> book(other));
    assertThat(kept)
        .hasMessage(
            "binance: order book: no request was sent, the exchange has banned this machine until"
                + " 2024-01-02T00:00:00Z");
    assertThat(server.asked()).as("the other asked nothing").hasSize(1);
    now.set(START.plus(Duration.ofDays(1)));
    assertThat(book(other)).isEqualTo(7);
  }

  @Test
  void aLongBanIsNotWaitedFor() {
    server.script(DEPTH, Reply.error(418, TOO_MANY).with("Retry-After", "86400"));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofDays(1));
    assertThat(server.asked()).hasSize(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void aServersFaultGoesAway() {
    server.script(
        DEPTH,
        Reply.error(503, "{\"code\": -1000, \"msg\": \"Service unavailable.\"}"),
        Reply.error(502, "<html><h1>Bad gateway</h1></html>"),
        Reply.broken(CUT_OFF),
        Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).hasSize(3);
  }

  @Test
  void aServersFaultThatStaysIsTransient() {
    server.script(DEPTH, Reply.error(502, "<html><h1>Bad gateway</h1></html>"));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(TRANSIENT);
    assertThat(failure).hasMessage("binance: order book: an HTML page: Bad gateway (HTTP 502)");
    assertThat(server.asked()).hasSize(Calls.TRIES);
    assertBacksOff();
  }

  @Test
  void aResetIsTransient() {
    server.script(DEPTH, Reply.broken(RESET));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(TRANSIENT);
    assertThat(failure).hasMessageContaining("SocketException: Unexpected end of file from server");
    assertThat(waits).hasSize(Calls.TRIES - 1);
  }

  @Test
  void aSilentServerIsTransient() {
    server.script(DEPTH, Reply.broken(SILENCE), Reply.ok(BOOK));
    assertThat(book()).isEqualTo(7);
    assertThat(waits).hasSize(1);
  }

  @Test
  void aDeadAddressIsTransient() {
    BinanceMarketDataServiceRaw client = client();
    server.close();
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> calls.ask("its time", () -> client.binanceTime()));
    assertThat(failure.kind()).isEqualTo(TRANSIENT);
    assertThat(failure).hasMessageContaining("Connection refused");
  }

  @Test
  void aBodyCutOffIsMalformed() {
    server.script(DEPTH, Reply.broken(CUT_OFF));
    assertThat(failure().kind()).isEqualTo(MALFORMED);
  }

  @Test
  void anEmptyBodyIsMalformed() {
    server.serve(DEPTH, "");
    assertThat(failure().kind()).isEqualTo(MALFORMED);
    assertThat(waits).hasSize(Calls.TRIES - 1);
  }

  @Test
  void aTruncatedBodyIsMalformed() {
    server.serve(DEPTH, "{\"lastUpdateId\": 7, \"bids\": [[\"1");
    assertThat(failure().kind()).isEqualTo(MALFORMED);
  }

  @Test
  void aPageInsteadOfDataIsMalformed() {
    server.serve(DEPTH, "<html>Welcome</html>");
    assertThat(failure().kind()).isEqualTo(MALFORMED);
    assertThat(failure()).hasMessage("binance: order book: an HTML page, not data");
  }

  @Test
  void aFieldThatIsNoNumberIsMalformed() {
    server.serve(DEPTH, "{\"lastUpdateId\": 7, \"bids\": [[\"abc\", \"1\"]], \"asks\": []}");
    assertThat(failure().kind()).isEqualTo(MALFORMED);
  }

  @Test
  void aRefusalIsNotAskedAgain() {
    server.script(DEPTH, Reply.error(400, "{\"code\": -1121, \"msg\": \"Invalid symbol.\"}"));
    ExchangeFailure failure = failure();
    assertThat(failure.kind()).isEqualTo(PERMANENT);
    assertThat(failure).hasMessage("binance: order book: Invalid symbol. (HTTP status code: 400)");
    assertThat(server.asked()).hasSize(1);
    assertThat(waits).isEmpty();
  }

  @Test
  void wrappedFailuresAreSeenThrough() {
    assertThat(kindOf(new UndeclaredThrowableException(new SocketException("reset"))))
        .isEqualTo(TRANSIENT);
    assertThat(kindOf(new RateLimitExceededException("EAPI:Rate limit exceeded")))
        .isEqualTo(RATE_LIMITED);
    assertThat(kindOf(new RejectedRequest(PERMANENT, "unknown pair"))).isEqualTo(PERMANENT);
    assertThat(kindOf(new NullPointerException("empty"))).isEqualTo(MALFORMED);
  }

  @Test
  void anErrorIsNotAnAnswer() {
    assertThatThrownBy(
            () ->
                calls.ask(
                    "its time",
                    () -> {
                      throw new OutOfMemoryError("planted");
                    }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("planted");
  }

  @Test
  void allThreadsShareOneLimiter() throws Exception {
    int permits = 10;
    Calls limited = calls(new Rate(permits, Duration.ofHours(1), "ten an hour"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Integer>> questions =
        IntStream.range(0, permits)
            .<Callable<Integer>>mapToObj(call -> () -> limited.ask("one", () -> call))
            .toList();
    threads.invokeAll(questions);
    threads.shutdown();
    assertThat(waits).isEmpty();
    assertThatThrownBy(() -> limited.ask("one more", () -> 11))
        .isInstanceOf(ExchangeFailure.class)
        .hasMessage("binance: one more: no turn within PT5M at our own limiter");
  }

  @Test
  void aTurnIsWaitedFor() {
    Calls limited = calls(new Rate(1, Duration.ofMinutes(1), "one a minute"));
    limited.ask("one", () -> 1);
    limited.ask("two", () -> 2);
    assertThat(waits).hasSize(1);
    assertThat(waits.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  @Test
  void closingEndsTheWaiting() {
    Calls closed =
        new Calls(
            "binance",
            Pair::toString,
            limiter(PLENTY),
            now::get,
            new CloseableWait(),
            notices::add);
    closed.close();
    server.script(DEPTH, Reply.broken(RESET));
    BinanceMarketDataServiceRaw client = client();
    assertThatThrownBy(
            () ->
                closed.ask(
                    "order book",
                    () -> client.getBinanceOrderbookAllProducts(CurrencyPair.BTC_USDT, 5)))
        .isInstanceOf(ExchangeFailure.class)
        .hasMessageContaining("stopped while waiting");
    assertThat(Thread.interrupted()).isTrue();
  }

  private Kind kindOf(Throwable thrown) {
    return Failures.of("test", thrown, START).kind();
  }

  private void assertBacksOff() {
    assertThat(waits).hasSize(Calls.TRIES - 1);
    for (int index = 0; index < waits.size(); index++) {
      Duration middle = Calls.FIRST_PAUSE.multipliedBy(1L << index);
      assertThat(waits.get(index))
          .isBetween(middle.dividedBy(2), middle.multipliedBy(3).dividedBy(2));
    }
  }

  private long book() {
    return book(calls);
  }

  private long book(Calls by) {
    BinanceMarketDataServiceRaw client = client();
    return by.ask(
        "order book",
        () -> client.getBinanceOrderbookAllProducts(CurrencyPair.BTC_USDT, 5).lastUpdateId);
  }

  private ExchangeFailure failure() {
    return catchThrowableOfType(ExchangeFailure.class, this::book);
  }

  private Calls calls(Rate rate) {
    return calls(limiter(rate), this::pass);
  }

  private Calls calls(RequestLimiter limiter, Calls.Wait wait) {
    return new Calls("binance", Pair::toString, limiter, now::get, wait, notices::add);
  }

  private RequestLimiter limiter(Rate rate) {
    return new RequestLimiter(Optional.empty(), rate, now::get);
  }

  private void pass(Duration time) {
    waits.add(time);
    now.updateAndGet(then -> then.plus(time));
  }

  private BinanceMarketDataServiceRaw client() {
    ExchangeSpecification specification =
        Rest.specification(
            BinanceExchange.class,
            new ExchangeSettings(Optional.of(server.address()), Optional.empty()));
    specification.setHttpReadTimeout(500);
    return (BinanceMarketDataServiceRaw)
        Rest.client(BinanceExchange.class, specification).getMarketDataService();
  }
}
