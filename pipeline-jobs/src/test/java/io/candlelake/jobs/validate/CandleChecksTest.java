package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.testing.LocalSpark;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CandleChecksTest {
  private static final double NONE = Double.NaN;
  private static final int AT = 60 * 60;
  private static final String EARLY = "out-of-order";

  private final SparkSession spark = LocalSpark.session();

  @Test
  void cleanCandlesRaiseNothing() {
    Arrivals clean = new Arrivals().clean(0, 200).of("ETH-USDT").clean(0, 200);
    assertThat(raised(clean)).isEmpty();
    assertThat(review(clean).where("chosen").count()).isEqualTo(400);
  }

  /** Each fault stands at hour 60 among clean candles; the checks named, and no others, see it. */
  private static final List<Fault> FAULTS =
      List.of(
          fault("malformed", a -> a.row(AT, NONE, NONE, NONE, NONE, NONE, "no"), "gap"),
          fault("missing-value", a -> a.row(AT, 100, 101, 99, NONE, 1, null), "gap"),
          fault("missing-value", a -> a.row(AT, 100, 101, 99, 100, NONE, null), "gap"),
          fault("non-positive-price", a -> a.candle(AT, 100, 101, 0, 100), "gap"),
          fault("negative-volume", a -> a.row(AT, 100, 101, 99, 100, -1, null), "gap"),
          fault("inconsistent-range", a -> a.candle(AT, 100, 99.5, 99, 99.2), "gap"),
          fault("inconsistent-range", a -> a.candle(AT, 100, 101, 100.5, 100.7), "gap"),
          fault("off-grid", a -> a.candle(AT + 7, 100, 101, 99, 100), "gap"),
          // It stands in the file before candles that open earlier.
          fault("future-time", a -> a.candle(60).candle(60 * 9_000, 100, 101, 99, 100), EARLY),
          fault("zero-volume", a -> a.row(AT, 100, 100.5, 99.5, 100, 0, null)),
          fault("inexact", a -> a.exactly(AT, "100", "101", "99", "100.000000000000001", "5")),
          fault("inexact", a -> a.exactly(AT, "100", "101", "99", "100", "5.000000000000000001")),
          fault("absurd-price", a -> a.candle(AT, 100, 1000, 99, 100), "gap"),
          fault("absurd-price", a -> a.candle(AT, 100, 101, 10, 100), "gap"),
          fault("absurd-price", a -> a.candle(AT, 100, 101, 0.1, 100), "gap"),
          fault("absurd-price", a -> a.candle(AT, 100, 1001, 99, 1000), "gap"),
          fault("absurd-price", a -> a.candle(AT, 1000, 1001, 99, 100), "gap"),
          fault("absurd-price", a -> a.candle(AT, 1000, 1001, 999, 1000), "gap"),
          // Extreme, but not a slip of the decimal point; or one on the volume of such a move.
          fault("price-jump", a -> a.candle(AT, 100, 400, 99, 100)),
          fault("price-jump", a -> a.candle(AT, 100, 101, 13, 100)),
          fault("price-jump", a -> a.candle(AT, 100, 701, 99, 700)),
          fault("price-jump", a -> a.row(AT, 100, 101, 10, 100, 90, null)),
          fault("price-jump", a -> a.candle(AT, 100, 151, 99, 100)),
          // Nothing trades 37 times higher from one candle to the next, and back.
          fault("listing-break", a -> a.candle(AT, 3700, 3710, 3690, 3700)),
          fault("price-jump", a -> a.candle(AT, 100, 131, 99, 130)),
          fault("duplicate", a -> a.candle(60).candle(60)),
          fault("conflicting-duplicate", a -> a.candle(60).candle(AT, 100, 101, 99, 100.5)),
          fault("gap", a -> a),
          // The candles of hours 121 and 120 changed places.
          fault(EARLY, a -> a.candle(60).candle(121).candle(120)));

  @Test
  void eachFaultIsCaughtByNameAndRaisesNothingElse() {
    Arrivals arrivals = new Arrivals();
    TreeMap<String, TreeSet<String>> expected = new TreeMap<>();
    for (int i = 0; i < FAULTS.size(); i++) {
      // An exchange for each: other pairs of the same exchange have a say in jumps.
      String name = i + " " + FAULTS.get(i).checks();
      FAULTS.get(i).plant().apply(arrivals.on(name).clean(0, 60)).clean(61, 120);
      expected.put(name, FAULTS.get(i).checks());
    }
    TreeMap<String, TreeSet<String>> raised = new TreeMap<>();
    for (Row row :
        ReviewedRows.checkResults(arrivals.dataset(spark), List.of(), Arrivals.LIMITS)
            .where("rows_raised > 0")
            .select("exchange", "check")
            .collectAsList()) {
      raised.computeIfAbsent(row.getString(0), name -> new TreeSet<>()).add(row.getString(1));
    }
    assertThat(raised).isEqualTo(expected);
    assertThat(FAULTS.stream().flatMap(fault -> fault.checks().stream()))
        .containsAll(
            CandleChecks.ALL.stream()
                .map(CandleCheck::name)
                .filter(name -> !name.equals("stale-price"))
                .toList());
  }

  /** What a double gives back is not inexact, however many digits; the nearest double is kept. */
  @Test
  void aValueIsInexactWhereADoubleDoesNotGiveItBack() {
    Arrivals arrivals =
        new Arrivals()
            .exactly(0, "0.000000123456789012", "101", "0.000000000000000001", "100", "1")
            .exactly(60, "100", "100.12345678901234", "99", "100", "67108863.12345678")
            .exactly(120, "100", "100.123456789012345", "99", "100", "99999999999999999999.5")
            .exactly(180, "100", "101", "99.123456789012345678", "100", "67108865.12345679");
    assertThat(inexactHours(review(arrivals))).containsExactly(2L, 3L);
    assertThat(
            ReviewedRows.candles(arrivals.dataset(spark), List.of(), Arrivals.LIMITS)
                .where("open_time = timestamp'2024-01-01T03:00:00Z'")
                .head()
                .<Double>getAs("low"))
        .isEqualTo(99.12345678901235);
  }

  private static List<Long> inexactHours(Dataset<Row> reviewed) {
    return reviewed
        .where("array_contains(flags, 'inexact')")
        .selectExpr("(unix_seconds(open_time) - 1704067200) div 3600 AS hour")
        .orderBy("hour")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  @Test
  void aPriceThatNeverMovesIsStale() {
    Arrivals arrivals = new Arrivals().clean(0, 60);
    for (int hour = 60; hour < 80; hour++) {
      double still = Arrivals.level(59);
      arrivals.candle(hour * 60, still, still, still, still);
    }
    Dataset<Row> reviewed = review(arrivals);
    assertThat(raised(arrivals)).containsExactly("stale-price");
    // Flagged from the twelfth candle without move on, validate.stale-bars.
    assertThat(reviewed.where("array_contains(flags, 'stale-price')").count()).isEqualTo(9);
  }

  @Test
  void aCrashThatOthersShareIsRealAndFlaggedOnly() {
    Arrivals alone = new Arrivals().clean(0, 60).candle(AT, 100, 101, 10, 90).clean(61, 80);
    assertThat(raised(alone)).containsExactly("absurd-price", "gap");
    Arrivals shared = new Arrivals().clean(0, 60).candle(AT, 100, 101, 10, 90).clean(61, 80);
    for (String other : List.of("ETH-USDT", "XRP-USDT")) {
      shared.of(other).clean(0, 60).candle(AT, 100, 101, 85, 90).clean(61, 80);
    }
    assertThat(raised(shared)).containsExactly("price-jump");
  }

  @Test
  void aLevelTenTimesAsHighThatStaysCostsOneCandleAndIsAnotherSeries() {
    Arrivals arrivals = new Arrivals().clean(0, 60);
    for (int hour = 60; hour < 70; hour++) {
      arrivals.candle(hour * 60, 1000, 1001, 999, 1000 + hour % 2);
    }
    Dataset<Row> reviewed = review(arrivals);
    assertThat(reviewed.where("absurd IS NOT NULL").count()).isEqualTo(1);
    assertThat(reviewed.where("chosen").count()).isEqualTo(69);
    assertThat(reviewed.where("chosen AND listing = 2").count()).isEqualTo(9);
    assertThat(
            reviewed
                .where("listing_event = 'redenominated'")
                .head()
                .<Double>getAs("listing_factor"))
        .isEqualTo(10);
  }

  @Test
  void anotherExchangeContradictsAndConfirms() {
    Arrivals arrivals = new Arrivals();
    for (String exchange : List.of("alone", "with")) {
      arrivals.on(exchange).clean(0, 60).candle(AT, 100, 401, 99, 400).clean(61, 80);
    }
    arrivals.on("other").clean(0, 80);
    arrivals.of("ETH-USDT").clean(0, 80);
    List<String> shared = List.of("BTC-USDT");
    Dataset<Row> without = arrivals.dataset(spark).where("exchange <> 'with'");
    Dataset<Row> contradicted = ReviewedRows.of(without, shared, Arrivals.LIMITS);
    assertThat(raised(without, shared)).containsExactly("absurd-price", "gap");
    assertThat(contradicted.where("absurd IS NOT NULL").head().<String>getAs("exchange"))
        .isEqualTo("alone");
    assertThat(raised(arrivals.dataset(spark), shared)).containsExactly("price-jump");
  }

  @Test
  void namesAreUniqueAndSaidInWords() {
    assertThat(CandleChecks.ALL.stream().map(CandleCheck::name).distinct())
        .hasSameSizeAs(CandleChecks.ALL);
    assertThat(CandleChecks.ALL).allSatisfy(check -> assertThat(check.meaning()).isNotBlank());
  }

  private static Fault fault(String check, UnaryOperator<Arrivals> plant, String... also) {
    TreeSet<String> checks = new TreeSet<>(List.of(also));
    checks.add(check);
    return new Fault(checks, plant);
  }

  /** What is planted, and the checks that see it. */
  private record Fault(TreeSet<String> checks, UnaryOperator<Arrivals> plant) {}

  private Dataset<Row> review(Arrivals arrivals) {
    return ReviewedRows.of(arrivals.dataset(spark), List.of(), Arrivals.LIMITS);
  }

  /** The names of the checks raised at least once. */
  private List<String> raised(Arrivals arrivals) {
    return raised(arrivals.dataset(spark), List.of());
  }

  private static List<String> raised(Dataset<Row> received, List<String> shared) {
    return ReviewedRows.checkResults(received, shared, Arrivals.LIMITS)
        .where("rows_raised > 0")
        .select("check")
        .distinct()
        .orderBy("check")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
