package io.candlelake.jobs.validate;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Received candles written down by hand or drawn at random, hour 0 being 2024-01-01. */
final class Arrivals {
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");
  static final Limits LIMITS =
      Limits.of(ConfigReader.defaults().validate(), Interval.ONE_HOUR, NOW);

  private static final StructType COLUMNS =
      StructType.fromDDL(
          "exchange STRING, pair STRING, interval STRING, symbol STRING, open_time TIMESTAMP, open"
              + " DECIMAL(38,18), high DECIMAL(38,18), low DECIMAL(38,18), close DECIMAL(38,18),"
              + " volume DECIMAL(38,18), trades BIGINT, source STRING, source_ref STRING,"
              + " source_line BIGINT, malformed STRING, raw STRING, fetched_at TIMESTAMP");

  private final List<Row> rows = new ArrayList<>();
  private String exchange = "binance";
  private String pair = "BTC-USDT";
  private Instant fetchedAt = NOW;
  private long line;

  static BigDecimal price(double value) {
    return BigDecimal.valueOf(value).setScale(18, RoundingMode.HALF_EVEN);
  }

  /** What follows is of this exchange, BTC-USDT first. */
  Arrivals on(String newExchange) {
    exchange = newExchange;
    return of("BTC-USDT");
  }

  /** What follows is of this pair. */
  Arrivals of(String newPair) {
    pair = newPair;
    line = 0;
    return this;
  }

  /** What follows came so many hours later. */
  Arrivals fetchedLater(int hours) {
    fetchedAt = NOW.plusSeconds(3_600L * hours);
    return this;
  }

  /** Hourly candles of a gentle random walk around 100, hours {@code [from, to)}. */
  Arrivals clean(int from, int to) {
    for (int hour = from; hour < to; hour++) {
      candle(hour);
    }
    return this;
  }

  /** The candle of that hour as {@link #clean} makes it. */
  Arrivals candle(int hour) {
    double open = level(hour - 1);
    double close = level(hour);
    return candle(hour * 60, open, Math.max(open, close) + 0.2, Math.min(open, close) - 0.2, close);
  }

  Arrivals candle(int minute, double open, double high, double low, double close) {
    return row(minute, open, high, low, close, 5.0, null);
  }

  /** A row; null prices where NaN is given. */
  Arrivals row(
      int minute,
      double open,
      double high,
      double low,
      double close,
      double volume,
      String malformed) {
    BigDecimal[] values = {orNull(open), orNull(high), orNull(low), orNull(close), orNull(volume)};
    return row(minute, values, malformed);
  }

  /** A row of these prices and this volume to the last digit. */
  Arrivals exactly(int minute, String open, String high, String low, String close, String volume) {
    BigDecimal[] values =
        Stream.of(open, high, low, close, volume)
            .map(value -> new BigDecimal(value).setScale(18, RoundingMode.UNNECESSARY))
            .toArray(BigDecimal[]::new);
    return row(minute, values, null);
  }

  private Arrivals row(int minute, BigDecimal[] values, String malformed) {
    line++;
    rows.add(
        RowFactory.create(
            exchange,
            pair,
            "1h",
            pair,
            START.plusSeconds(60L * minute),
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            null,
            "files",
            pair + ".csv",
            line,
            malformed,
            malformed == null ? null : "raw",
            fetchedAt));
    return this;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  Dataset<Row> dataset(SparkSession spark) {
    return dataset(spark, rows);
  }

  static Dataset<Row> dataset(SparkSession spark, List<Row> rows) {
    return spark.createDataFrame(rows, COLUMNS);
  }

  /** A price that looks random and depends on the hour alone; moves of about 0.3%. */
  static double level(int hour) {
    return 100 + new Random(hour).nextGaussian() * 0.2;
  }

  private static BigDecimal orNull(double value) {
    return Double.isNaN(value) ? null : price(value);
  }
}
