package io.candlelake.jobs.ingest.files;

import static io.candlelake.exchanges.archive.CandleHeader.CLOSE;
import static io.candlelake.exchanges.archive.CandleHeader.HIGH;
import static io.candlelake.exchanges.archive.CandleHeader.LOW;
import static io.candlelake.exchanges.archive.CandleHeader.OPEN;
import static io.candlelake.exchanges.archive.CandleHeader.TRADES;
import static io.candlelake.exchanges.archive.CandleHeader.VOLUME;
import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import io.candlelake.exchanges.archive.CandleLayout;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.exchanges.archive.CellReader.Unreadable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One record as a file has it.
 *
 * @param line its place in the file, from 1
 * @param cells by column; text, a number, an {@link Instant} or null
 * @param text the record as text, kept where it cannot be read
 */
record CandleRecord(long line, List<?> cells, Text text) {
  private static final BigDecimal THREE = BigDecimal.valueOf(3);

  CandleRecord {
    requireNonNull(cells, "cells is null");
    requireNonNull(text, "text is null");
  }

  /** Made only where it is needed. */
  @FunctionalInterface
  interface Text {
    String text();
  }

  /** What a readable record says; a price or volume may be null. */
  record Candle(
      Instant openTime,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      Long trades) {}

  /** The open time. */
  Instant openTime(CandleLayout layout) throws Unreadable {
    if (cells.size() != layout.width()) {
      throw new Unreadable(cells.size() + " columns where the file has " + layout.width());
    }
    Object cell = cells.get(layout.columns().time());
    Instant time = CellReader.time(cell);
    if (!TimeRange.ALL.contains(time)) {
      throw new Unreadable("time '" + cell + "' is no time of any market");
    }
    return time;
  }

  /** What the record says of its market; empty when the file has no such column. */
  Optional<String> symbol(CandleLayout layout) {
    int column = layout.columns().symbol();
    return column < 0 || column >= cells.size()
        ? Optional.empty()
        : Optional.ofNullable(cells.get(column)).map(Object::toString);
  }

  /** The values, volume in the base asset. */
  Candle candle(CandleLayout layout, Instant openTime) throws Unreadable {
    BigDecimal open = CellReader.decimal(OPEN, cells.get(layout.columns().open()));
    BigDecimal high = CellReader.decimal(HIGH, cells.get(layout.columns().high()));
    BigDecimal low = CellReader.decimal(LOW, cells.get(layout.columns().low()));
    BigDecimal close = CellReader.decimal(CLOSE, cells.get(layout.columns().close()));
    BigDecimal volume = CellReader.decimal(VOLUME, cells.get(layout.columns().volume()));
    Long trades =
        layout.columns().trades() < 0
            ? null
            : CellReader.count(TRADES, cells.get(layout.columns().trades()));
    boolean convert = layout.columns().volumeUnit() == VolumeUnit.QUOTE;
    return new Candle(
        openTime,
        open,
        high,
        low,
        close,
        convert ? inBase(volume, high, low, close) : volume,
        trades);
  }

  /** A volume in the quote asset over the typical price (high + low + close) ÷ 3. */
  private static BigDecimal inBase(
      BigDecimal volume, BigDecimal high, BigDecimal low, BigDecimal close) {
    if (volume == null || volume.signum() == 0 || high == null || low == null || close == null) {
      return volume;
    }
    BigDecimal sum = high.add(low).add(close);
    return sum.signum() <= 0
        ? volume
        : volume.multiply(THREE).divide(sum, CellReader.SCALE, RoundingMode.HALF_EVEN);
  }
}
