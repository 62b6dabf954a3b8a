package io.candlelake.exchanges.bitfinex;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.MarketPort;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.CloseableWait;
import io.candlelake.exchanges.transport.Json;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.bitfinex.BitfinexExchange;
import si.mazi.rescu.HttpStatusIOException;

/** Bitfinex spot. Candles and trades reach back to the first; a candle without trades is absent. */
public final class Bitfinex implements Exchange {
  public static final String NAME = "bitfinex";

  /**
   * 30 calls a minute and address for candles, 15 for trades, more for the rest
   * (docs.bitfinex.com/docs/rest-public, each endpoint's rate limit): 60 permits a minute, of which
   * a page of candles costs 2 and a page of trades 4.
   */
  public static final Rate RATE =
      new Rate(10, Duration.ofSeconds(10), "30 pages of candles or 15 of trades a minute");

  private static final int CANDLES_COST = 2;
  private static final int TRADES_COST = 4;
  private static final int PAGE = 10_000;
  private static final int ASCENDING = 1;
  private static final int NEWEST_FIRST = -1;
  private static final int BOOK_LEVELS = 250;
  private static final int BOOK_LEVELS_SMALL = 25;
  private static final int BOOK_LEVELS_MIDDLE = 100;
  private static final int SHORT_NAME = 3;
  private static final int SMALLEST_ORDER = 3;

  /** Bitfinex's names of assets, by ours (its {@code pub:map:currency:sym}). */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("USDT", "UST"),
          Map.entry("USDC", "UDC"),
          Map.entry("ALGO", "ALG"),
          Map.entry("ATOM", "ATO"),
          Map.entry("BCH", "BCHN"),
          Map.entry("DASH", "DSH"),
          Map.entry("IOTA", "IOT"),
          Map.entry("MANA", "MNA"),
          Map.entry("QTUM", "QTM"),
          Map.entry("WBTC", "WBT"));

  private static final Pattern ERROR = Pattern.compile("\\[\\s*\"error\"\\s*,\\s*(\\d+).*");
  private static final Set<Integer> TOO_OFTEN = Set.of(11_000, 11_010);
  private static final int MAINTENANCE = 20_060;

  private final CloseableWait door = new CloseableWait();
  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BitfinexPublic rest;
  private final StreamPort stream;

  public Bitfinex(ExchangeSettings settings, InstantSource clock) {
    this.clock = clock;
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(BitfinexExchange.class, settings);
    this.rest = Rest.api(BitfinexPublic.class, specification.getSslUri(), specification);
    this.stream = new ExchangeStream(new BitfinexStream(this::symbol), settings, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    String base = NAMES.getOrDefault(pair.base(), pair.base());
    String quote = NAMES.getOrDefault(pair.quote(), pair.quote());
    boolean isShort = base.length() <= SHORT_NAME && quote.length() <= SHORT_NAME;
    return "t" + base + (isShort ? "" : ":") + quote;
  }

  @Override
  public Optional<CandlePort> candles() {
    return Optional.of(new Candles());
  }

  @Override
  public Optional<TradePort> trades() {
    return Optional.of(new Trades());
  }

  @Override
  public Optional<BookPort> orderBooks() {
    return Optional.of(new Books());
  }

  @Override
  public MarketPort markets() {
    return () ->
        ask(
            "markets",
            1,
            () ->
                Json.elements(rest.markets().path(0))
                    .flatMap(market -> listing(market).stream())
                    .toList());
  }

  @Override
  public Optional<StreamPort> stream() {
    return Optional.of(stream);
  }

  @Override
  public void close() {
    door.close();
  }

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  /** Bitfinex calls its no to an unknown pair a server's fault (500); its code tells. */
  private <T> T ask(String what, int permits, Calls.Question<T> question) {
    return calls.ask(
        what,
        permits,
        () -> {
          try {
            return question.ask();
          } catch (HttpStatusIOException failed) {
            throw told(failed);
          }
        });
  }

  private static Exception told(HttpStatusIOException failed) {
    String body = failed.getHttpBody() == null ? "" : failed.getHttpBody();
    Matcher error = ERROR.matcher(body);
    if (!error.matches()) {
      return failed;
    }
    int code = Integer.parseInt(error.group(1));
    return new RejectedRequest(
        TOO_OFTEN.contains(code) ? RATE_LIMITED : code == MAINTENANCE ? TRANSIENT : PERMANENT,
        body);
  }

  private static Optional<Listing> listing(JsonNode market) {
    String name = Json.text(market.path(0));
    int middle = name.contains(":") ? name.indexOf(':') : SHORT_NAME;
    String base = ours(name.substring(0, middle));
    String quote = ours(name.substring(middle).replace(":", ""));
    return Pair.parse(base + "-" + quote)
        .map(
            pair ->
                new Listing(
                    "t" + name,
                    pair,
                    Optional.empty(), // five significant digits, whatever the price
                    Optional.empty(),
                    Json.optionalDecimal(market.path(1).path(SMALLEST_ORDER)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true));
  }

  private static String ours(String asset) {
    return NAMES.entrySet().stream()
        .filter(name -> name.getValue().equals(asset))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(asset);
  }

  private final class Candles implements CandlePort {
    private static final Map<Interval, String> INTERVALS =
        Map.of(
            Interval.ONE_MINUTE, "1m",
            Interval.FIVE_MINUTES, "5m",
            Interval.FIFTEEN_MINUTES, "15m",
            Interval.THIRTY_MINUTES, "30m",
            Interval.ONE_HOUR, "1h",
            Interval.SIX_HOURS, "6h",
            Interval.TWELVE_HOURS, "12h",
            Interval.ONE_DAY, "1D");

    @Override
    public Set<Interval> intervals() {
      return INTERVALS.keySet();
    }

    @Override
    public int pageSize() {
      return PAGE;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      List<ExchangeCandle> page =
          ask(
              interval.code() + " candles" + of(pair) + " from " + range.from(),
              CANDLES_COST,
              () ->
                  Json.elements(
                          rest.candles(
                              INTERVALS.get(interval),
                              symbol(pair),
                              PAGE,
                              range.from().toEpochMilli(),
                              range.to().toEpochMilli() - 1,
                              ASCENDING))
                      .map(Bitfinex::candle)
                      .toList());
      return Pages.closed(page.stream(), interval, range, time, () -> lastTrade(pair));
    }

    /** Bitfinex tells no time; the time of a trade it made is one that it has reached. */
    private Instant lastTrade(Pair pair) {
      return ask(
          "the last trade" + of(pair),
          TRADES_COST,
          () ->
              Json.elements(rest.trades(symbol(pair), 1, 0, NEWEST_FIRST))
                  .map(trade -> trade(trade).time())
                  .findFirst()
                  .orElse(Instant.EPOCH));
    }
  }

  /** Close comes before high and low. */
  private static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        Json.millis(row.path(0)),
        Json.decimal(row.path(1)),
        Json.decimal(row.path(3)),
        Json.decimal(row.path(4)),
        Json.decimal(row.path(2)),
        Json.decimal(row.path(5)),
        OptionalLong.empty());
  }

  /** A cursor is the millisecond to begin at and the last id read in it. */
  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public TradeCursor at(Pair pair, Instant time) {
      return cursor(time.plusNanos(999_999).toEpochMilli(), 0);
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.empty();
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      String[] place = cursor.value().split("@", -1);
      long fromMillis = Long.parseLong(place[0]);
      long lastId = Long.parseLong(place[1]);
      return ask(
          "trades" + of(pair) + " from " + Instant.ofEpochMilli(fromMillis),
          TRADES_COST,
          () -> {
            List<JsonNode> news =
                Json.elements(rest.trades(symbol(pair), PAGE, fromMillis, ASCENDING))
                    .filter(
                        row ->
                            Json.integer(row.path(1)) > fromMillis
                                || Json.integer(row.path(0)) > lastId)
                    .sorted(
                        Comparator.<JsonNode>comparingLong(row -> Json.integer(row.path(1)))
                            .thenComparingLong(row -> Json.integer(row.path(0))))
                    .toList();
            return new Page(
                news.stream().map(Bitfinex::trade).toList(),
                news.isEmpty() ? cursor : behind(news));
          });
    }

    /** Behind the last millisecond's largest id. */
    private TradeCursor behind(List<JsonNode> rows) {
      JsonNode last = rows.get(rows.size() - 1);
      return cursor(Json.integer(last.path(1)), Json.integer(last.path(0)));
    }

    private TradeCursor cursor(long millis, long id) {
      return new TradeCursor(millis + "@" + id);
    }
  }

  private static ExchangeTrade trade(JsonNode row) {
    BigDecimal amount = Json.decimal(row.path(2));
    return new ExchangeTrade(
        String.valueOf(Json.integer(row.path(0))),
        Json.millis(row.path(1)),
        Json.decimal(row.path(3)),
        amount.abs(),
        Optional.of(amount.signum() < 0 ? ExchangeTrade.Side.SELL : ExchangeTrade.Side.BUY));
  }

  private final class Books implements BookPort {
    @Override
    public int maxDepth() {
      return BOOK_LEVELS;
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      int offered =
          IntStream.of(BOOK_LEVELS_SMALL, BOOK_LEVELS_MIDDLE)
              .filter(levels -> levels >= depth)
              .findFirst()
              .orElse(BOOK_LEVELS);
      return ask("order book" + of(pair), 1, () -> book(symbol(pair), offered));
    }

    private ExchangeOrderBook book(String symbol, int levels) throws IOException {
      List<JsonNode> rows = Json.elements(rest.orderBook(symbol, levels)).toList();
      return new ExchangeOrderBook(
          clock.instant(), OptionalLong.empty(), side(rows, 1), side(rows, -1));
    }

    private List<ExchangeOrderBook.Level> side(List<JsonNode> rows, int sign) {
      return rows.stream()
          .filter(row -> Json.decimal(row.path(2)).signum() == sign)
          .map(
              row ->
                  new ExchangeOrderBook.Level(
                      Json.decimal(row.path(0)), Json.decimal(row.path(2)).abs()))
          .toList();
    }
  }
}
