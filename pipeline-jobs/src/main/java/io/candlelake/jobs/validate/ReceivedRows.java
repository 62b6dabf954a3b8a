package io.candlelake.jobs.validate;

import io.candlelake.common.table.Tables;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Takes candles out of Spark's own rows; text that a row shares with the one before is kept once.
 */
final class ReceivedRows implements Iterator<ReceivedCandle> {
  /** Columns of a row; {@code low_elsewhere} and {@code high_elsewhere} as {@link Evidence}. */
  static final StructType COLUMNS =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("pair", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("open_time", DataTypes.TimestampType)
          .add("open", Tables.EXACT)
          .add("high", Tables.EXACT)
          .add("low", Tables.EXACT)
          .add("close", Tables.EXACT)
          .add("volume", Tables.EXACT)
          .add("trades", DataTypes.LongType)
          .add("source", DataTypes.StringType)
          .add("source_ref", DataTypes.StringType)
          .add("source_line", DataTypes.LongType)
          .add("malformed", DataTypes.StringType)
          .add("raw", DataTypes.StringType)
          .add("fetched_at", DataTypes.TimestampType)
          .add("low_elsewhere", DataTypes.DoubleType)
          .add("high_elsewhere", DataTypes.DoubleType);

  private static final int EXCHANGE = COLUMNS.fieldIndex("exchange");
  private static final int PAIR = COLUMNS.fieldIndex("pair");
  private static final int SYMBOL = COLUMNS.fieldIndex("symbol");
  private static final int OPEN_TIME = COLUMNS.fieldIndex("open_time");
  private static final int OPEN = COLUMNS.fieldIndex("open");
  private static final int HIGH = COLUMNS.fieldIndex("high");
  private static final int LOW = COLUMNS.fieldIndex("low");
  private static final int CLOSE = COLUMNS.fieldIndex("close");
  private static final int VOLUME = COLUMNS.fieldIndex("volume");
  private static final int TRADES = COLUMNS.fieldIndex("trades");
  private static final int SOURCE = COLUMNS.fieldIndex("source");
  private static final int SOURCE_REF = COLUMNS.fieldIndex("source_ref");
  private static final int SOURCE_LINE = COLUMNS.fieldIndex("source_line");
  private static final int MALFORMED = COLUMNS.fieldIndex("malformed");
  private static final int RAW = COLUMNS.fieldIndex("raw");
  private static final int FETCHED_AT = COLUMNS.fieldIndex("fetched_at");
  private static final int LOW_ELSEWHERE = COLUMNS.fieldIndex("low_elsewhere");
  private static final int HIGH_ELSEWHERE = COLUMNS.fieldIndex("high_elsewhere");

  private static final UTF8String NOTHING = UTF8String.fromString("");

  private final Iterator<InternalRow> rows;
  private final MarketMoves moves;
  private UTF8String exchange = NOTHING;
  private UTF8String pair = NOTHING;
  private UTF8String symbol = NOTHING;
  private UTF8String source = NOTHING;
  private UTF8String sourceRef = NOTHING;

  ReceivedRows(Iterator<InternalRow> rows, MarketMoves moves) {
    this.rows = rows;
    this.moves = moves;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public ReceivedCandle next() {
    InternalRow row = rows.next();
    exchange = kept(exchange, row.getUTF8String(EXCHANGE));
    pair = kept(pair, row.getUTF8String(PAIR));
    symbol = kept(symbol, row.getUTF8String(SYMBOL));
    source = kept(source, row.getUTF8String(SOURCE));
    sourceRef = kept(sourceRef, row.getUTF8String(SOURCE_REF));
    long openMicros = number(row, OPEN_TIME);
    Exact open = exact(row, OPEN);
    Exact close = exact(row, CLOSE);
    Evidence evidence =
        new Evidence(
            moves.ofOthers(exchange, openMicros, open, close),
            row.isNullAt(LOW_ELSEWHERE) ? Double.NaN : row.getDouble(LOW_ELSEWHERE),
            row.isNullAt(HIGH_ELSEWHERE) ? Double.NaN : row.getDouble(HIGH_ELSEWHERE));
    return new ReceivedCandle(
        exchange,
        pair,
        symbol,
        openMicros,
        open,
        exact(row, HIGH),
        exact(row, LOW),
        close,
        exact(row, VOLUME),
        number(row, TRADES),
        source,
        sourceRef,
        number(row, SOURCE_LINE),
        text(row, MALFORMED),
        text(row, RAW),
        row.getLong(FETCHED_AT),
        evidence);
  }

  private static UTF8String kept(UTF8String before, UTF8String now) {
    return before.equals(now) ? before : now.clone();
  }

  private static long number(InternalRow row, int column) {
    return row.isNullAt(column) ? ReceivedCandle.NONE : row.getLong(column);
  }

  private static Optional<UTF8String> text(InternalRow row, int column) {
    return row.isNullAt(column) ? Optional.empty() : Optional.of(row.getUTF8String(column).clone());
  }

  /** A decimal of more than 18 digits lies in the row as the bytes of an integer. */
  static Exact exact(InternalRow row, int column) {
    return row.isNullAt(column) ? Exact.NONE : Exact.of(row.getBinary(column));
  }
}
