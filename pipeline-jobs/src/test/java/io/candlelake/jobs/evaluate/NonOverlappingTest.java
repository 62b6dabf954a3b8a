package io.candlelake.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NonOverlappingTest {
  /** The slow, obvious way: a span is kept if it meets none of those kept before. */
  @Property(tries = 300)
  void equalsLookingAtEveryEarlierSpan(
      @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 6) Integer> steps,
      @ForAll @IntRange(min = 1, max = 9) int length) {
    long[] start = new long[steps.size()];
    long[] end = new long[steps.size()];
    long time = 0;
    for (int i = 0; i < start.length; i++) {
      time += steps.get(i);
      start[i] = time;
      end[i] = time + length;
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < start.length; i++) {
      boolean free = true;
      for (int earlier : expected) {
        free &= start[i] >= end[earlier];
      }
      if (free) {
        expected.add(i);
      }
    }
    boolean[] kept = NonOverlapping.kept(start, end);
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isEqualTo(expected.contains(i));
    }
  }

  @Test
  void spansOutOfOrderAreOurBug() {
    assertThatThrownBy(() -> NonOverlapping.kept(new long[] {2, 1}, new long[] {3, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("start not ascending at 1: 1");
  }
}
