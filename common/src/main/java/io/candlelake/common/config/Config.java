package io.candlelake.common.config;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.cost.CostModel;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.label.Label;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.setting.Setting;
import io.candlelake.common.strategy.EntryFilter;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.PositionExit;
import io.candlelake.common.strategy.PositionSize;
import io.candlelake.common.strategy.Protection;
import io.candlelake.common.strategy.SignalRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole configuration of a run, read once and checked whole by {@link ConfigReader}. */
public record Config(
    Run run,
    Exchange exchange,
    Stream stream,
    Ingest ingest,
    Validate validate,
    Quality quality,
    Features features,
    Labels labels,
    Train train,
    Evaluate evaluate,
    Signals signals,
    Backtest backtest,
    Sweep sweep,
    Trust trust) {

  /** What every job of a run shares. */
  public record Run(
      @Setting(value = "lake", meaning = "root folder of the lake") String lake,
      @Setting(value = "1h", meaning = "length of the candles decided on") Interval interval,
      @Setting(value = "[]", meaning = "pairs to work on, as BTC-USDT; empty means all")
          List<Pair> pairs,
      @Setting(value = "", unit = "UTC", meaning = "first instant to work on, inclusive")
          Optional<Instant> from,
      @Setting(value = "", unit = "UTC", meaning = "end of the range, exclusive")
          Optional<Instant> to,
      @Setting(value = "17", meaning = "seed of everything random") long seed) {

    /** The requested range; unbounded where none was requested. */
    public TimeRange range() {
      return new TimeRange(from.orElse(TimeRange.ALL.from()), to.orElse(TimeRange.ALL.to()));
    }
  }

  /** The exchanges to fetch from by REST and stream; {@code --set exchange.names=[kraken]}. */
  public record Exchange(
      @Setting(value = "[binance]", meaning = "exchanges, each with all of run.pairs that it lists")
          List<String> names,
      @Setting(
              value = "{}",
              meaning =
                  "http://host:port to use in the place of an exchange's own, by exchange: a"
                      + " simulator")
          Map<String, String> addresses,
      @Setting(
              value = "60",
              min = 0,
              unit = "seconds",
              meaning =
                  "by how much this machine's clock may differ from the exchange's; 0 for any,"
                      + " where a simulator replays the past")
          int maxClockSkewSeconds) {}

  /** Real time: from exchanges' streams through a spool of files into the lake. */
  public record Stream(
      @Setting(
              value = "both",
              meaning = "exchanges to spool, spool to lake, or both in one process")
          Role role,
      @Setting(value = "", meaning = "local folder of the spool; default: _spool in a local lake")
          Optional<String> spool,
      @Setting(
              value = "[trades, order-book, candles]",
              meaning = "what to subscribe to, where the exchange's stream has it")
          List<Channel> channels,
      @Setting(
              value = "0",
              min = 0,
              unit = "seconds",
              meaning = "stop after so long; 0 means run until stopped")
          int forSeconds,
      @Setting(
              value = "30",
              min = 1,
              max = 3600,
              unit = "seconds",
              meaning = "no message for so long and the connection is made anew")
          int silenceSeconds,
      @Setting(value = "20", min = 1, max = 1000, unit = "levels", meaning = "of a book, each side")
          int bookDepth,
      @Setting(
              value = "5",
              min = 0.1,
              max = 3600,
              unit = "seconds",
              meaning = "between two books of a pair")
          double bookSeconds,
      @Setting(
              value = "1",
              min = 0.1,
              max = 60,
              unit = "seconds",
              meaning = "after which a spool segment is closed and can go to the lake")
          double segmentSeconds,
      @Setting(
              value = "2",
              min = 0.1,
              max = 600,
              unit = "seconds",
              meaning = "least time between two commits to the lake")
          double batchSeconds) {

    /** What a process of the stream does. */
    public enum Role {
      BOTH,
      COLLECT,
      SINK;

      /** Whether it reads from exchanges into the spool. */
      public boolean collects() {
        return this != SINK;
      }

      /** Whether it writes from the spool into the lake. */
      public boolean sinks() {
        return this != COLLECT;
      }
    }

    /** What an exchange's stream may offer. */
    public enum Channel {
      TRADES,
      ORDER_BOOK,
      TICKER,
      CANDLES
    }
  }

  /** Where candles come from. */
  public record Ingest(
      @Setting(value = "simulated", meaning = "which candle source") Source source,
      @Setting(
              value = "",
              meaning =
                  "folder of the files and archives sources; or addresses of archives, separated by"
                      + " commas")
          Optional<String> path,
      Files files,
      Simulated simulated) {

    /** Where candles come from. */
    public enum Source {
      FILES,
      ARCHIVES,
      EXCHANGE,
      SIMULATED
    }
  }

  /** The files source: a folder of CSV, CSV.gz or Parquet, one file a pair. */
  public record Files(
      @Setting(
              value = "binance",
              meaning = "exchange that the files come from, where their names do not say another")
          String exchange,
      @Setting(
              value = "{}",
              meaning =
                  "file name without ending to pair, where the name does not give it:"
                      + " {\"my coin, hourly\": BTC-USD}")
          Map<String, String> pairs,
      @Setting(
              value = "base",
              meaning =
                  "asset in which a file counts its volume where its header does not say; a volume"
                      + " in the quote asset is divided by the typical price (high + low + close) ÷ 3")
          VolumeUnit volumeUnit,
      @Setting(
              value = "",
              meaning =
                  "CSV of outages the source confirms, header symbol,interval,first_missing,"
                      + "next_present; symbol * means every pair")
          Optional<String> outages) {

    /** In which asset of the pair a volume is counted. */
    public enum VolumeUnit {
      BASE,
      QUOTE
    }
  }

  /** The seeded market that needs no data; every report says that it is simulated. */
  public record Simulated(
      @Setting(value = "12", min = 1, max = 200, unit = "pairs", meaning = "how many pairs")
          int pairs,
      @Setting(value = "2023-01-01T00:00:00Z", unit = "UTC", meaning = "first candle") Instant from,
      @Setting(value = "2025-01-01T00:00:00Z", unit = "UTC", meaning = "end, exclusive") Instant to,
      @Setting(
              value = "0.07",
              min = 0,
              max = 0.2,
              unit = "fraction of candles",
              meaning = "share of candles that carry the planted edge")
          double edgeShare,
      @Setting(
              value = "0.61",
              min = 0.5,
              max = 1,
              unit = "probability",
              meaning = "how often the planted edge is right, over four candles")
          double edgeAccuracy,
      @Setting(
              value = "3",
              min = 0,
              max = 100,
              unit = "a year",
              meaning = "outages of the exchange")
          int outagesPerYear,
      @Setting(
              value = "0.0002",
              min = 0,
              max = 0.01,
              unit = "fraction of candles",
              meaning = "bad ticks: broken or absurd candles")
          double badTickShare) {}

  /** The data checks and what to do when too much fails them. */
  public record Validate(
      @Setting(
              value = "0.999",
              min = 0,
              max = 1,
              unit = "fraction",
              meaning = "valid ÷ received; below it the run stops")
          double minValidity,
      @Setting(
              value = "0.99",
              min = 0,
              max = 1,
              unit = "fraction",
              meaning = "valid ÷ expected; below it the run stops")
          double minCompleteness,
      @Setting(value = "stop", meaning = "what to do below either: stop with exit code 3, or go on")
          OnRefusal onRefusal,
      @Setting(
              value = "3",
              min = 0,
              max = 1000,
              unit = "bars",
              meaning =
                  "candles at the start of every gap that are filled with the last close and flagged")
          int maxFillBars,
      @Setting(
              value = "12",
              min = 2,
              unit = "bars",
              meaning = "unchanged candles in a row that count as a stale price")
          int staleBars,
      @Setting(
              value = "15",
              min = 2,
              unit = "robust standard deviations",
              meaning = "a price that moves further than this at once is flagged as a jump")
          double jumpDeviations,
      @Setting(
              value = "2",
              min = 1.01,
              unit = "factor",
              meaning =
                  "a jump to a price further than this factor from what every other exchange in the"
                      + " lake says of the pair at that time is rejected")
          double absurdFactor,
      @Setting(
              value = "[kraken, bitstamp, bitfinex, coinbase]",
              meaning =
                  "exchanges that publish no candle for an interval without trades: of theirs a hole"
                      + " of up to a day counts as no trade, not as missing")
          List<String> noTradeExchanges,
      @Setting(
              value = "3",
              min = 0,
              max = 1000,
              unit = "candles a pair",
              meaning =
                  "rejected candles that do not stop the run, however few candles were received, as"
                      + " long as nine in ten of the pair's are valid")
          int toleratedRejections,
      @Setting(
              value = "3",
              min = 1,
              max = 3650,
              unit = "days",
              meaning =
                  "a pair without candles for so long at the end of the data, while its exchange"
                      + " goes on, counts as delisted; at least three candles")
          int delistedDays,
      @Setting(
              value = "[]",
              meaning =
                  "corrections of silver.listings: {pair: LUNA-USDT, at: 2022-05-31T06:00:00Z, event:"
                      + " relisted}; exchange may be left out, factor is of a redenomination: new"
                      + " price ÷ old")
          List<ListingCorrection> listings) {

    /** What to do with data below the limits. */
    public enum OnRefusal {
      STOP,
      CONTINUE
    }
  }

  /** What a user knows of the listings of a pair; it goes before what is detected. */
  public record ListingCorrection(
      @Setting(value = "", meaning = "the pair") Pair pair,
      @Setting(
              value = "",
              unit = "UTC",
              meaning = "the first candle that opens then or later is the first after the event")
          Instant at,
      @Setting(
              value = "relisted",
              meaning =
                  "what happened; continues says that nothing did, though a break was detected")
          Event event,
      @Setting(value = "", min = 1e-12, max = 1e12, meaning = "new price ÷ old, if redenominated")
          Optional<Double> factor,
      @Setting(value = "", meaning = "exchange; all if left out") Optional<String> exchange) {

    /** What happens to a listing. */
    public enum Event {
      RELISTED,
      RENAMED,
      REDENOMINATED,
      DELISTED,
      CONTINUES
    }
  }

  /** What the job quality compares, and how far things may differ. */
  public record Quality(
      @Setting(
              value = "[]",
              meaning =
                  "severities other than a check's own, the last that fits wins:"
                      + " {check: silent-feed, exchange: kraken, interval: 5m, severity: warn};"
                      + " exchange and interval may be left out")
          List<QualityRule> rules,
      @Setting(
              value = "100",
              min = 1,
              max = 10000,
              unit = "basis points",
              meaning =
                  "a close further than this from the other exchanges' is raised, or than five"
                      + " times the pair's median distance where that is more, up to ten times"
                      + " this")
          double crossExchangeBps,
      @Setting(
              value = "10",
              min = 0.1,
              max = 3600,
              unit = "seconds",
              meaning = "a stream whose median trade arrives later than this is raised")
          double maxDelaySeconds,
      @Setting(
              value = "0.1",
              min = 0,
              max = 60,
              unit = "seconds",
              meaning = "a stream whose median trade arrives so much before it happened is raised")
          double maxEarlySeconds,
      @Setting(
              value = "3",
              min = 1,
              max = 100000,
              unit = "bars",
              meaning =
                  "shortest silence of a pair, while most others of its exchange trade, that is"
                      + " raised; pairs that trade seldom are given more")
          int silentBars) {}

  /** A severity for a check, for one exchange or interval or all. */
  public record QualityRule(
      @Setting(value = "", meaning = "name of the check") String check,
      @Setting(value = "", meaning = "exchange; all if left out") Optional<String> exchange,
      @Setting(value = "", meaning = "interval of the candles; all if left out")
          Optional<Interval> interval,
      @Setting(value = "flag", meaning = "what a raised check means") Severity severity) {

    /** What a raised check means. */
    public enum Severity {
      REJECT,
      FLAG,
      WARN,
      OFF
    }
  }

  /** Which indicators make the feature vector. */
  public record Features(
      @Setting(
              value = "BTC-USDT",
              meaning = "pair that cross-pair features refer to; its base with any quote serves")
          Pair reference,
      @Setting(
              value = "resource:default-indicators.yaml",
              meaning = "indicators with parameters and intervals, expanded to their cross product")
          List<IndicatorDeclaration> indicators) {}

  /** What the models learn. */
  public record Labels(
      @Setting(value = "forward-return", of = "label", meaning = "label; it has the horizon")
          Label label) {

    /** How long a position is held, in bars. */
    public int horizonBars() {
      return label.horizonBars();
    }

    /** The label's name in tables: {@code forward_return_4}. */
    public String labelName() {
      return label.name();
    }
  }

  /** Walk-forward training. */
  public record Train(
      @Setting(value = "xgboost", of = "model", meaning = "model with its hyper-parameters")
          Record model,
      @Setting(value = "pooled", meaning = "one model for all pairs of an exchange, or one each")
          Scope scope,
      @Setting(
              value = "30",
              min = 1,
              max = 240,
              unit = "months",
              meaning = "rolling training window")
          int windowMonths,
      @Setting(value = "3", min = 1, max = 60, unit = "months", meaning = "test block; refit after")
          int testMonths,
      @Setting(
              value = "24",
              min = 0,
              max = 10000,
              unit = "hours",
              meaning = "left out between training and test, beyond the purge by known_at")
          int embargoHours,
      @Setting(
              value = "500",
              min = 10,
              unit = "rows",
              meaning = "fewer training rows than this and the pair is skipped and reported")
          int minRows,
      @Setting(
              value = "2000000",
              min = 1000,
              unit = "rows",
              meaning =
                  "of more training rows a model in an executor learns from a random part: 4 bytes a feature and row, twice")
          int maxRows,
      @Setting(
              value = "4",
              min = 1,
              max = 1000,
              unit = "bars",
              meaning = "train on one candle in so many, since labels overlap")
          int thinBars) {

    /** Whose rows a model learns from. */
    public enum Scope {
      POOLED,
      PER_PAIR
    }
  }

  /** Honest measuring. */
  public record Evaluate(
      @Setting(
              value = "0.60",
              min = 0.5,
              max = 1,
              unit = "probability",
              meaning = "signal accuracy that passes")
          double targetAccuracy,
      @Setting(
              value = "2000",
              min = 100,
              max = 100000,
              unit = "resamples",
              meaning = "bootstrap over calendar weeks, all pairs together")
          int bootstrapResamples) {}

  /** From a calibrated probability to a decision. */
  public record Signals(
      @Setting(
              value = "[probability-threshold]",
              of = "signal rule",
              meaning = "entry rules, evaluated in this order: the first that takes a side decides")
          List<SignalRule> rules,
      @Setting(
              value = "[]",
              of = "entry filter",
              meaning = "filters, all of which must allow an entry")
          List<EntryFilter> filters,
      @Setting(value = "fixed-fraction", of = "position size", meaning = "size of a position")
          PositionSize size,
      @Setting(
              value = "[stop, target, opposite-signal]",
              of = "exit",
              meaning = "exits, the first of which closes a position; a time limit always applies")
          List<PositionExit> exits,
      @Setting(
              value = "24",
              min = 2,
              max = 10000,
              unit = "bars",
              meaning =
                  "span of the exponential mean of squared returns that is the expected volatility")
          int volatilityBars) {}

  /** Costs and limits of the backtest. */
  public record Backtest(
      @Setting(value = "100000", min = 1, unit = "quote asset", meaning = "cash at start")
          double initialCash,
      @Setting(
              value = "[fee, slippage, borrow]",
              of = "cost",
              meaning = "what trading costs; each is paid besides the others")
          List<CostModel> costs,
      @Setting(value = "long", meaning = "sides traded; spot markets cannot be sold short")
          Sides sides,
      @Setting(value = "8", min = 1, max = 1000, unit = "positions", meaning = "open at once")
          int maxOpenPositions,
      @Setting(
              value = "market",
              of = "entry order",
              meaning = "order type of entries; exits are market orders")
          EntryOrder entryOrder,
      @Setting(
              value = "0",
              min = 0,
              max = 1000,
              unit = "bars",
              meaning = "delay between a decision and the arrival of its order")
          int latencyBars,
      @Setting(
              value = "[]",
              of = "protection",
              meaning = "rules that pause entries after the portfolio's own trades")
          List<Protection> protections,
      @Setting(
              value = "0",
              min = 0,
              max = 1,
              unit = "fraction of the last close",
              meaning =
                  "by how much the price is worse than a listing's last close at which a position"
                      + " is closed when its pair is delisted or becomes another series")
          double delistingLoss) {

    /** Which sides are traded. */
    public enum Sides {
      LONG,
      BOTH;

      /**
       * Whether that side is traded.
       *
       * @param side 1 long, −1 short
       */
      public boolean trades(int side) {
        return this == BOTH || side == 1;
      }
    }
  }

  /** Many variants of the strategy on the same candles. */
  public record Sweep(
      @Setting(
              value = "",
              meaning =
                  "YAML file that maps keys of signals and backtest to lists of values,"
                      + " signals.exits.stop.distance: [2, 3, 4]")
          Optional<String> space,
      @Setting(value = "grid", meaning = "all combinations, or a random sample drawn with run.seed")
          Search search,
      @Setting(
              value = "1000",
              min = 1,
              max = 100000,
              unit = "cells",
              meaning = "number drawn by a random search, and the most that a grid may have")
          int mostCells,
      @Setting(
              value = "50",
              min = 1,
              max = 10000,
              unit = "cells",
              meaning = "computed and committed in one block")
          int blockCells,
      @Setting(
              value = "16",
              min = 2,
              max = 20,
              unit = "blocks",
              meaning = "of days for the probability of backtest overfitting; an even number")
          int overfittingBlocks,
      @Setting(
              value = "6",
              min = 2,
              max = 100,
              unit = "blocks",
              meaning =
                  "of days in the walk-forward; the best cell of all earlier blocks trades each block")
          int walkForwardBlocks) {

    /** Which cells of the space are tried. */
    public enum Search {
      GRID,
      RANDOM
    }
  }

  /** The look-ahead proof of every run. */
  public record Trust(
      @Setting(
              value = "3",
              min = 0,
              max = 100,
              unit = "cuts",
              meaning = "times at which everything is computed again from what was known by then")
          int lookaheadCuts,
      @Setting(
              value = "30",
              min = 1,
              max = 3650,
              unit = "days",
              meaning = "rows before each cut that are compared, bit for bit")
          int compareDays) {}

  /** Fingerprint of every key but {@code run.lake}: the same run in another place is the same. */
  public String hash() {
    Run placeless = new Run("", run.interval(), run.pairs(), run.from(), run.to(), run.seed());
    return Fingerprint.of(
        new Config(
            placeless, exchange, stream, ingest, validate, quality, features, labels, train,
            evaluate, signals, backtest, sweep, trust));
  }

  /** Names everything that a model's predictions depend on, other than the data. */
  public String trialId() {
    return Fingerprint.of(run.interval(), run.pairs(), run.seed(), features, labels, train);
  }

  /** Names a trial with the rule that trades it. */
  public String strategyId() {
    return Fingerprint.of(trialId(), signals);
  }
}
