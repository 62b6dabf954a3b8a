package io.candlelake.jobs;

import io.candlelake.common.job.Command;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.LakeView;
import io.candlelake.jobs.backtest.BacktestJob;
import io.candlelake.jobs.backtest.SweepJob;
import io.candlelake.jobs.evaluate.EvaluateJob;
import io.candlelake.jobs.features.FeaturesJob;
import io.candlelake.jobs.ingest.IngestJob;
import io.candlelake.jobs.ingest.StreamJob;
import io.candlelake.jobs.labels.LabelsJob;
import io.candlelake.jobs.maintain.MaintainJob;
import io.candlelake.jobs.quality.QualityJob;
import io.candlelake.jobs.report.ReportJob;
import io.candlelake.jobs.signals.SignalsJob;
import io.candlelake.jobs.status.StatusView;
import io.candlelake.jobs.train.TrainJob;
import io.candlelake.jobs.validate.ValidateJob;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every job, and the order in which {@code run} executes them; every look at the lake.
 *
 * @param pipeline each job reads what earlier ones wrote
 * @param beside jobs outside the pipeline
 * @param views print what they see
 */
record Jobs(List<Job> pipeline, List<Job> beside, List<LakeView> views) {
  /** The name under which the whole pipeline runs. */
  static final String RUN = "run";

  Jobs {
    pipeline = List.copyOf(pipeline);
    beside = List.copyOf(beside);
    views = List.copyOf(views);
  }

  /** All jobs there are; a new one is a line here. */
  static Jobs with(InstantSource clock) {
    return new Jobs(
        List.of(
            new IngestJob(clock),
            new ValidateJob(),
            new FeaturesJob(),
            new LabelsJob(),
            new TrainJob(),
            new SignalsJob(),
            new EvaluateJob(),
            new BacktestJob(),
            new LookaheadProof(),
            new ReportJob()),
        List.of(new StreamJob(clock), new SweepJob(), new QualityJob(), new MaintainJob()),
        List.of(new StatusView()));
  }

  /** What each word on the command line does, in the order to list them. */
  Map<String, List<Command>> byCommand() {
    Map<String, List<Command>> commands = new LinkedHashMap<>();
    commands.put(RUN, List.copyOf(pipeline));
    all().forEach(job -> commands.put(job.name(), List.of(job)));
    views.forEach(view -> commands.put(view.name(), List.of(view)));
    return commands;
  }

  /** Every job. */
  List<Job> all() {
    return Stream.of(pipeline, beside).flatMap(List::stream).toList();
  }

  /** What a command does, in one line. */
  static String summary(String command, List<Command> does) {
    return command.equals(RUN)
        ? "the whole pipeline: " + String.join(", ", does.stream().map(Command::name).toList())
        : does.get(0).summary();
  }
}
