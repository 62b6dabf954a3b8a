package io.candlelake.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.dataset.PairOrder;
import io.candlelake.common.testing.LocalSpark;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  /** So many that some share a bucket of {@link PairOrder}. */
  private static final int PAIRS = 1_500;

  private static final int CANDLES = 4;

  private final SparkSession spark = LocalSpark.session();

  /** Every value names its pair and candle: what is joined wrongly shows. */
  @Test
  void pairsThatShareABucketAreKeptApart() {
    Dataset<Row> candles =
        spark
            .range(PAIRS * CANDLES)
            .selectExpr(
                "'seeded' AS exchange",
                "concat('P', id div 4, '-USDT') AS pair",
                "'1h' AS interval",
                "timestamp_seconds(1700000000 - 1700000000 % 3600 + 3600 * (id % 4)) AS open_time",
                "timestamp_seconds(1700000000 - 1700000000 % 3600 + 3600 * (id % 4) + 3600)"
                    + " AS close_time",
                "id");
    Dataset<Row> labels =
        candles
            .withColumn("known_at", col("close_time").plus(expr("INTERVAL 1 HOUR")))
            .withColumn("direction", col("id").mod(3).minus(1).cast("int"))
            .withColumn("forward_return", col("id").cast("double"));
    Dataset<Row> predictions =
        candles
            .withColumn("fold", col("id").mod(7).cast("int"))
            .withColumn("score", col("id").divide(1e6))
            .withColumn("probability", col("id").divide(2e6));
    Dataset<Row> entries =
        predictions.where(col("id").mod(5).equalTo(0)).withColumn("side", lit(1));
    Dataset<Row> priced =
        candles
            .withColumn("filled", lit(false))
            .withColumn("open", lit(1.0))
            .withColumn("close", lit(1.0));

    assertThat(sharedBuckets(candles)).isPositive();
    List<Row> outcomes = Outcomes.of(predictions, labels, entries, priced, 1).collectAsList();

    assertThat(outcomes).hasSize(PAIRS * CANDLES);
    for (Row outcome : outcomes) {
      long id = Math.round(outcome.<Double>getAs("forward_return"));
      assertThat(outcome.<String>getAs("pair")).isEqualTo("P" + id / CANDLES + "-USDT");
      assertThat(outcome.<Double>getAs("score")).isEqualTo(id / 1e6);
      assertThat(outcome.<Integer>getAs("fold")).isEqualTo((int) (id % 7));
      assertThat(outcome.<Integer>getAs("side")).isEqualTo(id % 5 == 0 ? 1 : 0);
      assertThat(outcome.<Integer>getAs("previous_direction"))
          .isEqualTo(id % CANDLES == 0 ? null : Integer.valueOf((int) ((id - 1) % 3 - 1)));
    }
    assertThat(outcomes.stream().map(row -> row.<Double>getAs("score")).collect(Collectors.toSet()))
        .hasSize(PAIRS * CANDLES);
  }

  private static long sharedBuckets(Dataset<Row> candles) {
    Dataset<Row> first =
        candles.where(col("id").mod(CANDLES).equalTo(0)).withColumn("kind", lit(0));
    long buckets =
        PairOrder.sorted(first, "kind", "open_time", "place")
            .select("place")
            .collectAsList()
            .stream()
            .map(row -> PairOrder.bucket(row.getLong(0)))
            .distinct()
            .count();
    return PAIRS - buckets;
  }
}
