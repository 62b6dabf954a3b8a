package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.backfill.Backfill;
import io.candlelake.exchanges.backfill.FetchPlan;
import io.candlelake.exchanges.backfill.PairRequest;
import io.candlelake.exchanges.backfill.SlotGrid;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fetches market metadata and missing candles from the configured exchanges. */
final class ExchangeIngest {
  /** The name in {@code ingest.source} and in the tables. */
  static final String SOURCE = "exchange";

  private static final int MOST_HINTS = 5;

  private final JobContext context;
  private final FetchRequest request;
  private final SlotGrid grid;
  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Pair> notFound = new LinkedHashSet<>();
  private final Map<Pair, List<String>> notListed = new LinkedHashMap<>();
  private final ClockCheck clocks;
  private Instant now;
  private boolean silent;

  /**
   * What to fetch from which exchanges.
   *
   * @param source as the tables name it
   * @param exchanges their names and how to reach them
   * @param reference what the tables say of where they were reached; empty for their addresses
   * @param openers the exchanges there are
   * @param range open times wanted
   * @param now what has not closed by then is not wanted, nor what has not by an exchange's time
   * @param clock for the pace of requests
   */
  record FetchRequest(
      String source,
      Config.Exchange exchanges,
      String reference,
      List<Exchanges.Opener> openers,
      TimeRange range,
      Instant now,
      InstantSource clock) {
    FetchRequest {
      openers = List.copyOf(openers);
    }
  }

  /** Asks the configured exchanges for the run's range. */
  static ExchangeIngest configured(
      JobContext context, InstantSource clock, List<Exchanges.Opener> openers) {
    Config config = context.config();
    return new ExchangeIngest(
        context,
        new FetchRequest(
            SOURCE,
            config.exchange(),
            "",
            openers,
            config.run().range(),
            context.startedAt(),
            clock));
  }

  ExchangeIngest(JobContext context, FetchRequest request) {
    this.context = requireNonNull(context, "context is null");
    this.request = requireNonNull(request, "request is null");
    this.grid = new SlotGrid(context.config().run().interval());
    this.now = request.now();
    this.clocks = new ClockCheck(request.clock(), request.exchanges().maxClockSkewSeconds());
  }

  /**
   * Checks the exchanges that a configuration names.
   *
   * @throws PipelineException when there is no such exchange or address
   */
  static void check(Config.Exchange settings, List<Exchanges.Opener> openers) {
    List<String> known = openers.stream().map(Exchanges.Opener::name).toList();
    if (settings.names().isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot fetch from exchanges",
          "exchange.names is empty",
          "Name some of " + String.join(", ", known));
    }
    Set<String> named = new LinkedHashSet<>(settings.names());
    named.addAll(settings.addresses().keySet());
    for (String name : named) {
      if (!known.contains(name)) {
        String hint =
            Spelling.nearest(name, known).map(near -> "; did you mean " + near + "?").orElse("");
        throw PipelineException.userMistake(
            "Cannot fetch from " + name,
            "there is no such exchange" + hint,
            "exchange.names and exchange.addresses take " + String.join(", ", known));
      }
    }
    settings.addresses().forEach(ExchangeIngest::address);
  }

  JobResult run() {
    List<Exchange> exchanges = open();
    try (IngestLock lock = IngestLock.of(context.lakeRoot())) {
      Set<String> ours =
          exchanges.stream()
              .map(Exchange::name)
              .filter(name -> lock.take(name + " markets"))
              .collect(Collectors.toSet());
      context.step("find the markets known");
      MarketHistory history = new MarketHistory(context);
      List<TradedPair> pairs = new ArrayList<>();
      notFound.addAll(context.config().run().pairs());
      for (Exchange exchange : exchanges) {
        Optional<List<Listing>> listings = listings(exchange);
        List<Pair> wanted = wantedPairs(exchange, listings);
        Optional<List<Listing>> told = listings.filter(found -> ours.contains(exchange.name()));
        told.ifPresent(
            found -> history.add(exchange.name(), reference(exchange.name()), found, wanted));
        pairs.addAll(traded(exchange, wanted));
      }
      notListed.forEach(
          (pair, lines) -> (notFound.contains(pair) ? failures : notes).addAll(lines));
      refuseNothing(pairs);
      List<TradedPair> free = pairs.stream().filter(pair -> isFree(pair, lock)).toList();
      refuseBusy(free);
      long markets = history.bring();
      return new JobResult(markets + candles(free), failures, notes);
    } finally {
      exchanges.forEach(Exchange::close);
    }
  }

  private Optional<List<Listing>> listings(Exchange exchange) {
    try {
      List<Listing> listings = exchange.markets().listings();
      clocks.timeOf(exchange).filter(now::isAfter).ifPresent(theirs -> now = theirs);
      return Optional.of(listings);
    } catch (ExchangeFailure e) {
      silent |= e.kind() != ExchangeFailure.Kind.PERMANENT;
      failures.add(e.getMessage() + at(exchange.name()) + "; nothing was fetched from it");
      return Optional.empty();
    }
  }

  /** The run's pairs that the exchange lists, or all that it trades where the run names none. */
  private List<Pair> wantedPairs(Exchange exchange, Optional<List<Listing>> listings) {
    List<Pair> request = context.config().run().pairs();
    if (listings.isEmpty()) {
      notFound.clear();
      return List.of();
    }
    if (request.isEmpty()) {
      return listings.get().stream().filter(Listing::trading).map(Listing::pair).toList();
    }
    Set<Pair> listed = listings.get().stream().map(Listing::pair).collect(Collectors.toSet());
    List<Pair> found = new ArrayList<>();
    for (Pair pair : request) {
      if (listed.contains(pair)) {
        found.add(pair);
        notFound.remove(pair);
      } else {
        notListed
            .computeIfAbsent(pair, none -> new ArrayList<>())
            .add(exchange.name() + " does not list " + pair + meant(pair, listed));
      }
    }
    return found;
  }

  /** The same base in other quotes, or else what is spelt nearly so. */
  static String meant(Pair pair, Set<Pair> listed) {
    List<String> sameBase =
        listed.stream()
            .filter(other -> other.base().equals(pair.base()))
            .map(Pair::toString)
            .sorted()
            .limit(MOST_HINTS)
            .toList();
    if (!sameBase.isEmpty()) {
      return ", but " + String.join(", ", sameBase);
    }
    return Spelling.nearest(pair.toString(), listed.stream().map(Pair::toString).toList())
        .map(near -> "; did you mean " + near + "?")
        .orElse("");
  }

  private List<TradedPair> traded(Exchange exchange, List<Pair> pairs) {
    if (pairs.isEmpty()) {
      return List.of();
    }
    Optional<CandlePort> port = exchange.candles();
    if (port.isEmpty()) {
      failures.add(exchange.name() + " serves no candles");
      return List.of();
    }
    if (!port.get().intervals().contains(grid.interval())) {
      String served =
          port.get().intervals().stream()
              .sorted()
              .map(Interval::code)
              .collect(Collectors.joining(", "));
      failures.add(
          exchange.name() + " serves no " + grid.interval().code() + " candles, but " + served);
      return List.of();
    }
    return pairs.stream()
        .map(pair -> new TradedPair(exchange.name(), exchange.symbol(pair), pair, port.get()))
        .toList();
  }

  private boolean isFree(TradedPair pair, IngestLock lock) {
    String what = pair.exchange() + " " + pair.symbol() + " " + grid.interval().code();
    boolean free = lock.take(what);
    if (!free) {
      failures.add(pair.exchange() + " " + pair.pair() + ": another ingest is writing it");
    }
    return free;
  }

  private void refuseBusy(List<TradedPair> free) {
    if (free.isEmpty()) {
      throw PipelineException.outsideWorld(
          "Cannot write candles to " + context.lakeRoot(),
          String.join("; ", failures),
          "Run again when that one has ended",
          null);
    }
  }

  private void refuseNothing(List<TradedPair> pairs) {
    if (!pairs.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>(failures);
    reasons.addAll(notes);
    String all = String.join("; ", reasons);
    if (silent) {
      throw PipelineException.outsideWorld(
          "Cannot fetch from " + names(),
          all,
          "Try again later, or check exchange.addresses",
          null);
    }
    throw PipelineException.userMistake(
        "Cannot fetch from " + names(), all, "Check --pairs, --interval and exchange.names");
  }

  private long candles(List<TradedPair> pairs) {
    context.step("find the candles known");
    LakeSlots lake = LakeSlots.of(context, pairs, grid);
    List<PairRequest> wanted = new ArrayList<>();
    for (TradedPair pair : pairs) {
      FetchPlan plan =
          FetchPlan.of(
              grid,
              request.range(),
              now,
              pair.port().depth(),
              lake.known(pair),
              lake.empty(pair),
              lake.rejected(pair));
      tellNotServed(pair, plan);
      wanted.add(
          new PairRequest(
              pair.exchange(),
              pair.symbol(),
              pair.pair(),
              pair.port(),
              plan.missing(),
              plan.again(),
              plan.newestKnown()));
    }
    LakeSink sink = new LakeSink(context, grid, request.source(), this::reference);
    Backfill.Outcome outcome =
        new Backfill(
                grid.interval(),
                now,
                sink,
                (done, total) -> context.progress().at(done, total, "candles"))
            .run(wanted);
    if (outcome.unreachable().isPresent()) {
      throw PipelineException.outsideWorld(
          "Cannot fetch from " + names(),
          outcome.unreachable().get(),
          "Try again later, or check exchange.addresses; what was fetched before is kept",
          null);
    }
    failures.addAll(outcome.failures());
    return sink.rows();
  }

  /** A failure where the run named its start, else what a person should know. */
  private void tellNotServed(TradedPair pair, FetchPlan plan) {
    if (plan.notServed().isEmpty()) {
      return;
    }
    int depth = pair.port().depth().orElseThrow();
    String line =
        "%s %s: %d candles before %s are not served, only the newest %d are; ingest them with ingest.source: archives"
            .formatted(
                pair.exchange(),
                pair.pair(),
                plan.notServed().size(),
                grid.openTime(plan.notServed().newest().orElseThrow() + 1),
                depth);
    (context.config().run().from().isPresent() ? failures : notes).add(line);
  }

  /** Where an exchange is reached, if not at its own address. */
  private String at(String exchange) {
    String address = request.exchanges().addresses().get(exchange);
    return address == null ? "" : " (at " + address + ")";
  }

  private String names() {
    return String.join(", ", request.exchanges().names());
  }

  private String reference(String exchange) {
    return request.reference().isEmpty()
        ? request.exchanges().addresses().getOrDefault(exchange, exchange)
        : request.reference();
  }

  private List<Exchange> open() {
    Config.Exchange settings = request.exchanges();
    check(settings, request.openers());
    List<Exchange> exchanges = new ArrayList<>();
    for (String name : new LinkedHashSet<>(settings.names())) {
      Optional<URI> address =
          Optional.ofNullable(settings.addresses().get(name)).map(text -> address(name, text));
      ExchangeSettings reached =
          new ExchangeSettings(address, Optional.empty(), context.progress()::say);
      request.openers().stream()
          .filter(opener -> opener.name().equals(name))
          .map(opener -> opener.open(reached, request.clock()))
          .forEach(exchanges::add);
    }
    return exchanges;
  }

  static URI address(String exchange, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below with the text that is wrong.
    }
    throw PipelineException.userMistake(
        "Cannot fetch from " + exchange,
        "its address '" + text + "' is no http://host:port",
        "Write exchange.addresses as {" + exchange + ": \"http://127.0.0.1:8080\"}");
  }
}
