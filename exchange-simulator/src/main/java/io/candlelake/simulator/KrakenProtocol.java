package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.CandleGrid;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Kraken, REST version 0 and the first version of its streams. It says no in a 200. */
final class KrakenProtocol implements Protocol {
  static final int AMOUNT_PLACES = 8;

  private static final String PREFIX = "/0/public/";
  private static final int MOST_CANDLES = 720;
  private static final int MOST_TRADES = 1_000;
  private static final int MOST_LEVELS = 500;
  private static final int FEWEST_PLACES = 5;
  private static final long NANOS = 1_000_000_000L;

  /** Minutes of the intervals served. */
  static final Set<Long> INTERVALS = Set.of(1L, 5L, 15L, 30L, 60L, 240L, 1_440L, 10_080L, 21_600L);

  /** Its old names of assets. */
  private static final Map<String, String> SHORT = Map.of("BTC", "XBT", "DOGE", "XDG");

  private static final Set<String> WITH_X =
      Set.of("XBT", "ETH", "XRP", "LTC", "XLM", "ETC", "XMR", "ZEC", "REP", "MLN", "XDG");
  private static final Set<String> WITH_Z = Set.of("USD", "EUR", "GBP", "CAD", "JPY", "AUD");

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  @Override
  public String exchange() {
    return "kraken";
  }

  @Override
  public boolean serves(String path) {
    return path.startsWith(PREFIX);
  }

  @Override
  public Reply answer(Request request, MarketView view) {
    try {
      return switch (request.path().substring(PREFIX.length())) {
        case "Time" -> result(time(view));
        case "SystemStatus" ->
            result(
                JsonWriter.object()
                    .put("status", "online")
                    .put("timestamp", view.told().toString()));
        case "Assets" -> result(assets(view));
        case "AssetPairs" -> result(assetPairs(request, view));
        case "OHLC" -> result(candles(request, view));
        case "Trades" -> result(trades(request, view));
        case "Depth" -> result(depth(request, view));
        case "Ticker" -> result(tickers(request, view));
        default -> error(200, "EGeneral:Unknown method");
      };
    } catch (Refused e) {
      return error(200, e.getMessage());
    } catch (Request.Malformed e) {
      return error(200, "EGeneral:Invalid arguments");
    }
  }

  @Override
  public int weight(Request request) {
    return 1;
  }

  @Override
  public int usualLimit() {
    return 60;
  }

  @Override
  public Duration limitWindow() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Reply counted(Reply reply, int used) {
    return reply;
  }

  @Override
  public Reply overLimit(Duration untilFree) {
    return error(200, "EGeneral:Too many requests");
  }

  @Override
  public Reply banned() {
    return error(418, "EGeneral:Temporary lockout");
  }

  @Override
  public Reply broken() {
    return error(503, "EService:Unavailable");
  }

  @Override
  public boolean streamsAt(String path) {
    return path.startsWith("/kraken") || path.startsWith("/v2");
  }

  @Override
  public boolean understands(JsonNode message) {
    String event = message.path("event").asText();
    return Set.of("subscribe", "unsubscribe", "ping").contains(event);
  }

  @Override
  public StreamSession converse(String path, MarketView view) {
    return path.startsWith("/v2") ? new KrakenFeedV2() : new KrakenFeed();
  }

  /** {@code XBTUSDT}. */
  static String altName(SimulatedPair listing) {
    return shortName(listing.base()) + shortName(listing.quote());
  }

  /** {@code XBT/USDT}. */
  static String streamName(SimulatedPair listing) {
    return shortName(listing.base()) + "/" + shortName(listing.quote());
  }

  static String price(SimulatedPair listing, BigDecimal price) {
    return JsonWriter.fixed(price, Math.max(FEWEST_PLACES, listing.priceDecimals()));
  }

  static String amount(BigDecimal amount) {
    return JsonWriter.fixed(amount, AMOUNT_PLACES);
  }

  /** Seconds with six decimals. */
  static String seconds(Instant time) {
    return BigDecimal.valueOf(JsonWriter.micros(time), 6).toPlainString();
  }

  /** What a ticker says, by REST and by stream. */
  static ObjectNode ticker(SimulatedPair listing, MarketView view) {
    DayTicker day = DayTicker.of(listing, view);
    Candle candle = day.candle();
    ObjectNode node = JsonWriter.object();
    node.set("a", best(listing, day.top().asks().get(0)));
    node.set("b", best(listing, day.top().bids().get(0)));
    node.set("c", JsonWriter.strings(price(listing, candle.close()), amount(day.lastAmount())));
    node.set("v", JsonWriter.strings(amount(candle.volume()), amount(candle.volume())));
    String mean = price(listing, candle.meanPrice());
    node.set("p", JsonWriter.strings(mean, mean));
    node.set("t", JsonWriter.array().add(candle.trades()).add(candle.trades()));
    node.set("l", JsonWriter.strings(price(listing, candle.low()), price(listing, candle.low())));
    node.set("h", JsonWriter.strings(price(listing, candle.high()), price(listing, candle.high())));
    return node;
  }

  private static ArrayNode best(SimulatedPair listing, Level level) {
    return JsonWriter.strings(
        price(listing, level.price()), "1", JsonWriter.fixed(level.amount(), 3));
  }

  private static String shortName(String asset) {
    return SHORT.getOrDefault(asset, asset);
  }

  private static String fullName(String asset) {
    String name = shortName(asset);
    return WITH_X.contains(name) ? "X" + name : WITH_Z.contains(name) ? "Z" + name : name;
  }

  /** The key of a pair in answers: {@code XXBTZUSD} where both have a letter, else short. */
  private static String key(SimulatedPair listing) {
    String base = fullName(listing.base());
    String quote = fullName(listing.quote());
    boolean old = base.length() == 4 && quote.length() == 4 && quote.startsWith("Z");
    return old && base.startsWith("X") ? base + quote : altName(listing);
  }

  private static Optional<SimulatedPair> find(MarketView view, String name) {
    return view.market().listings().stream()
        .filter(
            listing ->
                List.of(
                        altName(listing),
                        streamName(listing),
                        listing.base() + listing.quote(),
                        fullName(listing.base()) + fullName(listing.quote()))
                    .contains(name))
        .findFirst();
  }

  private static SimulatedPair listing(Request request, MarketView view) {
    return request
        .text("pair")
        .flatMap(name -> find(view, name))
        .orElseThrow(() -> new Refused("EQuery:Unknown asset pair"));
  }

  private static JsonNode time(MarketView view) {
    return JsonWriter.object()
        .put("unixtime", view.told().getEpochSecond())
        .put(
            "rfc1123",
            DateTimeFormatter.ofPattern("EEE, dd MMM yy HH:mm:ss xx", Locale.ENGLISH)
                .format(view.told().atOffset(ZoneOffset.UTC)));
  }

  private static JsonNode assets(MarketView view) {
    Set<String> names = new TreeSet<>();
    view.market()
        .listings()
        .forEach(
            listing -> {
              names.add(listing.base());
              names.add(listing.quote());
            });
    ObjectNode node = JsonWriter.object();
    for (String name : names) {
      node.putObject(fullName(name))
          .put("aclass", "currency")
          .put("altname", shortName(name))
          .put("decimals", 10)
          .put("display_decimals", 5);
    }
    return node;
  }

  private static JsonNode assetPairs(Request request, MarketView view) {
    List<SimulatedPair> listings =
        request.text("pair").isPresent()
            ? List.of(listing(request, view))
            : view.market().listings();
    ObjectNode node = JsonWriter.object();
    for (SimulatedPair listing : listings) {
      ObjectNode pair =
          node.putObject(key(listing))
              .put("altname", altName(listing))
              .put("wsname", streamName(listing))
              .put("aclass_base", "currency")
              .put("base", fullName(listing.base()))
              .put("aclass_quote", "currency")
              .put("quote", fullName(listing.quote()))
              .put("lot", "unit")
              .put("cost_decimals", FEWEST_PLACES)
              .put("pair_decimals", listing.priceDecimals())
              .put("lot_decimals", AMOUNT_PLACES)
              .put("lot_multiplier", 1);
      pair.putArray("leverage_buy");
      pair.putArray("leverage_sell");
      pair.putArray("fees").addArray().add(0).add(0.4);
      pair.putArray("fees_maker").addArray().add(0).add(0.25);
      pair.put("fee_volume_currency", "ZUSD")
          .put("margin_call", 80)
          .put("margin_stop", 40)
          .put("ordermin", "0.00005")
          .put("costmin", "0.5")
          .put("tick_size", listing.tickSize().toPlainString())
          .put("status", "online");
    }
    return node;
  }

  private static JsonNode candles(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long minutes = request.number("interval").orElse(1);
    if (!INTERVALS.contains(minutes)) {
      throw new Refused("EGeneral:Invalid arguments");
    }
    Duration interval = Duration.ofMinutes(minutes);
    Instant after = Instant.ofEpochSecond(request.number("since").orElse(0));
    List<Candle> newest =
        view.lastCandles(listing, interval, Instant.EPOCH, Instant.MAX, MOST_CANDLES);
    ObjectNode node = JsonWriter.object();
    ArrayNode rows = node.putArray(key(listing));
    for (Candle candle : newest) {
      if (candle.openTime().isAfter(after)) {
        rows.add(row(listing, candle));
      }
    }
    Instant running = CandleGrid.floor(view.now(), interval);
    return node.put("last", running.minus(interval).getEpochSecond());
  }

  private static ArrayNode row(SimulatedPair listing, Candle candle) {
    int places = listing.priceDecimals();
    return JsonWriter.array()
        .add(candle.openTime().getEpochSecond())
        .add(JsonWriter.fixed(candle.open(), places))
        .add(JsonWriter.fixed(candle.high(), places))
        .add(JsonWriter.fixed(candle.low(), places))
        .add(JsonWriter.fixed(candle.close(), places))
        .add(JsonWriter.fixed(candle.meanPrice(), places))
        .add(amount(candle.volume()))
        .add(candle.trades());
  }

  private static JsonNode trades(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long newest = view.market().lastTrade(listing, view.now());
    long count = Math.min(MOST_TRADES, request.number("count").orElse(MOST_TRADES));
    long first = Math.max(1, newest - count + 1);
    if (request.number("since").isPresent()) {
      Instant after = since(request.number("since").getAsLong());
      first = view.market().lastTrade(listing, after) + 1;
    }
    List<Trade> trades = view.market().trades(listing, first, Math.min(newest, first + count - 1));
    ObjectNode node = JsonWriter.object();
    ArrayNode rows = node.putArray(key(listing));
    for (Trade trade : trades) {
      rows.addArray()
          .add(price(listing, trade.price()))
          .add(amount(trade.amount()))
          .add(BigDecimal.valueOf(JsonWriter.micros(view.told(trade.time())), 6))
          .add(side(trade))
          .add("l")
          .add("")
          .add(trade.id());
    }
    String last =
        request.number("since").isEmpty()
            ? "0"
            : JsonWriter.micros(since(request.number("since").getAsLong())) + "000";
    if (!trades.isEmpty()) {
      last = JsonWriter.micros(trades.get(trades.size() - 1).time()) + "000";
    }
    return node.put("last", last);
  }

  /** Nanoseconds, or seconds where it is too small for these: before the year 2001 it would be. */
  private static Instant since(long number) {
    return number < NANOS * NANOS
        ? Instant.ofEpochSecond(number)
        : Instant.ofEpochSecond(number / NANOS, number % NANOS);
  }

  static String side(Trade trade) {
    return trade.taker() == Trade.Side.BUY ? "b" : "s";
  }

  private static JsonNode depth(Request request, MarketView view) {
    SimulatedPair listing = listing(request, view);
    long levels = Math.min(MOST_LEVELS, request.number("count").orElse(100));
    Book book = view.market().book(listing, view.now()).depth((int) levels);
    ObjectNode node = JsonWriter.object();
    ObjectNode sides = node.putObject(key(listing));
    sides.set("asks", levels(listing, book.asks(), view));
    sides.set("bids", levels(listing, book.bids(), view));
    return node;
  }

  private static ArrayNode levels(SimulatedPair listing, List<Level> levels, MarketView view) {
    ArrayNode rows = JsonWriter.array();
    for (Level level : levels) {
      rows.addArray()
          .add(price(listing, level.price()))
          .add(JsonWriter.fixed(level.amount(), 3))
          .add(view.told().getEpochSecond());
    }
    return rows;
  }

  private static JsonNode tickers(Request request, MarketView view) {
    ObjectNode node = JsonWriter.object();
    List<SimulatedPair> listings = view.market().listings();
    if (request.text("pair").isPresent()) {
      listings =
          List.of(request.text("pair").get().split(",", -1)).stream()
              .map(
                  name ->
                      find(view, name).orElseThrow(() -> new Refused("EQuery:Unknown asset pair")))
              .toList();
    }
    for (SimulatedPair listing : listings) {
      ObjectNode ticker = ticker(listing, view);
      ticker.put("o", price(listing, DayTicker.of(listing, view).candle().open()));
      node.set(key(listing), ticker);
    }
    return node;
  }

  private static Reply result(JsonNode result) {
    ObjectNode node = JsonWriter.object();
    node.putArray("error");
    node.set("result", result);
    return Reply.ok(node);
  }

  private static Reply error(int status, String message) {
    ObjectNode node = JsonWriter.object();
    node.putArray("error").add(message);
    return Reply.json(status, node);
  }
}
