package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Binance spot, REST version 3 and combined streams. Times are in milliseconds. */
final class BinanceProtocol implements Protocol {
  static final int PLACES = 8;

  private static final int MOST_ROWS = 1_000;
  private static final int USUAL_ROWS = 500;

  /** Intervals by code; months are not served. */
  static final Map<String, Duration> INTERVALS = intervals();

  /** An answer with an error code of the exchange. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  @Override
  public String exchange() {
    return "binance";
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith("/api/v3/") || path.startsWith("/sapi/v1/");
  }

  @Override
  public Reply answer(Request request, MarketView view) {
    try {
      return switch (request.path()) {
        case "/api/v3/ping" -> Reply.ok(JsonWriter.object());
        case "/api/v3/time" ->
            Reply.ok(JsonWriter.object().put("serverTime", view.told().toEpochMilli()));
        case "/sapi/v1/system/status" ->
            Reply.ok(JsonWriter.object().put("status", 0).put("msg", "normal"));
        case "/api/v3/exchangeInfo" -> Reply.ok(exchangeInfo(request, view));
        case "/api/v3/klines" -> Reply.ok(klines(request, view));
        case "/api/v3/trades" -> Reply.ok(latestTrades(request, view));
        case "/api/v3/historicalTrades" -> Reply.ok(historicalTrades(request, view));
        case "/api/v3/aggTrades" -> Reply.ok(aggregateTrades(request, view));
        case "/api/v3/depth" -> Reply.ok(depth(request, view));
        case "/api/v3/ticker/24hr" -> Reply.ok(forListings(request, view, this::dayTicker));
        case "/api/v3/ticker/price" -> Reply.ok(forListings(request, view, this::priceTicker));
        case "/api/v3/ticker/bookTicker" -> Reply.ok(forListings(request, view, this::bookTicker));
        default -> Reply.html(404, "404 Not Found");
      };
    } catch (Refused e) {
      return error(400, e.code, e.getMessage());
    } catch (Request.Malformed e) {
      return error(400, -1100, e.getMessage() + "; legal range is '^[0-9]{1,20}$'.");
    }
  }

  @Override
  public int weight(Request request) {
    return switch (request.path()) {
      case "/api/v3/klines" -> 2;
      case "/api/v3/aggTrades" -> 4;
      case "/api/v3/trades", "/api/v3/historicalTrades" -> 25;
      case "/api/v3/exchangeInfo" -> 20;
      case "/api/v3/depth" -> depthWeight(request.number("limit").orElse(100));
      case "/api/v3/ticker/24hr" -> request.text("symbol").isPresent() ? 2 : 80;
      case "/api/v3/ticker/price", "/api/v3/ticker/bookTicker" ->
          request.text("symbol").isPresent() ? 2 : 4;
      default -> 1;
    };
  }

  private static int depthWeight(long levels) {
    if (levels <= 100) {
      return 5;
    }
    if (levels <= 500) {
      return 25;
    }
    return levels <= 1_000 ? 50 : 250;
  }

  @Override
  public int usualLimit() {
    return 6_000;
  }

  @Override
  public Duration limitWindow() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Reply counted(Reply reply, int used) {
    return reply
        .with("x-mbx-used-weight", Integer.toString(used))
        .with("x-mbx-used-weight-1m", Integer.toString(used));
  }

  @Override
  public Reply overLimit(Duration untilFree) {
    return error(
            429,
            -1003,
            "Too much request weight used; please use WebSocket Streams for live updates to avoid"
                + " polling the API.")
        .with("Retry-After", Long.toString(Math.max(1, untilFree.toSeconds())));
  }

  @Override
  public Reply banned() {
    return error(
        418,
        -1003,
        "Way too much request weight used; IP banned. Please use WebSocket Streams for live"
            + " updates to avoid bans.");
  }

  @Override
  public Reply broken() {
    return error(503, -1000, "An unknown error occurred while processing the request.");
  }

  @Override
  public boolean streamsAt(String path) {
    return path.startsWith("/stream") || path.startsWith("/ws");
  }

  @Override
  public boolean understands(JsonNode message) {
    return message.has("method") && message.has("params");
  }

  @Override
  public StreamSession converse(String path, MarketView view) {
    return new BinanceFeed(path, view);
  }

  /** The pair that the exchange writes {@code BTCUSDT}. */
  static Optional<SimulatedPair> listing(MarketView view, String symbol) {
    return view.market().listings().stream()
        .filter(listing -> symbol(listing).equals(symbol))
        .findFirst();
  }

  static String symbol(SimulatedPair listing) {
    return listing.base() + listing.quote();
  }

  private static SimulatedPair listing(Request request, MarketView view) {
    String symbol =
        request
            .text("symbol")
            .orElseThrow(
                () ->
                    new Refused(
                        -1102,
                        "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."));
    return listing(view, symbol).orElseThrow(() -> new Refused(-1121, "Invalid symbol."));
  }

  private static int rows(Request request) {
    long asked = request.number("limit").orElse(USUAL_ROWS);
    if (asked < 1) {
      throw new Refused(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    return (int) Math.min(MOST_ROWS, asked);
  }

  private static JsonNode klines(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    Duration interval =
        request
            .text("interval")
            .map(INTERVALS::get)
            .orElseThrow(() -> new Refused(-1120, "Invalid interval."));
    int rows = rows(request);
    Instant end = Instant.MAX;
    if (request.number("endTime").isPresent()) {
      end = Instant.ofEpochMilli(request.number("endTime").getAsLong()).plusMillis(1);
    }
    OptionalLong start = request.number("startTime");
    List<Candle> candles =
        start.isPresent()
            ? view.firstCandles(
                listing, interval, Instant.ofEpochMilli(start.getAsLong()), end, rows)
            : view.lastCandles(listing, interval, Instant.EPOCH, end, rows);
    ArrayNode array = JsonWriter.array();
    for (Candle candle : candles) {
      BigDecimal takers = half(candle.volume());
      array
          .addArray()
          .add(candle.openTime().toEpochMilli())
          .add(text(candle.open()))
          .add(text(candle.high()))
          .add(text(candle.low()))
          .add(text(candle.close()))
          .add(text(candle.volume()))
          .add(candle.openTime().plus(interval).toEpochMilli() - 1)
          .add(text(candle.quoteVolume()))
          .add(candle.trades())
          .add(text(takers))
          .add(text(half(candle.quoteVolume())))
          .add("0");
    }
    return array;
  }

  private static JsonNode latestTrades(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long last = view.market().lastTrade(listing, view.now());
    return trades(view, listing, last - rows(request) + 1, last);
  }

  private static JsonNode historicalTrades(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    OptionalLong from = request.number("fromId");
    if (from.isEmpty()) {
      return latestTrades(request, view);
    }
    long last = view.market().lastTrade(listing, view.now());
    long first = Math.max(1, from.getAsLong());
    return trades(view, listing, first, Math.min(last, first + rows(request) - 1));
  }

  private static JsonNode trades(MarketView view, SimulatedPair listing, long first, long last) {
    ArrayNode array = JsonWriter.array();
    for (Trade trade : view.market().trades(listing, Math.max(1, first), last)) {
      array
          .addObject()
          .put("id", trade.id())
          .put("price", text(trade.price()))
          .put("qty", text(trade.amount()))
          .put("quoteQty", text(trade.price().multiply(trade.amount())))
          .put("time", view.told(trade.time()).toEpochMilli())
          .put("isBuyerMaker", trade.taker() == Trade.Side.SELL)
          .put("isBestMatch", true);
    }
    return array;
  }

  /** Each trade is an aggregate of its own, with an id of another sequence. */
  private static JsonNode aggregateTrades(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long newest = view.market().lastTrade(listing, view.now());
    int rows = rows(request);
    long first = Math.max(1, newest - rows + 1);
    long last = newest;
    if (request.number("fromId").isPresent()) {
      first = Math.max(1, request.number("fromId").getAsLong() - AGGREGATE_OFFSET);
      last = Math.min(newest, first + rows - 1);
    } else if (request.number("startTime").isPresent()) {
      Instant start = Instant.ofEpochMilli(request.number("startTime").getAsLong());
      first = view.market().lastTrade(listing, start.minusNanos(1_000)) + 1;
      last = Math.min(newest, first + rows - 1);
    }
    if (request.number("endTime").isPresent()) {
      Instant end = Instant.ofEpochMilli(request.number("endTime").getAsLong() + 1);
      last = Math.min(last, view.market().lastTrade(listing, end.minusNanos(1_000)));
    }
    ArrayNode array = JsonWriter.array();
    for (Trade trade : view.market().trades(listing, first, last)) {
      array
          .addObject()
          .put("a", trade.id() + AGGREGATE_OFFSET)
          .put("p", text(trade.price()))
          .put("q", text(trade.amount()))
          .put("f", trade.id())
          .put("l", trade.id())
          .put("T", view.told(trade.time()).toEpochMilli())
          .put("m", trade.taker() == Trade.Side.SELL)
          .put("M", true);
    }
    return array;
  }

  /** So that nobody takes an aggregate's id for a trade's. */
  static final long AGGREGATE_OFFSET = 1_000_000_000L;

  private static JsonNode depth(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long levels = Math.min(5_000, request.number("limit").orElse(100));
    Book book = view.market().book(listing, view.now()).depth((int) levels);
    ObjectNode node = JsonWriter.object().put("lastUpdateId", book.update());
    node.set("bids", JsonWriter.levels(book.bids(), PLACES, PLACES));
    node.set("asks", JsonWriter.levels(book.asks(), PLACES, PLACES));
    return node;
  }

  private interface OfListing {
    JsonNode node(SimulatedPair listing, MarketView view);
  }

  private static JsonNode forListings(Request request, MarketView view, OfListing answer) {
    if (request.text("symbol").isPresent()) {
      return answer.node(listing(request, view), view);
    }
    ArrayNode array = JsonWriter.array();
    view.market().listings().forEach(listing -> array.add(answer.node(listing, view)));
    return array;
  }

  private JsonNode priceTicker(SimulatedPair listing, MarketView view) {
    return JsonWriter.object()
        .put("symbol", symbol(listing))
        .put("price", text(lastPrice(listing, view)));
  }

  private JsonNode bookTicker(SimulatedPair listing, MarketView view) {
    Book book = view.market().book(listing, view.now());
    return JsonWriter.object()
        .put("symbol", symbol(listing))
        .put("bidPrice", text(book.bids().get(0).price()))
        .put("bidQty", text(book.bids().get(0).amount()))
        .put("askPrice", text(book.asks().get(0).price()))
        .put("askQty", text(book.asks().get(0).amount()));
  }

  private JsonNode dayTicker(SimulatedPair listing, MarketView view) {
    DayTicker day = DayTicker.of(listing, view);
    return JsonWriter.object()
        .put("symbol", symbol(listing))
        .put("priceChange", text(day.change()))
        .put("priceChangePercent", JsonWriter.fixed(day.changePercent(), 3))
        .put("weightedAvgPrice", text(day.candle().meanPrice()))
        .put("prevClosePrice", text(day.candle().open()))
        .put("lastPrice", text(day.candle().close()))
        .put("lastQty", text(day.lastAmount()))
        .put("bidPrice", text(day.top().bids().get(0).price()))
        .put("bidQty", text(day.top().bids().get(0).amount()))
        .put("askPrice", text(day.top().asks().get(0).price()))
        .put("askQty", text(day.top().asks().get(0).amount()))
        .put("openPrice", text(day.candle().open()))
        .put("highPrice", text(day.candle().high()))
        .put("lowPrice", text(day.candle().low()))
        .put("volume", text(day.candle().volume()))
        .put("quoteVolume", text(day.candle().quoteVolume()))
        .put("openTime", view.told().minus(Duration.ofDays(1)).toEpochMilli())
        .put("closeTime", view.told().toEpochMilli())
        .put("firstId", day.firstTrade())
        .put("lastId", day.lastTrade())
        .put("count", day.candle().trades());
  }

  private static BigDecimal lastPrice(SimulatedPair listing, MarketView view) {
    return DayTicker.of(listing, view).candle().close();
  }

  private JsonNode exchangeInfo(Request request, MarketView view) {
    ObjectNode node =
        JsonWriter.object().put("timezone", "UTC").put("serverTime", view.told().toEpochMilli());
    node.putArray("rateLimits")
        .addObject()
        .put("rateLimitType", "REQUEST_WEIGHT")
        .put("interval", "MINUTE")
        .put("intervalNum", 1)
        .put("limit", usualLimit());
    node.putArray("exchangeFilters");
    ArrayNode symbols = node.putArray("symbols");
    if (request.text("symbol").isPresent()) {
      symbols.add(symbolInfo(listing(request, view)));
    } else {
      view.market().listings().forEach(listing -> symbols.add(symbolInfo(listing)));
    }
    return node;
  }

  private static JsonNode symbolInfo(SimulatedPair listing) {
    ObjectNode node =
        JsonWriter.object()
            .put("symbol", symbol(listing))
            .put("status", "TRADING")
            .put("baseAsset", listing.base())
            .put("baseAssetPrecision", PLACES)
            .put("quoteAsset", listing.quote())
            .put("quotePrecision", PLACES)
            .put("quoteAssetPrecision", PLACES)
            .put("baseCommissionPrecision", PLACES)
            .put("quoteCommissionPrecision", PLACES);
    node.set(
        "orderTypes",
        JsonWriter.strings(
            "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"));
    node.put("icebergAllowed", true)
        .put("ocoAllowed", true)
        .put("quoteOrderQtyMarketAllowed", true)
        .put("isSpotTradingAllowed", true)
        .put("isMarginTradingAllowed", false);
    ArrayNode filters = node.putArray("filters");
    filters
        .addObject()
        .put("filterType", "PRICE_FILTER")
        .put("minPrice", text(listing.tickSize()))
        .put("maxPrice", "1000000.00000000")
        .put("tickSize", text(listing.tickSize()));
    filters
        .addObject()
        .put("filterType", "LOT_SIZE")
        .put("minQty", "0.00000001")
        .put("maxQty", "900000000.00000000")
        .put("stepSize", "0.00000001");
    filters
        .addObject()
        .put("filterType", "MIN_NOTIONAL")
        .put("minNotional", "10.00000000")
        .put("applyToMarket", true)
        .put("avgPriceMins", 5);
    filters.addObject().put("filterType", "MAX_NUM_ORDERS").put("maxNumOrders", 200);
    node.set("permissions", JsonWriter.strings("SPOT"));
    return node;
  }

  static String text(BigDecimal value) {
    return JsonWriter.fixed(value, PLACES);
  }

  static BigDecimal half(BigDecimal value) {
    return value.divide(BigDecimal.valueOf(2), PLACES, RoundingMode.HALF_EVEN);
  }

  private static Reply error(int status, int code, String message) {
    return Reply.json(status, JsonWriter.object().put("code", code).put("msg", message));
  }

  private static Map<String, Duration> intervals() {
    Map<String, Duration> intervals = new LinkedHashMap<>();
    intervals.put("1s", Duration.ofSeconds(1));
    for (int minutes : new int[] {1, 3, 5, 15, 30}) {
      intervals.put(minutes + "m", Duration.ofMinutes(minutes));
    }
    for (int hours : new int[] {1, 2, 4, 6, 8, 12}) {
      intervals.put(hours + "h", Duration.ofHours(hours));
    }
    intervals.put("1d", Duration.ofDays(1));
    intervals.put("3d", Duration.ofDays(3));
    intervals.put("1w", Duration.ofDays(7));
    return intervals;
  }
}
