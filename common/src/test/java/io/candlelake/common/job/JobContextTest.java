package io.candlelake.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobContextTest {
  @TempDir Path root;

  @Test
  void whatIsReadIsNotedWithTheVersionItHadThen() {
    Lakehouse lake = new Lakehouse(LocalSpark.session(), root.toString());
    lake.append(Tables.TRIALS, lake.empty(Tables.TRIALS));
    long version = lake.version(Tables.TRIALS).getAsLong();
    JobContext context = context(lake);
    assertThat(context.tablesRead()).isEmpty();

    context.read(Tables.TRIALS);
    context.read(Tables.MODELS);
    lake.append(Tables.TRIALS, lake.empty(Tables.TRIALS));
    context.read(Tables.TRIALS);

    assertThat(context.tablesRead())
        .containsOnly(
            java.util.Map.entry("gold.trials", version), java.util.Map.entry("gold.models", -1L));
  }

  @Test
  void aJobMayNotReadWhatItOnlyWrites() {
    JobContext context = context(new Lakehouse(LocalSpark.session(), root.toString()));
    assertThatThrownBy(() -> context.read(Tables.PREDICTIONS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("job sample reads gold.predictions without declaring it");
    assertThat(context.tablesRead()).isEmpty();
  }

  private static JobContext context(Lakehouse lake) {
    return new JobContext(
        new Sample(),
        lake,
        ConfigReader.defaults(),
        new RunId("r"),
        Instant.parse("2025-01-01T00:00:00Z"),
        Progress.SILENT);
  }

  private static final class Sample implements Job {
    @Override
    public String name() {
      return "sample";
    }

    @Override
    public String summary() {
      return "reads two tables and writes a third";
    }

    @Override
    public Set<Table> reads() {
      return Set.of(Tables.TRIALS, Tables.MODELS);
    }

    @Override
    public Set<Table> writes() {
      return Set.of(Tables.PREDICTIONS);
    }

    @Override
    public JobResult run(JobContext context) {
      return JobResult.wrote(0);
    }
  }
}
