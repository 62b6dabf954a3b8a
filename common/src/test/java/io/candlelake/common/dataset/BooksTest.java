package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final StructField BIDS = Tables.BRONZE_ORDER_BOOKS.schema().apply("bids");
  private static final StructType BOOK =
      new StructType()
          .add("name", DataTypes.StringType)
          .add(BIDS)
          .add(Tables.BRONZE_ORDER_BOOKS.schema().apply("asks"));

  private static final Dataset<Row> BOOKS =
      LocalSpark.session()
          .createDataFrame(
              List.of(
                  book("sound", levels("99", "2", "98", "3"), levels("101", "1", "103", "4")),
                  book("one level", levels("99", "2"), levels("101", "1")),
                  book("no bids", levels(), levels("101", "1")),
                  book("no asks", levels("99", "2"), levels()),
                  book("zero amount", levels("99", "2"), levels("101", "1", "102", "0")),
                  book("negative price", levels("99", "2", "-1", "3"), levels("101", "1")),
                  book("bids rise", levels("98", "2", "99", "3"), levels("101", "1")),
                  book("asks fall", levels("99", "2"), levels("103", "1", "101", "1")),
                  book("price twice", levels("99", "2"), levels("101", "1", "101", "1")),
                  book("crossed", levels("101.5", "2"), levels("101", "1")),
                  book("locked", levels("101", "2"), levels("101", "1"))),
              BOOK);

  @Test
  void everyBadBookIsNamedAndTheSoundOnesAreNot() {
    Map<String, String> reasons = new TreeMap<>();
    for (Row row : Books.judged(BOOKS).collectAsList()) {
      reasons.put(row.getAs("name"), String.valueOf(row.<String>getAs(Books.REASON)));
    }
    assertThat(reasons)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("sound", "null"),
                Map.entry("one level", "null"),
                Map.entry("no bids", Books.EMPTY),
                Map.entry("no asks", Books.EMPTY),
                Map.entry("zero amount", Books.NON_POSITIVE),
                Map.entry("negative price", Books.NON_POSITIVE),
                Map.entry("bids rise", Books.UNORDERED),
                Map.entry("asks fall", Books.UNORDERED),
                Map.entry("price twice", Books.UNORDERED),
                Map.entry("crossed", Books.CROSSED),
                Map.entry("locked", Books.CROSSED)));
  }

  @Test
  void soundBooksCarryTheMeasuresOfTheSilverTableUnderItsNames() {
    List<Row> measured = Books.measured(BOOKS).orderBy(col("name").desc()).collectAsList();
    assertThat(measured).hasSize(2);
    Row sound = measured.get(0);
    Map<String, Double> expected =
        Map.of(
            "best_bid", 99.0,
            "best_bid_amount", 2.0,
            "best_ask", 101.0,
            "best_ask_amount", 1.0,
            "spread_bps", 200.0,
            "micro_price", 301 / 3.0,
            "imbalance", 0.0,
            "bid_depth_10bps", 0.0,
            "ask_depth_10bps", 0.0);
    expected.forEach(
        (name, value) ->
            assertThat(sound.<Double>getAs(name)).as(name).isCloseTo(value, within(1e-9)));
    assertThat(Tables.ORDER_BOOKS.columnNames()).containsAll(expected.keySet());
    assertThat(sound.getList(sound.fieldIndex("bids"))).hasSize(2);
  }

  @Test
  void costsStandBesideTheirSizesAndAreUnknownInAThinBook() {
    Row sound = Books.withCosts(BOOKS.where("name = 'sound'"), List.of(101.0, 513.0, 1e6)).head();
    List<Double> bought = sound.getList(sound.fieldIndex("buy_cost_bps"));
    assertThat(bought.get(0)).isCloseTo(100, within(1e-9));
    assertThat(bought.get(1)).isCloseTo(260, within(1e-9));
    assertThat(bought.get(2)).isNull();
    assertThat(sound.<Double>getList(sound.fieldIndex("sell_cost_bps")).get(2)).isNull();
  }

  private static Row book(String name, List<Row> bids, List<Row> asks) {
    return RowFactory.create(name, bids, asks);
  }

  private static List<Row> levels(String... priceAmount) {
    List<Row> levels = new ArrayList<>();
    for (int i = 0; i < priceAmount.length; i += 2) {
      levels.add(
          RowFactory.create(new BigDecimal(priceAmount[i]), new BigDecimal(priceAmount[i + 1])));
    }
    return levels;
  }
}
