package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.ExitCode;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.backfill.MemoryExchange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backfill with a real lake behind it. */
class ExchangeIngestTest {
  private static final Pair BTC = new Pair("BTC", "USDT");
  private static final Pair ETH = new Pair("ETH", "USDT");
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private final SparkSession spark = LocalSpark.session();
  private final MemoryExchange memory =
      new MemoryExchange("memory", Interval.ONE_HOUR, Set.of(Interval.ONE_DAY), 10);
  @TempDir Path temporary;
  private Lakehouse lake;
  private int runs;

  @BeforeEach
  void openLake() {
    lake = new Lakehouse(spark, temporary.resolve("lake").toString());
  }

  @Test
  void runTwiceAddsNothingAndAHoleIsFoundAndFilled() {
    for (int i = 0; i < 100; i++) {
      boolean outage = i >= 40 && i < 52;
      if (!outage) {
        memory.put(BTC, MemoryExchange.candle(hour(i), 0));
      }
      if (i >= 60) {
        memory.put(ETH, MemoryExchange.candle(hour(i), 0));
      }
    }
    JobResult first = run(Map.of());
    assertThat(first.failures()).isEmpty();
    // 88 + 40 candles, two empty spans, two markets in bronze and in silver.
    assertThat(first.rowsOut()).isEqualTo(88 + 40 + 2 + 2 + 2);
    assertThat(rows("SELECT symbol, from_time, to_time, source FROM rows", outages()))
        .containsExactlyInAnyOrder(
            "[BTCUSDT,%s,%s,exchange]".formatted(hour(40), hour(52)),
            "[ETHUSDT,%s,%s,exchange]".formatted(START, hour(60)));
    memory.takeAsked();

    assertThat(run(Map.of()).rowsOut()).isZero();
    // Only the newest three candles of each pair, which may have been corrected.
    assertThat(memory.takeAsked())
        .hasSize(2)
        .allSatisfy(asked -> assertThat(asked.range().from()).isEqualTo(hour(97)));

    lake.replace(
        Tables.BRONZE_CANDLES,
        lake.read(Tables.BRONZE_CANDLES).where("1 = 0"),
        RowFilter.equal("exchange", "memory")
            .and(RowFilter.equal("interval", "1h"))
            .and(RowFilter.equal("symbol", "BTCUSDT"))
            .and(RowFilter.from("open_time", hour(20)))
            .and(RowFilter.before("open_time", hour(25))));
    memory.put(BTC, MemoryExchange.candle(hour(99), 1));
    memory.takeAsked();
    assertThat(run(Map.of()).rowsOut()).isEqualTo(5 + 1);
    assertThat(memory.takeAsked())
        .filteredOn(asked -> asked.pair().equals(BTC))
        .extracting(asked -> asked.range().from())
        .containsExactlyInAnyOrder(hour(20), hour(97));
    assertThat(
            rows(
                "SELECT count(*), count(DISTINCT symbol, open_time), CAST(max(close - open) AS INT) FROM rows",
                lake.read(Tables.BRONZE_CANDLES)))
        .containsExactly("[129,128,1]");
  }

  @Test
  void marketsAreKeptAsOfADate() {
    memory.put(BTC, MemoryExchange.candle(hour(0), 0));
    memory.put(ETH, MemoryExchange.candle(hour(0), 0));
    run(Map.of("run.to", "2024-01-01T01:00:00Z"));
    memory.delist(ETH);
    JobResult second = run(Map.of("run.to", "2024-01-01T01:00:00Z"));
    assertThat(second.failures())
        .containsExactly("memory does not list ETH-USDT; did you mean BTC-USDT?");
    assertThat(
            rows(
                "SELECT pair, status, valid_to IS NULL, CAST(tick_size AS double) FROM rows ORDER BY pair, valid_from",
                lake.read(Tables.MARKETS)))
        .containsExactly(
            "[BTC-USDT,trading,true,0.01]",
            "[ETH-USDT,trading,false,0.01]",
            "[ETH-USDT,delisted,true,0.01]");
  }

  @Test
  void mistakesAndSilenceAreTold() {
    memory.put(BTC, MemoryExchange.candle(hour(0), 0));
    assertThatThrownBy(() -> run(Map.of("exchange.names", "[memroy]")))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot fetch from memroy: there is no such exchange; did you mean memory?"
                + " exchange.names and exchange.addresses take memory.");
    assertThatThrownBy(() -> run(Map.of("exchange.addresses", "{memory: nowhere}")))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot fetch from memory: its address 'nowhere' is no http://host:port."
                + " Write exchange.addresses as {memory: \"http://127.0.0.1:8080\"}.");
    assertThatThrownBy(() -> run(Map.of("run.pairs", "[BTX-USDT]")))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot fetch from memory: memory does not list BTX-USDT; did you mean BTC-USDT?"
                + " Check --pairs, --interval and exchange.names.");
    assertThatThrownBy(() -> run(Map.of("run.interval", "2h")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("memory serves no 2h candles, but 1h, 1d");
    memory.failBy(
        asked -> {
          throw MemoryExchange.failure(ExchangeFailure.Kind.TRANSIENT, "connection refused");
        });
    assertThatThrownBy(() -> run(Map.of("run.pairs", "[BTC-USDT]")))
        .isInstanceOfSatisfying(
            PipelineException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.OUTSIDE_WORLD))
        .hasMessageContaining("memory: connection refused");
    assertThat(lake.exists(Tables.BRONZE_CANDLES)).isFalse();
  }

  @Test
  void whatAnotherIngestBringsIsLeftToIt() {
    memory.put(BTC, MemoryExchange.candle(hour(0), 0));
    memory.put(ETH, MemoryExchange.candle(hour(0), 0));
    try (IngestLock other = IngestLock.of(lake.root())) {
      assertThat(other.take("memory BTCUSDT 1h")).isTrue();
      assertThat(run(Map.of()).failures())
          .containsExactly("memory BTC-USDT: another ingest is writing it");
      assertThatThrownBy(() -> run(Map.of("run.pairs", "[BTC-USDT]")))
          .isInstanceOfSatisfying(
              PipelineException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.OUTSIDE_WORLD))
          .hasMessage(
              "Cannot write candles to %s: memory BTC-USDT: another ingest is writing it. Run again when that one has ended."
                  .formatted(lake.root()));
      assertThat(rows("SELECT symbol FROM rows", lake.read(Tables.BRONZE_CANDLES)))
          .containsExactly("[ETHUSDT]");
    }
    assertThat(run(Map.of()).failures()).isEmpty();
    assertThat(rows("SELECT symbol FROM rows", lake.read(Tables.BRONZE_CANDLES)))
        .containsExactlyInAnyOrder("[BTCUSDT]", "[ETHUSDT]");
  }

  private org.apache.spark.sql.Dataset<Row> outages() {
    return lake.read(Tables.BRONZE_OUTAGES);
  }

  private List<String> rows(String sql, org.apache.spark.sql.Dataset<Row> rows) {
    rows.createOrReplaceTempView("rows");
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private JobResult run(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ingest.source", "exchange");
    settings.put("exchange.names", "[memory]");
    settings.put("run.pairs", "[BTC-USDT, ETH-USDT]");
    settings.put("run.from", START.toString());
    settings.putAll(more);
    Config config = ConfigReader.read(Optional.empty(), settings);
    runs++;
    IngestJob job =
        new IngestJob(
            InstantSource.system(),
            List.of(
                new Exchanges.Opener(
                    "memory",
                    new Rate(1, Duration.ofSeconds(1), "none"),
                    (reached, clock) -> memory.exchange())));
    Instant startedAt = hour(100).plusSeconds(runs);
    return job.run(
        new JobContext(job, lake, config, new RunId("r" + runs), startedAt, Progress.SILENT));
  }

  private static Instant hour(int number) {
    return START.plus(Interval.ONE_HOUR.length().multipliedBy(number));
  }
}
