package io.candlelake.exchanges.bitstamp;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.MarketPort;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
import io.candlelake.exchanges.transport.CloseableWait;
import io.candlelake.exchanges.transport.Json;
import io.candlelake.exchanges.transport.Pages;
import io.candlelake.exchanges.transport.RejectedRequest;
import io.candlelake.exchanges.transport.Rest;
import io.candlelake.exchanges.transport.ServerTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.bitstamp.BitstampExchange;
import org.knowm.xchange.bitstamp.dto.marketdata.BitstampPairInfo;
import org.knowm.xchange.bitstamp.dto.marketdata.BitstampTransaction;
import org.knowm.xchange.bitstamp.service.BitstampMarketDataServiceRaw;
import org.knowm.xchange.bitstamp.service.BitstampMarketDataServiceRaw.BitstampTime;
import org.knowm.xchange.currency.CurrencyPair;

/** Bitstamp spot. Candles reach back to the first; trades only a day, and to the second. */
public final class Bitstamp implements Exchange {
  public static final String NAME = "bitstamp";

  /** 10,000 calls in ten minutes (bitstamp.net/api, "Request limits"); we make 6,000, evenly. */
  public static final Rate RATE =
      new Rate(10, Duration.ofSeconds(1), "10000 calls in 10 minutes; we make 6000");

  private static final int CANDLES_A_PAGE = 1_000;
  private static final String FROM_TIME = "time:";
  private static final String AFTER_ID = "id:";

  private final CloseableWait door = new CloseableWait();
  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BitstampMarketDataServiceRaw xchange;
  private final BitstampPublic rest;
  private final StreamPort stream;

  public Bitstamp(ExchangeSettings settings, InstantSource clock) {
    this.clock = clock;
    this.calls = new Calls(NAME, RATE, clock, door);
    ExchangeSpecification specification = Rest.specification(BitstampExchange.class, settings);
    this.xchange =
        (BitstampMarketDataServiceRaw)
            Rest.client(BitstampExchange.class, specification).getMarketDataService();
    this.rest = Rest.api(BitstampPublic.class, specification.getSslUri(), specification);
    this.stream = new ExchangeStream(new BitstampStream(), settings, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String symbol(Pair pair) {
    return (pair.base() + pair.quote()).toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<CandlePort> candles() {
    return Optional.of(new Candles());
  }

  @Override
  public Optional<TradePort> trades() {
    return Optional.of(new Trades());
  }

  @Override
  public Optional<BookPort> orderBooks() {
    return Optional.of(new Books());
  }

  @Override
  public MarketPort markets() {
    return () ->
        calls.ask(
            "markets",
            () ->
                Stream.of(xchange.getTradingPairsInfo())
                    .flatMap(info -> listing(info).stream())
                    .toList());
  }

  @Override
  public Optional<StreamPort> stream() {
    return Optional.of(stream);
  }

  @Override
  public void close() {
    door.close();
  }

  private static CurrencyPair currencyPair(Pair pair) {
    return new CurrencyPair(pair.base(), pair.quote());
  }

  private String of(Pair pair) {
    return " of " + pair + " (" + symbol(pair) + ")";
  }

  private static Optional<Listing> listing(BitstampPairInfo info) {
    return Pair.parse(info.getName().replace('/', '-'))
        .map(
            pair ->
                new Listing(
                    info.getUrlSymbol(),
                    pair,
                    Optional.of(BigDecimal.ONE.movePointLeft(info.getCounterDecimals())),
                    Optional.of(BigDecimal.ONE.movePointLeft(info.getBaseDecimals())),
                    Optional.empty(),
                    Optional.of(new BigDecimal(info.getMinimumOrder().split(" ", -1)[0])),
                    Optional.empty(),
                    Optional.empty(),
                    info.getTrading().equals("Enabled")));
  }

  private final class Candles implements CandlePort {
    @Override
    public Set<Interval> intervals() {
      return Set.of(Interval.values());
    }

    @Override
    public int pageSize() {
      return CANDLES_A_PAGE;
    }

    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
      List<ExchangeCandle> page =
          calls.ask(
              interval.code() + " candles" + of(pair) + " from " + range.from(),
              () ->
                  Json.elements(
                          rest.candles(
                                  symbol(pair),
                                  interval.length().toSeconds(),
                                  CANDLES_A_PAGE,
                                  range.from().getEpochSecond(),
                                  range.to().getEpochSecond() - 1,
                                  true)
                              .path("data")
                              .path("ohlc"))
                      .map(Bitstamp::candle)
                      .toList());
      return Pages.closed(page.stream(), interval, range, time, clock::instant);
    }
  }

  private static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        Json.seconds(row.path("timestamp")),
        Json.decimal(row.path("open")),
        Json.decimal(row.path("high")),
        Json.decimal(row.path("low")),
        Json.decimal(row.path("close")),
        Json.decimal(row.path("volume")),
        OptionalLong.empty());
  }

  /** A cursor is where to begin, and after the first page also the last id and its second. */
  private final class Trades implements TradePort {
    @Override
    public OptionalInt depth() {
      return OptionalInt.empty();
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(TransactionWindow.DAY.length);
    }

    @Override
    public TradeCursor at(Pair pair, Instant time) {
      return new TradeCursor(FROM_TIME + time);
    }

    @Override
    public Optional<TradeCursor> after(Pair pair, String tradeId) {
      return Optional.empty();
    }

    @Override
    public Page next(Pair pair, TradeCursor cursor) {
      TradePosition place = TradePosition.of(cursor);
      TransactionWindow span = TransactionWindow.reaching(place.time(), clock.instant());
      List<BitstampTransaction> news =
          calls.ask(
              "trades" + of(pair) + " from " + place.time(),
              () -> {
                refuseWhatIsTooOld(place.time());
                return Stream.of(xchange.getTransactions(currencyPair(pair), span.time))
                    .filter(trade -> place.isBefore(trade))
                    .sorted(
                        Comparator.comparingLong(BitstampTransaction::getDate)
                            .thenComparingLong(BitstampTransaction::getTid))
                    .toList();
              });
      return new Page(
          news.stream().map(Bitstamp::trade).toList(),
          news.isEmpty() ? cursor : TradePosition.behind(news.get(news.size() - 1)));
    }

    private void refuseWhatIsTooOld(Instant time) {
      if (time.isBefore(clock.instant().minus(TransactionWindow.DAY.length))) {
        throw new RejectedRequest(PERMANENT, "serves only the trades of the last day");
      }
    }
  }

  /** What a call can bring: all trades of the last minute, hour or day. */
  private enum TransactionWindow {
    MINUTE(BitstampTime.MINUTE, Duration.ofMinutes(1)),
    HOUR(BitstampTime.HOUR, Duration.ofHours(1)),
    DAY(BitstampTime.DAY, Duration.ofDays(1));

    /** Calls take time and clocks differ, so the edge of a span is not relied on. */
    private static final Duration EDGE = Duration.ofSeconds(15);

    private final BitstampTime time;
    private final Duration length;

    TransactionWindow(BitstampTime time, Duration length) {
      this.time = time;
      this.length = length;
    }

    static TransactionWindow reaching(Instant time, Instant now) {
      return Arrays.stream(values())
          .filter(span -> now.minus(span.length).plus(EDGE).isBefore(time))
          .findFirst()
          .orElse(DAY);
    }
  }

  /** Where reading goes on: after an id, or from a time on. */
  private record TradePosition(Instant time, OptionalLong afterId) {
    static TradePosition of(TradePort.TradeCursor cursor) {
      if (cursor.value().startsWith(FROM_TIME)) {
        return new TradePosition(
            Instant.parse(cursor.value().substring(FROM_TIME.length())), OptionalLong.empty());
      }
      String[] parts = cursor.value().substring(AFTER_ID.length()).split("@", -1);
      return new TradePosition(Instant.parse(parts[1]), OptionalLong.of(Long.parseLong(parts[0])));
    }

    static TradePort.TradeCursor behind(BitstampTransaction trade) {
      return new TradePort.TradeCursor(
          AFTER_ID + trade.getTid() + "@" + Instant.ofEpochSecond(trade.getDate()));
    }

    boolean isBefore(BitstampTransaction trade) {
      return afterId.isPresent()
          ? trade.getTid() > afterId.getAsLong()
          : !Instant.ofEpochSecond(trade.getDate()).isBefore(time);
    }
  }

  private static ExchangeTrade trade(BitstampTransaction trade) {
    return new ExchangeTrade(
        String.valueOf(trade.getTid()),
        Instant.ofEpochSecond(trade.getDate()),
        trade.getPrice(),
        trade.getAmount(),
        Optional.of(trade.getType() == 0 ? ExchangeTrade.Side.BUY : ExchangeTrade.Side.SELL));
  }

  private final class Books implements BookPort {
    /** The whole book, each price once. */
    @Override
    public int maxDepth() {
      return Integer.MAX_VALUE;
    }

    @Override
    public ExchangeOrderBook orderBook(Pair pair, int depth) {
      return calls.ask(
          "order book" + of(pair),
          () -> {
            JsonNode book = rest.orderBook(symbol(pair));
            long micros = Json.integer(book.path("microtimestamp"));
            return new ExchangeOrderBook(
                Json.micros(micros),
                OptionalLong.of(micros),
                Json.levels(book.path("bids")),
                Json.levels(book.path("asks")));
          });
    }
  }
}
