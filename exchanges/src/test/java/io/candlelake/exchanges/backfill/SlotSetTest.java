package io.candlelake.exchanges.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A set of spans behaves as the plain set of its slots. */
class SlotSetTest {
  private static final int SLOTS = 60;

  @Property
  void agreesWithAPlainSet(
      @ForAll("spans") List<SlotSpan> first, @ForAll("spans") List<SlotSpan> second) {
    SlotSet a = SlotSet.of(first);
    SlotSet b = SlotSet.of(second);
    BitSet plainA = plain(first);
    BitSet plainB = plain(second);
    assertThat(plain(a.spans())).isEqualTo(plainA);
    assertThat(a.size()).isEqualTo(plainA.cardinality());
    assertThat(a.newest().orElse(-1)).isEqualTo(plainA.length() - 1);
    for (int slot = 0; slot < SLOTS; slot++) {
      assertThat(a.contains(slot)).isEqualTo(plainA.get(slot));
    }
    BitSet union = (BitSet) plainA.clone();
    union.or(plainB);
    assertThat(plain(a.plus(b).spans())).isEqualTo(union);
    BitSet difference = (BitSet) plainA.clone();
    difference.andNot(plainB);
    assertThat(plain(a.minus(b).spans())).isEqualTo(difference);
    BitSet both = (BitSet) plainA.clone();
    both.and(plainB);
    assertThat(plain(a.within(b).spans())).isEqualTo(both);
    assertThat(a.minus(b)).isEqualTo(SlotSet.of(a.minus(b).spans()));
    assertThat(a.before(20).plus(a.from(20))).isEqualTo(a);
    second.forEach(
        span -> assertThat(a.within(span)).isEqualTo(a.within(SlotSet.of(List.of(span)))));
  }

  @Property
  void pagesCoverTheSetWithTheFewestRequests(
      @ForAll("spans") List<SlotSpan> spans, @ForAll @IntRange(min = 1, max = 20) int pageSize) {
    SlotSet set = SlotSet.of(spans);
    List<SlotSpan> pages = set.pages(pageSize);
    assertThat(set.minus(SlotSet.of(pages))).isEqualTo(SlotSet.EMPTY);
    long end = Long.MIN_VALUE;
    for (SlotSpan page : pages) {
      assertThat(page.size()).isLessThanOrEqualTo(pageSize);
      assertThat(set.contains(page.from()) && set.contains(page.to() - 1)).isTrue();
      assertThat(page.from()).isGreaterThanOrEqualTo(end);
      end = page.to();
    }
    // Greedy from the left is optimal for covering points by intervals of one length.
    int fewest = 0;
    long covered = Long.MIN_VALUE;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (set.contains(slot) && slot >= covered) {
        fewest++;
        covered = slot + (long) pageSize;
      }
    }
    assertThat(pages).hasSize(fewest);
  }

  @Provide
  Arbitrary<List<SlotSpan>> spans() {
    Arbitrary<Integer> from = Arbitraries.integers().between(0, SLOTS - 1);
    Arbitrary<Integer> length = Arbitraries.integers().between(1, 12);
    return Combinators.combine(from, length)
        .as((start, size) -> new SlotSpan(start, Math.min(SLOTS, start + size)))
        .list()
        .ofMaxSize(8)
        .map(ArrayList::new);
  }

  private static BitSet plain(List<SlotSpan> spans) {
    BitSet slots = new BitSet(SLOTS);
    spans.forEach(span -> slots.set((int) span.from(), (int) span.to()));
    return slots;
  }
}
