package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The symbols received in the run's interval and the pairs they mean; of the pairs asked for only.
 *
 * @param table exchange, symbol, pair
 * @param symbols every symbol in the table
 * @param unknown symbols whose pair cannot be determined
 * @param others pairs received that the run does not ask for
 * @param missing pairs asked for of which nothing was received
 * @param pairs every pair in the table
 * @param shared those of them that more than one exchange has
 */
record KnownSymbols(
    Dataset<Row> table,
    List<String> symbols,
    List<String> unknown,
    List<Pair> others,
    List<Pair> missing,
    List<String> pairs,
    List<String> shared) {
  private static final StructType TABLE =
      StructType.fromDDL("exchange STRING, symbol STRING, pair STRING");

  KnownSymbols {
    symbols = List.copyOf(symbols);
    unknown = List.copyOf(unknown);
    others = List.copyOf(others);
    missing = List.copyOf(missing);
    pairs = List.copyOf(pairs);
    shared = List.copyOf(shared);
  }

  static KnownSymbols in(JobContext context) {
    Map<String, String> mapping = context.config().ingest().files().pairs();
    Map<String, Pair> traded = traded(context);
    List<Pair> asked = context.config().run().pairs();
    List<Row> received =
        context
            .read(Tables.BRONZE_CANDLES)
            .where(col("interval").equalTo(context.config().run().interval().code()))
            .select("exchange", "symbol")
            .distinct()
            .orderBy("exchange", "symbol")
            .collectAsList();
    List<Row> table = new ArrayList<>();
    List<String> symbols = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    Set<Pair> others = new LinkedHashSet<>();
    Set<Pair> missing = new LinkedHashSet<>(asked);
    Map<String, Set<String>> exchanges = new TreeMap<>();
    for (Row row : received) {
      String symbol = row.getString(1);
      Optional<Pair> pair =
          mapping.containsKey(symbol)
              ? Symbols.pair(symbol, mapping)
              : Optional.ofNullable(traded.get(market(row.getString(0), symbol)))
                  .or(() -> Symbols.pair(symbol, mapping));
      if (pair.isEmpty()) {
        unknown.add(symbol);
      } else if (asked.isEmpty() || asked.contains(pair.get())) {
        table.add(RowFactory.create(row.getString(0), symbol, pair.get().toString()));
        symbols.add(symbol);
        exchanges
            .computeIfAbsent(pair.get().toString(), name -> new HashSet<>())
            .add(row.getString(0));
        missing.remove(pair.get());
      } else {
        others.add(pair.get());
      }
    }
    return new KnownSymbols(
        context.spark().createDataFrame(table, TABLE),
        symbols,
        unknown,
        List.copyOf(others),
        List.copyOf(missing),
        List.copyOf(exchanges.keySet()),
        exchanges.keySet().stream().filter(name -> exchanges.get(name).size() > 1).toList());
  }

  /** What the exchanges themselves say that their symbols mean. */
  private static Map<String, Pair> traded(JobContext context) {
    Map<String, Pair> traded = new HashMap<>();
    for (Row row :
        context
            .read(Tables.MARKETS)
            .select("exchange", "symbol", "pair")
            .distinct()
            .collectAsList()) {
      Pair.parse(row.getString(2))
          .ifPresent(pair -> traded.put(market(row.getString(0), row.getString(1)), pair));
    }
    return traded;
  }

  private static String market(String exchange, String symbol) {
    return exchange + " " + symbol;
  }

  /** One line for each symbol that was left out, and each pair that is not there. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    unknown.forEach(
        symbol -> failures.add(symbol + ": its pair is unknown, name it in ingest.files.pairs"));
    missing.forEach(pair -> failures.add(pair + ": no candles of it were received"));
    return failures;
  }

  /** Outages that a source confirms: exchange, pair, from_time, to_time. */
  Dataset<Row> outages(Dataset<Row> confirmed) {
    Dataset<Row> ofAll =
        confirmed
            .where(col("symbol").equalTo(lit("*")))
            .join(broadcast(table.select("exchange", "pair").distinct()), "exchange");
    Dataset<Row> ofOne = confirmed.join(broadcast(table), new String[] {"exchange", "symbol"});
    String[] columns = {"exchange", "pair", "from_time", "to_time"};
    return ofAll.selectExpr(columns).union(ofOne.selectExpr(columns));
  }
}
