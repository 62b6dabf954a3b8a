package io.candlelake.common.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BookMeasuresTest {
  private static final Offset<Double> TINY = within(1e-9);

  /** Mid is 100, so that a basis point is a cent. */
  private static final BookMeasures BY_HAND =
      new BookMeasures(
          new BookSide(new double[] {99, 98}, new double[] {2, 3}),
          new BookSide(new double[] {101, 103}, new double[] {1, 4}));

  @Test
  void theMeasuresAreThoseWorkedOutByHand() {
    assertThat(BY_HAND.mid()).isEqualTo(100);
    assertThat(BY_HAND.spreadBps()).isCloseTo(200, TINY);
    assertThat(BY_HAND.microPrice()).isCloseTo((99.0 * 1 + 101.0 * 2) / 3, TINY);
    assertThat(BY_HAND.imbalance(1)).isCloseTo(1 / 3.0, TINY);
    assertThat(BY_HAND.imbalance(2)).isCloseTo(0, TINY);
    assertThat(BY_HAND.imbalance(99)).isCloseTo(0, TINY);
    assertThat(BY_HAND.bidDepth(99)).isEqualTo(0);
    assertThat(BY_HAND.bidDepth(150)).isEqualTo(99 * 2);
    assertThat(BY_HAND.bidDepth(250)).isEqualTo(99 * 2 + 98 * 3);
    assertThat(BY_HAND.askDepth(250)).isEqualTo(101);
    assertThat(BY_HAND.askDepth(350)).isEqualTo(101 + 103 * 4);
  }

  @Test
  void aMarketOrderWalksTheBookUntilItIsFilledOrTheBookEnds() {
    assertThat(BY_HAND.buyCostBps(50)).hasValueCloseTo(100.0, TINY);
    assertThat(BY_HAND.buyCostBps(101)).hasValueCloseTo(100.0, TINY);
    assertThat(BY_HAND.buyCostBps(101 + 2 * 103)).hasValueCloseTo((307 / 3.0 - 100) * 100, TINY);
    assertThat(BY_HAND.buyCostBps(513)).hasValueCloseTo(260.0, TINY);
    assertThat(BY_HAND.buyCostBps(513.01)).isEmpty();
    assertThat(BY_HAND.sellCostBps(198)).hasValueCloseTo(100.0, TINY);
    assertThat(BY_HAND.sellCostBps(198 + 147)).hasValueCloseTo((100 - 345 / 3.5) * 100, TINY);
    assertThat(BY_HAND.sellCostBps(500)).isEmpty();
  }

  @Test
  void aSideWithoutLevelsIsRefused() {
    BookSide none = new BookSide(new double[0], new double[0]);
    assertThatThrownBy(() -> new BookMeasures(BY_HAND.bids(), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a side without levels: 2 bids, 0 asks");
    assertThatThrownBy(() -> new BookSide(new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 prices with 2 amounts");
  }

  @Property(tries = 300)
  void everyBookObeysTheLaws(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int levels,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double scale) {
    BookMeasures book = random(seed, levels);
    double half = book.spreadBps() / 2;
    assertThat(book.microPrice()).isBetween(book.bids().bestPrice(), book.asks().bestPrice());
    assertThat(book.imbalance(5)).isBetween(-1.0, 1.0);
    assertThat(book.bidDepth(half * 1.000001)).isGreaterThanOrEqualTo(firstValue(book.bids()));
    assertThat(book.askDepth(half * 0.999999)).isEqualTo(0);
    double before = half - 1e-6;
    for (double quote = 1; book.buyCostBps(quote).isPresent(); quote *= 1.7) {
      double cost = book.buyCostBps(quote).getAsDouble();
      assertThat(cost).isGreaterThanOrEqualTo(before - 1e-6);
      before = cost;
    }
    // Prices in another unit, amounts in its inverse: the same book.
    BookMeasures scaled = new BookMeasures(scaled(book.bids(), scale), scaled(book.asks(), scale));
    assertThat(scaled.spreadBps()).isCloseTo(book.spreadBps(), within(1e-6));
    assertThat(scaled.imbalance(5)).isCloseTo(book.imbalance(5), TINY);
    assertThat(scaled.bidDepth(25)).isCloseTo(book.bidDepth(25), within(1e-6));
    if (book.sellCostBps(5_000).isPresent()) {
      assertThat(scaled.sellCostBps(5_000).getAsDouble())
          .isCloseTo(book.sellCostBps(5_000).getAsDouble(), within(1e-6));
    }
  }

  private static double firstValue(BookSide side) {
    return side.bestPrice() * side.bestAmount();
  }

  private static BookSide scaled(BookSide side, double factor) {
    double[] prices = new double[side.size()];
    double[] amounts = new double[side.size()];
    for (int i = 0; i < prices.length; i++) {
      prices[i] = side.prices()[i] * factor;
      amounts[i] = side.amounts()[i] / factor;
    }
    return new BookSide(prices, amounts);
  }

  private static BookMeasures random(long seed, int levels) {
    Random random = new Random(seed);
    double mid = 1 + 1_000 * random.nextDouble();
    return new BookMeasures(side(random, levels, mid, -1), side(random, levels, mid, 1));
  }

  private static BookSide side(Random random, int levels, double mid, int direction) {
    double[] prices = new double[levels];
    double[] amounts = new double[levels];
    double distance = 0;
    for (int i = 0; i < levels; i++) {
      distance += 0.00001 + 0.001 * random.nextDouble();
      prices[i] = mid * (1 + direction * distance);
      amounts[i] = 0.01 + 10 * random.nextDouble();
    }
    return new BookSide(prices, amounts);
  }
}
