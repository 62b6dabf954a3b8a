package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a source has for a request.
 *
 * @param candles rows of {@link BronzeRows#CANDLES}
 * @param outages spans that the source itself says it made no candles in, rows of {@link
 *     BronzeRows#OUTAGES}
 * @param failures one line for each pair or file that could not be served while others could
 * @param notes lines for the reader: what was left out, what was understood how
 */
record SourceData(
    Dataset<Row> candles, Dataset<Row> outages, List<String> failures, List<String> notes) {
  SourceData {
    requireNonNull(candles, "candles is null");
    requireNonNull(outages, "outages is null");
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }
}
