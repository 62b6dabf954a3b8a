package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.archive.CellReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Market metadata as of a date: a row goes to {@code bronze.markets} only when an exchange says
 * something new of a market; {@code silver.markets} has the spans between.
 */
final class MarketHistory {
  static final String TRADING = "trading";
  static final String HALTED = "halted";

  /** The exchange listed it once and does no more. */
  static final String DELISTED = "delisted";

  private static final StructType BRONZE =
      new StructType(
          Arrays.stream(Tables.BRONZE_MARKETS.schema().fields())
              .filter(field -> !Set.of("fetched_at", "run_id").contains(field.name()))
              .toArray(org.apache.spark.sql.types.StructField[]::new));

  private static final List<String> RULES =
      List.of("tick_size", "lot_size", "min_amount", "min_notional", "maker_fee", "taker_fee");

  /** What can change: the rules and the status. */
  private static final int FIRST_RULE = BRONZE.fieldIndex("tick_size");

  private static final int EXCHANGE = BRONZE.fieldIndex("exchange");
  private static final int SYMBOL = BRONZE.fieldIndex("symbol");
  private static final int PAIR = BRONZE.fieldIndex("pair");
  private static final int STATUS = BRONZE.fieldIndex("status");

  private final JobContext context;
  private final List<Row> told = new ArrayList<>();
  private final Map<Market, Row> newest = new HashMap<>();

  MarketHistory(JobContext context) {
    this.context = requireNonNull(context, "context is null");
    Column all =
        struct(Arrays.stream(BRONZE.fieldNames()).map(functions::col).toArray(Column[]::new));
    context
        .read(Tables.BRONZE_MARKETS)
        .groupBy("exchange", "pair")
        .agg(max_by(all, col("fetched_at")).as("newest"))
        .select("newest.*")
        .collectAsList()
        .forEach(row -> newest.put(Market.of(row), row));
  }

  private record Market(String exchange, String pair) {
    static Market of(Row row) {
      return new Market(row.getString(EXCHANGE), row.getString(PAIR));
    }
  }

  /** Notes what an exchange says now of the pairs wanted; pairs it no longer lists are delisted. */
  void add(String exchange, String reference, List<Listing> listings, List<Pair> wanted) {
    for (Listing listing : listings) {
      if (wanted.contains(listing.pair())) {
        noteIfNew(row(exchange, reference, listing));
      }
    }
    Set<String> listed =
        listings.stream().map(listing -> listing.pair().toString()).collect(Collectors.toSet());
    newest.values().stream()
        .filter(row -> row.getString(EXCHANGE).equals(exchange))
        .filter(row -> !listed.contains(row.getString(PAIR)))
        .map(row -> delisted(row, reference))
        .toList()
        .forEach(this::noteIfNew);
  }

  /** Writes what is new, and silver if it differs; returns the rows written. */
  long bring() {
    if (!told.isEmpty()) {
      Dataset<Row> rows = context.spark().createDataFrame(told, BRONZE).coalesce(1);
      context.append(
          Tables.BRONZE_MARKETS, rows.withColumn("fetched_at", lit(context.startedAt())));
    }
    String[] columns =
        Tables.MARKETS.columnNames().stream()
            .filter(name -> !name.equals("run_id"))
            .toArray(String[]::new);
    Dataset<Row> changed =
        spans(context.read(Tables.BRONZE_MARKETS))
            .selectExpr(columns)
            .except(context.read(Tables.MARKETS).selectExpr(columns));
    return told.size() + (changed.isEmpty() ? 0 : context.upsert(Tables.MARKETS, changed));
  }

  /** Each row of {@code bronze.markets} holds until the next of its market. */
  static Dataset<Row> spans(Dataset<Row> bronze) {
    return bronze
        .withColumnRenamed("fetched_at", "valid_from")
        .withColumn(
            "valid_to",
            lead(col("valid_from"), 1)
                .over(Window.partitionBy("exchange", "pair").orderBy("valid_from")));
  }

  private void noteIfNew(Row row) {
    Row before = newest.get(Market.of(row));
    boolean same = before != null && rules(before).equals(rules(row));
    if (!same) {
      told.add(row);
    }
  }

  private static List<Object> rules(Row row) {
    List<Object> rules = new ArrayList<>();
    rules.add(row.getString(SYMBOL));
    for (int i = FIRST_RULE; i < FIRST_RULE + RULES.size(); i++) {
      rules.add(row.get(i));
    }
    rules.add(row.get(STATUS));
    return rules;
  }

  private static Row row(String exchange, String reference, Listing listing) {
    return RowFactory.create(
        exchange,
        listing.symbol(),
        listing.pair().toString(),
        exact(listing.tickSize()),
        exact(listing.lotSize()),
        exact(listing.minAmount()),
        exact(listing.minNotional()),
        exact(listing.makerFee()),
        exact(listing.takerFee()),
        listing.trading() ? TRADING : HALTED,
        reference);
  }

  private static Row delisted(Row last, String reference) {
    Object[] values = new Object[BRONZE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = last.get(i);
    }
    values[STATUS] = DELISTED;
    values[BRONZE.fieldIndex("source_ref")] = reference;
    return RowFactory.create(values);
  }

  /** As the table keeps it. */
  private static BigDecimal exact(Optional<BigDecimal> value) {
    return value
        .map(found -> found.setScale(CellReader.SCALE, RoundingMode.HALF_EVEN))
        .orElse(null);
  }
}
