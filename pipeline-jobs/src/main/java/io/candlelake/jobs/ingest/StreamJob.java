package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.StorePath;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.exchanges.Listing;
import io.candlelake.jobs.ingest.stream.LiveStream;
import io.candlelake.jobs.ingest.stream.StopSignal;
import io.candlelake.jobs.ingest.stream.TradeHistory;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Real time: trades, books and candles of exchanges' streams into the lake, until it is stopped.
 * With an end in the past it brings the trades of that range by REST instead, and ends.
 */
public final class StreamJob implements Job {
  private final InstantSource clock;
  private final List<Exchanges.Opener> exchanges;
  private final StopSignal stop;

  public StreamJob(InstantSource clock) {
    this(clock, Exchanges.ALL, new StopSignal());
  }

  StreamJob(InstantSource clock, List<Exchanges.Opener> exchanges, StopSignal stop) {
    this.clock = requireNonNull(clock, "clock is null");
    this.exchanges = List.copyOf(exchanges);
    this.stop = requireNonNull(stop, "stop is null");
  }

  /**
   * Checks that a configuration streams something, from somewhere, through a local spool.
   *
   * @throws PipelineException if not
   */
  @Override
  public void check(Config config) {
    if (config.run().pairs().isEmpty() && config.stream().role().collects()) {
      throw PipelineException.userMistake(
          "Cannot stream", "no pairs are named", "Name them: --pairs BTC-USDT,ETH-USDT");
    }
    Optional<String> spool = config.stream().spool();
    if (spool.isPresent() && !new StorePath(spool.get()).isLocal()) {
      throw PipelineException.userMistake(
          "Cannot stream through " + spool.get(),
          "what is received must be safe within milliseconds, so the spool is a local folder",
          "Name one by stream.spool; the lake may lie anywhere");
    }
    ExchangeIngest.check(config.exchange(), exchanges);
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public String stage() {
    return "ingest";
  }

  @Override
  public String summary() {
    return "real time: trades, order books and candles from exchanges' streams, until stopped";
  }

  @Override
  public Set<Table> reads() {
    return Set.of(Tables.BRONZE_CANDLES, Tables.MARKET_TRADES, Tables.STREAM_EVENTS);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(
        Tables.BRONZE_TRADES,
        Tables.BRONZE_ORDER_BOOKS,
        Tables.BRONZE_CANDLES,
        Tables.STREAM_EVENTS,
        Tables.MARKET_TRADES,
        Tables.REJECTED_TRADES,
        Tables.ORDER_BOOKS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    boolean onlySinks = !config.stream().role().collects();
    boolean history = config.run().to().filter(to -> !to.isAfter(context.startedAt())).isPresent();
    check(config);
    List<Exchange> opened = new ArrayList<>();
    try {
      config.exchange().names().forEach(name -> opened.add(open(context, name)));
      List<String> failures = new ArrayList<>();
      ClockCheck clocks = new ClockCheck(clock, config.exchange().maxClockSkewSeconds());
      Map<Exchange, List<Pair>> markets = new LinkedHashMap<>();
      for (Exchange exchange : opened) {
        List<Pair> pairs = config.run().pairs();
        markets.put(exchange, onlySinks ? pairs : listed(exchange, config, clocks, failures));
      }
      if (markets.values().stream().allMatch(List::isEmpty) && !onlySinks) {
        throw PipelineException.userMistake(
            "Cannot stream " + names(config.run().pairs()),
            String.join("; ", failures),
            "Check --pairs and exchange.names");
      }
      return history
          ? new TradeHistory(context, clock).bring(markets, failures)
          : new LiveStream(context, clock, stop.onSignals()).run(markets, failures);
    } finally {
      opened.forEach(Exchange::close);
    }
  }

  private Exchange open(JobContext context, String name) {
    Optional<URI> address =
        Optional.ofNullable(context.config().exchange().addresses().get(name))
            .map(text -> ExchangeIngest.address(name, text));
    return exchanges.stream()
        .filter(exchange -> exchange.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("checked, yet no exchange " + name))
        .open(new ExchangeSettings(address, Optional.empty(), context.progress()::say), clock);
  }

  private static String at(String exchange, Config config) {
    String address = config.exchange().addresses().get(exchange);
    return address == null ? "" : " at " + address;
  }

  private static String names(List<Pair> pairs) {
    return pairs.stream().map(Pair::toString).collect(Collectors.joining(", "));
  }

  /** Those of the pairs that the exchange trades; of each other a line of failure. */
  private static List<Pair> listed(
      Exchange exchange, Config config, ClockCheck clocks, List<String> failures) {
    Set<Pair> known;
    try {
      known = exchange.markets().listings().stream().map(Listing::pair).collect(Collectors.toSet());
      clocks.timeOf(exchange);
    } catch (ExchangeFailure e) {
      throw PipelineException.outsideWorld(
          "Cannot stream from " + exchange.name() + at(exchange.name(), config),
          String.valueOf(e.getMessage()),
          "Check the network and exchange.addresses, or try again later",
          e);
    }
    List<Pair> listed = new ArrayList<>();
    for (Pair pair : config.run().pairs()) {
      if (known.contains(pair)) {
        listed.add(pair);
      } else {
        failures.add(
            exchange.name() + " does not list " + pair + ExchangeIngest.meant(pair, known));
      }
    }
    return listed;
  }
}
