package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.dataset.Books;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Candles with order books and trades inside, as the silver tables have them. */
final class MadeUpMarket {
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  static final Duration LENGTH = Duration.ofMinutes(5);

  final List<Candle> candles = new ArrayList<>();
  final List<Book> books = new ArrayList<>();
  final List<Trade> trades = new ArrayList<>();

  record Candle(String pair, Instant open, double close, double volume) {
    Instant end() {
      return open.plus(LENGTH);
    }
  }

  record Level(BigDecimal price, BigDecimal amount) {}

  /** Sides are best first. */
  record Book(
      String pair,
      Instant time,
      List<Level> bids,
      List<Level> asks,
      String source,
      Instant fetchedAt) {}

  /** A null side is one that the exchange did not tell. */
  record Trade(
      String pair,
      Instant time,
      BigDecimal price,
      BigDecimal amount,
      String side,
      String source,
      Instant fetchedAt) {}

  static Instant at(int candle) {
    return START.plus(LENGTH.multipliedBy(candle));
  }

  /**
   * Two pairs. Some candles have no book, some no trade, some only a part of their trades; times
   * fall on the edges of candles, rows come late, from archives and by REST.
   */
  static MadeUpMarket random(long seed, int candles) {
    MadeUpMarket market = new MadeUpMarket();
    Random random = new Random(seed);
    for (String pair : List.of("BTC-USDT", "ETH-USDT")) {
      for (int i = 0; i < candles; i++) {
        Instant open = at(i);
        double volume = 0;
        for (int k = i % 11 == 5 ? 0 : random.nextInt(9); k > 0; k--) {
          BigDecimal amount = decimal(0.001 + random.nextDouble(), 8);
          market.trades.add(
              market.trade(pair, time(random, open), decimal(price(random), 2), amount, random));
          volume += amount.doubleValue();
        }
        for (int k = i % 7 == 3 ? 0 : random.nextInt(6); k > 0; k--) {
          market.book(pair, time(random, open), random);
        }
        double missed = i % 13 == 4 ? 3 : 1;
        market.candles.add(new Candle(pair, open, price(random), volume * missed));
      }
    }
    return market;
  }

  private static double price(Random random) {
    return 50_000 * Math.exp(random.nextGaussian() * 0.001);
  }

  /** Within the candle; often its first or last microsecond. */
  private static Instant time(Random random, Instant open) {
    long micros = LENGTH.toMillis() * 1_000;
    long[] within = {0, micros - 1, random.nextLong(micros), random.nextLong(micros)};
    return open.plusNanos(1_000 * within[random.nextInt(within.length)]);
  }

  private Trade trade(
      String pair, Instant time, BigDecimal price, BigDecimal amount, Random random) {
    String side = random.nextInt(20) == 0 ? null : random.nextBoolean() ? "buy" : "sell";
    String source = List.of("stream", "stream", "rest", "tardis-trades").get(random.nextInt(4));
    return new Trade(pair, time, price, amount, side, source, fetched(random, time, source));
  }

  private void book(String pair, Instant time, Random random) {
    if (books.stream().anyMatch(book -> book.pair.equals(pair) && book.time.equals(time))) {
      return;
    }
    BigDecimal bid = decimal(price(random), 2);
    String source = List.of("stream", "stream", "rest", "tardis-books").get(random.nextInt(4));
    books.add(
        new Book(
            pair,
            time,
            levels(bid, -1, random),
            levels(bid.add(decimal(0.01 + random.nextInt(5), 2)), 1, random),
            source,
            fetched(random, time, source)));
  }

  private static List<Level> levels(BigDecimal best, int step, Random random) {
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      BigDecimal price = best.add(decimal(0.25 * step * i, 2));
      levels.add(new Level(price, decimal(0.001 + random.nextDouble(), 5)));
    }
    return levels;
  }

  /** Mostly at once, sometimes minutes late; from archives years later. */
  private static Instant fetched(Random random, Instant time, String source) {
    if (source.startsWith("tardis")) {
      return Instant.parse("2026-01-01T00:00:00Z");
    }
    return time.plusMillis(random.nextInt(5) == 0 ? random.nextInt(600_000) : random.nextInt(50));
  }

  static BigDecimal decimal(double value, int scale) {
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_EVEN);
  }

  /** As {@code silver} would hold it, in an order of its own. */
  FeatureInputs inputs(long shuffle) {
    return new FeatureInputs(
        frame(
                candles.stream().map(MadeUpMarket::row).toList(),
                "exchange STRING, pair STRING, interval STRING, open_time TIMESTAMP, close_time"
                    + " TIMESTAMP, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE,"
                    + " filled BOOLEAN",
                shuffle)
            .withColumn("listing", lit(1)),
        Books.measured(
            frame(
                books.stream().map(MadeUpMarket::row).toList(),
                "exchange STRING, pair STRING, time TIMESTAMP, sequence BIGINT, bids"
                    + " ARRAY<STRUCT<price: DECIMAL(38,18), amount: DECIMAL(38,18)>>, asks"
                    + " ARRAY<STRUCT<price: DECIMAL(38,18), amount: DECIMAL(38,18)>>, source"
                    + " STRING, fetched_at TIMESTAMP, run_id STRING, day DATE",
                shuffle)),
        frame(
            IntStream.range(0, trades.size()).mapToObj(i -> row(trades.get(i), i)).toList(),
            Tables.MARKET_TRADES.schema().toDDL(),
            shuffle));
  }

  private static Dataset<Row> frame(List<Row> rows, String schema, long shuffle) {
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(shuffle));
    SparkSession spark = LocalSpark.session();
    return spark.createDataFrame(shuffled, StructType.fromDDL(schema)).repartition(3);
  }

  private static Row row(Candle candle) {
    double close = candle.close;
    return RowFactory.create(
        "test",
        candle.pair,
        "5m",
        candle.open,
        candle.end(),
        close,
        close,
        close,
        close,
        candle.volume,
        false);
  }

  private static Row row(Book book) {
    return RowFactory.create(
        "test",
        book.pair,
        book.time,
        null,
        cells(book.bids),
        cells(book.asks),
        book.source,
        book.fetchedAt,
        "r",
        day(book.time));
  }

  private static List<Row> cells(List<Level> levels) {
    return levels.stream().map(level -> RowFactory.create(level.price, level.amount)).toList();
  }

  private static Row row(Trade trade, int id) {
    return RowFactory.create(
        "test",
        trade.pair,
        Integer.toString(id),
        trade.time,
        trade.price,
        trade.amount,
        trade.side,
        trade.source,
        trade.fetchedAt,
        "r",
        day(trade.time));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /**
   * The ten features of a candle by going through everything, or none: of {@code order_book} with
   * that max_age and of {@code trade_flow} with that coverage, in their order.
   */
  double[] slowly(Candle candle, double maxAgeSeconds, double coverage) {
    Book last = null;
    double spreads = 0;
    double imbalances = 0;
    int count = 0;
    for (Book book : books) {
      boolean live = !book.source.startsWith("tardis");
      if (book.pair.equals(candle.pair)
          && inside(candle, book.time)
          && (!live || book.fetchedAt.isBefore(candle.end()))) {
        last = last == null || book.time.isAfter(last.time) ? book : last;
        spreads += spread(book);
        imbalances += imbalance(book, 5);
        count++;
      }
    }
    double bought = 0;
    double sold = 0;
    double value = 0;
    double largest = 0;
    int number = 0;
    for (Trade trade : trades) {
      boolean live = trade.source.equals("stream");
      if (trade.pair.equals(candle.pair)
          && trade.side != null
          && inside(candle, trade.time)
          && (!live || trade.fetchedAt.isBefore(candle.end()))) {
        double amount = trade.amount.doubleValue();
        bought += trade.side.equals("buy") ? amount : 0;
        sold += trade.side.equals("sell") ? amount : 0;
        value += amount * trade.price.doubleValue();
        largest = Math.max(largest, amount);
        number++;
      }
    }
    boolean known =
        last != null
            && Duration.between(last.time, candle.end()).toNanos() <= maxAgeSeconds * 1e9
            && number > 0
            && bought + sold >= coverage * candle.volume;
    if (!known) {
      return new double[0];
    }
    double bid = price(last.bids, 0);
    double ask = price(last.asks, 0);
    double bidAmount = amount(last.bids, 1);
    double askAmount = amount(last.asks, 1);
    double micro = (bid * askAmount + ask * bidAmount) / (bidAmount + askAmount);
    return new double[] {
      spread(last),
      imbalance(last, 1),
      imbalance(last, 5),
      micro / ((bid + ask) / 2) - 1,
      spreads / count,
      imbalances / count,
      (bought - sold) / (bought + sold),
      Math.log(1 + number),
      Math.log(candle.close / (value / (bought + sold))),
      largest / (bought + sold)
    };
  }

  private static boolean inside(Candle candle, Instant time) {
    return !time.isBefore(candle.open) && time.isBefore(candle.end());
  }

  private static double spread(Book book) {
    double bid = price(book.bids, 0);
    double ask = price(book.asks, 0);
    return (ask - bid) / ((bid + ask) / 2);
  }

  private static double imbalance(Book book, int levels) {
    double bid = amount(book.bids, levels);
    double ask = amount(book.asks, levels);
    return (bid - ask) / (bid + ask);
  }

  private static double price(List<Level> side, int level) {
    return side.get(level).price.doubleValue();
  }

  private static double amount(List<Level> side, int levels) {
    return side.stream().limit(levels).mapToDouble(level -> level.amount.doubleValue()).sum();
  }
}
