package io.candlelake.jobs;

import io.candlelake.common.job.Job;
import io.candlelake.jobs.backtest.BacktestJob;
import io.candlelake.jobs.evaluate.EvaluateJob;
import io.candlelake.jobs.features.FeaturesJob;
import io.candlelake.jobs.ingest.IngestJob;
import io.candlelake.jobs.ingest.StreamJob;
import io.candlelake.jobs.labels.LabelsJob;
import io.candlelake.jobs.maintain.MaintainJob;
import io.candlelake.jobs.quality.QualityJob;
import io.candlelake.jobs.report.ReportJob;
import io.candlelake.jobs.signals.SignalsJob;
import io.candlelake.jobs.status.StatusJob;
import io.candlelake.jobs.train.TrainJob;
import io.candlelake.jobs.validate.ValidateJob;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every job, and the order in which {@code run} does them. */
final class Jobs {
  /** The name under which the whole pipeline runs. */
  static final String RUN = "run";

  /** The pipeline: each job reads what earlier ones wrote. */
  static final List<Job> PIPELINE =
      List.of(
          new IngestJob(InstantSource.system()),
          new ValidateJob(),
          new FeaturesJob(),
          new LabelsJob(),
          new TrainJob(),
          new SignalsJob(),
          new EvaluateJob(),
          new BacktestJob(),
          new LookaheadProof(),
          new ReportJob());

  /** Jobs beside the pipeline that print what they see and change nothing. */
  static final List<Job> ONLY_LOOKING = List.of(new StatusJob());

  /** Jobs beside the pipeline that write tables. */
  static final List<Job> BESIDE =
      List.of(new StreamJob(InstantSource.system()), new QualityJob(), new MaintainJob());

  private Jobs() {}

  /** The jobs that a name on the command line stands for. */
  static List<Job> named(String name) {
    if (name.equals(RUN)) {
      return PIPELINE;
    }
    return all().stream().filter(job -> job.name().equals(name)).toList();
  }

  /** Every job. */
  static List<Job> all() {
    return Stream.of(PIPELINE, BESIDE, ONLY_LOOKING).flatMap(List::stream).toList();
  }

  /** What each name on the command line does, in the order to show them. */
  static Map<String, String> summaries() {
    Map<String, String> summaries = new LinkedHashMap<>();
    summaries.put(RUN, "the whole pipeline: " + String.join(", ", names(PIPELINE)));
    all().forEach(job -> summaries.put(job.name(), job.summary()));
    return summaries;
  }

  private static List<String> names(List<Job> jobs) {
    return jobs.stream().map(Job::name).toList();
  }
}
