package io.candlelake.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** The report's values from rows of gold tables and of the report's queries. */
final class GoldRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private GoldRows() {}

  static DataQuality.PairCounts pairCounts(Row row) {
    return new DataQuality.PairCounts(
        row.getAs("exchange"),
        row.getAs("pair"),
        row.<LocalDate>getAs("first_day"),
        row.<LocalDate>getAs("last_day"),
        row.<Long>getAs("expected"),
        row.<Long>getAs("received"),
        row.<Long>getAs("valid"),
        row.<Long>getAs("rejected"),
        row.<Long>getAs("duplicates"),
        row.<Long>getAs("filled"),
        row.<Long>getAs("missing"),
        row.<Long>getAs("outage"));
  }

  static Evaluations.Measured measured(Row row) {
    return new Evaluations.Measured(
        row.getAs("slice"),
        row.getAs("slice_value"),
        row.getAs("metric"),
        new Estimate(
            Figure.ofNullable(row.getAs("value"), "not defined on these rows"),
            Figure.ofNullable(row.getAs("low"), "measured without an interval"),
            Figure.ofNullable(row.getAs("high"), "measured without an interval"),
            row.<Long>getAs("rows")));
  }

  static TrialModels.Fold fold(Row row) {
    return new TrialModels.Fold(
        row.<Integer>getAs("fold"),
        row.getAs("scope"),
        row.getAs("algorithm"),
        row.getAs("status"),
        row.getAs("reason"),
        row.getAs("train_from"),
        row.getAs("train_to"),
        row.getAs("test_from"),
        row.getAs("test_to"),
        row.<Long>getAs("training_rows"),
        Figure.ofNullable(row.getAs("calibration_slope"), "no earlier fold to calibrate on"),
        row.<Long>getAs("calibration_rows"),
        scores(row.getAs("scores")));
  }

  private static Map<String, Double> scores(String json) {
    try {
      Map<String, Double> scores = new TreeMap<>();
      JsonNode tree = JSON.readTree(json);
      tree.properties().stream()
          .filter(entry -> entry.getValue().isNumber())
          .forEach(entry -> scores.put(entry.getKey(), entry.getValue().doubleValue()));
      return scores;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("gold.models has scores that are no JSON: " + json, e);
    }
  }

  static Trading.Group group(Row row) {
    return new Trading.Group(
        row.getAs("name"),
        row.<Long>getAs("trades"),
        row.<Long>getAs("wins"),
        row.<Long>getAs("ambiguous"),
        row.<Long>getAs("bars_held"),
        row.<Double>getAs("notional"),
        row.<Double>getAs("gross"),
        row.<Double>getAs("costs"),
        row.<Double>getAs("net"));
  }

  static Trading.ListedTrade listedTrade(Row row) {
    double costs = row.<Double>getAs("total_costs");
    return new Trading.ListedTrade(
        row.<Long>getAs("trade_id"),
        row.getAs("exchange"),
        row.getAs("pair"),
        row.<Integer>getAs("side"),
        row.getAs("entry_time"),
        row.<Double>getAs("entry_price"),
        row.getAs("exit_time"),
        row.<Double>getAs("exit_price"),
        row.getAs("exit_reason"),
        row.<Boolean>getAs("ambiguous"),
        costs,
        row.<Double>getAs("net_profit"),
        Figure.ofNullable(row.getAs("probability"), "no model"));
  }
}
