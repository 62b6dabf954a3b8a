package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  @Test
  void fulfilsItsSchema() {
    assertThat(ReportSchema.violations(ReportJson.text(SampleReport.twoYears()))).isEmpty();
    assertThat(ReportSchema.violations(ReportJson.text(SampleReport.empty()))).isEmpty();
  }

  @Test
  void theSchemaCatchesAMissingFieldAndAWrongOne() {
    ObjectNode tree = ReportJson.tree(SampleReport.twoYears());
    tree.withObject("/signals").put("accuracy", 62.9);
    tree.remove("trust");
    assertThat(ReportSchema.violations(tree.toString()))
        .containsExactlyInAnyOrder(
            "$: required property 'trust' not found",
            "$.signals.accuracy: must have a maximum value of 1");
  }

  @Test
  void holdsTheRunsNumbers() {
    ObjectNode tree = ReportJson.tree(SampleReport.twoYears());
    assertThat(tree.at("/run_id").textValue()).isEqualTo(SampleReport.RUN);
    assertThat(tree.at("/from").textValue()).isEqualTo("2023-01-01T00:00:00Z");
    assertThat(tree.at("/to").textValue()).isEqualTo("2025-01-01T00:00:00Z");
    assertThat(tree.at("/tables/silver.candles").longValue()).isEqualTo(3);
    assertThat(tree.at("/signals/count").longValue()).isEqualTo(3781);
    assertThat(tree.at("/signals/accuracy_low").doubleValue()).isEqualTo(0.6049);
    assertThat(tree.at("/backtest/max_drawdown").doubleValue()).isEqualTo(-0.0731);
    assertThat(tree.at("/backtest/costs").doubleValue()).isEqualTo(52_814.2);
    assertThat(tree.at("/trust/lookahead_rows").longValue()).isEqualTo(52_753);
    assertThat(tree.at("/trust/lookahead_mismatches").longValue()).isZero();
    assertThat(tree.at("/stages/4/name").textValue()).isEqualTo("train");
    assertThat(tree.at("/unknown").isEmpty()).isTrue();
  }

  @Test
  void unknownIsNullWithItsReason() {
    ObjectNode tree = ReportJson.tree(SampleReport.empty());
    assertThat(tree.at("/signals/accuracy").isNull()).isTrue();
    assertThat(tree.at("/backtest/trades").isNull()).isTrue();
    assertThat(tree.at("/trust/lookahead_mismatches").isNull()).isTrue();
    assertThat(tree.at("/data/validity").isNull()).isTrue();
    ObjectNode unknown = (ObjectNode) tree.get("unknown");
    assertThat(unknown.get("signals.accuracy").textValue()).isEqualTo("nothing was evaluated");
    assertThat(unknown.get("backtest.trades").textValue()).isEqualTo("no backtest has run");
    assertThat(unknown.get("trust.lookahead_mismatches").textValue())
        .isEqualTo("the look-ahead proof did not run");
    assertThat(unknown.get("data.validity").textValue()).isEqualTo("no candle was validated");
    assertThat(unknown.get("from").textValue()).isEqualTo("there are no candles");
  }
}
