package io.candlelake.jobs.quality;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Two days of three pairs on two exchanges in which everything agrees: trades, five minutes and
 * hours made of them by plain loops, and books. Then faults are planted one by one.
 */
final class PlantedMarket {
  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final List<String> PAIRS = List.of("BTC-USDT", "ETH-USDT", "XRP-USDT");
  static final int HOURS = 48;

  /** A market trade. */
  record Trade(
      String exchange,
      String pair,
      long id,
      Instant time,
      BigDecimal price,
      BigDecimal amount,
      Instant fetchedAt) {
    Trade at(BigDecimal newPrice) {
      return new Trade(exchange, pair, id, time, newPrice, amount, fetchedAt);
    }

    Trade of(BigDecimal newAmount) {
      return new Trade(exchange, pair, id, time, price, newAmount, fetchedAt);
    }

    Trade fetched(Duration later) {
      return new Trade(exchange, pair, id, time, price, amount, time.plus(later));
    }

    boolean in(String ofExchange, String ofPair, int hour) {
      Instant from = START.plus(Duration.ofHours(hour));
      return exchange.equals(ofExchange)
          && pair.equals(ofPair)
          && !time.isBefore(from)
          && time.isBefore(from.plus(Duration.ofHours(1)));
    }
  }

  /** A candle. */
  record Candle(
      String exchange,
      String pair,
      Interval interval,
      Instant openTime,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      long trades) {
    Candle withHigh(BigDecimal newHigh) {
      return new Candle(
          exchange, pair, interval, openTime, open, newHigh, low, close, volume, trades);
    }

    Candle withTrades(long newTrades) {
      return new Candle(
          exchange, pair, interval, openTime, open, high, low, close, volume, newTrades);
    }
  }

  private final List<Trade> trades = new ArrayList<>();
  private List<Candle> candles;
  private List<Row> books = new ArrayList<>();

  private PlantedMarket(List<Trade> made) {
    trades.addAll(made);
    candles = new ArrayList<>();
    candles.addAll(candles(made, Interval.FIVE_MINUTES));
    candles.addAll(candles(made, Interval.ONE_HOUR));
    for (int i = 0; i < 50; i++) {
      books.add(book("binance", i, "99.99", "100.01"));
    }
  }

  static PlantedMarket clean() {
    return of(trade -> true, UnaryOperator.identity());
  }

  /** Made of those trades only, numbered anew, and changed before candles are made of them. */
  static PlantedMarket of(Predicate<Trade> kept, UnaryOperator<Trade> changed) {
    List<Trade> made = new ArrayList<>();
    Map<String, Long> numbers = new HashMap<>();
    for (Trade trade : trades()) {
      if (kept.test(trade)) {
        long id = numbers.merge(trade.exchange() + trade.pair(), 1L, Long::sum);
        Trade numbered =
            new Trade(
                trade.exchange(),
                trade.pair(),
                id,
                trade.time(),
                trade.price(),
                trade.amount(),
                trade.fetchedAt());
        made.add(changed.apply(numbered));
      }
    }
    return new PlantedMarket(made);
  }

  /** Changes trades after candles were made of them; null drops one. */
  PlantedMarket withTrades(UnaryOperator<Trade> change) {
    trades.replaceAll(change);
    trades.removeIf(trade -> trade == null);
    return this;
  }

  PlantedMarket withCandles(UnaryOperator<Candle> change) {
    candles.replaceAll(change);
    return this;
  }

  PlantedMarket withBook(Row book) {
    books.add(book);
    return this;
  }

  Observed observed(Config config) {
    return new Observed(candleRows(), tradeRows(), bookRows(), Interval.ONE_HOUR, config.quality());
  }

  Dataset<Row> candleRows() {
    List<Row> rows = new ArrayList<>();
    for (Candle c : candles) {
      rows.add(
          RowFactory.create(
              c.exchange(),
              c.pair(),
              c.interval().code(),
              c.openTime(),
              c.openTime().plus(c.interval().length()),
              c.open().doubleValue(),
              c.high().doubleValue(),
              c.low().doubleValue(),
              c.close().doubleValue(),
              c.volume().doubleValue(),
              c.trades(),
              new String[0],
              false,
              1,
              0,
              "exchange",
              START,
              "r0",
              2024));
    }
    return rows(Tables.CANDLES, rows);
  }

  Dataset<Row> tradeRows() {
    List<Row> rows = new ArrayList<>();
    for (Trade t : trades) {
      rows.add(
          RowFactory.create(
              t.exchange(),
              t.pair(),
              Long.toString(t.id()),
              t.time(),
              t.price(),
              t.amount(),
              "buy",
              "stream",
              t.fetchedAt(),
              "r0",
              java.time.LocalDate.ofInstant(t.time(), java.time.ZoneOffset.UTC)));
    }
    return rows(Tables.MARKET_TRADES, rows);
  }

  /** Rows of bronze.order_books with their pair. */
  Dataset<Row> bookRows() {
    return bronzeBooks().selectExpr("*", "'BTC-USDT' AS pair");
  }

  Dataset<Row> bronzeBooks() {
    return rows(Tables.BRONZE_ORDER_BOOKS, books);
  }

  static Row book(String exchange, int minute, String bid, String ask) {
    Instant time = START.plus(Duration.ofMinutes(minute));
    Row[] bids = {level(bid, "30"), level("99.95", "500")};
    Row[] asks = {level(ask, "30"), level("100.05", "500")};
    return RowFactory.create(
        exchange, "BTCUSDT", time, (long) minute, bids, asks, "stream", "segment", time, "r0");
  }

  private static Row level(String price, String amount) {
    return RowFactory.create(new BigDecimal(price), new BigDecimal(amount));
  }

  private static Dataset<Row> rows(Table table, List<Row> rows) {
    return LocalSpark.session().createDataFrame(rows, table.schema());
  }

  /** Some three trades in five minutes; in one of ten there are none. */
  private static List<Trade> trades() {
    List<Trade> trades = new ArrayList<>();
    for (String exchange : List.of("binance", "kraken")) {
      for (String pair : PAIRS) {
        Random random = new Random((exchange + pair).hashCode());
        for (int slot = 0; slot < HOURS * 12; slot++) {
          int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(4);
          for (int i = 0; i < count; i++) {
            Instant time = START.plusMillis(slot * 300_000L + i * 60_000L + random.nextInt(60_000));
            double common = 100 * (1 + 0.01 * Math.sin(slot / 40.0));
            double price = common * (1 + 0.0004 * random.nextGaussian());
            trades.add(
                new Trade(
                    exchange,
                    pair,
                    0,
                    time,
                    BigDecimal.valueOf(Math.round(price * 1e4), 4),
                    BigDecimal.valueOf(1 + random.nextInt(100_000), 5),
                    time.plusMillis(20 + random.nextInt(200))));
          }
        }
      }
    }
    return trades;
  }

  /** By plain loops; an empty slot carries the last close, as Binance does. */
  private static List<Candle> candles(List<Trade> trades, Interval interval) {
    Map<String, List<Trade>> series = new LinkedHashMap<>();
    for (Trade trade : trades) {
      series.computeIfAbsent(trade.exchange() + trade.pair(), key -> new ArrayList<>()).add(trade);
    }
    List<Candle> candles = new ArrayList<>();
    for (List<Trade> of : series.values()) {
      int next = 0;
      Trade last = of.get(0);
      for (Instant open = START;
          open.isBefore(START.plus(Duration.ofHours(HOURS)));
          open = open.plus(interval.length())) {
        List<Trade> inside = new ArrayList<>();
        while (next < of.size() && of.get(next).time().isBefore(open.plus(interval.length()))) {
          inside.add(of.get(next++));
        }
        candles.add(candle(last, interval, open, inside));
        last = inside.isEmpty() ? last : inside.get(inside.size() - 1);
      }
    }
    return candles;
  }

  private static Candle candle(Trade before, Interval interval, Instant open, List<Trade> inside) {
    BigDecimal first = inside.isEmpty() ? before.price() : inside.get(0).price();
    BigDecimal high = first;
    BigDecimal low = first;
    BigDecimal close = first;
    BigDecimal volume = BigDecimal.ZERO;
    for (Trade trade : inside) {
      high = high.max(trade.price());
      low = low.min(trade.price());
      close = trade.price();
      volume = volume.add(trade.amount());
    }
    return new Candle(
        before.exchange(),
        before.pair(),
        interval,
        open,
        first,
        high,
        low,
        close,
        volume,
        inside.size());
  }
}
