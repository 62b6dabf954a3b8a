package io.candlelake.jobs.ingest;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.Exchanges;
import io.candlelake.simulator.Simulator;
import io.candlelake.simulator.SimulatorSettings;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.SeededSettings;
import io.candlelake.simulator.market.SimulatedPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A seeded market, so that everything runs without data and network: the simulator is started in
 * this process and asked as Binance is, through the same client, planner and commits. In the tables
 * its exchange is called {@code simulated}. A later end leaves earlier candles as they were. Every
 * interval is a market of its own: its candles are not those of another interval resampled.
 */
final class SimulatedMarket {
  /** The name in {@code ingest.source}, of the exchange, and in the tables. */
  static final String SOURCE = "simulated";

  /** The protocol it speaks to us. */
  private static final String PROTOCOL = "binance";

  private SimulatedMarket() {}

  /**
   * Fetches what the run wants of the market.
   *
   * @param clock that paces the requests to the exchange; the market's own stands at its end
   */
  static JobResult ingest(JobContext context, InstantSource clock) {
    Config config = context.config();
    Config.Simulated settings = config.ingest().simulated();
    SeededSettings market = market(settings, config.run().interval(), config.run().seed());
    InstantSource end = InstantSource.fixed(settings.to());
    SimulatorSettings simulator = SimulatorSettings.of(BarMarket.seeded(market), end).unlimited();
    try (Simulator started = Simulator.start(simulator)) {
      String address = started.address().toString();
      ExchangeIngest ingest =
          new ExchangeIngest(
              context,
              new ExchangeIngest.FetchRequest(
                  SOURCE,
                  new Config.Exchange(List.of(SOURCE), Map.of(SOURCE, address), 0),
                  "seed " + config.run().seed(),
                  List.of(opener()),
                  within(config.run().range(), settings),
                  settings.to(),
                  clock));
      JobResult result = ingest.run();
      List<String> notes = new ArrayList<>(result.notes());
      notes.add("The candles are simulated");
      return new JobResult(result.rowsOut(), result.failures(), notes);
    }
  }

  /** The market that a configuration describes. */
  static SeededSettings market(Config.Simulated settings, Interval interval, long seed) {
    return new SeededSettings(
        SimulatedPair.first(settings.pairs()),
        seed,
        settings.from(),
        interval.length(),
        settings.edgeShare(),
        settings.edgeAccuracy(),
        settings.outagesPerYear(),
        settings.badTickShare(),
        SeededSettings.USUAL_LOST_SHARE,
        OptionalDouble.empty());
  }

  private static TimeRange within(TimeRange range, Config.Simulated settings) {
    Instant from = range.from().isAfter(settings.from()) ? range.from() : settings.from();
    Instant to = range.to().isBefore(settings.to()) ? range.to() : settings.to();
    return new TimeRange(from, to);
  }

  private static Exchanges.Opener opener() {
    Exchanges.Opener real = Exchanges.named(PROTOCOL).orElseThrow();
    return new Exchanges.Opener(
        SOURCE, real.rate(), (settings, clock) -> real.open(settings, clock).named(SOURCE));
  }
}
