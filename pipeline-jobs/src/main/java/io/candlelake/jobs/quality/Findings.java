package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.config.Config;
import io.candlelake.common.setting.Choice;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts what checks compared: rows of {@code silver.quality_findings} but for the run. */
final class Findings {
  private static final String OFF = "off";

  private Findings() {}

  /**
   * All checks over what is there, in one plan.
   *
   * @throws PipelineException where a rule names no check
   */
  static Dataset<Row> of(Observed observed) {
    List<Config.QualityRule> rules = observed.limits().rules();
    rules.forEach(Findings::requireKnown);
    return QualityChecks.ALL.stream()
        .map(check -> counted(check, observed, rules))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private static Dataset<Row> counted(
      QualityCheck check, Observed observed, List<Config.QualityRule> rules) {
    Column isRaised = col("raised").gt(0);
    return check
        .comparison()
        .of(observed)
        .withColumn("day", to_date(col("start")))
        .groupBy("exchange", "pair", "interval", "day")
        .agg(
            sum("weight").as("checked"),
            sum("raised").as("raised"),
            min(when(isRaised, col("start"))).as("first_time"),
            max(when(isRaised, col("end"))).as("last_time"),
            max_by(when(isRaised, col("words")), when(isRaised, col("badness"))).as("detail"))
        .withColumn("check", lit(check.name()))
        .withColumn("severity", severity(check, rules))
        .where(col("severity").notEqual(OFF));
  }

  /** The check's own, or what the last rule says that fits the row's exchange and interval. */
  private static Column severity(QualityCheck check, List<Config.QualityRule> rules) {
    Column severity = lit(check.severity().code());
    for (Config.QualityRule rule : rules) {
      if (rule.check().equals(check.name())) {
        Column exchange =
            rule.exchange().map(name -> col("exchange").equalTo(name)).orElse(lit(true));
        Column interval =
            rule.interval().map(of -> col("interval").equalTo(of.code())).orElse(lit(true));
        severity =
            when(exchange.and(interval), lit(Choice.word(rule.severity()))).otherwise(severity);
      }
    }
    return severity;
  }

  private static void requireKnown(Config.QualityRule rule) {
    List<String> known = QualityChecks.ALL.stream().map(QualityCheck::name).toList();
    if (!known.contains(rule.check())) {
      throw PipelineException.userMistake(
          "Cannot use quality.rules",
          "no check " + rule.check() + " among " + String.join(", ", known),
          Spelling.nearest(rule.check(), known)
              .map(near -> "Perhaps " + near + " was meant")
              .orElse("Name one of them"));
    }
  }
}
