package io.candlelake.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything the report says, before it is put into JSON or HTML.
 *
 * @param from first instant worked on; empty where there are no candles
 * @param to end of it, exclusive
 * @param quote asset that money is in
 * @param target signal accuracy that passes, as a fraction
 * @param stages jobs in the order they ran
 */
record Report(
    RunIdentity run,
    String interval,
    List<String> pairs,
    Optional<Instant> from,
    Optional<Instant> to,
    String quote,
    double target,
    DataQuality data,
    Evaluations evaluations,
    TrialModels models,
    List<SignalCount> signals,
    BacktestFigures backtest,
    EquityCurve equity,
    Trading trading,
    Optional<LookaheadCounts> proof,
    List<Stage> stages,
    PeakMemory peakMemory) {
  Report {
    pairs = List.copyOf(pairs);
    signals = List.copyOf(signals);
    stages = List.copyOf(stages);
  }

  /** Entry signals of one side. */
  record SignalCount(int side, long entries, long pairs) {}
}
