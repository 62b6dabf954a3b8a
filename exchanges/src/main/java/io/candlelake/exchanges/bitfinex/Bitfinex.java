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
import io.candlelake.exchanges.AssetNames;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
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

  /**
   * Bitfinex's codes of assets and ours, for when it does not tell them itself: {@code
   * commonCurrencies} of ccxt 4.5.90, and WBT of its {@code pub:map:currency:sym}.
   */
  private static final String NAMES =
      """
      UST=USDT USTF0=USDT EUT=EURT EUTF0=EURT UDC=USDC TSD=TUSD TERRAUST=USTC EUS=EURS XCH=XCHF
      ALG=ALGO AMP=AMPL ATO=ATOM BCHABC=XEC BCHN=BCH DAT=DATA DOG=MDOGE DSH=DASH EDO=PNT HTX=HT
      IDX=ID IOT=IOTA IQX=IQ LUNA=LUNC LUNA2=LUNA MNA=MANA ORS=ORSGROUP PAS=PASS QSH=QASH QTM=QTUM
      RBT=RBTC SNG=SNGLS STJ=STORJ YGG=YEED YYW=YOYOW VSY=VSYS WAX=WAXP WBT=WBTC ZBT=ZB
      """;

  /** Ends the codes of assets that back derivatives, which are no spot markets. */
  private static final String DERIVATIVE = "F0";

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

  private final AssetNames names;
  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BitfinexPublic rest;

  private Bitfinex(ExchangeSettings settings, AssetNames names, InstantSource clock, Calls calls) {
    this.names = names;
    this.clock = clock;
    this.calls = calls;
    this.rest = Rest.api(BitfinexPublic.class, BitfinexExchange.class, settings);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    AssetNames names = AssetNames.of(NAMES);
    Function<Pair, String> symbols = pair -> symbol(names, pair);
    Calls calls = new Calls(NAME, RATE, symbols, settings, clock);
    Bitfinex bitfinex = new Bitfinex(settings, names, clock, calls);
    return new Exchange(
        NAME,
        symbols,
        Optional.of(new CandlePort(INTERVALS.keySet(), PAGE, bitfinex::candles)),
        Optional.of(new TradePort(Ids.NAMES_ONLY, bitfinex::trades)),
        Optional.of(new BookPort(BOOK_LEVELS, bitfinex::orderBook)),
        bitfinex::listings,
        Optional.of(new ExchangeStream(BitfinexStream.dialect(symbols), settings, clock)),
        Optional.empty(),
        calls::close);
  }

  private String symbol(Pair pair) {
    return symbol(names, pair);
  }

  private static String symbol(AssetNames names, Pair pair) {
    String base = names.base(pair);
    String quote = names.quote(pair);
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

  private List<Listing> listings() {
    learnNames();
    return calls.listings(1, rejected(() -> elements(rest.markets().path(0)).map(this::listing)));
  }

  /** Where the exchange does not tell its names, those of our table hold. */
  private void learnNames() {
    try {
      names.learn(
          calls.ask("names of assets", rejected(() -> names(rest.currencyNames().path(0)))));
    } catch (ExchangeFailure failure) {
      boolean notTold =
          failure.kind() == ExchangeFailure.Kind.PERMANENT
              || failure.kind() == ExchangeFailure.Kind.MALFORMED;
      if (!notTold) {
        throw failure;
      }
    }
  }

  private static Map<String, String> names(JsonNode rows) {
    Map<String, String> names = new LinkedHashMap<>();
    elements(rows).forEach(row -> names.put(text(row, 0), text(row, 1).toUpperCase(Locale.ROOT)));
    return names;
  }

  private Optional<Listing> listing(JsonNode market) {
    String name = text(market, 0);
    int middle = name.contains(":") ? name.indexOf(':') : SHORT_NAME;
    String base = name.substring(0, middle);
    String quote = name.substring(middle).replace(":", "");
    boolean isSpot = !base.endsWith(DERIVATIVE) && !quote.endsWith(DERIVATIVE);
    return Pair.parse(names.ours(base) + "-" + names.ours(quote))
        .filter(pair -> isSpot)
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
