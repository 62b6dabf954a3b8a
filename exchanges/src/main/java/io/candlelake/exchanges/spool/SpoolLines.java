package io.candlelake.exchanges.spool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The lines of the spool, made for one exchange. Prices are texts as received, times microseconds
 * since 1970 UTC; a reader of JSON lines needs nothing else.
 */
public final class SpoolLines {
  public static final String TRADE = "trade";
  public static final String BOOK = "book";
  public static final String CANDLE = "candle";
  public static final String EVENT = "event";

  /** How rows came. */
  public static final String STREAM = "stream";

  public static final String REST = "rest";
  public static final String TICKER = "ticker";

  /** The symbol of an event that concerns all pairs. */
  private static final String ALL_PAIRS = "*";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String exchange;
  private final Function<Pair, String> symbols;

  /**
   * @param symbols the exchange's own spelling of a pair
   */
  public SpoolLines(String exchange, Function<Pair, String> symbols) {
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.symbols = requireNonNull(symbols, "symbols is null");
  }

  /** A line as a tree; empty if it is none. */
  public static Optional<JsonNode> read(String line) {
    try {
      return Optional.ofNullable(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  public String trade(Pair pair, ExchangeTrade trade, String source, Instant received) {
    ObjectNode line = line(TRADE, pair, received).put("source", source);
    line.put("id", trade.id()).put("time", EpochMicros.of(trade.time()));
    line.put("price", text(trade.price())).put("amount", text(trade.amount()));
    trade.takerSide().ifPresent(side -> line.put("side", side.name().toLowerCase(Locale.ROOT)));
    return text(line);
  }

  /** A message that could not be read; it counts as a trade that was refused. */
  public String malformed(String symbol, String raw, String reason, Instant received) {
    return text(
        line(TRADE, symbol, received)
            .put("source", STREAM)
            .put("malformed", reason)
            .put("raw", raw));
  }

  /** A book cut to {@code depth} levels a side. */
  public String book(
      Pair pair, ExchangeOrderBook book, int depth, String source, Instant received) {
    ObjectNode line = line(BOOK, pair, received).put("source", source);
    line.put("time", EpochMicros.of(book.time()));
    book.sequence().ifPresent(sequence -> line.put("sequence", sequence));
    levels(line.putArray("bids"), book.bids(), depth);
    levels(line.putArray("asks"), book.asks(), depth);
    return text(line);
  }

  public String candle(Pair pair, Interval interval, ExchangeCandle candle, Instant received) {
    ObjectNode line = line(CANDLE, pair, received).put("source", STREAM);
    line.put("interval", interval.code()).put("time", EpochMicros.of(candle.openTime()));
    line.put("open", text(candle.open())).put("high", text(candle.high()));
    line.put("low", text(candle.low())).put("close", text(candle.close()));
    line.put("volume", text(candle.volume()));
    candle.trades().ifPresent(trades -> line.put("trades", trades));
    return text(line);
  }

  public String event(String event, String detail, Instant time) {
    return text(line(EVENT, ALL_PAIRS, time).put("event", event).put("detail", detail));
  }

  public String event(Pair pair, String event, String detail, Instant time) {
    return text(line(EVENT, pair, time).put("event", event).put("detail", detail));
  }

  /** A span of trades missed, or what became of it. */
  public String event(Pair pair, String event, TradeGap gap, Instant time) {
    return event(pair, event, text(gap.toJson(JSON.createObjectNode())), time);
  }

  private ObjectNode line(String kind, Pair pair, Instant received) {
    return line(kind, symbols.apply(pair), received).put("pair", pair.toString());
  }

  private ObjectNode line(String kind, String symbol, Instant received) {
    return JSON.createObjectNode()
        .put("kind", kind)
        .put("exchange", exchange)
        .put("symbol", symbol)
        .put("received", EpochMicros.of(received));
  }

  private static void levels(ArrayNode array, List<ExchangeOrderBook.Level> levels, int depth) {
    for (ExchangeOrderBook.Level level : levels.subList(0, Math.min(depth, levels.size()))) {
      array.addObject().put("price", text(level.price())).put("amount", text(level.amount()));
    }
  }

  private static String text(BigDecimal number) {
    return number.toPlainString();
  }

  private static String text(ObjectNode line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not expressible as JSON: " + line, e);
    }
  }
}
