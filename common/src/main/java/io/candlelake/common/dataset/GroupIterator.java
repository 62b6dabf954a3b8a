package io.candlelake.common.dataset;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Cuts the sorted rows of a partition into groups that lie side by side and chains the results of
 * all groups: one pass, one row read ahead.
 *
 * @param <T> rows
 * @param <R> results
 */
public abstract class GroupIterator<T, R> implements Iterator<R> {
  private final Iterator<T> rows;
  private T pending;
  private Iterator<R> current = Collections.emptyIterator();

  protected GroupIterator(Iterator<T> rows) {
    this.rows = rows;
    advance();
  }

  /**
   * Passes over the rows of one group and returns its results. {@link #row} is the group's first
   * row, and must be the next group's first row, or there must be none, on return.
   */
  protected abstract Iterator<R> nextGroup();

  /** Whether the partition has a row that is not yet passed over. */
  protected final boolean hasRow() {
    return pending != null;
  }

  /** The first row not yet passed over; {@link #advance} may overwrite it. */
  protected final T row() {
    return pending;
  }

  /** Passes over the row. */
  protected final void advance() {
    pending = rows.hasNext() ? rows.next() : null;
  }

  @Override
  public final boolean hasNext() {
    while (!current.hasNext() && hasRow()) {
      current = nextGroup();
    }
    return current.hasNext();
  }

  @Override
  public final R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
