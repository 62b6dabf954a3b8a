package io.candlelake.jobs.validate;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What is found out about one received row, or slot without one; see {@link Review#OUTPUT}. */
final class RowReview {
  private static final int RECEIVED_COLUMNS = Review.ROW.size();

  boolean valid;
  boolean duplicate;
  boolean conflict;
  boolean arrivedEarly;
  boolean saidNoTrade;
  int revision;
  long gapBars;
  long unchangedBars;
  double deviations = Double.NaN;
  String absurd = "";
  Optional<ListingStart> start = Optional.empty();
  double priceRatio = Double.NaN;

  /**
   * A row of {@link Review#OUTPUT}.
   *
   * @param received columns of {@link Review#ROW}, more of them or not
   */
  Row row(Row received, String kind, boolean chosen, boolean counted, int listing) {
    Object[] cells = new Object[Review.OUTPUT.size()];
    for (int i = 0; i < RECEIVED_COLUMNS; i++) {
      cells[i] = received.get(i);
    }
    int next = RECEIVED_COLUMNS;
    cells[next++] = kind;
    cells[next++] = chosen;
    cells[next++] = counted;
    cells[next++] = revision;
    cells[next++] = duplicate;
    cells[next++] = conflict;
    cells[next++] = arrivedEarly;
    cells[next++] = gapBars;
    cells[next++] = unchangedBars;
    cells[next++] = orNull(deviations);
    cells[next++] = absurd.isEmpty() ? null : absurd;
    cells[next++] = saidNoTrade;
    cells[next++] = listing;
    if (chosen && start.isPresent()) {
      cells[next++] = start.get().event().code();
      cells[next++] = orNull(start.get().factor());
      cells[next++] = start.get().source();
      cells[next] = orNull(priceRatio);
    }
    return RowFactory.create(cells);
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
