package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.testing.LocalSpark;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.junit.jupiter.api.Test;

class SmallBatchesTest {
  private final SparkSession spark = LocalSpark.session();

  @Test
  void whatIsPersistedClonesNoSession() {
    AtomicReference<SparkSession> inBatch = new AtomicReference<>();
    SmallBatches.in(spark, () -> inBatch.set(sessionOfPersisted(3)));
    assertThat(inBatch.get()).isSameAs(spark);
    // Else Spark clones one, and keeps it for ever.
    assertThat(sessionOfPersisted(4)).isNotSameAs(spark);
  }

  private SparkSession sessionOfPersisted(long rows) {
    Dataset<Long> persisted = spark.range(rows).persist();
    try {
      org.apache.spark.sql.classic.Dataset<Long> dataset =
          (org.apache.spark.sql.classic.Dataset<Long>) persisted;
      InMemoryRelation kept = (InMemoryRelation) dataset.queryExecution().withCachedData();
      return kept.cachedPlan().session();
    } finally {
      persisted.unpersist();
    }
  }
}
