package io.candlelake.common.table;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Every table of the lake: names, columns, units, meaning, keys and the one stage that writes it.
 */
public final class Tables {
  /** Prices and volumes as the exchange wrote them. */
  public static final DataType EXACT = createDecimalType(38, 18);

  private static final String BASE = "base asset";
  private static final String QUOTE = "quote asset";
  private static final String UTC = "UTC";
  private static final String FRACTION = "fraction";

  public static final Table BRONZE_CANDLES =
      table(Layer.BRONZE, "candles")
          .row("a candle as a source gave it, or a line that could not be read")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange, lower case: binance")
          .required("symbol", StringType, "", "the pair in the exchange's own spelling: BTCUSDT")
          .required("interval", StringType, "", "length of the candle: 1h")
          .optional("open_time", TimestampType, UTC, "first instant of the candle, inclusive")
          .optional("open", EXACT, QUOTE, "price of the first trade")
          .optional("high", EXACT, QUOTE, "highest price")
          .optional("low", EXACT, QUOTE, "lowest price")
          .optional("close", EXACT, QUOTE, "price of the last trade")
          .optional("volume", EXACT, BASE, "traded amount")
          .optional("trades", LongType, "count", "number of trades, where the source tells")
          .required(
              "source",
              StringType,
              "",
              "which candle source: files, archives, exchange, stream, trades")
          .required("source_ref", StringType, "", "where in the source: file name or address")
          .optional("source_line", LongType, "1-based", "line of the file")
          .optional("malformed", StringType, "", "why the line could not be read; null if it could")
          .optional("raw", StringType, "", "the text as received, kept when malformed")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that ingested it")
          .partitionBy("exchange", "interval")
          .build();

  public static final Table BRONZE_OUTAGES =
      table(Layer.BRONZE, "outages")
          .row("a span in which a source itself says that it made no candles")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the exchange's spelling, or * for all its pairs")
          .required("interval", StringType, "", "length of the candles")
          .required("from_time", TimestampType, UTC, "open time of the first candle not made")
          .required("to_time", TimestampType, UTC, "open time of the next candle made, exclusive")
          .required("source", StringType, "", "which candle source")
          .required("source_ref", StringType, "", "file or address that says so")
          .required("run_id", StringType, "", "run that ingested it")
          .key("exchange", "symbol", "interval", "from_time")
          .build();

  /** Levels of a book; Delta knows no NOT NULL inside an array. */
  private static final DataType NUMBERS =
      org.apache.spark.sql.types.DataTypes.createMapType(StringType, DoubleType, false);

  private static final DataType COSTS =
      org.apache.spark.sql.types.DataTypes.createMapType(StringType, DoubleType, false);

  private static final DataType LEVELS =
      createArrayType(
          DataTypes.createStructType(
              List.of(
                  DataTypes.createStructField("price", EXACT, true),
                  DataTypes.createStructField("amount", EXACT, true))));

  public static final Table BRONZE_TRADES =
      table(Layer.BRONZE, "trades")
          .row("a market trade as a source gave it, or a message that could not be read")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange, lower case: binance")
          .required("symbol", StringType, "", "the pair in the exchange's own spelling")
          .optional("trade_id", StringType, "", "the exchange's own raw id")
          .optional("time", TimestampType, UTC, "when the exchange says it happened")
          .optional("price", EXACT, QUOTE, "price")
          .optional("amount", EXACT, BASE, "amount")
          .optional("taker_side", StringType, "", "buy or sell: what the taker did; null unknown")
          .required("source", StringType, "", "how it came: stream, rest, or an archive's format")
          .required("source_ref", StringType, "", "spool segment, address or file")
          .optional("malformed", StringType, "", "why it could not be read; null if it could")
          .optional("raw", StringType, "", "the text as received, kept when malformed")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that ingested it")
          .partitionBy("exchange")
          .build();

  public static final Table BRONZE_ORDER_BOOKS =
      table(Layer.BRONZE, "order_books")
          .row("an order book, cut to some levels, as it stood at a time")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the pair in the exchange's own spelling")
          .required("time", TimestampType, UTC, "the exchange's time; of receipt where it has none")
          .optional("sequence", LongType, "", "the exchange's number of the last update in it")
          .required("bids", LEVELS, "quote, base", "price and amount, best first")
          .required("asks", LEVELS, "quote, base", "price and amount, best first")
          .required("source", StringType, "", "stream, rest, or an archive's format")
          .required("source_ref", StringType, "", "spool segment, address or file")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that ingested it")
          .partitionBy("exchange")
          .build();

  public static final Table BRONZE_MARKETS =
      table(Layer.BRONZE, "markets")
          .row("what an exchange says of one of its markets at a time")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the pair in the exchange's own spelling")
          .required("pair", StringType, "", "pair in our spelling")
          .optional("tick_size", EXACT, QUOTE, "smallest step of a price")
          .optional("lot_size", EXACT, BASE, "smallest step of an amount")
          .optional("min_amount", EXACT, BASE, "smallest order")
          .optional("min_notional", EXACT, QUOTE, "smallest price times amount of an order")
          .optional(
              "maker_fee", EXACT, FRACTION, "of the traded value, where the exchange gives it")
          .optional(
              "taker_fee", EXACT, FRACTION, "of the traded value, where the exchange gives it")
          .required(
              "status", StringType, "", "trading, halted, or delisted: no longer among its markets")
          .required("source_ref", StringType, "", "address")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that ingested it")
          .build();

  public static final Table STREAM_EVENTS =
      table(Layer.BRONZE, "stream_events")
          .row("something that happened to a stream: connect, disconnect, silence, gap, backfill")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the exchange's spelling, or * for all")
          .required(
              "event", StringType, "", "connected, disconnected, silent, gap, backfilled, ...")
          .required("time", TimestampType, UTC, "when")
          .required("detail", StringType, "", "what exactly, with values")
          .required("run_id", StringType, "", "run")
          .build();

  public static final Table MARKET_TRADES =
      table(Layer.SILVER, "trades")
          .row("one checked market trade, exactly once")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair in our spelling: BTC-USDT")
          .required("trade_id", StringType, "", "the exchange's own raw id")
          .required("time", TimestampType, UTC, "when the exchange says it happened")
          .required("price", EXACT, QUOTE, "price")
          .required("amount", EXACT, BASE, "amount")
          .optional("taker_side", StringType, "", "buy or sell: what the taker did; null unknown")
          .required("source", StringType, "", "how it came first: stream, rest or an archive")
          .required("fetched_at", TimestampType, UTC, "when it was received first")
          .required("run_id", StringType, "", "run that wrote it")
          .required("day", DateType, UTC, "day of time")
          .key("exchange", "pair", "day", "trade_id")
          .partitionBy("exchange", "day")
          .build();

  public static final Table REJECTED_TRADES =
      table(Layer.SILVER, "rejected_trades")
          .row("a received trade or message that failed a check")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the exchange's spelling")
          .optional("trade_id", StringType, "", "as received")
          .optional("time", TimestampType, UTC, "as received")
          .optional("price", EXACT, QUOTE, "as received")
          .optional("amount", EXACT, BASE, "as received")
          .required("reasons", createArrayType(StringType), "", "names of failed checks")
          .required("source", StringType, "", "how it came")
          .required("source_ref", StringType, "", "spool segment, address or file")
          .optional("raw", StringType, "", "the text as received, when malformed")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that rejected it")
          .build();

  public static final Table ORDER_BOOKS =
      table(Layer.SILVER, "order_books")
          .row("one checked order book with what people ask of it")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("time", TimestampType, UTC, "when the book stood so")
          .optional("sequence", LongType, "", "the exchange's number of the last update in it")
          .required("best_bid", DoubleType, QUOTE, "highest price bid")
          .required("best_bid_amount", DoubleType, BASE, "amount there")
          .required("best_ask", DoubleType, QUOTE, "lowest price asked")
          .required("best_ask_amount", DoubleType, BASE, "amount there")
          .required("spread_bps", DoubleType, "bp of mid", "(ask - bid) / mid")
          .required(
              "micro_price", DoubleType, QUOTE, "(bid * ask amount + ask * bid amount) / both")
          .required(
              "imbalance", DoubleType, "-1 to 1", "(bid - ask) / (bid + ask) amounts, 5 levels")
          .required("bid_depth_10bps", DoubleType, QUOTE, "bid value within 10 bp of mid")
          .required("ask_depth_10bps", DoubleType, QUOTE, "asked value within 10 bp of mid")
          .required("bids", LEVELS, "quote, base", "price and amount, best first")
          .required("asks", LEVELS, "quote, base", "price and amount, best first")
          .required("source", StringType, "", "stream or rest")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that wrote it")
          .required("day", DateType, UTC, "day of time")
          .key("exchange", "pair", "day", "time")
          .partitionBy("exchange", "day")
          .build();

  public static final Table MARKETS =
      table(Layer.SILVER, "markets")
          .row("a market's rules over a span in which they did not change")
          .writer("ingest")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("valid_from", TimestampType, UTC, "first seen so, inclusive")
          .optional("valid_to", TimestampType, UTC, "first seen otherwise, exclusive; null: now")
          .required("symbol", StringType, "", "the exchange's spelling")
          .optional("tick_size", EXACT, QUOTE, "smallest step of a price")
          .optional("lot_size", EXACT, BASE, "smallest step of an amount")
          .optional("min_amount", EXACT, BASE, "smallest order")
          .optional("min_notional", EXACT, QUOTE, "smallest price times amount of an order")
          .optional(
              "maker_fee", EXACT, FRACTION, "of the traded value, where the exchange gives it")
          .optional(
              "taker_fee", EXACT, FRACTION, "of the traded value, where the exchange gives it")
          .required("status", StringType, "", "trading, halted or delisted")
          .required("run_id", StringType, "", "run that wrote it")
          .key("exchange", "pair", "valid_from")
          .build();

  public static final Table CANDLES =
      table(Layer.SILVER, "candles")
          .row("one checked candle of an exchange, pair and interval")
          .writer("validate")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair in our spelling: BTC-USDT")
          .required("interval", StringType, "", "length of the candle: 1h")
          .required("open_time", TimestampType, UTC, "first instant, inclusive")
          .required("close_time", TimestampType, UTC, "end, exclusive; the row is known from here")
          .required("open", DoubleType, QUOTE, "price of the first trade")
          .required("high", DoubleType, QUOTE, "highest price")
          .required("low", DoubleType, QUOTE, "lowest price")
          .required("close", DoubleType, QUOTE, "price of the last trade")
          .required("volume", DoubleType, BASE, "traded amount")
          .optional("trades", LongType, "count", "number of trades")
          .required("quality", createArrayType(StringType), "", "names of flags raised")
          .required("filled", BooleanType, "", "made by us to bridge a short gap; never tradable")
          .required("listing", IntegerType, "from 1", "which series of the pair: silver.listings")
          .required("revision", IntegerType, "from 0", "how often the source corrected it")
          .required("source", StringType, "", "candle source")
          .required("fetched_at", TimestampType, UTC, "when the source's row was received")
          .required("run_id", StringType, "", "run that wrote it")
          .required("year", IntegerType, UTC, "year of open_time")
          .key("exchange", "pair", "interval", "open_time")
          .partitionBy("exchange", "interval", "year")
          .build();

  public static final Table LISTINGS =
      table(Layer.SILVER, "listings")
          .row("one series of a pair's candles, from its first to its last, with what began it")
          .writer("validate")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candles")
          .required("listing", IntegerType, "from 1", "number within the pair, in order of time")
          .required("listed", TimestampType, UTC, "open_time of its first candle")
          .required(
              "event", StringType, "", "what began it: first, relisted, renamed, redenominated")
          .optional("factor", DoubleType, "ratio", "new price ÷ old, of a redenomination")
          .optional("price_ratio", DoubleType, "ratio", "its first open ÷ the last close before it")
          .required("source", StringType, "", "who says so: detected, or configured by the user")
          .optional("delisted", TimestampType, UTC, "close_time of its last candle; null: goes on")
          .optional("known_at", TimestampType, UTC, "when its end was known; null: goes on")
          .required("run_id", StringType, "", "run that wrote it")
          .key("exchange", "pair", "interval", "listing")
          .build();

  public static final Table REJECTED_CANDLES =
      table(Layer.SILVER, "rejected_candles")
          .row("a received candle or line that failed a check")
          .writer("validate")
          .required("exchange", StringType, "", "exchange")
          .required("symbol", StringType, "", "the exchange's spelling")
          .required("interval", StringType, "", "length of the candle")
          .optional("open_time", TimestampType, UTC, "first instant, if it could be read")
          .optional("open", EXACT, QUOTE, "as received")
          .optional("high", EXACT, QUOTE, "as received")
          .optional("low", EXACT, QUOTE, "as received")
          .optional("close", EXACT, QUOTE, "as received")
          .optional("volume", EXACT, BASE, "as received")
          .required("reasons", createArrayType(StringType), "", "names of failed checks")
          .optional("detail", StringType, "", "what exactly was wrong, with values")
          .required("source", StringType, "", "candle source")
          .required("source_ref", StringType, "", "file or address")
          .optional("source_line", LongType, "1-based", "line of the file")
          .optional("raw", StringType, "", "the text as received, when malformed")
          .required("fetched_at", TimestampType, UTC, "when it was received")
          .required("run_id", StringType, "", "run that rejected it")
          .partitionBy("exchange", "interval")
          .build();

  public static final Table COMPLETENESS =
      table(Layer.SILVER, "completeness")
          .row("the candles of one pair on one UTC day, counted")
          .writer("validate")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candles")
          .required("day", DateType, UTC, "the day")
          .required(
              "expected",
              LongType,
              "candles",
              "slots from the pair's first valid candle to the newest of its exchange, without those of"
                  + " no trade")
          .required("received", LongType, "candles", "received, duplicates counted once")
          .required("valid", LongType, "candles", "passed every check")
          .required("rejected", LongType, "candles", "failed a check")
          .required("duplicates", LongType, "rows", "received again with the same open time")
          .required("filled", LongType, "candles", "made by us to bridge a short gap")
          .required("missing", LongType, "candles", "expected, not valid, filled or not")
          .required("outage", LongType, "candles", "of the missing: the source confirms an outage")
          .required("no_trade", LongType, "candles", "not expected: nothing was traded in them")
          .required("run_id", StringType, "", "run that counted")
          .key("exchange", "pair", "interval", "day")
          .partitionBy("exchange", "interval")
          .build();

  public static final Table QUALITY_FINDINGS =
      table(Layer.SILVER, "quality_findings")
          .row("one comparison of the data of a pair on a UTC day; a finding where it raised any")
          .writer("quality")
          .required("run_id", StringType, "", "run that compared")
          .required("check", StringType, "", "name of the check: candle-unlike-finer")
          .required("severity", StringType, "", "reject, flag or warn, by quality.rules")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "of the candles; empty for trades and books")
          .required("day", DateType, UTC, "the day")
          .required("checked", LongType, "count", "candles, trades or books compared")
          .required("raised", LongType, "count", "of them, those that the check raised")
          .optional("first_time", TimestampType, UTC, "start of the first raised; null: none")
          .optional("last_time", TimestampType, UTC, "end of the last raised, exclusive")
          .optional("detail", StringType, "", "the worst of them in words, with values")
          .key("run_id", "check", "exchange", "pair", "interval", "day")
          .build();

  public static final Table BOOK_STATISTICS =
      table(Layer.SILVER, "book_statistics")
          .row("the order books of a pair on a UTC day, as costs; known when the day is over")
          .writer("quality")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("day", DateType, UTC, "the day")
          .required("books", LongType, "count", "books of the day")
          .required("median_spread_bps", DoubleType, "bp of mid", "median of the spread")
          .required("p90_spread_bps", DoubleType, "bp of mid", "90th percentile of the spread")
          .required("mean_bid_depth_10bps", DoubleType, QUOTE, "mean bid value within 10 bp of mid")
          .required("mean_ask_depth_10bps", DoubleType, QUOTE, "mean asked value within 10 bp")
          .optional(
              "cost_1k_bps",
              DoubleType,
              "bp of mid",
              "median over books of what a market order worth 1,000 pays against mid, half the"
                  + " spread with it, mean of buying and selling; null: most books are too thin")
          .optional("cost_10k_bps", DoubleType, "bp of mid", "the same of 10,000")
          .optional("cost_100k_bps", DoubleType, "bp of mid", "the same of 100,000")
          .required("run_id", StringType, "", "run that computed it")
          .key("exchange", "pair", "day")
          .build();

  public static final Table FEATURES =
      table(Layer.GOLD, "features")
          .row("the feature vector of a candle, known at its close_time; none during warm-up")
          .writer("features")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candle")
          .required("open_time", TimestampType, UTC, "of the candle, inclusive")
          .required("close_time", TimestampType, UTC, "of the candle, exclusive; known from here")
          .required("feature_set", StringType, "", "which declared set, see gold.feature_sets")
          .required(
              "vector",
              createArrayType(FloatType),
              "see feature_sets",
              "one finite value a feature, in the set's order")
          .required("run_id", StringType, "", "run that computed it")
          .required("year", IntegerType, UTC, "year of open_time")
          .key("exchange", "pair", "interval", "open_time", "feature_set")
          .partitionBy("feature_set", "interval", "year")
          .build();

  public static final Table FEATURE_SETS =
      table(Layer.GOLD, "feature_sets")
          .row("one feature of a declared set")
          .writer("features")
          .required("feature_set", StringType, "", "fingerprint of the whole declaration")
          .required("position", IntegerType, "from 0", "place in the vector")
          .required("feature", StringType, "", "name: rsi_14")
          .required("indicator", StringType, "", "name of the indicator: rsi")
          .required("parameters", StringType, "JSON", "its parameters")
          .required("interval", StringType, "", "interval it is computed on")
          .required("warm_up_bars", IntegerType, "base bars", "rows before the first value")
          .required("version", IntegerType, "", "version of the indicator's formula")
          .key("feature_set", "position")
          .build();

  public static final Table LABELS =
      table(Layer.GOLD, "labels")
          .row(
              "what the market did after a candle's close, known only at known_at; only where that"
                  + " candle and the next are real and none is missing up to the last")
          .writer("labels")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candle")
          .required("open_time", TimestampType, UTC, "of the candle decided on")
          .required("close_time", TimestampType, UTC, "of the candle decided on: the decision")
          .required("label", StringType, "", "name with parameters: forward_return_4")
          .required("known_at", TimestampType, UTC, "close_time of the last candle used")
          .required("forward_return", DoubleType, "ln", "ln(exit price / open of the next candle)")
          .required("direction", IntegerType, "-1, 0, 1", "sign of forward_return; 0 is a tie")
          .required("touched", StringType, "", "what ended it: time, upper, lower")
          .required(
              "volatility", DoubleType, "ln per bar", "scale known at close_time; 0 if unused")
          .required(
              "uniqueness",
              DoubleType,
              FRACTION,
              "mean over its candles of 1/decisions alive then, also those never answered")
          .required("run_id", StringType, "", "run that computed it")
          .required("year", IntegerType, UTC, "year of open_time")
          .key("exchange", "pair", "interval", "open_time", "label")
          .partitionBy("label", "interval", "year")
          .build();

  public static final Table MODELS =
      table(Layer.GOLD, "models")
          .row(
              "one fitted (or skipped) model of a fold, with all that is needed to use it again;"
                  + " only its scores ever change, as its test block fills")
          .writer("train")
          .required(
              "model_id",
              StringType,
              "",
              "fingerprint of trial, scope, fold, model and calibration")
          .required("version", IntegerType, "from 1", "of the models of one trial, scope and fold")
          .required("trial_id", StringType, "", "configuration it belongs to, see gold.trials")
          .required("algorithm", StringType, "", "name of the model: xgboost")
          .required("scope", StringType, "", "whose: binance/pooled, or binance/BTC-USDT")
          .required("interval", StringType, "", "length of the candles")
          .required("fold", IntegerType, "from 0", "test block of the walk-forward")
          .required("train_from", TimestampType, UTC, "first candle close of training, inclusive")
          .required("train_to", TimestampType, UTC, "end of training: labels known before here")
          .required("test_from", TimestampType, UTC, "first candle close of the test, inclusive")
          .required("test_to", TimestampType, UTC, "end of the test block, exclusive")
          .required("status", StringType, "", "fitted, too_few_rows, one_class or failed")
          .required("reason", StringType, "", "why it was not fitted; empty if it was")
          .required("training_rows", LongType, "rows", "after purge and thinning")
          .required("label", StringType, "", "label trained on")
          .required("feature_set", StringType, "", "features trained on")
          .required("parameters", StringType, "JSON", "hyper-parameters")
          .required("seed", LongType, "", "seed of the fit")
          .required("tables", StringType, "JSON", "versions of the tables that training read")
          .optional("calibration_slope", DoubleType, "", "Platt: p = 1/(1+exp(-(a*logit+b))), a")
          .optional("calibration_intercept", DoubleType, "", "Platt: b")
          .required("calibration_rows", LongType, "rows", "earlier out-of-sample rows it used")
          .required("scores", StringType, "JSON", "scores on the test block")
          .required("library", StringType, "", "library and version that made the artifact")
          .optional("artifact", BinaryType, "", "the fitted model")
          .required("run_id", StringType, "", "run that fitted it")
          .required("created_at", TimestampType, UTC, "when")
          .key("model_id")
          .build();

  public static final Table PREDICTIONS =
      table(Layer.GOLD, "predictions")
          .row("what a model said of a candle of its test block; never seen in training")
          .writer("train")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candle")
          .required("open_time", TimestampType, UTC, "of the candle")
          .required("close_time", TimestampType, UTC, "of the candle: the prediction is made here")
          .required("trial_id", StringType, "", "configuration, see gold.trials")
          .required("model_id", StringType, "", "model, see gold.models")
          .required("fold", IntegerType, "from 0", "test block")
          .required("score", DoubleType, "probability", "of a rise, as the model gives it")
          .optional("probability", DoubleType, "probability", "calibrated on earlier folds only")
          .required("run_id", StringType, "", "run that predicted")
          .required("year", IntegerType, UTC, "year of open_time")
          .key("exchange", "pair", "interval", "open_time", "trial_id")
          .partitionBy("trial_id", "interval", "year")
          .build();

  public static final Table TRIALS =
      table(Layer.GOLD, "trials")
          .row("a configuration that was tried on the data; none is ever removed")
          .writer("train")
          .required("trial_id", StringType, "", "fingerprint of features, labels and training")
          .required("algorithm", StringType, "", "name of the model")
          .required("parameters", StringType, "JSON", "hyper-parameters")
          .required("feature_set", StringType, "", "features")
          .required("label", StringType, "", "label")
          .required("configuration", StringType, "JSON", "all that the fingerprint covers")
          .required("interval", StringType, "", "length of the candles")
          .required("run_id", StringType, "", "first run that tried it")
          .required("created_at", TimestampType, UTC, "when")
          .key("trial_id")
          .build();

  public static final Table STRATEGY_TRIALS =
      table(Layer.GOLD, "strategy_trials")
          .row("a backtest that differs from every other in what can change its result")
          .writer("backtest")
          .required("strategy_trial_id", StringType, "", "fingerprint of strategy, costs and data")
          .required("trial_id", StringType, "", "features, label and training, see gold.trials")
          .required(
              "strategy_id", StringType, "", "with rule, threshold, size, stop and target besides")
          .required("costs", StringType, "", "fingerprint of backtest.*: costs, cash and limits")
          .required("data", StringType, "", "fingerprint of the range and the candles' version")
          .required("interval", StringType, "", "length of the candles")
          .required("run_id", StringType, "", "first run that made it")
          .required("created_at", TimestampType, UTC, "when")
          .key("strategy_trial_id")
          .build();

  public static final Table SWEEPS =
      table(Layer.GOLD, "sweeps")
          .row("what a sweep of a strategy's parameters found")
          .writer("backtest")
          .required("sweep_id", StringType, "", "fingerprint of configuration, space and data")
          .required("config", StringType, "YAML", "the configuration that the cells change")
          .required("space", StringType, "YAML", "what was tried of each key")
          .required("cells", LongType, "cells", "computed, the unchanged configuration among them")
          .required("refused_cells", LongType, "cells", "whose values do not fit together")
          .optional(
              "best_cell", StringType, "", "of the highest Sharpe ratio; null if none has one")
          .required("figures", NUMBERS, "by name", "see docs/sweep.md: best_sharpe, pbo ...")
          .required("run_id", StringType, "", "run that ended it")
          .required("created_at", TimestampType, UTC, "when")
          .key("sweep_id")
          .build();

  public static final Table SWEEP_CELLS =
      table(Layer.GOLD, "sweep_cells")
          .row("one cell of a sweep: a backtest of the strategy with some of its keys changed")
          .writer("backtest")
          .required("sweep_id", StringType, "", "sweep")
          .required("cell_id", StringType, "", "fingerprint of the strategy and the backtest")
          .required(
              "parameters",
              org.apache.spark.sql.types.DataTypes.createMapType(StringType, StringType, false),
              "YAML",
              "keys that differ from the configuration; empty for itself")
          .required(
              "metrics", NUMBERS, "by name", "as gold.metrics; what is undefined is not there")
          .required("first_day", DateType, UTC, "day of the first equity")
          .required(
              "equity",
              createArrayType(DoubleType),
              QUOTE,
              "at the end of each day, marked to market")
          .required("run_id", StringType, "", "run that computed it")
          .key("sweep_id", "cell_id")
          .build();

  public static final Table EVALUATIONS =
      table(Layer.GOLD, "evaluations")
          .row("one metric of one slice of a trial's out-of-sample predictions")
          .writer("evaluate")
          .required("run_id", StringType, "", "run that evaluated")
          .required("trial_id", StringType, "", "configuration")
          .required("slice", StringType, "", "a name of EvaluationSlice: all, pair, year")
          .required("slice_value", StringType, "", "which: BTC-USDT, 2021, long")
          .required("metric", StringType, "", "a name of EvaluationMetric: accuracy, roc_auc")
          .optional("value", DoubleType, "by metric", "null is not defined here")
          .optional("low", DoubleType, "by metric", "lower end of the 95% interval")
          .optional("high", DoubleType, "by metric", "upper end of the 95% interval")
          .required("rows", LongType, "rows", "rows it was measured on")
          .key("run_id", "trial_id", "slice", "slice_value", "metric")
          .build();

  public static final Table SIGNALS =
      table(Layer.GOLD, "signals")
          .row("a decision at a candle's close: enter or exit, which side, size and risk")
          .writer("signals")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candle")
          .required("open_time", TimestampType, UTC, "of the candle")
          .required("close_time", TimestampType, UTC, "of the candle: the decision")
          .required("strategy_id", StringType, "", "fingerprint of trial and signal rule")
          .required("kind", StringType, "", "entry or exit")
          .required("side", IntegerType, "-1, 1", "1 long, -1 short; for an exit the side it ends")
          .optional(
              "probability",
              DoubleType,
              "probability",
              "of the side being right, calibrated; null without a model")
          .required("size", DoubleType, "fraction of equity", "to commit at entry; 0 for an exit")
          .optional("stop_return", DoubleType, FRACTION, "loss from the fill at which to stop, > 0")
          .optional(
              "target_return", DoubleType, FRACTION, "gain from the fill at which to take, > 0")
          .required(
              "expected_volatility",
              DoubleType,
              FRACTION,
              "root of the exponential mean, span signals.volatility-bars, of r² × √holding_bars")
          .required("holding_bars", IntegerType, "bars", "leave at the open after this many bars")
          .optional("model_id", StringType, "", "model behind it; null without one")
          .required("rule", StringType, "", "name of the signal rule, or of an exit's condition")
          .optional(
              "blocked_by", StringType, "", "filter or size that forbids the entry; null if none")
          .required("run_id", StringType, "", "run that decided")
          .required("year", IntegerType, UTC, "year of open_time")
          .key("exchange", "pair", "interval", "open_time", "strategy_id", "kind", "side")
          .partitionBy("strategy_id", "interval", "year")
          .build();

  public static final Table FILLS =
      table(Layer.GOLD, "fills")
          .row("one execution of the backtest")
          .writer("backtest")
          .required("run_id", StringType, "", "run")
          .required("cell", StringType, "", "parameter cell of the backtest: base")
          .required("trade_id", LongType, "", "trade it belongs to, in order of entry")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("action", StringType, "", "buy or sell")
          .required("time", TimestampType, UTC, "of the trade's entry or exit: see gold.trades")
          .required("price", DoubleType, QUOTE, "with slippage")
          .required("quantity", DoubleType, BASE, "amount, > 0")
          .required("costs", COSTS, QUOTE, "paid of each cost, by its name; holding with the exit")
          .required("reason", StringType, "", "entry, stop, target, time, signal, delisted or end")
          .key("run_id", "cell", "trade_id", "action")
          .build();

  public static final Table TRADES =
      table(Layer.GOLD, "trades")
          .row("one round trip of the backtest")
          .writer("backtest")
          .required("run_id", StringType, "", "run")
          .required("cell", StringType, "", "parameter cell: base")
          .required("trade_id", LongType, "", "in order of entry, from 0")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("side", IntegerType, "-1, 1", "1 long, -1 short")
          .required("decided_at", TimestampType, UTC, "close_time of the signal's candle")
          .required("entry_time", TimestampType, UTC, "open_time of the candle filled in")
          .required("entry_price", DoubleType, QUOTE, "reference price, before slippage")
          .required(
              "exit_time", TimestampType, UTC, "open filled in; close_time if inside; end of data")
          .required("exit_price", DoubleType, QUOTE, "reference price, before slippage")
          .required(
              "exit_reason", StringType, "", "see docs/backtest.md: stop, target, time, signal ...")
          .required("ambiguous", BooleanType, "", "stop and target in one candle: counted as stop")
          .required(
              "flagged_candles",
              IntegerType,
              "candles",
              "with quality flags, entry to exit, both in")
          .required(
              "rejected_candles",
              IntegerType,
              "candles",
              "received meanwhile and rejected: not seen")
          .required("bars_held", IntegerType, "bars", "candles of the pair from entry to exit")
          .required("quantity", DoubleType, BASE, "amount, > 0")
          .required("gross_profit", DoubleType, QUOTE, "at reference prices")
          .required("costs", COSTS, QUOTE, "paid of each cost, by its name: fee")
          .required("total_costs", DoubleType, QUOTE, "sum of costs")
          .required("net_profit", DoubleType, QUOTE, "gross_profit less all costs")
          .optional("probability", DoubleType, "probability", "of the signal; null without a model")
          .optional("model_id", StringType, "", "model behind it; null without one")
          .key("run_id", "cell", "trade_id")
          .build();

  public static final Table EQUITY =
      table(Layer.GOLD, "equity")
          .row("what the portfolio is worth at the end of a UTC day, marked to market")
          .writer("backtest")
          .required("run_id", StringType, "", "run")
          .required("cell", StringType, "", "parameter cell: base")
          .required("day", DateType, UTC, "the day; the row is as of its end")
          .required("equity", DoubleType, QUOTE, "cash and positions at the last close")
          .required("cash", DoubleType, QUOTE, "not in positions")
          .required("open_positions", IntegerType, "count", "held over the end of the day")
          .required("benchmark_btc", DoubleType, QUOTE, "the same capital held in BTC")
          .required("benchmark_universe", DoubleType, QUOTE, "held in all pairs, equal at start")
          .key("run_id", "cell", "day")
          .build();

  public static final Table METRICS =
      table(Layer.GOLD, "metrics")
          .row("one figure of a backtest")
          .writer("backtest")
          .required("run_id", StringType, "", "run")
          .required("cell", StringType, "", "parameter cell: base")
          .required("metric", StringType, "", "name: sharpe, max_drawdown")
          .optional("value", DoubleType, "by metric", "null is not defined here")
          .required("unit", StringType, "", "fraction, count, quote asset, ...")
          .key("run_id", "cell", "metric")
          .build();

  public static final Table RUNS =
      table(Layer.GOLD, "runs")
          .row("one run of the program and all it takes to replay it")
          .writer("main")
          .required("run_id", StringType, "", "start time and fingerprint")
          .required("command", StringType, "", "job asked for")
          .required("started_at", TimestampType, UTC, "start")
          .required("finished_at", TimestampType, UTC, "end")
          .required("status", StringType, "", "name of the exit code")
          .required("code_version", StringType, "", "version and commit of the code")
          .required("config_hash", StringType, "", "fingerprint of every key of it but run.lake")
          .required("config", StringType, "YAML", "the whole configuration, as --config takes it")
          .required("seed", LongType, "", "seed")
          .required("tables", StringType, "JSON", "table to version, at the end of the run")
          .required("simulated", BooleanType, "", "made-up market")
          .key("run_id")
          .build();

  public static final Table JOB_RUNS =
      table(Layer.GOLD, "job_runs")
          .row("one job of a run")
          .writer("main")
          .required("run_id", StringType, "", "run")
          .required("job", StringType, "", "name")
          .required("started_at", TimestampType, UTC, "start")
          .required("seconds", DoubleType, "s", "how long")
          .required("rows_out", LongType, "rows", "written")
          .required("status", StringType, "", "ok, some_pairs_failed or failed")
          .required("message", StringType, "", "what a person should know; empty if nothing")
          .required(
              "tables_read",
              StringType,
              "JSON",
              "table to version when the job first read it; -1 where it was never written")
          .key("run_id", "job")
          .build();

  public static final Table CHECK_RESULTS =
      table(Layer.GOLD, "check_results")
          .row("how many candles of a pair a data check raised")
          .writer("validate")
          .required("run_id", StringType, "", "run")
          .required("check", StringType, "", "name of the check")
          .required("severity", StringType, "", "reject, flag or warn")
          .required("exchange", StringType, "", "exchange")
          .required("pair", StringType, "", "pair")
          .required("interval", StringType, "", "length of the candles")
          .required("rows_checked", LongType, "candles", "looked at")
          .required("rows_raised", LongType, "candles", "raised by the check")
          .key("run_id", "check", "exchange", "pair", "interval")
          .build();

  public static final Table LOOKAHEAD_PROOFS =
      table(Layer.GOLD, "lookahead_proofs")
          .row("one step computed again from what was known at a cut time, and compared")
          .writer("prove")
          .required("run_id", StringType, "", "run")
          .required("cut", TimestampType, UTC, "only candles closed by then were used")
          .required("step", StringType, "", "features, predictions or signals")
          .required("rows", LongType, "rows", "compared, bit for bit")
          .required("mismatches", LongType, "rows", "that differ or exist on one side only")
          .key("run_id", "cut", "step")
          .build();

  /** All tables, by layer and in the order the pipeline fills them. */
  public static final List<Table> ALL =
      List.of(
          BRONZE_CANDLES,
          BRONZE_OUTAGES,
          BRONZE_TRADES,
          BRONZE_ORDER_BOOKS,
          BRONZE_MARKETS,
          STREAM_EVENTS,
          CANDLES,
          LISTINGS,
          REJECTED_CANDLES,
          COMPLETENESS,
          MARKET_TRADES,
          REJECTED_TRADES,
          ORDER_BOOKS,
          MARKETS,
          QUALITY_FINDINGS,
          BOOK_STATISTICS,
          FEATURES,
          FEATURE_SETS,
          LABELS,
          MODELS,
          PREDICTIONS,
          TRIALS,
          STRATEGY_TRIALS,
          SWEEPS,
          SWEEP_CELLS,
          EVALUATIONS,
          SIGNALS,
          FILLS,
          TRADES,
          EQUITY,
          METRICS,
          RUNS,
          JOB_RUNS,
          CHECK_RESULTS,
          LOOKAHEAD_PROOFS);

  private Tables() {}

  private static Builder table(Layer layer, String name) {
    return new Builder(layer, name);
  }

  private static final class Builder {
    private final Layer layer;
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private String row = "";
    private String writer = "";
    private List<String> key = List.of();
    private List<String> partitionBy = List.of();

    Builder(Layer layer, String name) {
      this.layer = layer;
      this.name = name;
    }

    Builder row(String meaning) {
      this.row = meaning;
      return this;
    }

    Builder writer(String stage) {
      this.writer = stage;
      return this;
    }

    Builder required(String column, DataType type, String unit, String meaning) {
      columns.add(new Column(column, type, false, unit, meaning));
      return this;
    }

    Builder optional(String column, DataType type, String unit, String meaning) {
      columns.add(new Column(column, type, true, unit, meaning));
      return this;
    }

    Builder key(String... names) {
      this.key = List.of(names);
      return this;
    }

    Builder partitionBy(String... names) {
      this.partitionBy = List.of(names);
      return this;
    }

    Table build() {
      return new Table(layer, name, row, writer, columns, key, partitionBy);
    }
  }
}
