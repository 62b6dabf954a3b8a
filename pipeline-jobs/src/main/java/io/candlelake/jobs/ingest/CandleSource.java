package io.candlelake.jobs.ingest;

/** Somewhere candles lie ready to be read by Spark: files, archives. */
interface CandleSource {
  /** The name in {@code ingest.source} and in the tables. */
  String name();

  /**
   * What the source has for the request. Nothing is written and little is read yet: the candles are
   * a plan that runs on executors.
   *
   * @throws io.candlelake.common.PipelineException when the request cannot be served at all
   */
  SourceData offer(SourceRequest request);
}
