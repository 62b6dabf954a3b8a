package io.candlelake.common.indicator;

/**
 * How two columns vary together over the last {@code window} rows, O(1) a row; method as {@link
 * Moments}.
 */
final class CoMoments {
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
  static CoMoments of(double[] x, double[] y, int from, int window) {
    CoMoments result = new CoMoments(x.length, window);
    Part[] endOfPrevious = new Part[window];
    for (int k = 0; k < window; k++) {
      endOfPrevious[k] = new Part();
    }
    Part startOfCurrent = new Part();
    Part whole = new Part();
    for (int i = from; i < x.length; i++) {
      int place = (i - from) % window;
      if (place == 0) {
        if (i > from) {
          accumulateBackwards(x, y, i - window, endOfPrevious);
        }
        startOfCurrent.clear();
      }
      startOfCurrent.add(x[i], y[i]);
      if (place == window - 1) {
        result.put(i, startOfCurrent);
      } else if (i - from >= window) {
        whole.join(endOfPrevious[place + 1], startOfCurrent);
        result.put(i, whole);
      }
    }
    return result;
  }

  /** Pearson's correlation; 0 where either does not vary. */
  double correlation(int row) {
    if (isFlat(spreadX[row], meanX[row]) || isFlat(spreadY[row], meanY[row])) {
      return 0;
    }
    double correlation = joint[row] / (Math.sqrt(spreadX[row]) * Math.sqrt(spreadY[row]));
    return Math.max(-1, Math.min(1, correlation));
  }

  /** Slope of the least-squares line of y on x; 0 where x does not vary. */
  double slope(int row) {
    boolean flat = isFlat(spreadX[row], meanX[row]) || isFlat(spreadY[row], meanY[row]);
    return flat ? 0 : joint[row] / spreadX[row];
  }

  private boolean isFlat(double spread, double mean) {
    double rounding = ROUNDING * mean;
    return spread <= window * rounding * rounding;
  }

  private void put(int row, Part part) {
    meanX[row] = part.meanX;
    meanY[row] = part.meanY;
    spreadX[row] = part.spreadX;
    spreadY[row] = part.spreadY;
    joint[row] = part.joint;
  }

  private static void accumulateBackwards(double[] x, double[] y, int start, Part[] ends) {
    Part sum = new Part();
    for (int k = ends.length - 1; k >= 0; k--) {
      sum.add(x[start + k], y[start + k]);
      ends[k].copy(sum);
    }
  }

  private static final class Part {
    private double n;
    private double meanX;
    private double meanY;
    private double spreadX;
    private double spreadY;
    private double joint;

    void clear() {
      n = 0;
      meanX = 0;
      meanY = 0;
      spreadX = 0;
      spreadY = 0;
      joint = 0;
    }

    void copy(Part other) {
      n = other.n;
      meanX = other.meanX;
      meanY = other.meanY;
      spreadX = other.spreadX;
      spreadY = other.spreadY;
      joint = other.joint;
    }

    void add(double x, double y) {
      n++;
      double deltaX = x - meanX;
      double deltaY = y - meanY;
      meanX += deltaX / n;
      meanY += deltaY / n;
      double share = (n - 1) / n;
      spreadX += deltaX * deltaX * share;
      spreadY += deltaY * deltaY * share;
      joint += deltaX * deltaY * share;
    }

    void join(Part a, Part b) {
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
