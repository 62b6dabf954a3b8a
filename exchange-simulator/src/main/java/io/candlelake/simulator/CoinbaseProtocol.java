package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Coinbase Exchange, once Pro: newest first everywhere, pages by header. */
final class CoinbaseProtocol implements Protocol {
  static final int AMOUNT_PLACES = 8;

  private static final int MOST_CANDLES = 300;
  private static final int MOST_TRADES = 1_000;
  private static final Set<Long> GRANULARITIES = Set.of(60L, 300L, 900L, 3_600L, 21_600L, 86_400L);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

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
    return "coinbase";
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/time") || path.equals("/currencies") || path.startsWith("/products");
  }

  @Override
  public Reply answer(Request request, MarketView view) {
    try {
      return answerOf(request, view);
    } catch (Refused e) {
      return error(e.status, e.getMessage());
    } catch (Request.Malformed | DateTimeParseException e) {
      return error(400, "Invalid request");
    }
  }

  private static Reply answerOf(Request request, MarketView view) {
    String[] parts = request.path().substring(1).split("/", -1);
    if (parts[0].equals("time")) {
      return Reply.ok(
          JsonWriter.object()
              .put("iso", view.told().toString())
              .put("epoch", BigDecimal.valueOf(view.told().toEpochMilli(), 3)));
    }
    if (parts[0].equals("currencies")) {
      return Reply.ok(currencies(view));
    }
    if (parts.length == 1) {
      ArrayNode products = JsonWriter.array();
      view.market().listings().forEach(listing -> products.add(product(listing)));
      return Reply.ok(products);
    }
    if (parts[1].equals("spark-lines")) {
      return Reply.ok(sparkLines(view));
    }
    SimulatedPair listing =
        view.market().listing(parts[1]).orElseThrow(() -> new Refused(404, "NotFound"));
    if (parts.length == 2) {
      return Reply.ok(product(listing));
    }
    return switch (parts[2]) {
      case "candles" -> Reply.ok(candles(request, listing, view));
      case "trades" -> trades(request, listing, view);
      case "book" -> Reply.ok(book(request, listing, view));
      case "ticker" -> Reply.ok(ticker(listing, view));
      case "stats" -> Reply.ok(stats(listing, view));
      default -> throw new Refused(404, "NotFound");
    };
  }

  @Override
  public int weight(Request request) {
    return 1;
  }

  @Override
  public int usualLimit() {
    return 10;
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
    return error(429, "Public rate limit exceeded");
  }

  @Override
  public Reply banned() {
    return error(418, "Forbidden");
  }

  @Override
  public Reply broken() {
    return error(500, "Internal server error");
  }

  @Override
  public boolean streamsAt(String path) {
    return path.startsWith("/coinbase");
  }

  @Override
  public boolean understands(JsonNode message) {
    return message.has("type") && message.has("channels");
  }

  @Override
  public StreamSession converse(String path, MarketView view) {
    return new CoinbaseFeed();
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  static String price(SimulatedPair listing, BigDecimal price) {
    return JsonWriter.fixed(price, listing.priceDecimals());
  }

  static String amount(BigDecimal amount) {
    return JsonWriter.fixed(amount, AMOUNT_PLACES);
  }

  /** The side of the maker, who stood in the book. */
  static String makerSide(Trade trade) {
    return trade.taker() == Trade.Side.BUY ? "sell" : "buy";
  }

  /** An order's id, the same in every message. */
  static String orderId(SimulatedPair listing, String role, long trade) {
    String name = listing.pair() + role + trade;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static JsonNode product(SimulatedPair listing) {
    return JsonWriter.object()
        .put("id", listing.pair())
        .put("base_currency", listing.base())
        .put("quote_currency", listing.quote())
        .put("base_min_size", "0.00000001")
        .put("base_max_size", "900000000")
        .put("quote_increment", listing.tickSize().toPlainString())
        .put("base_increment", "0.00000001")
        .put("display_name", listing.base() + "/" + listing.quote())
        .put("min_market_funds", "1")
        .put("max_market_funds", "1000000")
        .put("margin_enabled", false)
        .put("post_only", false)
        .put("limit_only", false)
        .put("cancel_only", false)
        .put("trading_disabled", false)
        .put("status", "online")
        .put("status_message", "");
  }

  private static JsonNode currencies(MarketView view) {
    Set<String> names = new TreeSet<>();
    view.market()
        .listings()
        .forEach(
            listing -> {
              names.add(listing.base());
              names.add(listing.quote());
            });
    ArrayNode array = JsonWriter.array();
    for (String name : names) {
      ObjectNode node =
          array
              .addObject()
              .put("id", name)
              .put("name", name)
              .put("min_size", "0.00000001")
              .put("status", "online")
              .put("message", "")
              .put("max_precision", "0.00000001");
      node.putArray("convertible_to");
      node.putObject("details").put("type", "crypto");
    }
    return array;
  }

  private static JsonNode candles(Request request, SimulatedPair listing, MarketView view) {
    long seconds = request.number("granularity").orElse(60);
    if (!GRANULARITIES.contains(seconds)) {
      throw new Refused(400, "Unsupported granularity");
    }
    Duration interval = Duration.ofSeconds(seconds);
    boolean ranged = request.text("start").isPresent() && request.text("end").isPresent();
    Instant to = ranged ? instant(request.text("end").get()) : view.now();
    Instant from =
        ranged
            ? instant(request.text("start").get())
            : to.minus(interval.multipliedBy(MOST_CANDLES - 1));
    if (Duration.between(from, to).dividedBy(interval) >= MOST_CANDLES) {
      throw new Refused(
          400,
          "granularity too small for the requested time range. Count of aggregations requested"
              + " exceeds "
              + MOST_CANDLES);
    }
    List<Candle> candles =
        view.firstCandles(listing, interval, from, to.plusMillis(1), MOST_CANDLES);
    ArrayNode rows = JsonWriter.array();
    for (int i = candles.size() - 1; i >= 0; i--) {
      Candle candle = candles.get(i);
      rows.addArray()
          .add(candle.openTime().getEpochSecond())
          .add(candle.low())
          .add(candle.high())
          .add(candle.open())
          .add(candle.close())
          .add(candle.volume());
    }
    return rows;
  }

  private static Instant instant(String text) {
    return text.matches("[0-9]+") ? Instant.ofEpochSecond(Long.parseLong(text)) : iso(text);
  }

  private static Instant iso(String text) {
    boolean zoned = text.endsWith("Z") || text.matches(".*[+-][0-9]{2}:?[0-9]{2}$");
    return DateTimeFormatter.ISO_DATE_TIME
        .parse(zoned ? text : text + "Z", java.time.OffsetDateTime::from)
        .toInstant();
  }

  private static Reply trades(Request request, SimulatedPair listing, MarketView view) {
    long newest = view.market().lastTrade(listing, view.now());
    long limit = Math.max(1, Math.min(MOST_TRADES, request.number("limit").orElse(MOST_TRADES)));
    long last = Math.min(newest, request.number("after").orElse(Long.MAX_VALUE) - 1);
    long first = Math.max(1, last - limit + 1);
    if (request.number("before").isPresent()) {
      first = Math.max(first, request.number("before").getAsLong() + 1);
    }
    List<Trade> trades = view.market().trades(listing, first, last);
    ArrayNode rows = JsonWriter.array();
    for (int i = trades.size() - 1; i >= 0; i--) {
      Trade trade = trades.get(i);
      rows.addObject()
          .put("trade_id", trade.id())
          .put("side", makerSide(trade))
          .put("size", amount(trade.amount()))
          .put("price", price(listing, trade.price()))
          .put("time", time(view.told(trade.time())));
    }
    Reply reply = Reply.ok(rows);
    if (trades.isEmpty()) {
      return reply;
    }
    return reply.with("cb-before", Long.toString(last)).with("cb-after", Long.toString(first));
  }

  private static JsonNode book(Request request, SimulatedPair listing, MarketView view) {
    long level = request.number("level").orElse(1);
    Book whole = view.market().book(listing, view.now());
    Book book = level == 1 ? whole.depth(1) : whole;
    ObjectNode node = JsonWriter.object();
    node.set("bids", levels(listing, book.bids(), level, "bid"));
    node.set("asks", levels(listing, book.asks(), level, "ask"));
    return node.put("sequence", book.update())
        .put("auction_mode", false)
        .putNull("auction")
        .put("time", time(view.told()));
  }

  private static ArrayNode levels(
      SimulatedPair listing, List<Level> levels, long level, String side) {
    ArrayNode rows = JsonWriter.array();
    for (Level row : levels) {
      ArrayNode cells = rows.addArray().add(price(listing, row.price())).add(amount(row.amount()));
      if (level == 3) {
        cells.add(orderId(listing, side + row.price(), 0));
      } else {
        cells.add(1);
      }
    }
    return rows;
  }

  private static JsonNode ticker(SimulatedPair listing, MarketView view) {
    DayTicker day = DayTicker.of(listing, view);
    return JsonWriter.object()
        .put("ask", price(listing, day.top().asks().get(0).price()))
        .put("bid", price(listing, day.top().bids().get(0).price()))
        .put("volume", amount(day.candle().volume()))
        .put("trade_id", day.lastTrade())
        .put("price", price(listing, day.candle().close()))
        .put("size", amount(day.lastAmount()))
        .put("time", time(view.told()));
  }

  /** The hours of the last day of every product, newest first: all tickers in one request. */
  private static JsonNode sparkLines(MarketView view) {
    ObjectNode node = JsonWriter.object();
    for (SimulatedPair listing : view.market().listings()) {
      List<Candle> hours =
          view.lastCandles(listing, Duration.ofHours(1), Instant.EPOCH, Instant.MAX, 24);
      ArrayNode rows = node.putArray(listing.pair());
      for (int i = hours.size() - 1; i >= 0; i--) {
        Candle hour = hours.get(i);
        rows.addArray()
            .add(hour.openTime().getEpochSecond())
            .add(hour.low())
            .add(hour.high())
            .add(hour.open())
            .add(hour.close());
      }
    }
    return node;
  }

  private static JsonNode stats(SimulatedPair listing, MarketView view) {
    Candle day = DayTicker.of(listing, view).candle();
    return JsonWriter.object()
        .put("open", price(listing, day.open()))
        .put("high", price(listing, day.high()))
        .put("low", price(listing, day.low()))
        .put("last", price(listing, day.close()))
        .put("volume", amount(day.volume()));
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, JsonWriter.object().put("message", message));
  }
}
