package io.candlelake.exchanges.bitstamp;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.elements;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.micros;
import static io.candlelake.exchanges.transport.JsonFields.seconds;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.AssetNames;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import io.candlelake.exchanges.stream.ExchangeStream;
import io.candlelake.exchanges.transport.Calls;
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
public final class Bitstamp {
  public static final String NAME = "bitstamp";

  /** 10,000 calls in ten minutes (bitstamp.net/api, "Request limits"); we make 6,000, evenly. */
  public static final Rate RATE =
      new Rate(10, Duration.ofSeconds(1), "10000 calls in 10 minutes; we make 6000");

  /** Codes of assets and ours: {@code commonCurrencies} of ccxt 4.5.90. */
  private static final AssetNames NAMES = AssetNames.of("UST=USTC");

  private static final int CANDLES_A_PAGE = 1_000;

  /** The whole book, each price once. */
  private static final int ALL_LEVELS = Integer.MAX_VALUE;

  private final InstantSource clock;
  private final ServerTime time = new ServerTime();
  private final Calls calls;
  private final BitstampMarketDataServiceRaw xchange;
  private final BitstampPublic rest;

  private Bitstamp(ExchangeSettings settings, InstantSource clock, Calls calls) {
    this.clock = clock;
    this.calls = calls;
    ExchangeSpecification specification = Rest.specification(BitstampExchange.class, settings);
    this.xchange =
        (BitstampMarketDataServiceRaw)
            Rest.client(BitstampExchange.class, specification).getMarketDataService();
    this.rest = Rest.api(BitstampPublic.class, specification.getSslUri(), specification);
  }

  public static Exchange open(ExchangeSettings settings, InstantSource clock) {
    Calls calls = new Calls(NAME, RATE, Bitstamp::symbol, settings, clock);
    Bitstamp bitstamp = new Bitstamp(settings, clock, calls);
    return new Exchange(
        NAME,
        Bitstamp::symbol,
        Optional.of(new CandlePort(Set.of(Interval.values()), CANDLES_A_PAGE, bitstamp::candles)),
        Optional.of(
            new TradePort(
                OptionalInt.empty(),
                Optional.of(TransactionWindow.DAY.length),
                Ids.NAMES_ONLY,
                bitstamp::trades)),
        Optional.of(new BookPort(ALL_LEVELS, (pair, depth) -> bitstamp.orderBook(pair))),
        () ->
            calls.listings(
                1, () -> Stream.of(bitstamp.xchange.getTradingPairsInfo()).map(Bitstamp::listing)),
        Optional.of(new ExchangeStream(BitstampStream.DIALECT, settings, clock)),
        Optional.empty(),
        calls::close);
  }

  static String symbol(Pair pair) {
    return (NAMES.base(pair) + NAMES.quote(pair)).toLowerCase(Locale.ROOT);
  }

  private static CurrencyPair currencyPair(Pair pair) {
    return new CurrencyPair(NAMES.base(pair), NAMES.quote(pair));
  }

  private static Optional<Listing> listing(BitstampPairInfo info) {
    List<String> assets = Stream.of(info.getName().split("/", -1)).map(NAMES::ours).toList();
    return Pair.parse(String.join("-", assets))
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

  private List<ExchangeCandle> candles(Pair pair, Interval interval, TimeRange range) {
    List<ExchangeCandle> page =
        calls.candles(
            pair,
            interval,
            range,
            1,
            () ->
                elements(
                        rest.candles(
                                symbol(pair),
                                interval.length().toSeconds(),
                                CANDLES_A_PAGE,
                                range.from().getEpochSecond(),
                                range.to().getEpochSecond() - 1,
                                true)
                            .path("data"),
                        "ohlc")
                    .map(Bitstamp::candle));
    return time.closed(page.stream(), interval, range, clock::instant);
  }

  private static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        seconds(row, "timestamp"),
        decimal(row, "open"),
        decimal(row, "high"),
        decimal(row, "low"),
        decimal(row, "close"),
        decimal(row, "volume"),
        OptionalLong.empty());
  }

  private Page trades(Pair pair, TradeCursor cursor) {
    Instant from = cursor.time().orElseThrow();
    TransactionWindow window = TransactionWindow.reaching(from, clock.instant());
    List<ExchangeTrade> news =
        calls.ask(
            "trades" + calls.of(pair) + " from " + from,
            () -> {
              refuseWhatIsTooOld(from);
              return Stream.of(xchange.getTransactions(currencyPair(pair), window.time))
                  .filter(trade -> isBehind(cursor, trade))
                  .sorted(
                      Comparator.comparingLong(BitstampTransaction::getDate)
                          .thenComparingLong(BitstampTransaction::getTid))
                  .map(Bitstamp::trade)
                  .toList();
            });
    return Page.of(news, cursor);
  }

  private static boolean isBehind(TradeCursor cursor, BitstampTransaction trade) {
    return cursor
        .afterId()
        .map(id -> trade.getTid() > Long.parseLong(id))
        .orElseGet(
            () -> !Instant.ofEpochSecond(trade.getDate()).isBefore(cursor.time().orElseThrow()));
  }

  private void refuseWhatIsTooOld(Instant time) {
    if (time.isBefore(clock.instant().minus(TransactionWindow.DAY.length))) {
      throw new RejectedRequest(PERMANENT, "serves only the trades of the last day");
    }
  }

  /** What a call can return: all trades of the last minute, hour or day. */
  private enum TransactionWindow {
    MINUTE(BitstampTime.MINUTE, Duration.ofMinutes(1)),
    HOUR(BitstampTime.HOUR, Duration.ofHours(1)),
    DAY(BitstampTime.DAY, Duration.ofDays(1));

    /** Calls take time and clocks differ, so the edge of a window is not relied on. */
    private static final Duration EDGE = Duration.ofSeconds(15);

    private final BitstampTime time;
    private final Duration length;

    TransactionWindow(BitstampTime time, Duration length) {
      this.time = time;
      this.length = length;
    }

    static TransactionWindow reaching(Instant time, Instant now) {
      return Arrays.stream(values())
          .filter(window -> now.minus(window.length).plus(EDGE).isBefore(time))
          .findFirst()
          .orElse(DAY);
    }
  }

  private static ExchangeTrade trade(BitstampTransaction trade) {
    return new ExchangeTrade(
        String.valueOf(trade.getTid()),
        Instant.ofEpochSecond(trade.getDate()),
        trade.getPrice(),
        trade.getAmount(),
        Optional.of(trade.getType() == 0 ? Side.BUY : Side.SELL));
  }

  private ExchangeOrderBook orderBook(Pair pair) {
    return calls.orderBook(
        pair,
        1,
        () -> {
          JsonNode book = rest.orderBook(symbol(pair));
          return new ExchangeOrderBook(
              micros(book, "microtimestamp"),
              OptionalLong.of(whole(book, "microtimestamp")),
              levels(book, "bids"),
              levels(book, "asks"));
        });
  }
}
