package io.candlelake.jobs.backtest;

import static java.util.function.Function.identity;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.market.EpochMicros;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Runs one {@link Portfolio} a cell over the candidates, inside executors. */
final class PortfolioRun {
  /** At one entry time: the likeliest, then by name, then the latest decision. */
  private static final Column[] ORDER = {
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

  /** What a candidate that became a trade has; null for the others. */
  private static final StructType TAKEN =
      new StructType()
          .add("trade_id", DataTypes.LongType)
          .add("quantity", DataTypes.DoubleType)
          .add("entry_fill", DataTypes.DoubleType)
          .add("exit_fill", DataTypes.DoubleType)
          .add("entry_paid", DataTypes.DoubleType)
          .add("exit_paid", DataTypes.DoubleType)
          .add("holding_per_day", DataTypes.DoubleType)
          .add("holding_paid", DataTypes.DoubleType)
          .add("costs", DataTypes.createArrayType(COST, false));

  private PortfolioRun() {}

  /**
   * The candidates with what became of each.
   *
   * @param candidates rows of {@code candidates.sql} with the column of their cell
   */
  static Dataset<Row> decide(Dataset<Row> candidates, List<BacktestCell> cells) {
    Map<String, BacktestCell> byName =
        cells.stream().collect(Collectors.toMap(BacktestCell::name, identity()));
    StructType decided = candidates.schema().add("outcome", DataTypes.StringType);
    for (StructField field : TAKEN.fields()) {
      decided = decided.add(field);
    }
    MapFunction<Row, String> cellOf = row -> row.getAs("cell");
    FlatMapGroupsFunction<String, Row, Row> trade =
        (cell, rows) -> new Decisions(new Portfolio(byName.get(cell)), rows);
    return candidates
        .groupByKey(cellOf, Encoders.STRING())
        .flatMapSortedGroups(ORDER, trade, Encoders.row(decided));
  }

  /** Offers the rows one by one as they are asked for. */
  private record Decisions(Portfolio portfolio, Iterator<Row> rows) implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      Row row = rows.next();
      Decision decision =
          row.isNullAt(row.fieldIndex("entry_time"))
              ? Decision.Skipped.LAPSED
              : portfolio.offer(candidate(row));
      return withDecision(row, decision);
    }
  }

  private static Candidate candidate(Row row) {
    return new Candidate(
        row.getAs("exchange"),
        row.getAs("pair"),
        row.<Integer>getAs("side"),
        row.<Double>getAs("size"),
        EpochMicros.of(row.getAs("entry_time")),
        row.<Double>getAs("entry_price"),
        EpochMicros.of(row.getAs("exit_time")),
        row.<Double>getAs("exit_price"),
        bookCosts(row, "entry_book_costs"),
        bookCosts(row, "exit_book_costs"));
  }

  private static List<Double> bookCosts(Row row, String column) {
    int at = row.fieldIndex(column);
    return row.isNullAt(at) ? List.of() : row.getList(at);
  }

  private static Row row(TradeCost cost) {
    return RowFactory.create(cost.cost(), cost.entry(), cost.exit(), cost.held());
  }

  private static Row withDecision(Row row, Decision decision) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    values.add(decision.outcome());
    if (decision instanceof Decision.Taken taken) {
      values.add(taken.tradeId());
      values.add(taken.quantity());
      values.add(taken.entryFill());
      values.add(taken.exitFill());
      values.add(taken.entryPaid());
      values.add(taken.exitPaid());
      values.add(taken.holdingPerDay());
      values.add(taken.holdingPaid());
      values.add(taken.costs().stream().map(PortfolioRun::row).toArray());
    } else {
      values.addAll(Collections.nCopies(TAKEN.length(), null));
    }
    return RowFactory.create(values.toArray());
  }
}
