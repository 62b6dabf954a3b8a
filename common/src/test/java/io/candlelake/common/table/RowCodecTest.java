package io.candlelake.common.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RowCodecTest {
  private static final StructType TRADE =
      new StructType()
          .add("pair", StringType, false)
          .add("trade_id", LongType, false)
          .add("side", IntegerType, false)
          .add("net_profit", DoubleType, false)
          .add("is_closed", BooleanType, false)
          .add("entry_time", TimestampType, false)
          .add("day", DateType, false)
          .add("price", createDecimalType(38, 18), false)
          .add("levels", createArrayType(DoubleType, false), false)
          .add("exit_reason", StringType, true)
          .add("stop", DoubleType, true)
          .add("bars_held", LongType, true);

  /** Components in another order than the columns. */
  private record Trade(
      long tradeId,
      String pair,
      int side,
      Instant entryTime,
      LocalDate day,
      double netProfit,
      boolean isClosed,
      BigDecimal price,
      OptionalDouble stop,
      OptionalLong barsHeld,
      Optional<String> exitReason,
      List<Double> levels) {}

  private record Named(String name) {}

  private record NamedTwice(String name, String firstName) {}

  private record Numbered(long name) {}

  private record Perhaps(Optional<String> name) {}

  @Test
  void randomRecordsSurviveTheWayThroughSpark() {
    RowCodec<Trade> codec = RowCodec.of(Trade.class, TRADE);
    Random random = new Random(5);
    List<Trade> trades = IntStream.range(0, 200).mapToObj(id -> trade(random, id)).toList();
    List<Row> rows = codec.rows(LocalSpark.session(), trades).orderBy("trade_id").collectAsList();
    assertThat(rows.stream().map(codec::value)).isEqualTo(trades);
  }

  @Test
  void cellsStandInTheOrderOfTheColumnsAndEmptyIsNull() {
    Trade trade =
        new Trade(
            7,
            "BTC-USDT",
            -1,
            Instant.EPOCH,
            LocalDate.EPOCH,
            0.5,
            true,
            BigDecimal.ONE,
            OptionalDouble.empty(),
            OptionalLong.of(3),
            Optional.empty(),
            List.of());
    Row row = RowCodec.of(Trade.class, TRADE).row(trade);
    assertThat(row.getString(0)).isEqualTo("BTC-USDT");
    assertThat(row.getLong(1)).isEqualTo(7);
    assertThat(row.isNullAt(9)).isTrue();
    assertThat(row.isNullAt(10)).isTrue();
    assertThat(row.getLong(11)).isEqualTo(3);
  }

  @Test
  void aMissingOrAnExtraComponentIsRefused() {
    StructType two = required("name").add("value", DoubleType, false);
    assertThatThrownBy(() -> RowCodec.of(Named.class, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Named lacks the columns [value] and has more: []");
    assertThatThrownBy(() -> RowCodec.of(NamedTwice.class, required("name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NamedTwice lacks the columns [] and has more: [first_name]");
  }

  @Test
  void aComponentOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> RowCodec.of(Numbered.class, required("name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Numbered.name is long, but the column name is a required column of string");
  }

  @Test
  void onlyANullableColumnIsOptionalAndItAlwaysIs() {
    assertThatThrownBy(() -> RowCodec.of(Perhaps.class, required("name")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Perhaps.name is java.util.Optional<java.lang.String>, but the column name is a"
                + " required column of string");
    StructType optional = new StructType().add("name", StringType, true);
    assertThatThrownBy(() -> RowCodec.of(Named.class, optional))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Named.name is java.lang.String, but the column name is an optional column of string");
    assertThat(RowCodec.of(Perhaps.class, optional).row(new Perhaps(Optional.empty())).get(0))
        .isNull();
  }

  @Test
  void nullAndNanAreRefused() {
    RowCodec<Named> codec = RowCodec.of(Named.class, required("name"));
    assertThatThrownBy(() -> codec.row(new Named(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Named.name is null");
    record Figure(double value) {}
    RowCodec<Figure> figures =
        RowCodec.of(Figure.class, new StructType().add("value", DoubleType, false));
    assertThatThrownBy(() -> figures.row(new Figure(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Figure.value is NaN; unknown is an empty Optional");
    Row empty =
        LocalSpark.session()
            .createDataFrame(
                List.of(RowFactory.create((Object) null)),
                new StructType().add("name", StringType, true))
            .head();
    assertThatThrownBy(() -> codec.value(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Named.name is null");
  }

  @Test
  void columnsThatTheWriterAddsAreNamed() {
    record Proof(Instant cut, String step, long rows, long mismatches) {}
    RowCodec<Proof> codec = RowCodec.of(Proof.class, Tables.LOOKAHEAD_PROOFS, "run_id");
    assertThat(codec.schema().fieldNames()).containsExactly("cut", "step", "rows", "mismatches");
    assertThatThrownBy(() -> RowCodec.of(Proof.class, Tables.LOOKAHEAD_PROOFS, "trial_id"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gold.lookahead_proofs has not all of the columns [trial_id]");
  }

  private static StructType required(String name) {
    return new StructType().add(name, StringType, false);
  }

  private static Trade trade(Random random, long id) {
    return new Trade(
        id,
        "PAIR-" + random.nextInt(),
        random.nextBoolean() ? 1 : -1,
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L),
        LocalDate.ofEpochDay(random.nextInt(40_000)),
        random.nextGaussian(),
        random.nextBoolean(),
        BigDecimal.valueOf(random.nextLong(), 18),
        random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty(),
        random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty(),
        random.nextBoolean() ? Optional.of("reason " + id) : Optional.empty(),
        random.doubles(random.nextInt(4)).boxed().toList());
  }
}
