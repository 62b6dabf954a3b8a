package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.median;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.dataset.Books;
import io.candlelake.common.market.Interval;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Every check. A new one is a line here. */
final class QualityChecks {
  static final List<QualityCheck> ALL =
      List.of(
          new QualityCheck(
              "candle-unlike-finer",
              FindingSeverity.FLAG,
              "a candle differs from the same candle made of shorter ones of its exchange",
              QualityChecks::againstFiner),
          new QualityCheck(
              "candle-unlike-trades",
              FindingSeverity.FLAG,
              "a candle differs from the same candle made of the trades in it",
              QualityChecks::againstTrades),
          new QualityCheck(
              "cross-exchange-price",
              FindingSeverity.FLAG,
              "a close is far from that of the same candle on other exchanges",
              QualityChecks::acrossExchanges),
          new QualityCheck(
              "silent-feed",
              FindingSeverity.FLAG,
              "a pair is silent for longer than it ever should be while most others of its exchange"
                  + " trade",
              SilentFeeds::compared),
          new QualityCheck(
              "clock-skew",
              FindingSeverity.FLAG,
              "the median trade of a stream arrives before it happened or long after",
              QualityChecks::clocks),
          new QualityCheck(
              "unsound-book",
              FindingSeverity.WARN,
              "an order book is empty on a side, crossed, out of order or not positive",
              QualityChecks::books));

  private static final double BASIS_POINTS = 1e4;
  private static final double MEDIANS = 5;
  private static final double WIDEST = 10;

  private QualityChecks() {}

  /** Candles of the run's interval that shorter ones cover from end to end. */
  static Dataset<Row> againstFiner(Observed observed) {
    Object[] shorter =
        Arrays.stream(Interval.values())
            .filter(other -> other.micros() < observed.interval().micros())
            .filter(other -> observed.interval().micros() % other.micros() == 0)
            .map(Interval::code)
            .toArray();
    Dataset<Row> finer = observed.candles().where(col("interval").isin(shorter));
    Dataset<Row> spans =
        finer
            .groupBy(col("exchange"), col("pair"), col("interval").as("parts"))
            .agg(min("open_time").as("first"), max("close_time").as("last"));
    Dataset<Row> rebuilt =
        CandleComparison.renamed(
            RebuiltCandles.ofCandles(RebuiltCandles.traded(finer), observed.interval()));
    Column covered = col("open_time").geq(col("first")).and(col("close_time").leq(col("last")));
    Dataset<Row> compared =
        observed
            .tradedCandles()
            .join(spans, new String[] {"exchange", "pair"})
            .where(covered)
            .join(rebuilt, new String[] {"exchange", "pair", "parts", "open_time"}, "left");
    return candles(
        compared,
        CandleComparison.differs(),
        CandleComparison.badness(),
        CandleComparison.words("from shorter ones"));
  }

  /** Candles that trades cover from end to end; those that were built from trades prove nothing. */
  static Dataset<Row> againstTrades(Observed observed) {
    Dataset<Row> rebuilt =
        CandleComparison.renamed(RebuiltCandles.ofTrades(observed.trades(), observed.interval()));
    Dataset<Row> compared =
        observed
            .tradedCandles()
            .where("source <> 'trades'")
            .join(rebuilt, new String[] {"exchange", "pair", "open_time"});
    return candles(
        compared,
        CandleComparison.differs(),
        CandleComparison.badness(),
        CandleComparison.words("from its trades"));
  }

  /**
   * Closes of pairs that several exchanges trade, in the candles that several have. Beside two
   * exchanges the other is the measure, and both are raised; beside more their median is.
   */
  static Dataset<Row> acrossExchanges(Observed observed) {
    WindowSpec slot = Window.partitionBy("pair", "open_time");
    WindowSpec series = Window.partitionBy("exchange", "pair");
    Column price = col("close").cast("double");
    Column others =
        when(col("exchanges").equalTo(2), sum("price").over(slot).minus(col("price")))
            .otherwise(median(col("price")).over(slot));
    double limit = observed.limits().crossExchangeBps();
    Column allowed =
        least(greatest(lit(limit), col("typical").multiply(MEDIANS)), lit(limit * WIDEST));
    Dataset<Row> compared =
        observed
            .tradedCandles()
            .withColumn("exchanges", count(lit(1)).over(slot))
            .where("exchanges > 1")
            .withColumn("price", price)
            .withColumn("others", others)
            .withColumn(
                "deviation", col("price").divide(col("others")).minus(1).multiply(BASIS_POINTS))
            .withColumn("typical", median(abs(col("deviation"))).over(series));
    return candles(
        compared,
        abs(col("deviation")).gt(allowed),
        abs(col("deviation")),
        format_string(
            "close %s, elsewhere %s: %.1f bp away",
            price.cast("string"), col("others").cast("string"), col("deviation")));
  }

  /** Trades that a stream brought: when they arrived against when they say they happened. */
  static Dataset<Row> clocks(Observed observed) {
    Column delay =
        unix_micros(col("fetched_at")).minus(unix_micros(col("time"))).cast("double").divide(1e6);
    Column outside =
        col("median_delay")
            .gt(observed.limits().maxDelaySeconds())
            .or(col("median_delay").lt(-observed.limits().maxEarlySeconds()));
    return observed
        .trades()
        .where("source = 'stream'")
        .withColumn("delay", delay)
        .groupBy(col("exchange"), col("pair"), to_date(col("time")).as("day"))
        .agg(
            count(lit(1)).as("weight"),
            expr("percentile_approx(delay, 0.5)").as("median_delay"),
            count_if(col("delay").lt(0)).as("early"),
            min("time").as("start"),
            max("time").as("end"))
        .select(
            col("exchange"),
            col("pair"),
            lit("").as("interval"),
            col("start"),
            col("end"),
            col("weight"),
            when(outside, col("weight")).otherwise(lit(0L)).as("raised"),
            abs(col("median_delay")).as("badness"),
            format_string(
                    "median trade arrived %.3f s after it happened, %d of %d before",
                    col("median_delay"), col("early"), col("weight"))
                .as("words"));
  }

  static Dataset<Row> books(Observed observed) {
    return Books.judged(observed.books())
        .select(
            col("exchange"),
            col("pair"),
            lit("").as("interval"),
            col("time").as("start"),
            col("time").as("end"),
            lit(1L).as("weight"),
            col(Books.REASON).isNotNull().cast("long").as("raised"),
            lit(1.0).as("badness"),
            format_string(
                    "%s: bids %s, asks %s",
                    col(Books.REASON), firstPrices("bids"), firstPrices("asks"))
                .as("words"));
  }

  private static Column firstPrices(String side) {
    return array_join(
        expr("transform(slice(" + side + ", 1, 3), level -> string(double(level.price)))"), " ");
  }

  private static Dataset<Row> candles(
      Dataset<Row> compared, Column isRaised, Column badness, Column words) {
    Column raised = coalesce(isRaised, lit(false));
    return compared.select(
        col("exchange"),
        col("pair"),
        col("interval"),
        col("open_time").as("start"),
        col("close_time").as("end"),
        lit(1L).as("weight"),
        raised.cast("long").as("raised"),
        badness.as("badness"),
        when(not(raised), lit("")).otherwise(words).as("words"));
  }
}
