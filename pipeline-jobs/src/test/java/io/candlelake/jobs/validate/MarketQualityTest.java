package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.ExitCode;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.ingest.IngestJob;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.PlantedFault;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and validate together on the simulated market, whose faults are known. */
class MarketQualityTest {
  /** Measured with 2 and with 5 pairs alike; Delta's reading and writing of its log included. */
  private static final int JOBS_OF_A_FIRST_VALIDATE = 23;

  private static final Set<PlantedFault.Kind> BROKEN =
      Set.of(
          PlantedFault.Kind.HIGH_BELOW_LOW,
          PlantedFault.Kind.ABSURD_CLOSE,
          PlantedFault.Kind.ABSURD_WICK,
          PlantedFault.Kind.NEGATIVE_PRICE,
          PlantedFault.Kind.ZERO_PRICE);

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path temporary;
  private Lakehouse lake;
  private int runs;

  @Test
  void whatWasPlantedIsCaughtAndNothingElse() {
    open("planted");
    Map<String, String> settings = market("ingest.simulated.bad-tick-share", "0.01");
    run(new IngestJob(java.time.InstantSource.system()), settings);
    assertThatThrownBy(() -> run(new ValidateJob(), settings))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot go on with this data: validity 99.")
        .hasMessageContaining("is below validate.min-validity 99.900% (worst: ")
        .hasMessageContaining("; most rows, ")
        .hasMessageEndingWith(
            "Mend these rows, leave pairs out by --pairs, lower the limit, or go on as it is by --set"
                + " validate.on-refusal=continue.")
        .extracting(error -> ((PipelineException) error).exitCode())
        .isEqualTo(ExitCode.DATA_REFUSED);
    assertThat(lake.exists(Tables.CANDLES)).isFalse();
    assertThat(lake.read(Tables.REJECTED_CANDLES).isEmpty()).isFalse();

    Map<String, String> goOn = new HashMap<>(settings);
    goOn.put("validate.on-refusal", "continue");
    run(new ValidateJob(), goOn);

    List<PlantedFault> planted = planted();
    Set<String> broken = new TreeSet<>();
    planted.stream()
        .filter(fault -> BROKEN.contains(fault.kind()))
        .forEach(fault -> broken.add(fault.pair().replace("-", "") + " " + fault.from()));
    Set<String> caught = new TreeSet<>();
    lake.read(Tables.REJECTED_CANDLES)
        .select("symbol", "open_time")
        .collectAsList()
        .forEach(row -> caught.add(row.getString(0) + " " + row.<Instant>getAs(1)));
    assertThat(planted.stream().map(PlantedFault::kind).toList())
        .containsAll(BROKEN)
        .contains(PlantedFault.Kind.DUPLICATE);
    assertThat(caught).isEqualTo(broken);

    Row all = QualityRates.inAll(lake.read(Tables.COMPLETENESS)).head();
    long missing = all.getAs("missing");
    assertThat(all.<Long>getAs("expected")).isEqualTo(all.<Long>getAs("valid") + missing);
    assertThat(all.<Long>getAs("received"))
        .isEqualTo(all.<Long>getAs("valid") + all.<Long>getAs("rejected"));
    assertThat(all.<Long>getAs("rejected")).isEqualTo(broken.size());
    assertThat(all.<Long>getAs("valid"))
        .isEqualTo(lake.read(Tables.CANDLES).where("NOT filled").count());
    assertThat(all.<Long>getAs("filled"))
        .isEqualTo(lake.read(Tables.CANDLES).where("filled").count());
    assertThat(all.<Long>getAs("duplicates"))
        .isEqualTo(planted.stream().filter(f -> f.kind() == PlantedFault.Kind.DUPLICATE).count());
    assertThat(all.<Double>getAs("validity"))
        .isEqualTo((double) all.<Long>getAs("valid") / all.<Long>getAs("received"));
  }

  @Test
  void runAgainNothingChangesAndALongerRangeAddsTheRest() {
    open("again");
    Map<String, String> settings = market("ingest.simulated.outages-per-year", "50");
    settings.put("ingest.simulated.bad-tick-share", "0.005");
    settings.put("validate.min-validity", "0.5");
    run(new IngestJob(java.time.InstantSource.system()), settings);
    run(new ValidateJob(), settings);
    Row first = QualityRates.inAll(lake.read(Tables.COMPLETENESS)).head();
    long outage = first.getAs("outage");
    assertThat(outage).isPositive();
    long version = lake.version(Tables.CANDLES).getAsLong();
    long rejected = lake.version(Tables.REJECTED_CANDLES).getAsLong();
    long completeness = lake.version(Tables.COMPLETENESS).getAsLong();

    run(new IngestJob(java.time.InstantSource.system()), settings);
    run(new ValidateJob(), settings);
    assertThat(lake.version(Tables.CANDLES)).hasValue(version);
    assertThat(lake.version(Tables.REJECTED_CANDLES)).hasValue(rejected);
    assertThat(lake.version(Tables.COMPLETENESS)).hasValue(completeness);

    List<Row> before = candles("open_time < timestamp'2023-02-10T00:00:00Z'");
    settings.put("ingest.simulated.to", "2023-04-01");
    run(new IngestJob(java.time.InstantSource.system()), settings);
    run(new ValidateJob(), settings);
    assertThat(candles("open_time < timestamp'2023-02-10T00:00:00Z'")).isEqualTo(before);
    assertThat(lake.read(Tables.CANDLES).count()).isGreaterThan(before.size() + 2 * 24 * 25);
  }

  @Test
  void aCorrectionIsANewRevisionAndALateCandleReplacesItsFilling() throws Exception {
    open("correction");
    Map<String, String> settings = market("ingest.simulated.bad-tick-share", "0");
    settings.put("ingest.simulated.pairs", "5");
    run(new IngestJob(java.time.InstantSource.system()), settings);
    Dataset<Row> received = lake.read(Tables.BRONZE_CANDLES);
    String late = "symbol = 'ETHUSDT' AND open_time = timestamp'2023-01-20T05:00:00Z'";
    Dataset<Row> lateCandle =
        spark.createDataFrame(received.where(late).collectAsList(), received.schema());
    Lakehouse cut = new Lakehouse(spark, temporary.resolve("cut").toString());
    cut.append(Tables.BRONZE_CANDLES, received.where("NOT (" + late + ")"));
    lake = cut;
    assertThat(LocalSpark.jobsOf(() -> run(new ValidateJob(), settings)))
        .isEqualTo(JOBS_OF_A_FIRST_VALIDATE);
    String slot = "pair = 'ETH-USDT' AND open_time = timestamp'2023-01-20T05:00:00Z'";
    assertThat(only(slot).<Boolean>getAs("filled")).isTrue();
    assertThat(only(slot).getList(only(slot).fieldIndex("quality"))).isEqualTo(List.of("filled"));

    lake.append(Tables.BRONZE_CANDLES, later(lateCandle, "close", 1));
    lake.append(Tables.BRONZE_CANDLES, later(lateCandle, "high * 1.001", 2));
    run(new ValidateJob(), settings);
    Row corrected = only(slot);
    assertThat(corrected.<Boolean>getAs("filled")).isFalse();
    assertThat(corrected.<Integer>getAs("revision")).isEqualTo(1);
    long version = lake.version(Tables.CANDLES).getAsLong();
    run(new ValidateJob(), settings);
    assertThat(lake.version(Tables.CANDLES)).hasValue(version);
  }

  private static List<PlantedFault> planted() {
    Instant from = Instant.parse("2023-01-01T00:00:00Z");
    SeededSettings settings =
        new SeededSettings(
            SimulatedPair.first(2),
            17,
            from,
            Duration.ofHours(1),
            0.07,
            0.61,
            3,
            0.01,
            SeededSettings.USUAL_LOST_SHARE,
            OptionalDouble.empty());
    BarMarket market = BarMarket.seeded(settings);
    Instant to = Instant.parse("2023-03-01T00:00:00Z");
    return settings.listings().stream()
        .flatMap(listing -> market.plantedFaults(listing, from, to).stream())
        .toList();
  }

  private Dataset<Row> later(Dataset<Row> rows, String close, int hours) {
    return rows.withColumn("close", org.apache.spark.sql.functions.expr(close))
        .withColumn("high", org.apache.spark.sql.functions.expr("greatest(high, close)"))
        .withColumn(
            "fetched_at",
            org.apache.spark.sql.functions.expr(
                "fetched_at + make_interval(0, 0, 0, 0, " + hours + ")"));
  }

  private Row only(String condition) {
    List<Row> rows = lake.read(Tables.CANDLES).where(condition).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private List<Row> candles(String condition) {
    return lake.read(Tables.CANDLES).where(condition).orderBy("pair", "open_time").collectAsList();
  }

  private void open(String name) {
    lake = new Lakehouse(spark, temporary.resolve(name).toString());
  }

  private static Map<String, String> market(String key, String value) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ingest.simulated.pairs", "2");
    settings.put("ingest.simulated.to", "2023-03-01");
    settings.put("validate.min-completeness", "0.5");
    settings.put(key, value);
    return settings;
  }

  private JobResult run(Job job, Map<String, String> settings) {
    runs++;
    Instant startedAt = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(runs);
    return job.run(
        new JobContext(
            job,
            lake,
            ConfigReader.read(Optional.empty(), settings),
            new RunId("r" + runs),
            startedAt,
            Progress.SILENT));
  }
}
