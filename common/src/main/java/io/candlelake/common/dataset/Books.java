package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.reverse;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.candlelake.common.book.BookMeasures;
import io.candlelake.common.book.BookSide;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Order books as rows with the columns {@code bids} and {@code asks}, arrays of price and amount,
 * best first, as in {@code bronze.order_books} and {@code silver.order_books}. One row makes one
 * row, so all of it works on streams too.
 */
public final class Books {
  /** The column that says why a book cannot be used; null if it can. */
  public static final String REASON = "reason";

  /** A side without levels. */
  public static final String EMPTY = "empty-book";

  /** A price or amount of zero or below. */
  public static final String NON_POSITIVE = "non-positive-level";

  /** Bids not from high to low, or asks not from low to high, or a price twice. */
  public static final String UNORDERED = "unordered-book";

  /** The best bid at or above the best ask. */
  public static final String CROSSED = "crossed-book";

  private static final int IMBALANCE_LEVELS = 5;
  private static final double DEPTH_BPS = 10;

  private Books() {}

  /** The rows with {@link #REASON}; of several the first, in the order declared here. */
  public static Dataset<Row> judged(Dataset<Row> books) {
    Column empty = size(col("bids")).equalTo(0).or(size(col("asks")).equalTo(0));
    Column nonPositive = nonPositive(col("bids")).or(nonPositive(col("asks")));
    Column unordered =
        ascending(reverse(prices("bids"))).and(ascending(prices("asks"))).equalTo(lit(false));
    Column crossed =
        element_at(prices("bids"), 1).geq(element_at(prices("asks"), 1)); // 1 is the first
    return books.withColumn(
        REASON,
        when(empty, lit(EMPTY))
            .when(nonPositive, lit(NON_POSITIVE))
            .when(unordered, lit(UNORDERED))
            .when(crossed, lit(CROSSED)));
  }

  /**
   * The books that can be used, each with the measures of {@code silver.order_books}: best_bid,
   * best_bid_amount, best_ask, best_ask_amount, spread_bps, micro_price, imbalance,
   * bid_depth_10bps, ask_depth_10bps. Other columns stay. {@link #judged} tells of the others.
   */
  public static Dataset<Row> measured(Dataset<Row> books) {
    StructType measures =
        books
            .schema()
            .add("best_bid", DataTypes.DoubleType, false)
            .add("best_bid_amount", DataTypes.DoubleType, false)
            .add("best_ask", DataTypes.DoubleType, false)
            .add("best_ask_amount", DataTypes.DoubleType, false)
            .add("spread_bps", DataTypes.DoubleType, false)
            .add("micro_price", DataTypes.DoubleType, false)
            .add("imbalance", DataTypes.DoubleType, false)
            .add("bid_depth_10bps", DataTypes.DoubleType, false)
            .add("ask_depth_10bps", DataTypes.DoubleType, false);
    MapFunction<Row, Row> measure =
        row -> {
          BookMeasures book = bookOf(row);
          return with(
              row,
              book.bids().bestPrice(),
              book.bids().bestAmount(),
              book.asks().bestPrice(),
              book.asks().bestAmount(),
              book.spreadBps(),
              book.microPrice(),
              book.imbalance(IMBALANCE_LEVELS),
              book.bidDepth(DEPTH_BPS),
              book.askDepth(DEPTH_BPS));
        };
    return judged(books)
        .where(col(REASON).isNull())
        .drop(REASON)
        .map(measure, Encoders.row(measures));
  }

  /**
   * The rows, all of them sound, with the columns {@code buy_cost_bps} and {@code sell_cost_bps}:
   * arrays of what a market order of each of these sizes pays against mid, null where the book is
   * too thin for it.
   *
   * @param sizes in the quote asset
   */
  public static Dataset<Row> withCosts(Dataset<Row> books, List<Double> sizes) {
    StructType costs =
        books
            .schema()
            .add("buy_cost_bps", DataTypes.createArrayType(DataTypes.DoubleType), false)
            .add("sell_cost_bps", DataTypes.createArrayType(DataTypes.DoubleType), false);
    List<Double> asked = List.copyOf(sizes);
    MapFunction<Row, Row> price =
        row -> {
          BookMeasures book = bookOf(row);
          List<Double> buy = new ArrayList<>();
          List<Double> sell = new ArrayList<>();
          for (double quote : asked) {
            buy.add(orNull(book.buyCostBps(quote)));
            sell.add(orNull(book.sellCostBps(quote)));
          }
          return with(row, asScala(buy).toSeq(), asScala(sell).toSeq());
        };
    return books.map(price, Encoders.row(costs));
  }

  private static Column prices(String side) {
    return transform(col(side), level -> level.getField("price"));
  }

  private static Column nonPositive(Column side) {
    return exists(
        side, level -> level.getField("price").leq(0).or(level.getField("amount").leq(0)));
  }

  /** Whether the values rise strictly. */
  private static Column ascending(Column values) {
    Column distinct = array_distinct(values);
    return values.equalTo(array_sort(distinct));
  }

  private static BookMeasures bookOf(Row row) {
    return new BookMeasures(side(row, "bids"), side(row, "asks"));
  }

  private static BookSide side(Row row, String name) {
    List<Row> levels = row.getList(row.fieldIndex(name));
    double[] prices = new double[levels.size()];
    double[] amounts = new double[levels.size()];
    for (int i = 0; i < prices.length; i++) {
      prices[i] = levels.get(i).<BigDecimal>getAs("price").doubleValue();
      amounts[i] = levels.get(i).<BigDecimal>getAs("amount").doubleValue();
    }
    return new BookSide(prices, amounts);
  }

  private static Row with(Row row, Object... more) {
    Object[] cells = new Object[row.size() + more.length];
    for (int i = 0; i < row.size(); i++) {
      cells[i] = row.get(i);
    }
    System.arraycopy(more, 0, cells, row.size(), more.length);
    return RowFactory.create(cells);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
