package io.candlelake.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {
  @Test
  void withRoomForAllEveryRowIsKeptInOrder() {
    TrainingRows rows = numbered(5_000, 5_000);
    assertThat(rows.size()).isEqualTo(5_000);
    assertThat(rows.given()).isEqualTo(5_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(rows.vectors()[2 * i]).isEqualTo(i);
    }
  }

  /** 500 pairs a candle: a sample by every so many rows would hold some pairs and never others. */
  @Test
  void ofMoreRowsARandomPartIsKeptOfEveryPairAndTime() {
    int pairs = 500;
    int candles = 2_000;
    TrainingRows rows = new TrainingRows(2, 100_000);
    for (int candle = 0; candle < candles; candle++) {
      for (int pair = 0; pair < pairs; pair++) {
        if (pair % 4 == 0) {
          rows.addRise(new float[] {pair, candle});
        } else {
          rows.addFall(new float[] {pair, candle});
        }
      }
    }
    assertThat(rows.given()).isEqualTo(1_000_000);
    assertThat(rows.size()).isBetween(50_000, 100_000);
    float[] vectors = rows.vectors();
    float[] targets = rows.targets();
    int[] byPair = new int[pairs];
    int[] byTenth = new int[10];
    int rises = 0;
    for (int row = 0; row < rows.size(); row++) {
      int pair = (int) vectors[2 * row];
      byPair[pair]++;
      byTenth[(int) vectors[2 * row + 1] / (candles / 10)]++;
      rises += pair % 4 == 0 ? 1 : 0;
      assertThat(targets[row]).isEqualTo(pair % 4 == 0 ? 1 : 0);
    }
    assertThat(rows.rises()).isEqualTo(rises);
    assertThat((double) rises / rows.size()).isCloseTo(0.25, within(0.01));
    double each = (double) rows.size() / pairs;
    // A binomial's six standard deviations.
    for (int count : byPair) {
      assertThat((double) count).isCloseTo(each, within(6 * Math.sqrt(each)));
    }
    for (int count : byTenth) {
      assertThat((double) count)
          .isCloseTo(rows.size() / 10.0, within(6 * Math.sqrt(rows.size() / 10.0)));
    }
  }

  @Property(tries = 200)
  void theSameRowsLeaveTheSameOnesInTheirOrderAndNeverTooMany(
      @ForAll @IntRange(min = 1, max = 200) int most,
      @ForAll @IntRange(min = 1, max = 3_000) int given) {
    TrainingRows rows = numbered(given, most);
    assertThat(rows.size()).isLessThanOrEqualTo(most);
    assertThat(rows.vectors()).isEqualTo(numbered(given, most).vectors());
    float[] vectors = rows.vectors();
    for (int row = 1; row < rows.size(); row++) {
      assertThat(vectors[2 * row]).isGreaterThan(vectors[2 * row - 2]);
    }
    if (given <= most) {
      assertThat(rows.size()).isEqualTo(given);
    }
  }

  private static TrainingRows numbered(int given, int most) {
    TrainingRows rows = new TrainingRows(2, most);
    for (int i = 0; i < given; i++) {
      rows.addFall(new float[] {i, -i});
    }
    return rows;
  }
}
