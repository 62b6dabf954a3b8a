package io.candlelake.exchanges.kraken;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;
import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.elements;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.seconds;
import static io.candlelake.exchanges.transport.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.AssetNames;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.client.ExchangeRestProxyBuilder;
import org.knowm.xchange.kraken.KrakenExchange;
import org.knowm.xchange.kraken.dto.KrakenResult;
import org.knowm.xchange.kraken.dto.marketdata.KrakenDepth;
import org.knowm.xchange.kraken.dto.marketdata.KrakenOHLC;
import org.knowm.xchange.kraken.dto.marketdata.KrakenOHLCs;
import org.knowm.xchange.kraken.dto.marketdata.KrakenPublicOrder;

/**
 * Kraken spot. Candles reach back 720 only, trades to the first; so old candles are built from
 * trades. XChange's service keeps its pair names in static maps that only a call at start fills: we
 * use its REST interface, which takes the name as Kraken writes it.
 */
public final class Kraken {
  public static final String NAME = "kraken";

  /**
   * About one public call a second and address (support.kraken.com, "API rate limits": public
   * endpoints).
   */
  public static final Rate RATE = new Rate(1, Duration.ofSeconds(1), "about 1 call a second");

  private static final int CANDLES = 720;
  private static final int TRADES_A_PAGE = 1_000;
  private static final int BOOK_LEVELS = 500;

  /** Codes of assets and ours, {@code commonCurrencies} of ccxt 4.5.90; its streams have these. */
  private static final String STREAM_NAMES =
      "LUNA=LUNC LUNA2=LUNA UST=USTC REPV2=REP REP=REPV1 FEE=KFEE";

  static final AssetNames NAMES_IN_STREAM = AssetNames.of(STREAM_NAMES);

  /** REST still has old codes besides. */
  static final AssetNames NAMES = AssetNames.of("XBT=BTC XDG=DOGE " + STREAM_NAMES);

  private static final Set<Interval> INTERVALS =
      Set.of(
          Interval.ONE_MINUTE,
          Interval.FIVE_MINUTES,
          Interval.FIFTEEN_MINUTES,
          Interval.THIRTY_MINUTES,
          Interval.ONE_HOUR,
          Interval.FOUR_HOURS,
          Interval.ONE_DAY);

  private final InstantSource clock;
  private final Calls calls;
  private final org.knowm.xchange.kraken.Kraken xchange;
  private final KrakenPublic exact;

  private Kraken(ExchangeSettings settings, InstantSource clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
    ExchangeSpecification specification = Rest.specification(KrakenExchange.class, settings);
    this.xchange =
        ExchangeRestProxyBuilder.forInterface(org.knowm.xchange.kraken.Kraken.class, specification)
            .build();
    this.exact = Rest.api(KrakenPublic.class, specification.getSslUri(), specification);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Kraken::symbol, settings, clock);
    Kraken kraken = new Kraken(settings, clock, calls);
    return new Exchange(
        NAME,
        Kraken::symbol,
        Optional.of(new CandlePort(INTERVALS, CANDLES, OptionalInt.of(CANDLES), kraken::candles)),
        Optional.of(new TradePort(Ids.NAMES_ONLY, kraken::trades)),
        Optional.of(new BookPort(BOOK_LEVELS, kraken::orderBook)),
        new KrakenMarkets(calls, () -> result(kraken.exact.assetPairs())),
        Optional.of(new ExchangeStream(KrakenStream.DIALECT, settings, clock)),
        Optional.of(() -> calls.time(() -> seconds(result(kraken.exact.time()), "unixtime"))),
        calls::close);
  }

  private static String symbol(Pair pair) {
    return NAMES.base(pair) + NAMES.quote(pair);
  }

  /** Kraken rejects a request inside a reply that HTTP calls a success. */
  private static void refuse(List<String> errors) {
    if (!errors.isEmpty()) {
      String error = String.join(", ", errors);
      boolean tooOften =
          error.contains("Rate limit")
              || error.contains("Too many requests")
              || error.contains("Temporary lockout");
      boolean passing = error.startsWith("EService:") || error.contains("Internal error");
      throw new RejectedRequest(tooOften ? RATE_LIMITED : passing ? TRANSIENT : PERMANENT, error);
    }
  }

  private static <R> R result(KrakenResult<R> answer) {
    refuse(List.of(answer.getError()));
    return answer.getResult();
  }

  private static JsonNode result(JsonNode answer) {
    refuse(elements(answer, "error").map(JsonNode::asText).toList());
    return answer.path("result");
  }

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    long since = range.from().getEpochSecond() - 1; // returns what is later
    return calls.candles(
        pair,
        interval,
        range,
        1,
        () -> {
          KrakenOHLCs page =
              result(xchange.getOHLC(symbol(pair), (int) interval.length().toMinutes(), since));
          refuseWhatIsTooOld(page.getOHLCs(), range);
          return page.getOHLCs().stream()
              .filter(row -> row.getTime() <= page.getLast()) // the rest is unfinished
              .map(Kraken::candle)
              .filter(candle -> range.contains(candle.openTime()));
        });
  }

  /** Kraken leaves out what is further back without a word; it must not pass for "no candles". */
  private static void refuseWhatIsTooOld(List<KrakenOHLC> rows, TimeRange range) {
    boolean full = rows.size() >= CANDLES;
    if (full && range.from().isBefore(Instant.ofEpochSecond(rows.get(0).getTime()))) {
      throw new RejectedRequest(
          PERMANENT,
          "serves only the last "
              + CANDLES
              + " candles, from "
              + Instant.ofEpochSecond(rows.get(0).getTime()));
    }
  }

  private static ExchangeCandle candle(KrakenOHLC row) {
    return new ExchangeCandle(
        Instant.ofEpochSecond(row.getTime()),
        row.getOpen(),
        row.getHigh(),
        row.getLow(),
        row.getClose(),
        row.getVolume(),
        OptionalLong.of(row.getCount()));
  }

  /** Kraken returns the trades after a time to the nanosecond, which it gives for the next page. */
  private Page trades(Pair pair, TradeCursor cursor) {
    String since = nanosBefore(cursor.time().orElseThrow());
    return calls.ask(
        "trades" + calls.of(pair) + " since " + since + " ns",
        () -> {
          JsonNode result = result(exact.trades(symbol(pair), since, TRADES_A_PAGE));
          List<ExchangeTrade> trades = Pages.ascending(rows(result).map(Kraken::trade));
          return new Page(
              trades, trades.isEmpty() ? cursor : TradeCursor.from(behind(text(result, "last"))));
        });
  }

  private static String nanosBefore(Instant time) {
    BigDecimal nanos =
        BigDecimal.valueOf(time.getEpochSecond())
            .movePointRight(9)
            .add(BigDecimal.valueOf(time.getNano()));
    return nanos.subtract(BigDecimal.ONE).max(BigDecimal.ZERO).toPlainString();
  }

  private static Instant behind(String nanos) {
    return Instant.EPOCH.plusNanos(Long.parseLong(nanos) + 1);
  }

  /** The one array beside {@code last}; its name may differ from the requested symbol. */
  private static Stream<JsonNode> rows(JsonNode result) {
    return result.properties().stream()
        .filter(field -> !field.getKey().equals("last"))
        .flatMap(field -> elements(field.getValue()));
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        text(row, 6),
        seconds(row, 2),
        decimal(row, 0),
        decimal(row, 1),
        Optional.of(text(row, 3).equals("b") ? Side.BUY : Side.SELL));
  }

  private ExchangeOrderBook orderBook(Pair pair, int depth) {
    return calls.orderBook(
        pair,
        1,
        () -> {
          Map<String, KrakenDepth> books = result(xchange.getDepth(symbol(pair), depth));
          KrakenDepth book = books.values().iterator().next();
          return new ExchangeOrderBook(
              clock.instant(),
              OptionalLong.empty(),
              levels(book.getBids()),
              levels(book.getAsks()));
        });
  }

  private static List<Level> levels(List<KrakenPublicOrder> side) {
    return side.stream().map(level -> new Level(level.getPrice(), level.getVolume())).toList();
  }
}
