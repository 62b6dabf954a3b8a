package io.candlelake.exchanges.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.stream.LiveBook.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LiveBookTest {
  private static final Instant AT = Instant.parse("2024-08-08T00:00:00Z");

  @Test
  void zeroRemovesAndALevelIsReplacedWhateverItsTrailingZeros() {
    LiveBook book = LiveBook.whole(snapshot(10, List.of(level("9.50", "1")), asks("10", "11")));
    Outcome outcome =
        book.apply(
            diff(
                11,
                12,
                List.of(level("9.5", "3.00"), level("9", "2")),
                List.of(level("10.0", "0.000"), level("12", "0"))));
    assertThat(outcome).isEqualTo(Outcome.APPLIED);
    ExchangeOrderBook top = book.top(5);
    assertThat(top.sequence()).hasValue(12);
    assertThat(top.bids()).containsExactly(level("9.5", "3.00"), level("9", "2"));
    assertThat(top.asks()).containsExactly(level("11", "1"));
  }

  @Test
  void aFirstDiffMayOverlapTheSnapshot() {
    LiveBook book = LiveBook.whole(snapshot(10, List.of(), asks("10")));
    assertThat(book.apply(diff(5, 10, List.of(), asks("8")))).isEqualTo(Outcome.OLD);
    assertThat(book.apply(diff(8, 11, List.of(), asks("9")))).isEqualTo(Outcome.APPLIED);
    assertThat(book.top(9).asks()).isEqualTo(asks("9", "10"));
  }

  @Test
  void aFirstDiffBehindTheSnapshotsNextUpdateIsAGap() {
    LiveBook book = LiveBook.whole(snapshot(10, List.of(), asks("10")));
    assertThat(book.apply(diff(12, 12, List.of(), asks("9")))).isEqualTo(Outcome.GAP);
    assertThatThrownBy(() -> book.top(1)).hasMessage("broken by GAP at " + AT);
  }

  @Test
  void aCrossedBookIsBroken() {
    LiveBook book = LiveBook.whole(snapshot(1, List.of(level("9", "1")), asks("10")));
    assertThat(book.apply(diff(2, 2, List.of(level("10", "1")), List.of())))
        .isEqualTo(Outcome.CROSSED);
    assertThat(book.isSound()).isFalse();
    assertThat(LiveBook.whole(snapshot(1, List.of(level("11", "1")), asks("10"))).isSound())
        .as("a crossed snapshot")
        .isFalse();
  }

  @Test
  void whatLiesBehindACutSnapshotStaysUnknown() {
    LiveBook book = LiveBook.known(snapshot(1, List.of(level("9", "1")), asks("10", "11")), 2);
    book.apply(diff(2, 2, List.of(level("3", "1")), asks("12")));
    assertThat(book.top(9).asks())
        .as("12 is behind the last known ask")
        .isEqualTo(asks("10", "11"));
    assertThat(book.top(9).bids()).as("one bid of two: all").hasSize(2);
    assertThat(book.isThin(2)).isFalse();
    book.apply(diff(3, 3, List.of(), List.of(level("10", "0"))));
    assertThat(book.isThin(2)).isTrue();
  }

  @Test
  void aWindowForgetsWhatFallsOutOfIt() {
    LiveBook book = LiveBook.window(snapshot(1, List.of(), asks("10", "11", "12")), 2);
    assertThat(book.top(9).asks()).isEqualTo(asks("10", "11"));
    book.apply(diff(2, 2, List.of(), asks("9")));
    book.apply(diff(3, 3, List.of(), List.of(level("9", "0"))));
    assertThat(book.top(9).asks()).as("11 was pushed out").isEqualTo(asks("10"));
  }

  /** Against a list that is searched and sorted anew each time. */
  @Property(tries = 200)
  void equalsAPlainList(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 399) Integer> changes,
      @ForAll @IntRange(min = 1, max = 8) int depth) {
    LiveBook book = LiveBook.whole(snapshot(0, List.of(), List.of()));
    List<Level> bids = new ArrayList<>();
    List<Level> asks = new ArrayList<>();
    long number = 0;
    for (int change : changes) {
      Level level = level(String.valueOf(change % 40), String.valueOf(change / 40 % 5));
      boolean bid = change % 40 < 20;
      List<Level> side = bid ? bids : asks;
      side.removeIf(known -> known.price().compareTo(level.price()) == 0);
      if (level.amount().signum() > 0) {
        side.add(level);
      }
      number++;
      book.apply(
          diff(number, number, bid ? List.of(level) : List.of(), bid ? List.of() : List.of(level)));
    }
    bids.sort(Comparator.comparing(Level::price).reversed());
    asks.sort(Comparator.comparing(Level::price));
    assertThat(book.top(depth).bids()).isEqualTo(bids.subList(0, Math.min(depth, bids.size())));
    assertThat(book.top(depth).asks()).isEqualTo(asks.subList(0, Math.min(depth, asks.size())));
  }

  private static ExchangeOrderBook snapshot(long sequence, List<Level> bids, List<Level> asks) {
    return new ExchangeOrderBook(AT, OptionalLong.of(sequence), bids, asks);
  }

  private static BookDiff diff(long first, long last, List<Level> bids, List<Level> asks) {
    return new BookDiff(AT, new BookDiff.Numbered(first, last), bids, asks);
  }

  private static List<Level> asks(String... prices) {
    return List.of(prices).stream().map(price -> level(price, "1")).toList();
  }

  private static Level level(String price, String amount) {
    return new Level(new BigDecimal(price), new BigDecimal(amount));
  }
}
