package io.candlelake.exchanges.backfill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** A set of slots, kept as spans: ascending, apart from each other. Never changes. */
public final class SlotSet {
  public static final SlotSet EMPTY = new SlotSet(List.of());

  private final List<SlotSpan> spans;

  private SlotSet(List<SlotSpan> spans) {
    this.spans = List.copyOf(spans);
  }

  /** The slots of all these spans, in any order. */
  public static SlotSet of(List<SlotSpan> spans) {
    List<SlotSpan> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(SlotSpan::from));
    List<SlotSpan> apart = new ArrayList<>();
    for (SlotSpan span : sorted) {
      int last = apart.size() - 1;
      if (last >= 0 && span.from() <= apart.get(last).to()) {
        SlotSpan before = apart.get(last);
        apart.set(last, new SlotSpan(before.from(), Math.max(before.to(), span.to())));
      } else {
        apart.add(span);
      }
    }
    return new SlotSet(apart);
  }

  /** The slots {@code [from, to)}; none when that is empty. */
  public static SlotSet between(long from, long to) {
    return from < to ? new SlotSet(List.of(new SlotSpan(from, to))) : EMPTY;
  }

  public List<SlotSpan> spans() {
    return spans;
  }

  public boolean isEmpty() {
    return spans.isEmpty();
  }

  /** How many slots. */
  public long size() {
    return spans.stream().mapToLong(SlotSpan::size).sum();
  }

  /** The last slot. */
  public OptionalLong newest() {
    return isEmpty() ? OptionalLong.empty() : OptionalLong.of(spans.get(spans.size() - 1).to() - 1);
  }

  public boolean contains(long slot) {
    int index = firstEndingAfter(slot);
    return index < spans.size() && spans.get(index).from() <= slot;
  }

  /** The slots in {@code span}; looks at no others. */
  public SlotSet within(SlotSpan span) {
    List<SlotSpan> cut = new ArrayList<>();
    for (int i = firstEndingAfter(span.from());
        i < spans.size() && spans.get(i).from() < span.to();
        i++) {
      SlotSpan one = spans.get(i);
      cut.add(new SlotSpan(Math.max(one.from(), span.from()), Math.min(one.to(), span.to())));
    }
    return new SlotSet(cut);
  }

  private int firstEndingAfter(long slot) {
    int low = 0;
    int high = spans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spans.get(middle).to() > slot) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  public SlotSet plus(SlotSet other) {
    List<SlotSpan> both = new ArrayList<>(spans);
    both.addAll(other.spans);
    return of(both);
  }

  public SlotSet minus(SlotSet other) {
    List<SlotSpan> left = new ArrayList<>();
    int next = 0;
    for (SlotSpan span : spans) {
      long from = span.from();
      while (next < other.spans.size() && other.spans.get(next).to() <= from) {
        next++;
      }
      for (int i = next; i < other.spans.size() && other.spans.get(i).from() < span.to(); i++) {
        SlotSpan cut = other.spans.get(i);
        if (from < cut.from()) {
          left.add(new SlotSpan(from, cut.from()));
        }
        from = Math.max(from, cut.to());
      }
      if (from < span.to()) {
        left.add(new SlotSpan(from, span.to()));
      }
    }
    return new SlotSet(left);
  }

  /** The slots that are in both. */
  public SlotSet within(SlotSet other) {
    return minus(minus(other));
  }

  /** The slots before {@code slot}. */
  public SlotSet before(long slot) {
    return slot == Long.MIN_VALUE ? EMPTY : within(new SlotSpan(Long.MIN_VALUE, slot));
  }

  /** The slots from {@code slot} on. */
  public SlotSet from(long slot) {
    return within(new SlotSpan(slot, Long.MAX_VALUE));
  }

  /**
   * The fewest requests of at most {@code pageSize} slots each that cover the set, ascending. A
   * request starts and ends at a slot of the set; what lies between two spans of it is covered with
   * them where one page holds both.
   */
  List<SlotSpan> pages(int pageSize) {
    List<SlotSpan> pages = new ArrayList<>();
    int index = 0;
    long covered = Long.MIN_VALUE;
    while (index < spans.size()) {
      long from = Math.max(covered, spans.get(index).from());
      long limit = from + pageSize;
      long to = from;
      while (index < spans.size() && spans.get(index).from() < limit) {
        to = Math.min(limit, spans.get(index).to());
        if (spans.get(index).to() > limit) {
          break;
        }
        index++;
      }
      pages.add(new SlotSpan(from, to));
      covered = to;
    }
    return pages;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotSet set && set.spans.equals(spans);
  }

  @Override
  public int hashCode() {
    return spans.hashCode();
  }

  @Override
  public String toString() {
    return spans.toString();
  }
}
