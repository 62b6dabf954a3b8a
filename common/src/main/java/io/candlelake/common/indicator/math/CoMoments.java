package io.candlelake.common.indicator.math;

/**
 * How two columns vary together over the last {@code window} rows, O(1) a row; method as {@link
 * Moments}.
 */
public final class CoMoments {
  /** A spread below this fraction of the mean is rounding, not spread. */
  private static final double ROUNDING = 1e-12;

  private final int window;
  private final double[] meanX;
  private final double[] meanY;
  private final double[] spreadX;
  private final double[] spreadY;
  private final double[] joint;

  private CoMoments(int rows, int window) {
    this.window = window;
    this.meanX = Kernels.unknown(rows);
    this.meanY = Kernels.unknown(rows);
    this.spreadX = Kernels.unknown(rows);
    this.spreadY = Kernels.unknown(rows);
    this.joint = Kernels.unknown(rows);
  }

  /** The moments; NaN before row {@code from + window - 1}. */
  public static CoMoments of(double[] x, double[] y, int from, int window) {
    CoMoments result = new CoMoments(x.length, window);
    WindowParts.forEach(x.length, from, window, () -> new Part(x, y), result::put);
    return result;
  }

  /** Pearson's correlation; 0 where either does not vary. */
  public double correlation(int row) {
    if (isFlat(spreadX[row], meanX[row]) || isFlat(spreadY[row], meanY[row])) {
      return 0;
    }
    double correlation = joint[row] / (Math.sqrt(spreadX[row]) * Math.sqrt(spreadY[row]));
    return Math.max(-1, Math.min(1, correlation));
  }

  /** Slope of the least-squares line of y on x; 0 where either does not vary. */
  public double slope(int row) {
    boolean flat = isFlat(spreadX[row], meanX[row]) || isFlat(spreadY[row], meanY[row]);
    return flat ? 0 : joint[row] / spreadX[row];
  }

  private boolean isFlat(double spread, double mean) {
    double rounding = ROUNDING * mean;
    return spread <= window * rounding * rounding;
  }

  private void put(Part part, int row) {
    meanX[row] = part.meanX;
    meanY[row] = part.meanY;
    spreadX[row] = part.spreadX;
    spreadY[row] = part.spreadY;
    joint[row] = part.joint;
  }

  private static final class Part implements WindowParts.Part<Part> {
    private final double[] x;
    private final double[] y;
    private double n;
    private double meanX;
    private double meanY;
    private double spreadX;
    private double spreadY;
    private double joint;

    Part(double[] x, double[] y) {
      this.x = x;
      this.y = y;
    }

    @Override
    public void clear() {
      n = 0;
      meanX = 0;
      meanY = 0;
      spreadX = 0;
      spreadY = 0;
      joint = 0;
    }

    @Override
    public void copy(Part other) {
      n = other.n;
      meanX = other.meanX;
      meanY = other.meanY;
      spreadX = other.spreadX;
      spreadY = other.spreadY;
      joint = other.joint;
    }

    @Override
    public void add(int row) {
      n++;
      double deltaX = x[row] - meanX;
      double deltaY = y[row] - meanY;
      meanX += deltaX / n;
      meanY += deltaY / n;
      double share = (n - 1) / n;
      spreadX += deltaX * deltaX * share;
      spreadY += deltaY * deltaY * share;
      joint += deltaX * deltaY * share;
    }

    @Override
    public void join(Part a, Part b) {
      n = a.n + b.n;
      double deltaX = b.meanX - a.meanX;
      double deltaY = b.meanY - a.meanY;
      double share = a.n * b.n / n;
      meanX = a.meanX + deltaX * b.n / n;
      meanY = a.meanY + deltaY * b.n / n;
      spreadX = a.spreadX + b.spreadX + deltaX * deltaX * share;
      spreadY = a.spreadY + b.spreadY + deltaY * deltaY * share;
      joint = a.joint + b.joint + deltaX * deltaY * share;
    }
  }
}
