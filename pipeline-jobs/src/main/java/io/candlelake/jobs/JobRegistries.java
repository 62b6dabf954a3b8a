package io.candlelake.jobs;

import io.candlelake.common.setting.Registries;
import io.candlelake.common.setting.Registry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What the configuration can name of the jobs: their models and rules. */
public final class JobRegistries implements Registries {
  @Override
  public List<Registry<?>> registries() {
    return Jobs.with(InstantSource.fixed(Instant.EPOCH)).all().stream()
        .<Registry<?>>flatMap(job -> job.registries().stream())
        .toList();
  }
}
