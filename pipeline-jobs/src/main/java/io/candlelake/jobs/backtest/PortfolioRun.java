package io.candlelake.jobs.backtest;

import static java.util.function.Function.identity;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.dataset.InternalRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Runs one {@link Portfolio} a cell over the candidates, inside executors. */
final class PortfolioRun {
  /** At one entry time: the likeliest, then by name, then the latest decision. */
  private static final Column[] ORDER = {
    col("cell"),
    col("entry_time"),
    col("probability").desc(),
    col("exchange"),
    col("pair"),
    col("decided_at").desc()
  };

  private static final StructType COST =
      new StructType()
          .add("cost", DataTypes.StringType, false)
          .add("entry", DataTypes.DoubleType, false)
          .add("exit", DataTypes.DoubleType, false)
          .add("held", DataTypes.DoubleType, false);

  /** What is added to a candidate: what became of it; the rest null if it is no trade. */
  private static final StructType DECISION =
      new StructType()
          .add("outcome", DataTypes.StringType, false)
          .add("trade_id", DataTypes.LongType)
          .add("quantity", DataTypes.DoubleType)
          .add("entry_fill", DataTypes.DoubleType)
          .add("exit_fill", DataTypes.DoubleType)
          .add("entry_paid", DataTypes.DoubleType)
          .add("exit_paid", DataTypes.DoubleType)
          .add("held_by_day", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add("holding_paid", DataTypes.DoubleType)
          .add("costs", DataTypes.createArrayType(COST, false));

  private PortfolioRun() {}

  /**
   * The candidates with what became of each.
   *
   * @param candidates {@link PairTrades#CANDIDATE} with both fills' book costs and their cell
   * @param barMicros microseconds of a candle
   */
  static Dataset<Row> decide(Dataset<Row> candidates, List<BacktestCell> cells, long barMicros) {
    Map<String, BacktestCell> byName =
        cells.stream().collect(Collectors.toMap(BacktestCell::name, identity()));
    StructType columns = candidates.schema();
    StructType decided = columns;
    for (StructField field : DECISION.fields()) {
      decided = decided.add(field);
    }
    Dataset<Row> sorted = candidates.repartition(col("cell")).sortWithinPartitions(ORDER);
    return InternalRows.mapPartitions(
        sorted, rows -> new Decisions(rows, columns, byName, barMicros), decided);
  }

  /** Offers each candidate to the portfolio of its cell, lazily, one row at a time. */
  private static final class Decisions implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final StructType columns;
    private final Map<String, BacktestCell> cells;
    private final int cellColumn;
    private final long barMicros;
    private UTF8String cell;
    private Portfolio portfolio;

    Decisions(
        Iterator<InternalRow> rows,
        StructType columns,
        Map<String, BacktestCell> cells,
        long barMicros) {
      this.rows = rows;
      this.columns = columns;
      this.cells = cells;
      this.barMicros = barMicros;
      this.cellColumn = columns.fieldIndex("cell");
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public InternalRow next() {
      InternalRow row = rows.next();
      UTF8String itsCell = row.getUTF8String(cellColumn);
      if (!itsCell.equals(cell)) {
        cell = itsCell.clone();
        portfolio = new Portfolio(cells.get(cell.toString()), barMicros);
      }
      Decision decision =
          row.isNullAt(columns.fieldIndex("entry_time"))
              ? new Decision.Barred(row.getUTF8String(columns.fieldIndex("unfilled")).toString())
              : portfolio.offer(candidate(row));
      return new JoinedRow(row, decided(decision));
    }

    private Candidate candidate(InternalRow row) {
      return new Candidate(
          row.getUTF8String(columns.fieldIndex("exchange")).toString(),
          row.getUTF8String(columns.fieldIndex("pair")).toString(),
          row.getInt(columns.fieldIndex("side")),
          row.getDouble(columns.fieldIndex("size")),
          row.getLong(columns.fieldIndex("entry_time")),
          row.getDouble(columns.fieldIndex("entry_price")),
          row.getLong(columns.fieldIndex("exit_time")),
          row.getDouble(columns.fieldIndex("exit_price")),
          row.getUTF8String(columns.fieldIndex("exit_reason")).toString(),
          bookCosts(row, "entry_book_costs"),
          bookCosts(row, "exit_book_costs"));
    }

    private List<Double> bookCosts(InternalRow row, String column) {
      int at = columns.fieldIndex(column);
      if (row.isNullAt(at)) {
        return List.of();
      }
      ArrayData array = row.getArray(at);
      List<Double> costs = new ArrayList<>();
      for (int i = 0; i < array.numElements(); i++) {
        costs.add(array.isNullAt(i) ? null : (Double) array.getDouble(i));
      }
      return costs;
    }

    private static InternalRow decided(Decision decision) {
      Object[] cells = new Object[DECISION.size()];
      cells[0] = UTF8String.fromString(decision.outcome());
      if (decision instanceof Decision.Taken taken) {
        cells[1] = taken.tradeId();
        cells[2] = taken.quantity();
        cells[3] = taken.entryFill();
        cells[4] = taken.exitFill();
        cells[5] = taken.entryPaid();
        cells[6] = taken.exitPaid();
        cells[7] = new GenericArrayData(taken.heldByDay().toArray());
        cells[8] = taken.holdingPaid();
        cells[9] = new GenericArrayData(taken.costs().stream().map(Decisions::cost).toArray());
      }
      return new GenericInternalRow(cells);
    }

    private static InternalRow cost(TradeCost cost) {
      return new GenericInternalRow(
          new Object[] {
            UTF8String.fromString(cost.cost()), cost.entry(), cost.exit(), cost.held()
          });
    }
  }
}
