package io.candlelake.simulator.market;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Recorded candles of one pair: gzip CSV with the header {@code timestamp, open, high, low, close,
 * volume} and perhaps {@code trades}; the timestamp is the open time in milliseconds. Kept as seven
 * numbers a row. A candle without volume is served but has no trades.
 */
final class RecordedSeries implements BarSeries {
  /** Trades made up for a candle whose file does not count them. */
  private static final long USUAL_TRADES = 10;

  private static final int PRICES = 4;

  private final Duration interval;
  private final long[] opens;
  private final long[][] columns;
  private final int priceScale;
  private final int volumeScale;
  private final long[] trades;
  private final long[] firstTrades;

  private RecordedSeries(List<Row> rows, Duration interval) {
    this.interval = interval;
    int count = rows.size();
    this.opens = rows.stream().mapToLong(Row::open).toArray();
    this.priceScale =
        rows.stream().flatMap(r -> r.prices().stream()).mapToInt(BigDecimal::scale).max().orElse(0);
    this.volumeScale = rows.stream().mapToInt(row -> row.volume().scale()).max().orElse(0);
    this.columns = new long[PRICES + 1][count];
    this.trades = new long[count];
    this.firstTrades = new long[count];
    long next = 1;
    for (int i = 0; i < count; i++) {
      Row row = rows.get(i);
      for (int column = 0; column < PRICES; column++) {
        columns[column][i] = unscaled(row.prices().get(column), priceScale);
      }
      columns[PRICES][i] = unscaled(row.volume(), volumeScale);
      trades[i] = row.count(BarTrades.fewest(candle(i)));
      firstTrades[i] = next;
      next += trades[i];
    }
  }

  private record Row(long open, List<BigDecimal> prices, BigDecimal volume, Optional<Long> trades) {
    static Row of(String line) {
      String[] cells = line.split(",", -1);
      List<BigDecimal> prices = new ArrayList<>();
      for (int i = 1; i <= PRICES; i++) {
        prices.add(new BigDecimal(cells[i]));
      }
      Optional<Long> trades =
          cells.length > PRICES + 2
              ? Optional.of(new BigDecimal(cells[PRICES + 2]).longValue())
              : Optional.empty();
      return new Row(Long.parseLong(cells[0]), prices, new BigDecimal(cells[PRICES + 1]), trades);
    }

    long count(long fewest) {
      return volume.signum() == 0 ? 0 : Math.max(fewest, trades.orElse(USUAL_TRADES));
    }
  }

  /**
   * Reads a file.
   *
   * @throws UncheckedIOException when it cannot be read or is not such a file
   */
  static RecordedSeries read(Path file) {
    List<Row> rows = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(raw), StandardCharsets.UTF_8))) {
      String header = lines.readLine();
      if (header == null || !header.startsWith("timestamp,open,high,low,close,volume")) {
        throw new IOException(file + " is no file of candles; its first line is " + header);
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(Row.of(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (rows.size() < 2) {
      throw new UncheckedIOException(new IOException(file + " has fewer than two candles"));
    }
    long step = Long.MAX_VALUE;
    for (int i = 1; i < rows.size(); i++) {
      step = Math.min(step, rows.get(i).open() - rows.get(i - 1).open());
    }
    return new RecordedSeries(rows, Duration.ofMillis(step));
  }

  int priceDecimals() {
    return priceScale;
  }

  @Override
  public Instant start() {
    return Instant.ofEpochMilli(opens[0]);
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public long size() {
    return (opens[opens.length - 1] - opens[0]) / interval.toMillis() + 1;
  }

  @Override
  public Bar bar(long index) {
    int row = Arrays.binarySearch(opens, opens[0] + index * interval.toMillis());
    if (row < 0) {
      return missing(index, -row - 1);
    }
    Candle candle = candle(row);
    return new Bar(index, firstTrades[row], trades[row], candle, List.of(candle), Optional.empty());
  }

  /** A slot without a row: the price stands at the last close. */
  private Bar missing(long index, int nextRow) {
    BigDecimal price = candle(nextRow - 1).close();
    Instant open = start().plus(interval.multipliedBy(index));
    Candle still = new Candle(open, price, price, price, price, BigDecimal.ZERO, 0);
    return new Bar(index, firstTrades[nextRow], 0, still, List.of(), Optional.empty());
  }

  @Override
  public long barOfTrade(long id) {
    int row = Arrays.binarySearch(firstTrades, id);
    if (row < 0) {
      row = -row - 2;
    }
    while (row + 1 < opens.length && firstTrades[row] + trades[row] <= id) {
      row++;
    }
    return (opens[row] - opens[0]) / interval.toMillis();
  }

  Candle candle(int row) {
    return new Candle(
        Instant.ofEpochMilli(opens[row]),
        price(0, row),
        price(1, row),
        price(2, row),
        price(3, row),
        BigDecimal.valueOf(columns[PRICES][row], volumeScale),
        trades[row]);
  }

  private BigDecimal price(int column, int row) {
    return BigDecimal.valueOf(columns[column][row], priceScale);
  }

  private static long unscaled(BigDecimal value, int scale) {
    return value.setScale(scale).unscaledValue().longValueExact();
  }
}
