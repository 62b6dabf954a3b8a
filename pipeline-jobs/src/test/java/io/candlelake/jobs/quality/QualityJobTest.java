package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_date;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.ExitCode;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.dataset.Books;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityJobTest {
  @TempDir Path temporary;
  private Lakehouse lake;
  private int runs;

  @Test
  void anEmptyLakeSaysThatNothingWasCompared() {
    lake = new Lakehouse(LocalSpark.session(), temporary.resolve("empty").toString());
    assertThat(run(Map.of()).notes()).contains("nothing was there to compare");
  }

  @Test
  void findingsStandInTheTableAndThePageAlsoWhereTheyStopTheRun() throws IOException {
    lake = new Lakehouse(LocalSpark.session(), temporary.resolve("faulty").toString());
    PlantedMarket market =
        PlantedMarket.clean()
            .withTrades(
                t -> t.in("binance", "XRP-USDT", 30) ? t.of(t.amount().add(BigDecimal.ONE)) : t);
    lake.append(Tables.CANDLES, market.candleRows());
    lake.append(Tables.MARKET_TRADES, market.tradeRows());
    lake.append(Tables.BRONZE_ORDER_BOOKS, market.bronzeBooks());
    lake.append(Tables.ORDER_BOOKS, silver(market));

    Map<String, String> strict =
        Map.of("quality.rules", "[{check: candle-unlike-trades, severity: reject}]");
    assertThatThrownBy(() -> run(strict))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith(
            "Cannot trust this data: candle-unlike-trades: 1 of 46 of binance XRP-USDT 1h (")
        .hasMessageEndingWith(
            "quality.html; then mend the source, leave pairs out by --pairs, or change"
                + " quality.rules.")
        .extracting(error -> ((PipelineException) error).exitCode())
        .isEqualTo(ExitCode.DATA_REFUSED);

    List<Row> raised = lake.read(Tables.QUALITY_FINDINGS).where("raised > 0").collectAsList();
    assertThat(raised).hasSize(1);
    assertThat(raised.get(0).<Instant>getAs("first_time"))
        .isEqualTo(Instant.parse("2024-03-02T06:00:00Z"));
    assertThat(raised.get(0).<Instant>getAs("last_time"))
        .isEqualTo(Instant.parse("2024-03-02T07:00:00Z"));
    String page = Files.readString(Path.of(lake.root(), "reports", "r1", "quality.html"));
    assertThat(page)
        .contains("<td>candle-unlike-trades</td>")
        .contains("XRP-USDT")
        .doesNotContain("<script");

    Row day = lake.read(Tables.BOOK_STATISTICS).head();
    assertThat(day.<Long>getAs("books")).isEqualTo(50);
    // Best levels 99.99 and 100.01, 30 units each; the next five hundred at 99.95 and 100.05.
    assertThat(day.<Double>getAs("median_spread_bps")).isCloseTo(2, within(1e-9));
    assertThat(day.<Double>getAs("p90_spread_bps")).isCloseTo(2, within(1e-9));
    assertThat(day.<Double>getAs("cost_1k_bps")).isCloseTo(1, within(1e-9));
    double bought = 30 + (10_000 - 30 * 100.01) / 100.05;
    double sold = 30 + (10_000 - 30 * 99.99) / 99.95;
    double cost = (10_000 / bought / 100 - 1 + 1 - 10_000 / sold / 100) / 2 * 1e4;
    assertThat(day.<Double>getAs("cost_10k_bps")).isCloseTo(cost, within(1e-9));
    assertThat(day.<Double>getAs("cost_100k_bps")).isNull();
    assertThat(day.<Double>getAs("mean_bid_depth_10bps"))
        .isCloseTo(30 * 99.99 + 500 * 99.95, within(1e-6));
  }

  private static Dataset<Row> silver(PlantedMarket market) {
    return Books.measured(market.bookRows()).withColumn("day", to_date(col("time")));
  }

  private JobResult run(Map<String, String> settings) {
    runs++;
    QualityJob job = new QualityJob();
    return job.run(
        new JobContext(
            job,
            lake,
            ConfigReader.read(Optional.empty(), settings),
            new RunId("r" + runs),
            Instant.parse("2026-01-01T00:00:00Z"),
            Progress.SILENT));
  }
}
