package io.candlelake.exchanges.kraken;

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
public final class Kraken implements Exchange {
  public static final String NAME = "kraken";

  /**
   * About one public call a second and address (support.kraken.com, "API rate limits": public
   * endpoints).
   */
  public static final Rate RATE = new Rate(1, Duration.ofSeconds(1), "about 1 call a second");

  private static final int CANDLES = 720;
  private static final int TRADES_A_PAGE = 1_000;
  private static final int BOOK_LEVELS = 500;

  /** Kraken's old names of assets, by ours. */
  private static final Map<String, String> OLD_NAMES = Map.of("BTC", "XBT", "DOGE", "XDG");

  private final CloseableWait door = new CloseableWait();
  private final InstantSource clock;
  private final Calls calls;
  private final org.knowm.xchange.kraken.Kraken xchange;
  private final KrakenPublic exact;
  private final StreamPort stream;

  public Kraken(ExchangeSettings settings, InstantSource clock) {
    this.clock = clock;
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(KrakenExchange.class, settings);
    this.xchange =
        ExchangeRestProxyBuilder.forInterface(org.knowm.xchange.kraken.Kraken.class, specification)
            .build();
    this.exact = Rest.api(KrakenPublic.class, specification.getSslUri(), specification);
    this.stream = new ExchangeStream(new KrakenStream(), settings, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    return OLD_NAMES.getOrDefault(pair.base(), pair.base())
        + OLD_NAMES.getOrDefault(pair.quote(), pair.quote());
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
  public Optional<Instant> time() {
    return Optional.of(
        calls.ask("the time", () -> Json.seconds(result(exact.time()).path("unixtime"))));
  }

  @Override
  public MarketPort markets() {
    return new Markets();
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

  /** Kraken says no inside an answer that HTTP calls a success. */
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
    refuse(Json.elements(answer.path("error")).map(Json::text).toList());
    return answer.path("result");
  }

  private final class Candles implements CandlePort {
    private static final Set<Interval> INTERVALS =
        Set.of(
            Interval.ONE_MINUTE,
            Interval.FIVE_MINUTES,
            Interval.FIFTEEN_MINUTES,
            Interval.THIRTY_MINUTES,
            Interval.ONE_HOUR,
            Interval.FOUR_HOURS,
            Interval.ONE_DAY);

    @Override
    public Set<Interval> intervals() {
      return INTERVALS;
    }

    @Override
    public int pageSize() {
      return CANDLES;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.of(CANDLES);
    }

    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      long since = range.from().getEpochSecond() - 1; // asks for what is later
      return calls.ask(
          interval.code() + " candles" + of(pair) + " from " + range.from(),
          () -> {
            KrakenOHLCs page =
                result(xchange.getOHLC(symbol(pair), (int) interval.length().toMinutes(), since));
            refuseWhatIsTooOld(page.getOHLCs(), range);
            return page.getOHLCs().stream()
                .filter(row -> row.getTime() <= page.getLast()) // the rest is unfinished
                .map(Kraken::candle)
                .filter(candle -> range.contains(candle.openTime()))
                .toList();
          });
    }

    /** What is further back is left out without a word; it must not pass for "no candles". */
    private void refuseWhatIsTooOld(List<KrakenOHLC> rows, TimeRange range) {
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

  /** A cursor is the time in nanoseconds of the last trade read. */
  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public TradeCursor at(Pair pair, Instant time) {
      BigDecimal nanos =
          BigDecimal.valueOf(time.getEpochSecond())
              .movePointRight(9)
              .add(BigDecimal.valueOf(time.getNano()));
      return new TradeCursor(nanos.subtract(BigDecimal.ONE).max(BigDecimal.ZERO).toPlainString());
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.empty();
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      return calls.ask(
          "trades" + of(pair) + " since " + cursor.value() + " ns",
          () -> {
            JsonNode result = result(exact.trades(symbol(pair), cursor.value(), TRADES_A_PAGE));
            List<ExchangeTrade> trades = Pages.ascending(rows(result).map(Kraken::trade));
            return new Page(
                trades, trades.isEmpty() ? cursor : new TradeCursor(result.path("last").asText()));
          });
    }

    /** The one array beside {@code last}; Kraken may name it otherwise than it was asked. */
    private Stream<JsonNode> rows(JsonNode result) {
      return result.properties().stream()
          .filter(field -> !field.getKey().equals("last"))
          .flatMap(field -> Json.elements(field.getValue()));
    }
  }

  private static ExchangeTrade trade(JsonNode row) {
    return new ExchangeTrade(
        row.path(6).asText(),
        Json.seconds(row.path(2)),
        Json.decimal(row.path(0)),
        Json.decimal(row.path(1)),
        Optional.of(
            Json.text(row.path(3)).equals("b") ? ExchangeTrade.Side.BUY : ExchangeTrade.Side.SELL));
  }

  private final class Books implements BookPort {
    @Override
    public int maxDepth() {
      return BOOK_LEVELS;
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      return calls.ask(
          "order book" + of(pair),
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

    private List<ExchangeOrderBook.Level> levels(List<KrakenPublicOrder> side) {
      return side.stream()
          .map(level -> new ExchangeOrderBook.Level(level.getPrice(), level.getVolume()))
          .toList();
    }
  }

  private final class Markets implements MarketPort {
    @Override
    public boolean tellsFees() {
      return true;
    }

    @Override
    public List<Listing> listings() {
      return calls.ask(
          "markets",
          () ->
              result(exact.assetPairs()).properties().stream()
                  .filter(pair -> !pair.getKey().endsWith(".d")) // dark pools
                  .flatMap(pair -> listing(pair.getValue()).stream())
                  .toList());
    }

    private Optional<Listing> listing(JsonNode pair) {
      String name = pair.path("wsname").asText();
      return Pair.parse(ours(name, 0) + "-" + ours(name, 1))
          .map(
              read ->
                  new Listing(
                      Json.text(pair.path("altname")),
                      read,
                      Json.optionalDecimal(pair.path("tick_size"))
                          .or(() -> step(pair.path("pair_decimals"))),
                      step(pair.path("lot_decimals")),
                      Json.optionalDecimal(pair.path("ordermin")),
                      Json.optionalDecimal(pair.path("costmin")),
                      fee(pair.path("fees_maker")).or(() -> fee(pair.path("fees"))),
                      fee(pair.path("fees")),
                      pair.path("status").asText("online").equals("online")));
    }

    private String ours(String wsname, int index) {
      String[] assets = wsname.split("/", -1);
      String asset = index < assets.length ? assets[index] : "";
      return OLD_NAMES.entrySet().stream()
          .filter(old -> old.getValue().equals(asset))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(asset);
    }

    private Optional<BigDecimal> step(JsonNode decimals) {
      return Json.optionalDecimal(decimals)
          .map(places -> BigDecimal.ONE.movePointLeft(places.intValueExact()));
    }

    /** What somebody without volume pays; Kraken writes percent. */
    private Optional<BigDecimal> fee(JsonNode schedule) {
      return Json.optionalDecimal(schedule.path(0).path(1))
          .map(percent -> percent.movePointLeft(2));
    }
  }
}
