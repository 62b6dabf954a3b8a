package io.candlelake.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.jobs.report.EquityCurve.Day;
import java.util.function.ToLongFunction;

/**
 * The report for programs; {@code docs/report.schema.json} describes it. Unknown is null, and
 * {@code unknown} says why, by path.
 */
final class ReportJson {
  /** Raised when a field changes its meaning or goes; new fields do not raise it. */
  static final int SCHEMA_VERSION = 2;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Report report;
  private final ObjectNode root = JSON.createObjectNode();
  private final ObjectNode unknown = JSON.createObjectNode();

  private ReportJson(Report report) {
    this.report = report;
  }

  static String text(Report report) {
    try {
      return JSON.writeValueAsString(tree(report)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  static ObjectNode tree(Report report) {
    ReportJson json = new ReportJson(report);
    json.identity();
    json.data();
    json.signals();
    json.backtest();
    json.trust();
    json.stages();
    json.root.put("peak_memory_bytes", report.peakMemory().bytes());
    json.root.set("unknown", json.unknown);
    return json.root;
  }

  private void identity() {
    RunIdentity run = report.run();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("run_id", run.runId());
    root.put("command", run.command());
    root.put("code_version", run.codeVersion());
    root.put("config_hash", run.configHash());
    root.put("seed", run.seed());
    ObjectNode tables = root.putObject("tables");
    run.tables().forEach(tables::put);
    ArrayNode pairs = root.putArray("pairs");
    report.pairs().forEach(pairs::add);
    root.put("interval", report.interval());
    root.put("from", report.from().map(Object::toString).orElse(null));
    root.put("to", report.to().map(Object::toString).orElse(null));
    if (report.from().isEmpty()) {
      unknown.put("from", "there are no candles");
      unknown.put("to", "there are no candles");
    }
    root.put("simulated", run.simulated());
    root.put("quote_asset", report.quote());
  }

  private void data() {
    ObjectNode data = root.putObject("data");
    count(data, "expected", DataQuality.PairCounts::expected);
    count(data, "received", DataQuality.PairCounts::received);
    count(data, "valid", DataQuality.PairCounts::valid);
    count(data, "filled", DataQuality.PairCounts::filled);
    count(data, "rejected", DataQuality.PairCounts::rejected);
    count(data, "outage", DataQuality.PairCounts::outage);
    Figure none = Figure.unknown("no candle was validated");
    var total = report.data().total();
    number(data, "data", "validity", total.map(DataQuality.PairCounts::validity).orElse(none));
    number(
        data, "data", "completeness", total.map(DataQuality.PairCounts::completeness).orElse(none));
    number(
        data,
        "data",
        "completeness_outside_outages",
        total.map(DataQuality.PairCounts::completenessOutsideOutages).orElse(none));
  }

  private void count(ObjectNode data, String name, ToLongFunction<DataQuality.PairCounts> count) {
    Figure figure =
        report
            .data()
            .total()
            .map(total -> Figure.count(count.applyAsLong(total)))
            .orElse(Figure.unknown("no candle was validated"));
    whole(data, "data", name, figure);
  }

  private void signals() {
    ObjectNode signals = root.putObject("signals");
    Evaluations evaluations = report.evaluations();
    Estimate accuracy = evaluations.all(Names.ACCURACY);
    whole(signals, "signals", "count", evaluations.all(Names.SIGNALS).value());
    number(signals, "signals", "coverage", evaluations.all(Names.COVERAGE).value());
    number(signals, "signals", "accuracy", accuracy.value());
    number(signals, "signals", "accuracy_low", accuracy.low());
    number(signals, "signals", "accuracy_high", accuracy.high());
    number(signals, "signals", "base_rate", evaluations.all(Names.BASE_RATE).value());
    var passes = evaluations.all(Names.PASS).value().known();
    signals.put("passes", passes.isEmpty() ? null : passes.getAsDouble() == 1);
  }

  private void backtest() {
    ObjectNode node = root.putObject("backtest");
    BacktestFigures figures = report.backtest();
    whole(node, "backtest", "trades", figures.of(Names.TRADES));
    node.put("trades_hash", report.trading().hash().orElse(null));
    if (report.trading().hash().isEmpty()) {
      unknown.put("backtest.trades_hash", "no backtest has run");
    }
    number(node, "backtest", "net_return", figures.of(Names.NET_RETURN));
    Figure benchmark = figures.of(Names.BENCHMARK_RETURN).or(report.equity().totalReturn(Day::btc));
    number(node, "backtest", "benchmark_return", benchmark);
    number(node, "backtest", "sharpe", figures.of(Names.SHARPE));
    number(node, "backtest", "max_drawdown", figures.of(Names.MAX_DRAWDOWN));
    number(node, "backtest", "costs", figures.of(Names.TOTAL_COSTS));
    ObjectNode costs = node.putObject("cost_by_name");
    figures.costs().forEach(costs::put);
  }

  private void trust() {
    ObjectNode trust = root.putObject("trust");
    var proof = report.proof();
    whole(trust, "trust", "lookahead_cuts", LookaheadCounts.figure(proof, LookaheadCounts::cuts));
    whole(trust, "trust", "lookahead_rows", LookaheadCounts.figure(proof, LookaheadCounts::rows));
    whole(
        trust,
        "trust",
        "lookahead_mismatches",
        LookaheadCounts.figure(proof, LookaheadCounts::mismatches));
  }

  private void stages() {
    ArrayNode stages = root.putArray("stages");
    for (Stage stage : report.stages()) {
      stages
          .addObject()
          .put("name", stage.name())
          .put("seconds", stage.seconds())
          .put("rows_out", stage.rowsOut())
          .put("run_id", stage.runId());
    }
  }

  private void whole(ObjectNode node, String parent, String name, Figure figure) {
    if (figure instanceof Figure.Known known) {
      node.put(name, Math.round(known.value()));
    } else {
      putUnknown(node, parent, name, figure);
    }
  }

  private void number(ObjectNode node, String parent, String name, Figure figure) {
    if (figure instanceof Figure.Known known) {
      node.put(name, known.value());
    } else {
      putUnknown(node, parent, name, figure);
    }
  }

  private void putUnknown(ObjectNode node, String parent, String name, Figure figure) {
    node.putNull(name);
    unknown.put(parent + "." + name, figure.reason().orElseThrow());
  }
}
