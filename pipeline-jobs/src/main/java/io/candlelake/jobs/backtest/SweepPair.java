package io.candlelake.jobs.backtest;

import io.candlelake.common.strategy.PairDecisions;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * All that cells need of one pair, as arrays: what is decided on, and the market it is traded on.
 */
record SweepPair(String exchange, String pair, PairDecisions decisions, PairMarket market)
    implements Serializable {

  /**
   * The candidates of each cell; decisions that cells share are made once.
   *
   * @param trades makes the trades of a cell
   * @param range of the candles decided on
   */
  Stream<CellCandidates> candidates(List<SweepCell> cells, SweepKernel trades, Range range) {
    Map<PairDecisions.Settings, PairSignals> signals = new HashMap<>();
    UTF8String exchangeName = UTF8String.fromString(exchange);
    UTF8String pairName = UTF8String.fromString(pair);
    return IntStream.range(0, cells.size())
        .mapToObj(
            place -> {
              SweepCell cell = cells.get(place);
              PairSignals ofCell =
                  signals.computeIfAbsent(cell.decisions(), each -> decide(each, range));
              List<PairTrades.Made> made =
                  trades
                      .of(cell)
                      .made(exchangeName, pairName, market, ofCell, cell.execution())
                      .toList();
              return CellCandidates.of(place, exchange, pair, made);
            });
  }

  /** Makes the trades of a cell. */
  @FunctionalInterface
  interface SweepKernel extends Serializable {
    PairTrades of(SweepCell cell);
  }

  /**
   * Open times of candles, microseconds.
   *
   * @param to exclusive
   */
  record Range(long from, long to) implements Serializable {
    boolean contains(long openTime) {
      return openTime >= from && openTime < to;
    }
  }

  private PairSignals decide(PairDecisions.Settings settings, Range range) {
    PairSignals signals = new PairSignals();
    for (PairDecisions.Decided each : decisions.decide(settings)) {
      if (!range.contains(each.openTime())) {
        continue;
      }
      if (!each.entry()) {
        signals.addExit(each.side(), each.closeTime());
      } else if (each.blockedBy() == null) {
        signals
            .entries()
            .add(
                new PairSignals.Entry(
                    each.closeTime(),
                    each.side(),
                    each.probability(),
                    each.size(),
                    each.expectedVolatility(),
                    each.stopReturn(),
                    each.targetReturn(),
                    settings.strategy().holdingBars(),
                    null));
      }
    }
    return signals;
  }
}
