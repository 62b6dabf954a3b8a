package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.CandleGrid;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Bitstamp, REST and streams version 2: everything is text. */
final class BitstampProtocol implements Protocol {
  static final int AMOUNT_PLACES = 8;

  private static final String PREFIX = "/api/v2/";
  private static final int MOST_CANDLES = 1_000;

  /** The real one has no such bound, but trades less. */
  private static final int MOST_TRADES = 100_000;

  private static final Set<Long> STEPS =
      Set.of(
          60L, 180L, 300L, 900L, 1_800L, 3_600L, 7_200L, 14_400L, 21_600L, 43_200L, 86_400L,
          259_200L);

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  @Override
  public String exchange() {
    return "bitstamp";
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith(PREFIX);
  }

  @Override
  public Reply answer(Request request, MarketView view) {
    try {
      return Reply.ok(answerOf(request, view));
    } catch (Refused e) {
      return error(e.status, e.getMessage());
    } catch (Request.Malformed e) {
      return error(400, "Invalid parameter");
    }
  }

  private static JsonNode answerOf(Request request, MarketView view) {
    String[] parts = request.path().substring(PREFIX.length()).split("/", -1);
    boolean ofPair = parts.length > 1 && !parts[1].isEmpty();
    if (!ofPair) {
      return switch (parts[0]) {
        case "trading-pairs-info" -> pairs(view);
        case "markets" -> markets(view);
        case "ticker" -> tickers(view);
        default -> throw new Refused(404, "Not found");
      };
    }
    SimulatedPair listing =
        listing(view, parts[1]).orElseThrow(() -> new Refused(404, "Unknown pair " + parts[1]));
    return switch (parts[0]) {
      case "ohlc" -> candles(request, listing, view);
      case "transactions" -> trades(request, listing, view);
      case "order_book" -> book(listing, view);
      case "ticker", "ticker_hour" -> ticker(listing, view);
      default -> throw new Refused(404, "Not found");
    };
  }

  @Override
  public int weight(Request request) {
    return 1;
  }

  @Override
  public int usualLimit() {
    return 400;
  }

  @Override
  public Duration limitWindow() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Reply counted(Reply reply, int used) {
    return reply;
  }

  @Override
  public Reply overLimit(Duration untilFree) {
    return error(429, "Too many requests");
  }

  @Override
  public Reply banned() {
    return error(418, "Access denied");
  }

  @Override
  public Reply broken() {
    return error(503, "Service unavailable");
  }

  @Override
  public boolean streamsAt(String path) {
    return path.startsWith("/bitstamp");
  }

  @Override
  public boolean understands(JsonNode message) {
    return message.path("event").asText().startsWith("bts:");
  }

  @Override
  public StreamSession converse(String path, MarketView view) {
    return new BitstampFeed();
  }

  /** {@code btcusdt}. */
  static String symbol(SimulatedPair listing) {
    return (listing.base() + listing.quote()).toLowerCase(Locale.ROOT);
  }

  static Optional<SimulatedPair> listing(MarketView view, String symbol) {
    return view.market().listings().stream()
        .filter(listing -> symbol(listing).equals(symbol))
        .findFirst();
  }

  static String price(SimulatedPair listing, BigDecimal price) {
    return JsonWriter.fixed(price, listing.priceDecimals());
  }

  static String amount(BigDecimal amount) {
    return JsonWriter.fixed(amount, AMOUNT_PLACES);
  }

  /** A book or what changed in it. */
  static ObjectNode book(SimulatedPair listing, Book book, MarketView view) {
    Instant time = view.told(book.time());
    ObjectNode node =
        JsonWriter.object()
            .put("timestamp", Long.toString(time.getEpochSecond()))
            .put("microtimestamp", Long.toString(JsonWriter.micros(time)));
    int places = listing.priceDecimals();
    node.set("bids", JsonWriter.levels(book.bids(), places, AMOUNT_PLACES));
    node.set("asks", JsonWriter.levels(book.asks(), places, AMOUNT_PLACES));
    return node;
  }

  private static JsonNode book(SimulatedPair listing, MarketView view) {
    return book(listing, view.market().book(listing, view.now()), view);
  }

  private static JsonNode pairs(MarketView view) {
    ArrayNode array = JsonWriter.array();
    for (SimulatedPair listing : view.market().listings()) {
      array
          .addObject()
          .put("trading", "Enabled")
          .put("base_decimals", AMOUNT_PLACES)
          .put("url_symbol", symbol(listing))
          .put("name", listing.base() + "/" + listing.quote())
          .put("instant_and_market_orders", "Enabled")
          .put("minimum_order", "10.0 " + listing.quote())
          .put("counter_decimals", listing.priceDecimals())
          .put("description", listing.base() + " / " + listing.quote());
    }
    return array;
  }

  /** The newer form of the same. */
  private static JsonNode markets(MarketView view) {
    ArrayNode array = JsonWriter.array();
    for (SimulatedPair listing : view.market().listings()) {
      array
          .addObject()
          .put("name", listing.base() + "/" + listing.quote())
          .put("market_symbol", symbol(listing))
          .put("base_currency", listing.base())
          .put("base_decimals", AMOUNT_PLACES)
          .put("counter_currency", listing.quote())
          .put("counter_decimals", listing.priceDecimals())
          .put("minimum_order_value", "10")
          .put("trading", "Enabled")
          .put("instant_order_counter_decimals", listing.priceDecimals())
          .put("instant_and_market_orders", "Enabled")
          .put("description", listing.base() + " / " + listing.quote())
          .put("market_type", "SPOT");
    }
    return array;
  }

  private static JsonNode candles(Request request, SimulatedPair listing, MarketView view) {
    long step = request.number("step").orElse(60);
    long limit = Math.min(MOST_CANDLES, request.number("limit").orElse(MOST_CANDLES));
    if (!STEPS.contains(step) || limit < 1) {
      throw new Refused(400, "Invalid step or limit");
    }
    Duration interval = Duration.ofSeconds(step);
    Instant to = Instant.MAX;
    if (request.number("end").isPresent()) {
      to = Instant.ofEpochSecond(request.number("end").getAsLong()).plusMillis(1);
    }
    if (request.text("exclude_current_candle").filter(Boolean::parseBoolean).isPresent()) {
      Instant running = CandleGrid.floor(view.now(), interval);
      to = to.isBefore(running) ? to : running;
    }
    Instant from = Instant.ofEpochSecond(request.number("start").orElse(0));
    boolean fromStart = request.number("start").isPresent() && request.number("end").isEmpty();
    // With both ends, what does not fit the limit is left out at the start.
    List<Candle> candles =
        fromStart
            ? view.firstCandles(listing, interval, from, to, (int) limit)
            : view.lastCandles(listing, interval, from, to, (int) limit);
    ObjectNode node = JsonWriter.object();
    ObjectNode data = node.putObject("data");
    data.put("pair", listing.base() + "/" + listing.quote());
    ArrayNode rows = data.putArray("ohlc");
    for (Candle candle : candles) {
      rows.addObject()
          .put("close", price(listing, candle.close()))
          .put("high", price(listing, candle.high()))
          .put("low", price(listing, candle.low()))
          .put("open", price(listing, candle.open()))
          .put("timestamp", Long.toString(candle.openTime().getEpochSecond()))
          .put("volume", amount(candle.volume()));
    }
    return node;
  }

  /** Newest first, back to a minute, an hour or a day ago. */
  private static JsonNode trades(Request request, SimulatedPair listing, MarketView view) {
    Duration back =
        switch (request.text("time").orElse("hour")) {
          case "minute" -> Duration.ofMinutes(1);
          case "hour" -> Duration.ofHours(1);
          case "day" -> Duration.ofDays(1);
          default -> throw new Refused(400, "Invalid time interval");
        };
    long last = view.market().lastTrade(listing, view.now());
    long first = view.market().lastTrade(listing, view.now().minus(back)) + 1;
    first = Math.max(first, last - MOST_TRADES + 1);
    List<Trade> trades = view.market().trades(listing, first, last);
    ArrayNode rows = JsonWriter.array();
    for (int i = trades.size() - 1; i >= 0; i--) {
      Trade trade = trades.get(i);
      rows.addObject()
          .put("date", Long.toString(view.told(trade.time()).getEpochSecond()))
          .put("tid", Long.toString(trade.id()))
          .put("amount", amount(trade.amount()))
          .put("type", trade.taker() == Trade.Side.BUY ? "0" : "1")
          .put("price", price(listing, trade.price()));
    }
    return rows;
  }

  private static JsonNode tickers(MarketView view) {
    ArrayNode array = JsonWriter.array();
    view.market().listings().forEach(listing -> array.add(ticker(listing, view)));
    return array;
  }

  private static ObjectNode ticker(SimulatedPair listing, MarketView view) {
    DayTicker day = DayTicker.of(listing, view);
    Candle candle = day.candle();
    return JsonWriter.object()
        .put("timestamp", Long.toString(view.told().getEpochSecond()))
        .put("open", price(listing, candle.open()))
        .put("high", price(listing, candle.high()))
        .put("low", price(listing, candle.low()))
        .put("last", price(listing, candle.close()))
        .put("volume", amount(candle.volume()))
        .put("vwap", price(listing, candle.meanPrice()))
        .put("bid", price(listing, day.top().bids().get(0).price()))
        .put("ask", price(listing, day.top().asks().get(0).price()))
        .put("pair", listing.base() + "/" + listing.quote());
  }

  private static Reply error(int status, String reason) {
    return Reply.json(
        status,
        JsonWriter.object()
            .put("status", "error")
            .put("reason", reason)
            .put("code", "API" + status));
  }
}
