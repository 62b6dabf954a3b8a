package io.candlelake.jobs.maintain;

import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts the small files together that streams and daily runs leave in every table. No row changes
 * and no file of an older version is deleted: runs name versions, and those stay readable for the
 * ten years that the tables are declared with. Vacuuming earlier would break them, so it is not
 * done here.
 */
public final class MaintainJob implements Job {
  @Override
  public String name() {
    return "maintain";
  }

  @Override
  public String summary() {
    return "put small files of every table together; older versions stay readable";
  }

  @Override
  public Set<Table> reads() {
    return Set.copyOf(Tables.ALL);
  }

  @Override
  public Set<Table> writes() {
    return Set.of();
  }

  @Override
  public JobResult run(JobContext context) {
    List<String> notes = new ArrayList<>();
    int done = 0;
    for (Table table : Tables.ALL) {
      long replaced = context.compact(table);
      if (replaced > 0) {
        notes.add(table + ": " + replaced + " small files put together");
      }
      done++;
      context.progress().at(done, Tables.ALL.size(), "tables");
    }
    return new JobResult(0, List.of(), notes);
  }
}
