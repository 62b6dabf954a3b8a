package io.candlelake.common.indicator.math;

/**
 * Mean and central moments of the last {@code window} values, O(1) a row, by the blocks of {@link
 * Rolling}. Two parts of a window are joined by the update formulas of Chan, Golub and LeVeque
 * (1979) and, for the third and fourth moment, Pébay (2008), which never take the difference of two
 * large sums: the spread of a window of equal values is exactly 0.
 */
public final class Moments {
  /** A spread below this fraction of the mean is rounding, not spread. */
  private static final double ROUNDING = 1e-12;

  private final int window;
  private final double[] mean;
  private final double[] m2;
  private final double[] m3;
  private final double[] m4;

  private Moments(int window, double[] mean, double[] m2, double[] m3, double[] m4) {
    this.window = window;
    this.mean = mean;
    this.m2 = m2;
    this.m3 = m3;
    this.m4 = m4;
  }

  /** The moments; NaN before row {@code from + window - 1}. */
  public static Moments of(double[] values, int from, int window) {
    int n = values.length;
    Moments result =
        new Moments(
            window, Kernels.unknown(n), Kernels.unknown(n), Kernels.unknown(n), Kernels.unknown(n));
    WindowParts.forEach(n, from, window, () -> new Part(values), result::put);
    return result;
  }

  public double mean(int row) {
    return mean[row];
  }

  /** Σ(x − mean)² ÷ window. */
  public double variance(int row) {
    return isFlat(row) ? 0 : m2[row] / window;
  }

  /** Σ(x − mean)² ÷ (window − 1). */
  public double sampleVariance(int row) {
    return isFlat(row) ? 0 : m2[row] / (window - 1);
  }

  /** Root of {@link #variance}. */
  public double deviation(int row) {
    return Math.sqrt(variance(row));
  }

  /** Third moment ÷ deviation³; 0 where nothing varies. */
  public double skewness(int row) {
    double variance = variance(row);
    return variance == 0 ? 0 : m3[row] / window / (variance * Math.sqrt(variance));
  }

  /** Fourth moment ÷ deviation⁴ − 3; 0 where nothing varies. */
  public double excessKurtosis(int row) {
    double variance = variance(row);
    return variance == 0 ? 0 : m4[row] / window / (variance * variance) - 3;
  }

  private boolean isFlat(int row) {
    double rounding = ROUNDING * mean[row];
    return m2[row] <= window * rounding * rounding;
  }

  private void put(Part part, int row) {
    mean[row] = part.mean;
    m2[row] = part.m2;
    m3[row] = part.m3;
    m4[row] = part.m4;
  }

  private static final class Part implements WindowParts.Part<Part> {
    private final double[] values;
    private double n;
    private double mean;
    private double m2;
    private double m3;
    private double m4;

    Part(double[] values) {
      this.values = values;
    }

    @Override
    public void clear() {
      n = 0;
      mean = 0;
      m2 = 0;
      m3 = 0;
      m4 = 0;
    }

    @Override
    public void copy(Part other) {
      n = other.n;
      mean = other.mean;
      m2 = other.m2;
      m3 = other.m3;
      m4 = other.m4;
    }

    @Override
    public void add(int row) {
      double value = values[row];
      double before = n;
      n++;
      double delta = value - mean;
      double deltaN = delta / n;
      double term = delta * deltaN * before;
      m4 +=
          term * deltaN * deltaN * (n * n - 3 * n + 3) + 6 * deltaN * deltaN * m2 - 4 * deltaN * m3;
      m3 += term * deltaN * (n - 2) - 3 * deltaN * m2;
      m2 += term;
      mean += deltaN;
    }

    @Override
    public void join(Part a, Part b) {
      n = a.n + b.n;
      double delta = b.mean - a.mean;
      double deltaN = delta / n;
      double ab = a.n * b.n;
      mean = a.mean + deltaN * b.n;
      m2 = a.m2 + b.m2 + delta * deltaN * ab;
      m3 =
          a.m3
              + b.m3
              + delta * deltaN * deltaN * ab * (a.n - b.n)
              + 3 * deltaN * (a.n * b.m2 - b.n * a.m2);
      m4 =
          a.m4
              + b.m4
              + delta * deltaN * deltaN * deltaN * ab * (a.n * a.n - ab + b.n * b.n)
              + 6 * deltaN * deltaN * (a.n * a.n * b.m2 + b.n * b.n * a.m2)
              + 4 * deltaN * (a.n * b.m3 - b.n * a.m3);
    }
  }
}
