package io.candlelake.jobs.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.collector.FakeExchange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Past trades by REST: the whole range once, over failures and runs. */
class TradeHistoryTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Pair BTC = new Pair("BTC", "USDT");

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path temporary;

  @Test
  void aRangeIsBroughtOnceAndAFailureIsALine() {
    Lakehouse lake = new Lakehouse(spark, temporary.toString());
    FakeExchange exchange = new FakeExchange(true, START);
    for (int i = 0; i < 100; i++) {
      exchange.missedTrade(BTC);
    }
    List<String> failures = new ArrayList<>();
    exchange.refusesCalls = true;
    assertThat(run(lake, exchange, failures)).isZero();
    assertThat(failures).containsExactly("fake BTC-USDT: fake: call: 503");
    exchange.refusesCalls = false;
    // From second 1 to 5: ten trades a second.
    assertThat(run(lake, exchange, new ArrayList<>())).isEqualTo(40);
    assertThat(run(lake, exchange, new ArrayList<>())).isZero();
    assertThat(
            lake.read(Tables.MARKET_TRADES)
                .selectExpr("min(time)", "max(time)", "count(*)", "count(distinct trade_id)")
                .head()
                .toString())
        .isEqualTo("[2024-01-01T00:00:01Z,2024-01-01T00:00:04.900Z,40,40]");
    assertThat(lake.read(Tables.BRONZE_TRADES).count()).isEqualTo(40);
  }

  /** binance/binance-public-data, issue 376: old ids are answered with later trades. */
  @Test
  void aRangeAnsweredWithLaterTradesOnlyFailsEachTime() {
    Lakehouse lake = new Lakehouse(spark, temporary.toString());
    FakeExchange exchange = new FakeExchange(true, START);
    for (int i = 0; i < 100; i++) {
      exchange.missedTrade(BTC);
    }
    for (int forgotten : new int[] {60, 0}) { // the second run asks no more, and says it again
      exchange.forgotten = forgotten;
      List<String> failures = new ArrayList<>();
      assertThat(run(lake, exchange, failures)).isZero();
      assertThat(failures)
          .containsExactly(
              "fake BTC-USDT: the exchange serves later trades, but not the first 60; ingest them"
                  + " with ingest.source: archives");
    }
    assertThat(lake.read(Tables.MARKET_TRADES).count()).isZero();
  }

  private long run(Lakehouse lake, FakeExchange exchange, List<String> failures) {
    JobContext context =
        new JobContext(
            new StreamSinkTest.IngestTables(),
            lake,
            ConfigReader.read(
                Optional.empty(),
                Map.of("run.from", "2024-01-01T00:00:01Z", "run.to", "2024-01-01T00:00:05Z")),
            new RunId("r1"),
            START,
            Progress.SILENT);
    return new TradeHistory(context, () -> START.plusSeconds(60))
        .bring(Map.of(exchange.exchange(), List.of(BTC)), failures)
        .rowsOut();
  }
}
