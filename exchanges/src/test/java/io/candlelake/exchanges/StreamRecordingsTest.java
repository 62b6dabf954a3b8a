package io.candlelake.exchanges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.binance.BinanceFrames;
import io.candlelake.exchanges.bitfinex.Bitfinex;
import io.candlelake.exchanges.bitfinex.BitfinexStream;
import io.candlelake.exchanges.bitstamp.BitstampStream;
import io.candlelake.exchanges.bybit.BybitStream;
import io.candlelake.exchanges.coinbase.CoinbaseStream;
import io.candlelake.exchanges.kraken.KrakenStream;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.PlausibleTimes;
import io.candlelake.exchanges.stream.RecordingListener;
import io.candlelake.exchanges.stream.ScriptedLink;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.transport.RecordingSource;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Each exchange's decoder on recorded frames and fixtures, against plain Jackson's reading. */
class StreamRecordingsTest {
  private static final Instant AT = Instant.parse("2024-01-01T00:00:00Z");
  private static final Pair BTC_USD = new Pair("BTC", "USD");
  private static final Pair BTC_USDT = new Pair("BTC", "USDT");

  private final ScriptedLink link = new ScriptedLink();

  @ParameterizedTest
  @RecordingSource(
      folder = "exchange_recordings/cryptofeed",
      fixtures = {"COINBASE.ws.28.0_cut.gz, 7, 15, 518"},
      whole = {"COINBASE.ws.28.0.gz, 10, 107, 9729"})
  void coinbase(String file, int products, int expectedTrades, int expectedBooks) {
    List<String> frames = received(file);
    Map<String, Pair> pairs = new TreeMap<>();
    for (String frame : frames) {
      String product = BinanceFrames.parse(frame).path("product_id").asText();
      Pair.parse(product).ifPresent(pair -> pairs.put(product, pair));
    }
    assertThat(pairs).hasSize(products);
    Session session = all(CoinbaseStream.DIALECT, List.copyOf(pairs.values()));
    Map<String, TreeMap<BigDecimal, BigDecimal>> bids = new HashMap<>();
    Map<String, TreeMap<BigDecimal, BigDecimal>> asks = new HashMap<>();
    int trades = 0;
    int books = 0;
    for (String frame : frames) {
      JsonNode plain = BinanceFrames.parse(frame);
      String product = plain.path("product_id").asText();
      link.told.entries.clear();
      link.hear(session, frame, AT);
      switch (plain.path("type").asText()) {
        case "match", "last_match" -> {
          ExchangeTrade trade = link.told.all(RecordingListener.Traded.class).get(0).trade();
          assertThat(trade)
              .isEqualTo(
                  new ExchangeTrade(
                      plain.get("trade_id").asText(),
                      Instant.parse(plain.get("time").asText()),
                      new BigDecimal(plain.get("price").asText()),
                      new BigDecimal(plain.get("size").asText()),
                      // the side told is the maker's
                      Optional.of(
                          plain.get("side").asText().equals("sell") ? Side.BUY : Side.SELL)));
          trades++;
        }
        case "snapshot" -> {
          bids.put(product, plain(plain.get("bids")));
          asks.put(product, plain(plain.get("asks")));
        }
        case "l2update" -> {
          for (JsonNode change : plain.get("changes")) {
            Map<String, TreeMap<BigDecimal, BigDecimal>> side =
                change.get(0).asText().equals("buy") ? bids : asks;
            change(side.get(product), change.get(1).asText(), change.get(2).asText());
          }
        }
        default -> assertThat(link.told.entries).isEmpty();
      }
      if (bids.containsKey(product) && plain.get("type").asText().matches("snapshot|l2update")) {
        ExchangeOrderBook book = link.told.all(RecordingListener.Booked.class).get(0).book();
        assertThat(book.bids().get(0).price()).isEqualTo(bids.get(product).lastKey());
        assertThat(book.bids().get(0).amount()).isEqualTo(bids.get(product).lastEntry().getValue());
        assertThat(book.asks().get(0).price()).isEqualTo(asks.get(product).firstKey());
        books++;
      }
    }
    assertThat(trades).isEqualTo(expectedTrades);
    assertThat(books).isEqualTo(expectedBooks);
    assertThat(link.said)
        .containsExactly(
            "{\"type\":\"subscribe\",\"product_ids\":["
                + String.join(",", pairs.keySet().stream().map(p -> '"' + p + '"').toList())
                + "],\"channels\":[\"level2_batch\",\"matches\",\"ticker\"]}");
  }

  /** Each recorded once by another client; the change of a book bears the year 1, as it came. */
  @Test
  void coinbaseAsAnotherClientRecordedIt() throws Exception {
    Session session = all(CoinbaseStream.DIALECT, List.of(BTC_USD));
    StreamListener listener = new PlausibleTimes(link.told, InstantSource.fixed(AT));
    for (String message :
        List.of(
            "ticker_subscribe-success",
            "heartbeat_ETH-EUR",
            "level2_snapshot",
            "level2_l2update",
            "ticker_BTC-USD", // without amounts, as it was then
            "matches_BTC-USD")) {
      String text = Recordings.coinbase("ws_" + message + ".json");
      session.read(Recordings.tree(text), AT).forEach(event -> event.tell(listener));
    }
    assertThat(link.told.all(RecordingListener.Booked.class))
        .extracting(RecordingListener.Booked::book)
        .allMatch(book -> book.time().equals(AT))
        .extracting(book -> book.asks().get(0).price().toString())
        .containsExactly("47009.28", "47009.28");
    assertThat(link.told.all(RecordingListener.ImpossibleTime.class))
        .containsExactly(
            new RecordingListener.ImpossibleTime(
                BTC_USD, "a book bore 0001-01-01T00:00:00Z, given the time of receipt"));
    assertThat(link.told.all(RecordingListener.Traded.class))
        .containsExactly(
            trade(
                BTC_USD, "9713921", "2020-02-24T07:20:00.716579Z", "9692.53", "2.2285", Side.BUY));
    link.hear(session, Recordings.coinbase("ws_ticker_unsubscribe-error.json"), AT);
    assertThat(link.told.all(RecordingListener.Unknown.class))
        .containsExactly(new RecordingListener.Unknown("error Failed to unsubscribe"));
  }

  @Test
  void coinbaseGivesABookUpThatAnUnreadableMessageWasAbout() {
    Pair pair = new Pair("BAND", "GBP");
    Session session = all(CoinbaseStream.DIALECT, List.of(pair));
    String snapshot =
        "{\"type\":\"snapshot\",\"product_id\":\"BAND-GBP\",\"asks\":[[\"14.8\",\"1\"]],\"bids\":[]}";
    String update =
        "{\"type\":\"l2update\",\"product_id\":\"BAND-GBP\",\"changes\":[[\"buy\",\"14.7\",%s]],"
            + "\"time\":\"2021-04-17T16:43:37.075687Z\"}";
    link.hear(session, snapshot, AT);
    link.hear(session, update.formatted("\"2\""), AT);
    link.told.entries.clear();
    link.said.clear();
    assertThatThrownBy(() -> link.hear(session, update.formatted("true"), AT))
        .hasMessage("item 2 is not a decimal: true");
    session.unreadable("BAND-GBP").forEach(event -> event.tell(link.told));
    link.hear(session, update.formatted("\"3\""), AT);
    assertThat(link.told.entries)
        .containsExactly(new RecordingListener.Gap(pair, "a message could not be read"));
    assertThat(link.said).hasSize(2);
    link.hear(session, snapshot, AT);
    assertThat(link.told.all(RecordingListener.Booked.class)).hasSize(1);
  }

  /**
   * Kraken's first protocol has been recorded, not the second: its books and checksums prove the
   * live book and the checksum, which both protocols share.
   */
  @ParameterizedTest
  @RecordingSource(
      folder = "exchange_recordings/cryptofeed",
      fixtures = {"KRAKEN.ws.50.0_cut.gz, 465"},
      whole = {"KRAKEN.ws.50.0.gz, 4269"})
  void krakensChecksumsAreThoseOfTheLiveBook(String file, int updates) {
    Map<String, LiveBook> books = new HashMap<>();
    int checked = 0;
    for (String frame : received(file)) {
      JsonNode plain = Recordings.tree(frame);
      if (!plain.isArray()) {
        continue;
      }
      String pair = plain.get(plain.size() - 1).asText();
      List<Level> bids = new ArrayList<>();
      List<Level> asks = new ArrayList<>();
      String checksum = "";
      for (JsonNode part : plain) {
        bids.addAll(levels(part, "bs"));
        bids.addAll(levels(part, "b"));
        asks.addAll(levels(part, "as"));
        asks.addAll(levels(part, "a"));
        checksum = part.path("c").asText(checksum);
      }
      if (plain.get(1).has("as")) {
        books.put(
            pair,
            LiveBook.window(new ExchangeOrderBook(AT, OptionalLong.empty(), bids, asks), 1_000));
        continue;
      }
      LiveBook book = books.get(pair);
      assertThat(book.apply(new BookDiff(AT, new BookDiff.Unnumbered(), bids, asks)))
          .isEqualTo(LiveBook.Outcome.APPLIED);
      assertThat(KrakenStream.checksum(book.top(10))).isEqualTo(Long.parseLong(checksum));
      checked++;
    }
    assertThat(checked).isEqualTo(updates);
  }

  @Test
  void kraken() {
    Session session = all(KrakenStream.DIALECT, List.of(BTC_USD));
    assertThat(link.said)
        .extracting(said -> said.replaceFirst(",\"req_id\":[1-4]", ""))
        .containsExactlyInAnyOrder(
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"snapshot\":true,"
                + "\"symbol\":[\"BTC/USD\"]}}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"depth\":100,"
                + "\"symbol\":[\"BTC/USD\"]}}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"ticker\","
                + "\"event_trigger\":\"bbo\",\"symbol\":[\"BTC/USD\"]}}",
            "{\"method\":\"subscribe\",\"params\":{\"channel\":\"ohlc\",\"interval\":1,"
                + "\"symbol\":[\"BTC/USD\"]}}");
    link.hear(session, Recordings.documented("kraken/ws_trade_update.json"), AT);
    link.hear(session, Recordings.documented("kraken/ws_ticker_snapshot.json"), AT);
    String ohlc = Recordings.documented("kraken/ws_ohlc_update.json");
    link.hear(session, ohlc, AT);
    link.hear(session, ohlc.replace("16:25:00", "16:26:00"), AT);
    assertThat(link.told.entries)
        .containsExactly(
            trade(
                BTC_USD,
                "10218208",
                "2023-10-06T17:35:55.440295Z",
                "105944.20",
                "0.00027625",
                Side.BUY),
            trade(
                BTC_USD,
                "10218209",
                "2023-10-06T17:35:56.123456Z",
                "105910.50",
                "0.00012460",
                Side.SELL),
            new RecordingListener.Ticked(
                BTC_USD,
                new ExchangeOrderBook(
                    Instant.parse("2022-12-25T09:30:59.123456Z"),
                    OptionalLong.empty(),
                    List.of(level("105944.20", "2.5")),
                    List.of(level("105944.30", "3.2")))),
            new RecordingListener.Candled(
                BTC_USD,
                Interval.ONE_MINUTE,
                new ExchangeCandle(
                    Instant.parse("2023-10-04T16:25:00Z"),
                    new BigDecimal("106038.2"),
                    new BigDecimal("106044.3"),
                    new BigDecimal("106038.1"),
                    new BigDecimal("106040.1"),
                    new BigDecimal("30927.68066226"),
                    OptionalLong.of(12))));
  }

  @Test
  void krakensBookIsToldWhileItsChecksumHolds() {
    Session session = all(KrakenStream.DIALECT, List.of(BTC_USD));
    String snapshot = Recordings.documented("kraken/ws_book_snapshot.json");
    String update = Recordings.documented("kraken/ws_book_update.json");
    link.hear(session, snapshot, AT);
    link.said.clear();
    link.hear(session, update, AT);
    assertThat(link.told.all(RecordingListener.Booked.class)).hasSize(1);
    assertThat(link.told.all(RecordingListener.Booked.class).get(0).book().bids().get(0))
        .isEqualTo(level("105944.20", "0.136"));
    assertThat(link.told.all(RecordingListener.Gap.class))
        .containsExactly(new RecordingListener.Gap(BTC_USD, "the checksum is not 2114181697"));
    assertThat(link.said).as("subscribed anew").hasSize(2);
  }

  @Test
  void bitstamp() {
    List<String> frames = received("BITSTAMP.ws.1.0.gz");
    List<Pair> pairs =
        List.of(
            new Pair("SGB", "EUR"),
            new Pair("ETH", "USD"),
            new Pair("XRP", "EUR"),
            new Pair("BAT", "EUR"),
            new Pair("USDT", "EUR"),
            new Pair("USDT", "USD"),
            new Pair("XLM", "GBP"),
            new Pair("ADA", "EUR"),
            new Pair("BAT", "BTC"),
            new Pair("GALA", "EUR"));
    Session session = all(BitstampStream.DIALECT, pairs);
    assertThat(link.said)
        .hasSize(20)
        .contains("{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"live_trades_ethusd\"}}");
    List<RecordingListener.Entry> expected = new ArrayList<>();
    for (String frame : frames) {
      JsonNode plain = BinanceFrames.parse(frame);
      if (plain.get("event").asText().equals("trade")) {
        JsonNode data = plain.get("data");
        String channel = plain.get("channel").asText();
        Pair pair =
            pairs.stream()
                .filter(p -> channel.equalsIgnoreCase("live_trades_" + p.base() + p.quote()))
                .findFirst()
                .get();
        expected.add(
            new RecordingListener.Traded(
                pair,
                new ExchangeTrade(
                    data.get("id").asText(),
                    Instant.EPOCH.plusNanos(data.get("microtimestamp").asLong() * 1_000),
                    new BigDecimal(data.get("price_str").asText()),
                    new BigDecimal(data.get("amount_str").asText()),
                    Optional.of(data.get("type").asInt() == 0 ? Side.BUY : Side.SELL))));
      }
      if (!frame.contains("diff_order_book")) {
        link.hear(session, frame, AT);
      }
    }
    assertThat(expected).hasSize(10);
    assertThat(link.told.entries).containsExactlyElementsOf(expected);
  }

  @Test
  void bitstampsBookIsWholeAndNeverOlderThanTheLast() {
    Session session = all(BitstampStream.DIALECT, List.of(BTC_USD));
    String book =
        Recordings.xchange("xchange-stream-bitstamp/src/test/resources/order-book-v2.json")
            .replace("diff_order_book", "order_book");
    link.hear(session, book, AT);
    link.hear(session, book.replace("1553720851960344", "1553720851960343"), AT);
    assertThat(link.told.entries)
        .containsExactly(
            new RecordingListener.Booked(
                BTC_USD,
                new ExchangeOrderBook(
                    Instant.parse("2019-03-27T21:07:31.960344Z"),
                    OptionalLong.empty(),
                    List.of(level("819.9", "0.922"), level("818.63", "0.085")),
                    List.of(
                        level("821.7", "2.89"),
                        level("821.65", "5.18"),
                        level("821.6", "0.035")))));
    link.hear(session, "{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}", AT);
    assertThat(link.ended()).contains("the exchange asks to connect anew");
  }

  @Test
  void bitfinex() {
    List<String> frames = received("BITFINEX.ws.11.0.gz");
    Map<String, Pair> pairs = new HashMap<>();
    for (String base : List.of("BFT", "ODE")) {
      pairs.put("t" + base + "USD", new Pair(base, "USD"));
    }
    pairs.put("tDOGUSD", new Pair("MDOGE", "USD"));
    pairs.put("tSNGUSD", new Pair("SNGLS", "USD"));
    pairs.put("tIOTETH", new Pair("IOTA", "ETH"));
    pairs.put("tMNABTC", new Pair("MANA", "BTC"));
    pairs.put("tTESTBTC:TESTUSD", new Pair("TESTBTC", "TESTUSD"));
    Exchange bitfinex = Bitfinex.open(ExchangeSettings.publicData(), InstantSource.fixed(AT));
    Session session = all(BitfinexStream.dialect(bitfinex::symbol), List.copyOf(pairs.values()));
    Map<Long, String> channels = new HashMap<>();
    Map<Long, TreeMap<BigDecimal, BigDecimal>> books = new HashMap<>();
    int booked = 0;
    int traded = 0;
    for (String frame : frames) {
      JsonNode plain = Recordings.tree(frame);
      link.told.entries.clear();
      link.hear(session, frame, AT);
      assertThat(link.ended()).as(frame).isEmpty();
      if (plain.path("event").asText().equals("subscribed")) {
        channels.put(plain.get("chanId").asLong(), plain.get("channel").asText());
      }
      if (!plain.isArray() || plain.get(1).isTextual()) {
        continue;
      }
      long channel = plain.get(0).asLong();
      JsonNode content = plain.get(1);
      switch (channels.get(channel)) {
        case "ticker" -> {
          ExchangeOrderBook top = link.told.all(RecordingListener.Ticked.class).get(0).top();
          assertThat(top.bids().get(0).price()).isEqualTo(content.get(0).decimalValue());
          assertThat(top.asks().get(0).amount()).isEqualTo(content.get(3).decimalValue());
        }
        case "trades" -> {
          List<RecordingListener.Traded> told = link.told.all(RecordingListener.Traded.class);
          assertThat(told).hasSize(content.size());
          for (int i = 0; i < told.size(); i++) {
            JsonNode item = content.get(content.size() - 1 - i);
            ExchangeTrade trade = told.get(i).trade();
            assertThat(trade.id()).isEqualTo(item.get(0).asText());
            assertThat(trade.price()).isEqualTo(item.get(3).decimalValue());
            assertThat(trade.time().toEpochMilli()).isEqualTo(item.get(1).asLong());
            assertThat(trade.amount()).isEqualTo(item.get(2).decimalValue().abs());
            traded++;
          }
        }
        default -> {
          TreeMap<BigDecimal, BigDecimal> signed =
              books.computeIfAbsent(channel, c -> new TreeMap<>());
          if (content.isEmpty() || content.get(0).isArray()) {
            signed.clear();
            content.forEach(item -> signed(signed, item));
          } else {
            signed(signed, content);
          }
          ExchangeOrderBook book = link.told.all(RecordingListener.Booked.class).get(0).book();
          BigDecimal bestBid =
              signed.entrySet().stream()
                  .filter(level -> level.getValue().signum() > 0)
                  .map(Map.Entry::getKey)
                  .max(BigDecimal::compareTo)
                  .get();
          assertThat(book.bids().get(0).price()).isEqualByComparingTo(bestBid);
          assertThat(book.bids().get(0).amount()).isEqualByComparingTo(signed.get(bestBid));
          booked++;
        }
      }
    }
    assertThat(booked).isEqualTo(810);
    assertThat(traded).isEqualTo(210);
    link.hear(session, "[232949,\"hb\",999999]", AT);
    assertThat(link.ended().orElseThrow()).endsWith("is missing before 999999");
  }

  @Test
  void bybit() {
    Session session = all(BybitStream.DIALECT, List.of(BTC_USDT));
    assertThat(link.said)
        .hasSize(1)
        .allSatisfy(
            said ->
                assertThat(said)
                    .startsWith("{\"req_id\":\"1\",\"op\":\"subscribe\",\"args\":[\"")
                    .contains("\"publicTrade.BTCUSDT\"", "\"orderbook.50.BTCUSDT\""));
    String base = "xchange-stream-bybit/src/test/resources/";
    link.hear(session, Recordings.xchange(base + "tradeResponse.json5"), AT);
    link.hear(session, Recordings.xchange(base + "orderBookSnapshotResponse.json5"), AT);
    link.hear(session, Recordings.documented("bybit/ws_orderbook_snapshot.json"), AT);
    link.hear(session, Recordings.documented("bybit/ws_orderbook_delta.json"), AT);
    String kline = Recordings.documented("bybit/ws_kline.json");
    link.hear(session, kline, AT);
    link.hear(session, kline.replace("false", "true"), AT);
    assertThat(link.told.entries)
        .containsExactly(
            trade(
                BTC_USDT,
                "20f43950-d8dd-5b31-9112-a178eb6023af",
                "2022-12-29T09:01:26.865Z",
                "16578.50",
                "0.001",
                Side.BUY),
            new RecordingListener.Booked(
                BTC_USDT,
                new ExchangeOrderBook(
                    Instant.ofEpochMilli(1672304484978L),
                    OptionalLong.of(18521288),
                    List.of(level("16493.50", "0.006"), level("16493.00", "0.100")),
                    List.of(level("16611.00", "0.029"), level("16612.00", "0.213")))),
            new RecordingListener.Ticked(
                BTC_USDT,
                new ExchangeOrderBook(
                    Instant.ofEpochMilli(1709891679000L),
                    OptionalLong.of(123456789),
                    List.of(level("27450.00", "0.500")),
                    List.of(level("27451.00", "0.750")))),
            new RecordingListener.Ticked(
                BTC_USDT,
                new ExchangeOrderBook(
                    Instant.ofEpochMilli(1709891679500L),
                    OptionalLong.of(123456790),
                    List.of(level("27450.00", "0.400")),
                    List.of(level("27451.50", "0.900")))),
            new RecordingListener.Candled(
                BTC_USDT,
                Interval.ONE_MINUTE,
                new ExchangeCandle(
                    Instant.ofEpochMilli(1672324800000L),
                    new BigDecimal("16649.5"),
                    new BigDecimal("16677"),
                    new BigDecimal("16608"),
                    new BigDecimal("16677"),
                    new BigDecimal("2.081"),
                    OptionalLong.empty())));
    link.said.clear();
    link.told.entries.clear();
    link.hear(
        session,
        Recordings.documented("bybit/ws_orderbook_delta.json").replace("123456790", "123456792"),
        AT);
    assertThat(link.told.entries)
        .containsExactly(
            new RecordingListener.Gap(BTC_USDT, "orderbook.1.BTCUSDT broke at update 123456792"));
    assertThat(link.said)
        .containsExactly(
            "{\"req_id\":\"2\",\"op\":\"unsubscribe\",\"args\":[\"orderbook.1.BTCUSDT\"]}",
            "{\"req_id\":\"3\",\"op\":\"subscribe\",\"args\":[\"orderbook.1.BTCUSDT\"]}");
  }

  private Session all(StreamDialect dialect, List<Pair> pairs) {
    Session session = dialect.sessions().session(pairs, EnumSet.copyOf(dialect.channels()), link);
    session.opened();
    return session;
  }

  /** What came from the exchange, without what was said to it. */
  private static List<String> received(String file) {
    return BinanceFrames.lines("exchange_recordings/cryptofeed/" + file).stream()
        .filter(line -> line.matches("[0-9.]+: .*"))
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .toList();
  }

  @SuppressWarnings("NonApiType") // its best price is asked for
  private static TreeMap<BigDecimal, BigDecimal> plain(JsonNode levels) {
    TreeMap<BigDecimal, BigDecimal> side = new TreeMap<>();
    levels.forEach(level -> change(side, level.get(0).asText(), level.get(1).asText()));
    return side;
  }

  private static void change(Map<BigDecimal, BigDecimal> side, String price, String amount) {
    if (new BigDecimal(amount).signum() == 0) {
      side.remove(new BigDecimal(price));
    } else {
      side.put(new BigDecimal(price), new BigDecimal(amount));
    }
  }

  private static void signed(Map<BigDecimal, BigDecimal> book, JsonNode item) {
    if (item.get(1).asInt() == 0) {
      book.remove(item.get(0).decimalValue());
    } else {
      book.put(item.get(0).decimalValue(), item.get(2).decimalValue());
    }
  }

  private static List<Level> levels(JsonNode part, String name) {
    List<Level> levels = new ArrayList<>();
    part.path(name).forEach(item -> levels.add(level(item.get(0).asText(), item.get(1).asText())));
    return levels;
  }

  private static RecordingListener.Traded trade(
      Pair pair, String id, String time, String price, String amount, Side side) {
    return new RecordingListener.Traded(
        pair,
        new ExchangeTrade(
            id,
            Instant.parse(time),
            new BigDecimal(price),
            new BigDecimal(amount),
            Optional.of(side)));
  }

  private static Level level(String price, String amount) {
    return new Level(new BigDecimal(price), new BigDecimal(amount));
  }
}
