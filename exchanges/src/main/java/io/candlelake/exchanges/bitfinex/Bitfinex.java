package io.candlelake.exchanges.bitfinex;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.elements;
import static io.candlelake.exchanges.transport.JsonFields.millis;
import static io.candlelake.exchanges.transport.JsonFields.optionalDecimal;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.knowm.xchange.bitfinex.BitfinexExchange;
import si.mazi.rescu.HttpStatusIOException;

/** Bitfinex spot. Candles and trades reach back to the first; a candle without trades is absent. */
public final class Bitfinex {
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
  private static final Set<Integer> MAINTENANCE = Set.of(20_060);

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

  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BitfinexPublic rest;

  private Bitfinex(ExchangeSettings settings, InstantSource clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
    this.rest = Rest.api(BitfinexPublic.class, BitfinexExchange.class, settings);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Bitfinex::symbol, clock);
    Bitfinex bitfinex = new Bitfinex(settings, clock, calls);
    return new Exchange(
        NAME,
        Bitfinex::symbol,
        Optional.of(new CandlePort(INTERVALS.keySet(), PAGE, bitfinex::candles)),
        Optional.of(new TradePort(Ids.NAMES_ONLY, bitfinex::trades)),
        Optional.of(new BookPort(BOOK_LEVELS, bitfinex::orderBook)),
        () ->
            calls.listings(
                1,
                rejected(() -> elements(bitfinex.rest.markets().path(0)).map(Bitfinex::listing))),
        Optional.of(new ExchangeStream(BitfinexStream.DIALECT, settings, clock)),
        Optional.empty(),
        calls::close);
  }

  static String symbol(Pair pair) {
    String base = NAMES.getOrDefault(pair.base(), pair.base());
    String quote = NAMES.getOrDefault(pair.quote(), pair.quote());
    boolean isShort = base.length() <= SHORT_NAME && quote.length() <= SHORT_NAME;
    return "t" + base + (isShort ? "" : ":") + quote;
  }

  /** Bitfinex answers an unknown pair as a server's fault (500); only its code tells. */
  private static <T> Calls.Question<T> rejected(Calls.Question<T> question) {
    return () -> {
      try {
        return question.ask();
      } catch (HttpStatusIOException failed) {
        throw rejection(failed);
      }
    };
  }

  private static Exception rejection(HttpStatusIOException failed) {
    String body = failed.getHttpBody() == null ? "" : failed.getHttpBody();
    Matcher error = ERROR.matcher(body);
    if (!error.matches()) {
      return failed;
    }
    int code = Integer.parseInt(error.group(1));
    return RejectedRequest.coded(code, TOO_OFTEN, MAINTENANCE, body);
  }

  private static Optional<Listing> listing(JsonNode market) {
    String name = text(market, 0);
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
                    optionalDecimal(market.path(1), SMALLEST_ORDER),
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

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    List<ExchangeCandle> page =
        calls.candles(
            pair,
            interval,
            range,
            CANDLES_COST,
            rejected(
                () ->
                    elements(
                            rest.candles(
                                INTERVALS.get(interval),
                                symbol(pair),
                                PAGE,
                                range.from().toEpochMilli(),
                                range.to().toEpochMilli() - 1,
                                ASCENDING))
                        .map(Bitfinex::candle)));
    return time.closed(page.stream(), interval, range, () -> lastTrade(pair));
  }

  /** Bitfinex has no request for its time; it has reached the time of its last trade. */
  private Instant lastTrade(Pair pair) {
    return calls.ask(
        "the last trade" + calls.of(pair),
        TRADES_COST,
        rejected(
            () ->
                elements(rest.trades(symbol(pair), 1, 0, NEWEST_FIRST))
                    .map(trade -> trade(trade).time())
                    .findFirst()
                    .orElse(Instant.EPOCH)));
  }

  /** Close comes before high and low. */
  private static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        millis(row, 0),
        decimal(row, 1),
        decimal(row, 3),
        decimal(row, 4),
        decimal(row, 2),
        decimal(row, 5),
        OptionalLong.empty());
  }

  /** A page begins at a millisecond; of the first one, only the trades behind the last id read. */
  private Page trades(Pair pair, TradeCursor cursor) {
    long fromMillis = cursor.time().orElseThrow().plusNanos(999_999).toEpochMilli();
    long lastId = cursor.afterId().map(Long::parseLong).orElse(0L);
    return calls.ask(
        "trades" + calls.of(pair) + " from " + Instant.ofEpochMilli(fromMillis),
        TRADES_COST,
        rejected(
            () ->
                Page.of(
                    elements(rest.trades(symbol(pair), PAGE, fromMillis, ASCENDING))
                        .filter(row -> whole(row, 1) > fromMillis || whole(row, 0) > lastId)
                        .sorted(
                            Comparator.<JsonNode>comparingLong(row -> whole(row, 1))
                                .thenComparingLong(row -> whole(row, 0)))
                        .map(Bitfinex::trade)
                        .toList(),
                    cursor)));
  }

  private static ExchangeTrade trade(JsonNode row) {
    BigDecimal amount = decimal(row, 2);
    return new ExchangeTrade(
        String.valueOf(whole(row, 0)),
        millis(row, 1),
        decimal(row, 3),
        amount.abs(),
        Optional.of(amount.signum() < 0 ? Side.SELL : Side.BUY));
  }

  private ExchangeOrderBook orderBook(Pair pair, int depth) {
    int offered =
        IntStream.of(BOOK_LEVELS_SMALL, BOOK_LEVELS_MIDDLE)
            .filter(levels -> levels >= depth)
            .findFirst()
            .orElse(BOOK_LEVELS);
    return calls.orderBook(pair, 1, rejected(() -> book(rest.orderBook(symbol(pair), offered))));
  }

  private ExchangeOrderBook book(JsonNode rows) {
    return new ExchangeOrderBook(
        clock.instant(), OptionalLong.empty(), side(rows, 1), side(rows, -1));
  }

  private static List<Level> side(JsonNode rows, int sign) {
    return elements(rows)
        .filter(row -> decimal(row, 2).signum() == sign)
        .map(row -> new Level(decimal(row, 0), decimal(row, 2).abs()))
        .toList();
  }
}
