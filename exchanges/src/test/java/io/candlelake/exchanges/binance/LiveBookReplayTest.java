package io.candlelake.exchanges.binance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.LiveBook.Outcome;
import io.candlelake.exchanges.transport.RecordingSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The book rebuilt from recorded depth diffs against the exchange's own best bid and ask. A
 * bookTicker tells the best prices and amounts from its update on until the next bookTicker, so
 * that every diff has one to agree with.
 */
class LiveBookReplayTest {
  private static final int SNAPSHOT_DEPTH = 1_000;

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {
        "spot_btcusdt_20240808_cut.gz, 185, 21",
        "spot_ethusdt_20240808_cut.gz, 190, 35",
        "usdm_btcusdt_20240808_cut.gz, 165, 16"
      },
      whole = {
        "spot_btcusdt_20240808.gz, 3449, 564",
        "spot_ethusdt_20240808.gz, 3432, 577",
        "usdm_btcusdt_20240808.gz, 6547, 629"
      })
  void bestPricesAndAmountsEqualTheExchangesOwn(String file, int diffs, int onTheSameUpdate) {
    Recording recording = Recording.of(file);
    Comparison whole = recording.compare(LiveBook.whole(recording.snapshot));
    Comparison known = recording.compare(recording.book());
    assertThat(whole.differences).isEmpty();
    assertThat(whole.compared).isEqualTo(diffs);
    assertThat(whole.onTheSameUpdate).isEqualTo(onTheSameUpdate);
    assertThat(known.differences).isEmpty();
    assertThat(known.compared + known.unknown).isEqualTo(diffs);
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_ethusdt_20240808_cut.gz, 100"},
      whole = {"spot_ethusdt_20240808.gz, 500"})
  void theComparisonSeesWrongAmounts(String file, int from) {
    Recording recording = Recording.of(file);
    recording
        .diffs
        .subList(from, from + 20)
        .replaceAll(
            right ->
                new BookDiff(
                    right.time(), right.updates(), twice(right.bids()), twice(right.asks())));
    assertThat(recording.compare(recording.book()).differences).isNotEmpty();
  }

  private static List<ExchangeOrderBook.Level> twice(List<ExchangeOrderBook.Level> levels) {
    return levels.stream()
        .map(
            level -> new ExchangeOrderBook.Level(level.price(), level.amount().add(level.amount())))
        .toList();
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_btcusdt_20240808_cut.gz, 297", "spot_ethusdt_20240808_cut.gz, 279"},
      whole = {"spot_btcusdt_20240808.gz, 9757", "spot_ethusdt_20240808.gz, 6106"})
  void tradeIdsAreContiguous(String file, int trades) {
    List<Long> ids =
        BinanceFrames.of(file).stream()
            .filter(BinanceFrames::isTrade)
            .map(frame -> frame.get("data").get("t").asLong())
            .toList();
    assertThat(ids).hasSize(trades);
    assertThat(ids.get(ids.size() - 1) - ids.get(0)).isEqualTo(ids.size() - 1L);
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_btcusdt_20240808_cut.gz, 14"},
      whole = {"spot_btcusdt_20240808.gz, 300"})
  void everyMissingDiffIsToldAtTheNextOne(String file, int atLeast) {
    Recording recording = Recording.of(file);
    int live = recording.firstApplied();
    Random random = new Random(20240808);
    int planted = 0;
    for (int at = live + 1; at < recording.diffs.size() - 1; at += 1 + random.nextInt(20)) {
      // From a book that is right so far, so that each gap is tried alone.
      LiveBook book = LiveBook.known(recording.emptyAt(at - 1), SNAPSHOT_DEPTH);
      assertThat(book.apply(recording.diffs.get(at + 1))).isEqualTo(Outcome.GAP);
      assertThat(book.isSound()).isFalse();
      assertThat(book.apply(recording.diffs.get(at))).as("stays broken").isEqualTo(Outcome.GAP);
      planted++;
    }
    assertThat(planted).isGreaterThan(atLeast);
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_ethusdt_20240808_cut.gz, 7", "spot_ethusdt_20240808_cut.gz, 100"},
      whole = {
        "spot_ethusdt_20240808.gz, 7",
        "spot_ethusdt_20240808.gz, 100",
        "spot_ethusdt_20240808.gz, 1000"
      })
  void aStreamThatLosesEveryKthDiffNeverTellsOfAWrongBook(String file, int k) {
    Recording recording = Recording.of(file);
    LiveBook book = recording.book();
    int live = recording.firstApplied();
    for (int i = 0; i < recording.diffs.size(); i++) {
      boolean lost = i > live && i % k == 0;
      if (lost) {
        Outcome outcome = book.apply(recording.diffs.get(i + 1));
        assertThat(outcome).isEqualTo(Outcome.GAP);
        return;
      }
      assertThat(book.apply(recording.diffs.get(i))).isIn(Outcome.APPLIED, Outcome.OLD);
    }
    throw new AssertionError("nothing lost");
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_ethusdt_20240808_cut.gz, 160"},
      whole = {"spot_ethusdt_20240808.gz, 3000"})
  void duplicatesAndLateDiffsChangeNothing(String file, int atLeast) {
    Recording recording = Recording.of(file);
    LiveBook clean = recording.book();
    LiveBook noisy = recording.book();
    Random random = new Random(4);
    int late = 0;
    for (int i = 0; i < recording.diffs.size(); i++) {
      clean.apply(recording.diffs.get(i));
      noisy.apply(recording.diffs.get(i));
      for (int again = random.nextInt(3); again > 0; again--) {
        BookDiff old = recording.diffs.get(random.nextInt(i + 1));
        assertThat(noisy.apply(old)).isEqualTo(Outcome.OLD);
        late++;
      }
      assertThat(noisy.top(20)).isEqualTo(clean.top(20));
    }
    assertThat(late).isGreaterThan(atLeast);
  }

  @Test
  void twoDiffsInTheWrongOrderAreAGap() {
    Recording recording = Recording.of("spot_ethusdt_20240808_cut.gz");
    LiveBook book = recording.book();
    int at = recording.firstApplied() + 50;
    recording.diffs.subList(0, at).forEach(book::apply);
    assertThat(book.apply(recording.diffs.get(at + 1))).isEqualTo(Outcome.GAP);
  }

  private static String best(ExchangeOrderBook top) {
    ExchangeOrderBook.Level bid = top.bids().get(0);
    ExchangeOrderBook.Level ask = top.asks().get(0);
    return bid.price() + " " + bid.amount() + " " + ask.price() + " " + ask.amount();
  }

  private record Comparison(
      int applied, int compared, int onTheSameUpdate, int unknown, List<String> differences) {}

  /** What a recording holds of the book: one snapshot, diffs, and bookTickers by update. */
  private record Recording(
      ExchangeOrderBook snapshot, List<BookDiff> diffs, TreeMap<Long, String> tickers) {

    static Recording of(String file) {
      Optional<ExchangeOrderBook> snapshot = Optional.empty();
      List<BookDiff> diffs = new ArrayList<>();
      TreeMap<Long, String> tickers = new TreeMap<>();
      for (JsonNode frame : BinanceFrames.of(file)) {
        if (BinanceFrames.isSnapshot(frame)) {
          snapshot = Optional.of(BinanceFrames.snapshot(frame));
        } else if (BinanceFrames.isDiff(frame)) {
          diffs.add(BinanceFrames.diff(frame));
        } else if (BinanceFrames.isBookTicker(frame)) {
          JsonNode data = frame.get("data");
          String best =
              String.join(
                  " ",
                  data.get("b").asText(),
                  data.get("B").asText(),
                  data.get("a").asText(),
                  data.get("A").asText());
          tickers.put(data.get("u").asLong(), best);
        }
      }
      return new Recording(snapshot.orElseThrow(), diffs, tickers);
    }

    Comparison compare(LiveBook book) {
      int applied = 0;
      int compared = 0;
      int same = 0;
      int unknown = 0;
      List<String> differences = new ArrayList<>();
      for (BookDiff diff : diffs) {
        Outcome outcome = book.apply(diff);
        if (outcome == Outcome.OLD) {
          continue;
        }
        assertThat(outcome).as("%s", diff.updates()).isEqualTo(Outcome.APPLIED);
        applied++;
        long update = book.sequence().orElseThrow();
        Map.Entry<Long, String> told = tickers.floorEntry(update);
        ExchangeOrderBook top = book.top(1);
        if (told == null) {
          continue;
        }
        if (top.bids().isEmpty() || top.asks().isEmpty()) {
          assertThat(book.isThin(1)).isTrue();
          unknown++;
          continue;
        }
        compared++;
        same += told.getKey() == update ? 1 : 0;
        if (!best(top).equals(told.getValue())) {
          differences.add(update + ": " + best(top) + " but " + told);
        }
      }
      return new Comparison(applied, compared, same, unknown, differences);
    }

    LiveBook book() {
      return LiveBook.known(snapshot, SNAPSHOT_DEPTH);
    }

    /** Index of the first diff that is news to the snapshot. */
    int firstApplied() {
      LiveBook book = book();
      int i = 0;
      while (book.apply(diffs.get(i)) == Outcome.OLD) {
        i++;
      }
      return i;
    }

    /** A book without levels as of a diff: enough to follow the numbers. */
    ExchangeOrderBook emptyAt(int diff) {
      BookDiff.Numbered updates = (BookDiff.Numbered) diffs.get(diff).updates();
      return new ExchangeOrderBook(
          diffs.get(diff).time(), OptionalLong.of(updates.last()), List.of(), List.of());
    }
  }
}
