package io.candlelake.exchanges.binance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.RecordingListener;
import io.candlelake.exchanges.stream.ScriptedLink;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.transport.RecordingSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The session on recorded frames, against plain Jackson's reading of the same ones. */
class BinanceStreamTest {
  private static final Pair BTC_USDT = new Pair("BTC", "USDT");
  private static final Instant AT = Instant.parse("2024-08-08T23:54:00Z");

  private final ScriptedLink link = new ScriptedLink();

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {
        "spot_btcusdt_20240808_cut.gz, BTC, 180",
        "spot_ethusdt_20240808_cut.gz, ETH, 180"
      },
      whole = {"spot_btcusdt_20240808.gz, BTC, 3400", "spot_ethusdt_20240808.gz, ETH, 3400"})
  void tellsWhatTheFramesHold(String file, String base, int atLeast) {
    Pair pair = new Pair(base, "USDT");
    List<JsonNode> frames = BinanceFrames.of(file);
    ExchangeOrderBook snapshot =
        BinanceFrames.snapshot(frames.stream().filter(BinanceFrames::isSnapshot).findFirst().get());
    Session session = session(pair, snapshot);
    TreeMap<Long, String> tickers = new TreeMap<>();
    for (JsonNode frame : frames) {
      if (BinanceFrames.isSnapshot(frame)) {
        // It was recorded when it came back.
        link.answer();
      } else {
        link.hear(session, frame.toString(), AT);
      }
    }

    List<JsonNode> trades = frames.stream().filter(BinanceFrames::isTrade).toList();
    List<RecordingListener.Traded> traded = link.told.all(RecordingListener.Traded.class);
    assertThat(traded).hasSameSizeAs(trades);
    for (int i = 0; i < trades.size(); i++) {
      JsonNode data = trades.get(i).get("data");
      ExchangeTrade trade = traded.get(i).trade();
      assertThat(trade.id()).isEqualTo(data.get("t").asText());
      assertThat(trade.price()).isEqualTo(new BigDecimal(data.get("p").asText()));
      assertThat(trade.amount()).isEqualTo(new BigDecimal(data.get("q").asText()));
      assertThat(trade.time().toEpochMilli()).isEqualTo(data.get("T").asLong());
      assertThat(trade.takerSide().orElseThrow() == ExchangeTrade.Side.SELL)
          .isEqualTo(data.get("m").asBoolean());
    }

    for (JsonNode frame : frames) {
      if (BinanceFrames.isBookTicker(frame)) {
        JsonNode data = frame.get("data");
        tickers.put(
            data.get("u").asLong(),
            data.get("b").asText()
                + " "
                + data.get("B").asText()
                + " "
                + data.get("a").asText()
                + " "
                + data.get("A").asText());
      }
    }
    assertThat(link.told.all(RecordingListener.Ticked.class))
        .hasSize((int) frames.stream().filter(BinanceFrames::isBookTicker).count())
        .allSatisfy(
            ticked ->
                assertThat(best(ticked.top()))
                    .isEqualTo(tickers.get(ticked.top().sequence().orElseThrow())));
    int compared = 0;
    for (RecordingListener.Booked booked : link.told.all(RecordingListener.Booked.class)) {
      ExchangeOrderBook book = booked.book();
      Map.Entry<Long, String> ticker = tickers.floorEntry(book.sequence().orElseThrow());
      if (ticker != null && !book.bids().isEmpty() && !book.asks().isEmpty()) {
        assertThat(best(book)).isEqualTo(ticker.getValue());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(atLeast);
    assertThat(link.told.all(RecordingListener.Gap.class)).isEmpty();
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_ethusdt_20240808_cut.gz, 4, 3"},
      whole = {"spot_ethusdt_20240808.gz, 40, 10"})
  void aLossIsToldOnceAndBooksComeBackWithTheNextSnapshot(String file, int oneIn, int atLeast) {
    List<JsonNode> frames =
        BinanceFrames.of(file).stream()
            .filter(frame -> BinanceFrames.isDiff(frame) || BinanceFrames.isSnapshot(frame))
            .toList();
    Pair pair = new Pair("ETH", "USDT");
    // The exchange's book, from all frames; REST serves it as it stands.
    List<BookDiff> diffs =
        frames.stream().filter(BinanceFrames::isDiff).map(BinanceFrames::diff).toList();
    LiveBook truth =
        LiveBook.whole(
            BinanceFrames.snapshot(
                frames.stream().filter(BinanceFrames::isSnapshot).findFirst().get()));
    Session session =
        BinanceStream.dialect(books(() -> truth.top(BinanceStream.SNAPSHOT_DEPTH)))
            .sessions()
            .session(List.of(pair), EnumSet.of(Channel.ORDER_BOOK), link);
    Random random = new Random(5);
    Map<Long, ExchangeOrderBook> right = new TreeMap<>();
    int losses = 0;
    int ready = 0;
    Instant now = AT;
    List<JsonNode> messages = frames.stream().filter(BinanceFrames::isDiff).toList();
    for (int i = 0; i < diffs.size(); i++) {
      truth.apply(diffs.get(i));
      right.put(truth.sequence().orElseThrow(), truth.top(1));
      now = now.plusMillis(100);
      int before = link.told.all(RecordingListener.Gap.class).size();
      boolean live = ready > 20;
      if (live && random.nextInt(oneIn) == 0) {
        losses++;
        i++;
        truth.apply(diffs.get(i));
        right.put(truth.sequence().orElseThrow(), truth.top(1));
        if (i + 1 < diffs.size()) {
          i++;
          truth.apply(diffs.get(i));
          right.put(truth.sequence().orElseThrow(), truth.top(1));
          link.hear(session, messages.get(i).toString(), now);
          assertThat(link.told.all(RecordingListener.Gap.class))
              .as("told at once")
              .hasSize(before + 1);
          ready = 0;
          continue;
        }
        break;
      }
      link.hear(session, messages.get(i).toString(), now);
      if (random.nextInt(5) == 0 && link.waiting() > 0) {
        link.answer();
      }
      ready = link.waiting() == 0 ? ready + 1 : 0;
    }
    assertThat(losses).isGreaterThan(atLeast);
    assertThat(link.told.all(RecordingListener.Gap.class)).hasSize(losses);
    List<RecordingListener.Booked> booked = link.told.all(RecordingListener.Booked.class);
    assertThat(booked).hasSizeGreaterThan(diffs.size() / 2);
    for (RecordingListener.Booked told : booked) {
      ExchangeOrderBook book = told.book();
      ExchangeOrderBook best = right.get(book.sequence().orElseThrow());
      assertThat(best(book)).isEqualTo(best(best));
    }
  }

  @Test
  void aSnapshotThatCannotBeHadIsToldAndAskedForAgain() {
    List<Integer> asked = new ArrayList<>();
    Session session =
        BinanceStream.dialect(
                books(
                    () -> {
                      asked.add(1);
                      throw new ExchangeFailure(
                          ExchangeFailure.Kind.RATE_LIMITED,
                          "binance: order book",
                          "too many",
                          Optional.empty(),
                          null);
                    }))
            .sessions()
            .session(List.of(BTC_USDT), EnumSet.of(Channel.ORDER_BOOK), link);
    link.hear(session, depth(1), AT);
    link.answer();
    assertThat(link.told.all(RecordingListener.Gap.class))
        .containsExactly(
            new RecordingListener.Gap(BTC_USDT, "no snapshot: binance: order book: too many"));
    link.hear(session, depth(2), AT.plusMillis(100));
    assertThat(link.waiting()).as("not at once").isZero();
    link.hear(session, depth(3), AT.plus(Duration.ofSeconds(3)));
    assertThat(link.waiting()).isEqualTo(1);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aThinBookIsRenewedWithoutAPause() {
    ExchangeOrderBook thin =
        new ExchangeOrderBook(
            AT,
            OptionalLong.of(10),
            List.of(new Level(BigDecimal.valueOf(9), BigDecimal.ONE)),
            List.of(new Level(BigDecimal.TEN, BigDecimal.ONE)));
    Session session =
        BinanceStream.dialect(new BookPort(1, (pair, depth) -> thin))
            .sessions()
            .session(List.of(BTC_USDT), EnumSet.of(Channel.ORDER_BOOK), link);
    link.hear(session, depth(10), AT);
    link.answer();
    link.hear(session, depth(11), AT.plusSeconds(5));
    assertThat(link.waiting()).isEqualTo(1);
    link.hear(session, depth(12), AT.plusSeconds(5));
    link.answer();
    link.hear(session, depth(13), AT.plusSeconds(6));
    assertThat(link.told.all(RecordingListener.Booked.class))
        .extracting(booked -> booked.book().sequence().orElseThrow())
        .containsExactly(10L, 11L, 12L, 12L, 13L);
    assertThat(link.told.all(RecordingListener.Gap.class)).isEmpty();
  }

  @Test
  void onlyAClosedCandleIsTold() {
    Session session =
        session(BTC_USDT, new ExchangeOrderBook(AT, OptionalLong.of(1), List.of(), List.of()));
    String kline =
        """
        {"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{\
        "t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"0.0010",\
        "c":"0.0020","h":"0.0025","l":"0.0005","v":"1000","n":101,"x":%s,"q":"1.0","V":"500",\
        "Q":"0.5","B":"123456"}}}""";
    link.hear(session, kline.formatted("false"), AT);
    link.hear(session, kline.formatted("true"), AT);
    assertThat(link.told.entries)
        .containsExactly(
            new RecordingListener.Candled(
                BTC_USDT,
                Interval.ONE_MINUTE,
                new ExchangeCandle(
                    Instant.parse("2021-12-05T23:41:00Z"),
                    new BigDecimal("0.0010"),
                    new BigDecimal("0.0025"),
                    new BigDecimal("0.0005"),
                    new BigDecimal("0.0020"),
                    new BigDecimal("1000"),
                    OptionalLong.of(101))));
  }

  /** A second recording: four pairs in one connection, October 2021. */
  @Test
  void everyFrameOfManyPairsIsRead() {
    List<String> lines =
        BinanceFrames.lines("exchange_recordings/cryptofeed/BINANCE.ws.1.0.gz").stream()
            .filter(line -> line.contains("{") && !line.contains("@aggTrade"))
            .map(line -> line.substring(line.indexOf('{')))
            .toList();
    Map<String, ExchangeOrderBook> snapshots = new TreeMap<>();
    for (String line : BinanceFrames.lines("exchange_recordings/cryptofeed/BINANCE.http.0.0.gz")) {
      if (line.contains("/depth?symbol=")) {
        String symbol = line.replaceFirst(".*symbol=(\\w+)&.*", "$1");
        JsonNode body = BinanceFrames.parse(line.substring(line.indexOf('{')));
        snapshots.put(symbol, BinanceFrames.snapshot(body));
      }
    }
    List<Pair> pairs =
        List.of(
            new Pair("NKN", "USDT"),
            new Pair("BLZ", "ETH"),
            new Pair("LRC", "BTC"),
            new Pair("RUNE", "EUR"));
    Session session =
        BinanceStream.dialect(
                new BookPort(1_000, (pair, depth) -> snapshots.get(pair.base() + pair.quote())))
            .sessions()
            .session(pairs, EnumSet.allOf(Channel.class), link);
    Instant now = AT;
    TreeMap<String, TreeMap<Long, String>> tickers = new TreeMap<>();
    for (String line : lines) {
      now = now.plusSeconds(1);
      link.hear(session, line, now);
      while (link.waiting() > 0) {
        link.answer();
      }
      JsonNode data = BinanceFrames.parse(line).get("data");
      if (line.contains("@bookTicker")) {
        tickers
            .computeIfAbsent(data.get("s").asText(), s -> new TreeMap<>())
            .put(
                data.get("u").asLong(),
                data.get("b").asText()
                    + " "
                    + data.get("B").asText()
                    + " "
                    + data.get("a").asText()
                    + " "
                    + data.get("A").asText());
      }
    }
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (RecordingListener.Booked booked : link.told.all(RecordingListener.Booked.class)) {
      ExchangeOrderBook book = booked.book();
      var known = tickers.get(booked.pair().base() + booked.pair().quote());
      var ticker = known == null ? null : known.floorEntry(book.sequence().orElseThrow());
      if (ticker != null) {
        compared++;
        if (!best(book).equals(ticker.getValue())) {
          differences.add(booked.pair() + " " + best(book) + " but " + ticker);
        }
      }
    }
    assertThat(link.told.all(RecordingListener.Ticked.class)).hasSize(84);
    assertThat(link.told.all(RecordingListener.Gap.class)).isEmpty();
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(100);
  }

  private Session session(Pair pair, ExchangeOrderBook snapshot) {
    return BinanceStream.dialect(books(() -> snapshot))
        .sessions()
        .session(List.of(pair), EnumSet.allOf(Channel.class), link);
  }

  private static BookPort books(Supplier<ExchangeOrderBook> book) {
    return new BookPort(5_000, (pair, depth) -> book.get());
  }

  private static String depth(long update) {
    return """
        {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT",\
        "U":%d,"u":%d,"b":[],"a":[]}}"""
        .formatted(update, update);
  }

  private static String best(ExchangeOrderBook book) {
    Level bid = book.bids().get(0);
    Level ask = book.asks().get(0);
    return bid.price() + " " + bid.amount() + " " + ask.price() + " " + ask.amount();
  }
}
