package io.candlelake.jobs.ingest.stream;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.SmallBatches;
import io.candlelake.common.lake.StorePath;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.collector.Collector;
import io.candlelake.exchanges.collector.KnownTrades;
import io.candlelake.exchanges.collector.StreamMeters;
import io.candlelake.exchanges.collector.StreamSettings;
import io.candlelake.exchanges.spool.Spool;
import io.candlelake.exchanges.spool.SpoolWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Both halves of real time in one process, or one of them: collectors to the spool, the sink from
 * the spool to the lake. They meet in the spool's folder only.
 */
public final class LiveStream {
  private static final long LOOK_MILLIS = 200;
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final int CALLS_AT_ONCE = 2;
  private static final long CALLS_END_SECONDS = 10;

  private final JobContext context;
  private final InstantSource clock;
  private final StopSignal stop;
  private final Path spool;
  private final StreamMeters meters;

  public LiveStream(JobContext context, InstantSource clock, StopSignal stop) {
    this.context = context;
    this.clock = clock;
    this.stop = stop;
    this.meters = new StreamMeters(clock);
    this.spool = spool(context);
  }

  /** Where the spool lies: as configured, else in a lake on the local disk. */
  private static Path spool(JobContext context) {
    StorePath lake = new StorePath(context.lakeRoot());
    if (context.config().stream().spool().isEmpty() && !lake.isLocal()) {
      throw PipelineException.userMistake(
          "Cannot stream into " + lake.text(),
          "the spool needs a folder on the local disk and none is configured",
          "Set stream.spool");
    }
    if (context.config().stream().spool().isEmpty() && !context.spark().sparkContext().isLocal()) {
      throw PipelineException.userMistake(
          "Cannot stream on " + context.spark().sparkContext().master(),
          "the spool lies on the disk of the driver, where executors elsewhere cannot read it",
          "Stream with --master local[*], or set stream.spool to a folder that every machine has");
    }
    return context.config().stream()
        .spool()
        .map(Path::of)
        .orElseGet(() -> lake.local().resolve("_spool"))
        .toAbsolutePath();
  }

  private static StreamSettings collecting(Config.Stream config) {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    for (Config.Stream.Channel channel : config.channels()) {
      channels.add(Channel.valueOf(channel.name()));
    }
    return new StreamSettings(
        channels,
        Duration.ofSeconds(config.silenceSeconds()),
        config.bookDepth(),
        seconds(config.bookSeconds()));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /**
   * Runs until it is stopped or its time is over; then brings what was received to the lake.
   *
   * @param markets pairs to collect of each exchange; asked for by the sink only to name them
   */
  public JobResult run(Map<Exchange, List<Pair>> markets, List<String> failures) {
    Config.Stream settings = context.config().stream();
    boolean collects = settings.role().collects();
    boolean sinks = settings.role().sinks();
    Instant started = clock.instant();
    createSpool();

    TradeCandles candles = new TradeCandles(context.config().run().interval(), clock);
    SpoolQuery sink =
        new SpoolQuery(
            context.spark(),
            spool,
            seconds(settings.batchSeconds()),
            new BatchSink(context, candles, meters, CommitListener.UNWATCHED),
            meters);
    Collectors collectors = new Collectors();
    try {
      if (sinks) {
        candles.resume(context, spelling(markets));
      }
      if (collects) {
        collectors.start(markets, settings);
      }
      if (sinks) {
        SmallBatches.in(context.spark(), () -> bring(sink, collectors, started));
      } else {
        follow(started, collectors, () -> {});
      }
    } finally {
      collectors.close();
      sink.close();
    }
    tell(collectors);
    if (sinks) {
      context.progress().say(meters.lagLine());
    }
    long rows = sinks ? meters.tradesToSilver() : meters.trades();
    List<String> all = new ArrayList<>(failures);
    all.addAll(collectors.failures());
    if (collects && !collectors.held()) {
      throw PipelineException.outsideWorld(
          "Cannot stream from " + names(markets),
          String.join("; ", all),
          "Check the network, exchange.addresses and what the exchange says of its own state, then"
              + " run again",
          null);
    }
    return new JobResult(rows, all, meters.unknownLine().map(List::of).orElse(List.of()));
  }

  private static String names(Map<Exchange, List<Pair>> markets) {
    return String.join(", ", markets.keySet().stream().map(Exchange::name).toList());
  }

  private void bring(SpoolQuery sink, Collectors collectors, Instant started) {
    sink.start();
    follow(started, collectors, sink::look);
    sink.finish();
  }

  /** Looks after both halves until the end, when the collecting one is closed. */
  private void follow(Instant started, Collectors collectors, Runnable lookAfterSink) {
    Instant told = started;
    while (!stop.asked(LOOK_MILLIS) && !isOver(started)) {
      collectors.check();
      lookAfterSink.run();
      if (Duration.between(told, clock.instant()).compareTo(TELL_EVERY) >= 0) {
        told = clock.instant();
        tell(collectors);
      }
    }
    collectors.close();
  }

  /** Either half may come first. */
  private void createSpool() {
    try {
      Files.createDirectories(spool);
    } catch (IOException e) {
      throw PipelineException.userMistake(
          "Cannot stream through " + spool,
          "the folder cannot be made: " + e,
          "Choose another by stream.spool or mend its permissions");
    }
  }

  private boolean isOver(Instant started) {
    Duration limit = Duration.ofSeconds(context.config().stream().forSeconds());
    return !limit.isZero() && Duration.between(started, clock.instant()).compareTo(limit) >= 0;
  }

  private void tell(Collectors collectors) {
    long waiting = Spool.segments(spool).size();
    context.progress().say(meters.line(waiting, collectors.heldBack()));
  }

  private static TradeCandles.Spelling spelling(Map<Exchange, List<Pair>> markets) {
    Map<String, Exchange> byName = new LinkedHashMap<>();
    markets.keySet().forEach(exchange -> byName.put(exchange.name(), exchange));
    return (exchange, pair) ->
        byName.containsKey(exchange)
            ? byName.get(exchange).symbol(Pair.parse(pair).orElseThrow())
            : pair;
  }

  /** The collecting half: a thread for each exchange that looks after its stream. */
  private final class Collectors implements AutoCloseable {
    private final List<Collector> collectors = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();
    private volatile RuntimeException failure;
    private final CountDownLatch closed = new CountDownLatch(1);
    private SpoolWriter writer;

    void start(Map<Exchange, List<Pair>> markets, Config.Stream settings) {
      Spool opened = Spool.open(spool);
      writer = new SpoolWriter(opened, seconds(settings.segmentSeconds()), clock);
      for (Map.Entry<Exchange, List<Pair>> market : markets.entrySet()) {
        Exchange exchange = market.getKey();
        ExecutorService calls = Executors.newFixedThreadPool(CALLS_AT_ONCE);
        threads.add(calls);
        KnownTrades known =
            DurableTrades.of(context, spool, exchange.name(), exchange::symbol, market.getValue());
        Collector collector =
            new Collector(
                exchange,
                market.getValue(),
                collecting(settings),
                known,
                writer::put,
                clock,
                task -> calls.execute(() -> attempt(task)),
                meters);
        collectors.add(collector);
        ExecutorService looking = Executors.newSingleThreadExecutor();
        threads.add(looking);
        looking.execute(() -> attempt(() -> lookAfter(collector)));
      }
    }

    private void lookAfter(Collector collector) {
      boolean ends = isClosed();
      while (!ends && failure == null) {
        collector.look();
        ends = isClosedWithin(LOOK_MILLIS);
      }
    }

    private boolean isClosed() {
      return closed.getCount() == 0;
    }

    private boolean isClosedWithin(long millis) {
      try {
        return closed.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }

    private void attempt(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException e) {
        if (!isClosed()) {
          failure = e;
        }
      }
    }

    /** Throws what made a thread end. */
    void check() {
      if (writer != null && writer.failure().isPresent()) {
        throw writer.failure().get();
      }
      if (failure != null) {
        throw failure;
      }
    }

    /** What did not stream, once closed. */
    List<String> failures() {
      return collectors.stream().flatMap(each -> each.failures().stream()).toList();
    }

    /** Whether anything streamed at all. */
    boolean held() {
      return collectors.stream().anyMatch(Collector::held);
    }

    long heldBack() {
      return writer == null ? 0 : writer.heldBack();
    }

    @Override
    public void close() {
      if (isClosed()) {
        return;
      }
      collectors.forEach(Collector::close);
      closed.countDown();
      threads.forEach(ExecutorService::shutdown);
      for (ExecutorService each : threads) {
        try {
          if (!each.awaitTermination(CALLS_END_SECONDS, TimeUnit.SECONDS)) {
            // What it fetches is a gap written down as open: the next start fetches it.
            each.shutdownNow();
          }
        } catch (InterruptedException e) {
          each.shutdownNow();
          Thread.currentThread().interrupt();
        }
      }
      if (writer != null) {
        writer.close();
      }
    }
  }
}
