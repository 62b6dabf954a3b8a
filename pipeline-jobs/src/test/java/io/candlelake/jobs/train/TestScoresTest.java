package io.candlelake.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.testing.LocalSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TestScoresTest {
  /** scikit-learn 1.9.1: roc_auc_score and log_loss of the same 2,000 scores and outcomes. */
  @Test
  void agreesWithScikitLearn() throws Exception {
    Config config = ConfigReader.defaults();
    Dataset<Row> candles =
        LocalSpark.session()
            .range(2000)
            .selectExpr(
                "'binance' exchange",
                "'BTC-USDT' pair",
                "timestamp_seconds(id * 3600) open_time",
                "timestamp_seconds(id * 3600 + 3600) close_time",
                "3 task",
                "0.2D + 0.6D * pmod(id * 7919, 2000) / 2000 score",
                "pmod(id * 104729, 9973) / 9973D u");
    Dataset<Row> labels =
        candles.selectExpr(
            "exchange",
            "pair",
            "open_time",
            "close_time known_at",
            "'forward_return_4' label",
            "if(u < 0.3D + 0.4D * score, 1, -1) direction");
    JsonNode scores =
        new ObjectMapper().readTree(TestScores.of(candles.drop("u"), labels, 4, config).get(3));
    assertThat(scores.get("rows").asLong()).isEqualTo(2000);
    assertThat(scores.get("roc_auc").asDouble()).isCloseTo(0.5780098083531007, within(1e-12));
    assertThat(scores.get("log_loss").asDouble()).isCloseTo(0.7101980136431931, within(1e-12));
  }
}
