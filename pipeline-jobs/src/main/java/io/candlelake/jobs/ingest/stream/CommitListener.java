package io.candlelake.jobs.ingest.stream;

import io.candlelake.common.table.Table;

/** Is told of each commit of a batch as it is made: a test can end the batch there. */
@FunctionalInterface
interface CommitListener {
  CommitListener UNWATCHED = table -> {};

  void done(Table table);
}
