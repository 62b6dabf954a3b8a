package io.candlelake.jobs.backtest;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** What Spark SQL lacks of the normal distribution. */
final class NormalLaw {
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);
  private static final double EULER_MASCHERONI = 0.5772156649015329;

  private NormalLaw() {}

  /** Makes {@code normal_cdf(x)} known to SQL: no column expression has the error function. */
  static void register(SparkSession spark) {
    UDF1<Double, Double> cdf = x -> x == null ? null : STANDARD.cumulativeProbability(x);
    spark.udf().register("normal_cdf", cdf, DataTypes.DoubleType);
  }

  /**
   * What the best of so many draws from a standard normal is on average, (1 − γ) Φ⁻¹(1 − 1/N) + γ
   * Φ⁻¹(1 − 1/(N e)) (Bailey and López de Prado 2014, "The Deflated Sharpe Ratio"); 0 for one draw.
   */
  static double expectedBest(long draws) {
    if (draws <= 1) {
      return 0;
    }
    double typical = STANDARD.inverseCumulativeProbability(1 - 1.0 / draws);
    double extreme = STANDARD.inverseCumulativeProbability(1 - 1.0 / (draws * Math.E));
    return (1 - EULER_MASCHERONI) * typical + EULER_MASCHERONI * extreme;
  }

  /**
   * The probability that the true Sharpe ratio of daily returns is above a bar: Φ((s − bar) √(n −
   * 1) ÷ √(1 − skewness s + (kurtosis − 1) ÷ 4 s²)) (Bailey and López de Prado 2012).
   *
   * @param bar a daily Sharpe ratio
   */
  static double probabilityAbove(ReturnMoments returns, double bar) {
    double sharpe = returns.sharpe();
    double variance =
        1 - returns.skewness() * sharpe + (returns.kurtosis() - 1) / 4 * sharpe * sharpe;
    double error = Math.sqrt(variance / (returns.n() - 1));
    return STANDARD.cumulativeProbability((sharpe - bar) / error);
  }
}
