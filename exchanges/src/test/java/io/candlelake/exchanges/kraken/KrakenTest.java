package io.candlelake.exchanges.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.binance.BinanceTest;
import io.candlelake.exchanges.transport.LocalServer;
import io.candlelake.exchanges.transport.LocalServer.Reply;
import io.candlelake.exchanges.transport.RecordingSource;
import io.candlelake.exchanges.transport.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against replies recorded from Kraken, or in the form that it documents. */
class KrakenTest {
  private static final Instant NOW = Instant.parse("2025-11-11T00:17:00Z");
  private static final Pair PAIR = new Pair("BTC", "USDT");
  private static final String OHLC =
      "xchange-kraken/src/test/resources/org/knowm/xchange/kraken/dto/marketdata/"
          + "example-ohlc-data.json";

  private final LocalServer server = new LocalServer();
  private final Exchange kraken = Kraken.open(server.settings(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    kraken.close();
    server.close();
  }

  @Test
  void readsRecordedCandlesButTheUnfinishedOne() {
    String body = Recordings.xchange(OHLC);
    server.serve("/0/public/OHLC", body);
    JsonNode rows = Recordings.tree(body).path("result").path("XXBTZUSD");
    Instant first = Instant.ofEpochSecond(rows.get(0).get(0).longValue());
    Instant unfinished = Instant.ofEpochSecond(rows.get(rows.size() - 1).get(0).longValue());

    List<ExchangeCandle> candles =
        candles(new TimeRange(first, unfinished.plus(Duration.ofMinutes(1))));

    List<ExchangeCandle> expected = new ArrayList<>();
    for (int index = 0; index < rows.size() - 1; index++) {
      JsonNode row = rows.get(index);
      expected.add(
          new ExchangeCandle(
              Instant.ofEpochSecond(row.get(0).longValue()),
              new BigDecimal(row.get(1).textValue()),
              new BigDecimal(row.get(2).textValue()),
              new BigDecimal(row.get(3).textValue()),
              new BigDecimal(row.get(4).textValue()),
              new BigDecimal(row.get(6).textValue()),
              OptionalLong.of(row.get(7).longValue())));
    }
    assertThat(candles).isEqualTo(expected).hasSize(719);
    assertThat(server.asked())
        .containsExactly(
            "/0/public/OHLC?pair=XBTUSDT&interval=1&since=" + (first.getEpochSecond() - 1));
  }

  @Test
  void doesNotCallItEmptyWhatIsTooOldToBeServed() {
    server.serve("/0/public/OHLC", Recordings.xchange(OHLC));
    Instant old = Instant.parse("2017-08-01T00:00:00Z");
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class,
            () -> candles(new TimeRange(old, old.plus(Duration.ofHours(1)))));
    assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure)
        .hasMessage(
            "kraken: 1m candles of BTC-USDT (XBTUSDT) from 2017-08-01T00:00:00Z: "
                + "serves only the last 720 candles, from 2017-08-10T22:02:00Z");
  }

  private List<ExchangeCandle> candles(TimeRange range) {
    return kraken.candles().orElseThrow().candles(PAIR, Interval.ONE_MINUTE, range);
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "exchange_recordings",
      fixtures = "documented/kraken/trades.json, 5, 1762795459123456754",
      whole =
          "nautilus_public_market_data_fixtures.zip!/crates/adapters/kraken/test_data/http_trades.json"
              + ", 1000, 1762820035982277754")
  void readsTradesWithTheirRawIds(String file, int size, String last) {
    String body = Recordings.text(file);
    server.serve("/0/public/Trades", body);
    TradePort port = kraken.trades().orElseThrow();

    TradePort.Page page =
        port.next(
            PAIR, TradePort.TradeCursor.from(Instant.parse("2025-11-10T17:23:53.000000001Z")));

    List<ExchangeTrade> expected = new ArrayList<>();
    for (JsonNode row : Recordings.tree(body).path("result").path("XBTUSDT")) {
      long micros = row.get(2).decimalValue().multiply(BigDecimal.valueOf(1_000_000)).longValue();
      expected.add(
          new ExchangeTrade(
              row.get(6).asText(),
              Instant.EPOCH.plus(Duration.of(micros, java.time.temporal.ChronoUnit.MICROS)),
              new BigDecimal(row.get(0).textValue()),
              new BigDecimal(row.get(1).textValue()),
              Optional.of(
                  row.get(3).textValue().equals("b")
                      ? ExchangeTrade.Side.BUY
                      : ExchangeTrade.Side.SELL)));
    }
    assertThat(page.trades()).isEqualTo(expected).hasSize(size);
    assertThat(page.trades().get(0).id()).isEqualTo("10218208");
    assertThat(page.trades().get(0).time()).isEqualTo("2025-11-10T17:23:53.971744Z");
    assertThat(page.next())
        .isEqualTo(TradePort.TradeCursor.from(Instant.EPOCH.plusNanos(Long.parseLong(last) + 1)));
    port.next(PAIR, page.next());
    assertThat(server.asked())
        .containsExactly(
            "/0/public/Trades?pair=XBTUSDT&since=1762795433000000000&count=1000",
            "/0/public/Trades?pair=XBTUSDT&since=" + last + "&count=1000");
  }

  @Test
  void readsAnOrderBook() {
    String body = Recordings.documented("kraken/order_book.json");
    server.serve("/0/public/Depth", body);

    ExchangeOrderBook book = kraken.orderBooks().orElseThrow().orderBook(PAIR, 5);

    JsonNode tree = Recordings.tree(body).path("result").path("XBTUSDT");
    assertThat(book.bids()).isEqualTo(BinanceTest.levels(tree.path("bids"))).hasSize(5);
    assertThat(book.asks()).isEqualTo(BinanceTest.levels(tree.path("asks"))).hasSize(5);
    assertThat(server.asked()).containsExactly("/0/public/Depth?pair=XBTUSDT&count=5");
  }

  @Test
  void readsRecordedMarketsOld() {
    String body =
        Recordings.cryptofeed("KRAKEN.0.gz").get("https://api.kraken.com/0/public/AssetPairs");
    server.serve("/0/public/AssetPairs", body);

    Map<String, Listing> listings =
        kraken.markets().listings().stream()
            .collect(Collectors.toMap(Listing::symbol, listing -> listing));

    JsonNode pairs = Recordings.tree(body).path("result");
    int markets = 0;
    for (Map.Entry<String, JsonNode> pair : pairs.properties()) {
      boolean dark = pair.getKey().endsWith(".d");
      boolean staked = pair.getValue().path("wsname").asText().contains("."); // ETH2.S
      if (!dark && !staked) {
        markets++;
        JsonNode told = pair.getValue();
        Listing listing = listings.get(told.path("altname").textValue());
        assertThat(listing.tickSize())
            .contains(BigDecimal.ONE.movePointLeft(told.path("pair_decimals").intValue()));
        assertThat(listing.lotSize())
            .contains(BigDecimal.ONE.movePointLeft(told.path("lot_decimals").intValue()));
        assertThat(listing.takerFee().orElseThrow().multiply(BigDecimal.valueOf(100)))
            .isEqualByComparingTo(told.path("fees").get(0).get(1).decimalValue());
      }
    }
    assertThat(listings).hasSize(markets).hasSize(292);
    Listing bitcoin = listings.get("XBTUSD");
    assertThat(bitcoin.pair()).isEqualTo(new Pair("BTC", "USD"));
    assertThat(bitcoin.makerFee()).contains(new BigDecimal("0.0016"));
    assertThat(kraken.symbol(bitcoin.pair())).isEqualTo("XBTUSD");
    assertThat(listings.get("XDGUSD").pair()).isEqualTo(new Pair("DOGE", "USD"));
  }

  @Test
  void readsAMarketNew() {
    server.serve("/0/public/AssetPairs", Recordings.documented("kraken/asset_pairs.json"));
    assertThat(kraken.markets().listings())
        .containsExactly(
            new Listing(
                "XBTUSDT",
                PAIR,
                Optional.of(new BigDecimal("0.1")),
                Optional.of(new BigDecimal("1E-8").setScale(8)),
                Optional.of(new BigDecimal("0.00005")),
                Optional.of(new BigDecimal("0.5")),
                Optional.of(new BigDecimal("0.0025")),
                Optional.of(new BigDecimal("0.004")),
                true));
  }

  @ParameterizedTest
  @CsvSource({
    "EQuery:Unknown asset pair, PERMANENT",
    "EGeneral:Invalid arguments, PERMANENT",
    "EAPI:Rate limit exceeded, RATE_LIMITED",
    "EGeneral:Too many requests, RATE_LIMITED",
    "EService:Unavailable, TRANSIENT",
    "EGeneral:Internal error, TRANSIENT"
  })
  void understandsKrakensErrors(String error, Kind kind) {
    // A second answer ends the wait of what is worth trying again.
    server.script(
        "/0/public/Depth",
        Reply.ok("{\"error\":[\"" + error + "\"]}"),
        Reply.ok("{\"error\":[\"EQuery:Unknown asset pair\"]}"));
    ExchangeFailure failure =
        catchThrowableOfType(
            ExchangeFailure.class, () -> kraken.orderBooks().orElseThrow().orderBook(PAIR, 5));
    assertThat(server.asked()).hasSize(kind == Kind.PERMANENT ? 1 : 2);
    assertThat(failure)
        .hasMessage(
            "kraken: order book of BTC-USDT (XBTUSDT): "
                + (kind == Kind.PERMANENT ? error : "EQuery:Unknown asset pair"));
  }
}
