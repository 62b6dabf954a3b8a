package io.candlelake.jobs.ingest;

/** Somewhere candles come from: files, a simulated market, an exchange. */
interface CandleSource {
  /** The name in {@code ingest.source} and in the tables. */
  String name();

  /** Whether its candles were made up; reports must say so. */
  boolean simulated();

  /**
   * What the source has for the request. Nothing is written and little is read yet: the candles are
   * a plan that runs on executors.
   *
   * @throws io.candlelake.common.PipelineException when the request cannot be served at all
   */
  Offer offer(SourceRequest request);
}
