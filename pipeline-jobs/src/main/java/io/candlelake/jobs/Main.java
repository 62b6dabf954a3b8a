package io.candlelake.jobs;

import io.candlelake.common.ExitCode;
import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Command;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.LakeView;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.LakeReader;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.S3Access;
import io.candlelake.common.lake.SparkSessions;
import io.candlelake.common.lake.StoreFailure;
import io.candlelake.common.lake.StorePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The program: reads arguments and configuration, runs jobs, exits with an {@link ExitCode}. */
@SuppressWarnings("checkstyle:regexpsinglelinejava")
public final class Main {
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;
  private final Map<String, List<Command>> commands;
  private final Console console;

  Main(PrintStream out, PrintStream err, boolean terminal, InstantSource clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.commands = Jobs.with(clock).byCommand();
    this.console = new Console(out, terminal, clock);
  }

  public static void main(String[] arguments) {
    // The launcher knows whether a person is looking; the JVM cannot tell in every version.
    boolean terminal = "yes".equals(System.getenv("CANDLELAKE_TERMINAL"));
    ExitCode exitCode =
        new Main(System.out, System.err, terminal, InstantSource.system()).run(arguments);
    // YARN takes a driver that exits by itself for one that failed, even with 0.
    boolean yarnDriver = isOnCluster() && "yarn".equals(System.getProperty("spark.master"));
    if (exitCode != ExitCode.OK || !yarnDriver) {
      System.exit(exitCode.code());
    }
  }

  /** Whether the cluster runs this driver, on a machine of its choice. */
  private static boolean isOnCluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** Runs what the arguments request; errors are printed to the error stream. */
  ExitCode run(String... arguments) {
    try {
      return execute(arguments);
    } catch (PipelineException e) {
      if (isEnding()) {
        return e.exitCode();
      }
      console.line("");
      err.println(e.getMessage());
      return e.exitCode();
    } catch (Exception | Error e) { // Spark throws checked ones unannounced
      if (isEnding()) {
        return ExitCode.OUTSIDE_WORLD;
      }
      console.line("");
      err.println("Candlelake has a bug; please report it with what follows.");
      e.printStackTrace(err);
      return ExitCode.BUG;
    }
  }

  /**
   * Whether the process is shutting down on a signal: what fails from then on fails because Spark
   * ends too. The exit status is the signal's, whatever is returned.
   */
  private static boolean isEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private ExitCode execute(String[] arguments) throws Exception {
    CommandLine.Request request = CommandLine.parse(arguments, commands);
    if (request.help().isPresent()) {
      out.print(request.help().get());
      return ExitCode.OK;
    }
    Config config = ConfigReader.read(request.config(), request.overrides());
    ConfiguredFeatures.of(config);
    List<Command> asked =
        commands.get(request.job()).stream()
            .filter(one -> request.stages().isEmpty() || request.stages().contains(one.name()))
            .filter(one -> !request.job().equals(Jobs.RUN) || one.isNeeded(config))
            .toList();
    asked.forEach(command -> command.check(config));
    return asked.get(0) instanceof LakeView view
        ? look(view, config)
        : run(request, asked.stream().map(Job.class::cast).toList(), config);
  }

  private ExitCode look(LakeView view, Config config) {
    StorePath place = lake(config);
    if (place.isS3()) {
      new S3Access(place, SparkSessions.fileSystems()).checkReadable();
    }
    view.lines(LakeReader.open(place.text())).forEach(console::line);
    return ExitCode.OK;
  }

  private ExitCode run(CommandLine.Request request, List<Job> jobs, Config config)
      throws Exception {
    StorePath place = lake(config);
    if (place.isLocal()) {
      checkWritable(place.local());
    } else if (place.isS3()) {
      new S3Access(place, SparkSessions.fileSystems()).checkWritable();
    }
    Instant startedAt = clock.instant();
    SparkSession spark = SparkSessions.open("candlelake " + request.job());
    Lakehouse lake = new Lakehouse(spark, place.text());
    RunId runId = request.runId().orElseGet(() -> runId(startedAt, config));
    RunRecords records =
        request.runId().isPresent()
            ? RunRecords.ofGiven(lake, config, runId, startedAt, clock)
            : RunRecords.ofNew(lake, config, runId, startedAt, clock);
    return new Runner(lake, config, runId, startedAt, clock, console, records)
        .run(request.job(), jobs);
  }

  /** A name that sorts by time and tells two runs of the same second apart. */
  private static RunId runId(Instant startedAt, Config config) {
    String fingerprint = Fingerprint.of(config.hash(), startedAt.toString());
    return new RunId(RUN_TIME.format(startedAt) + "-" + fingerprint.substring(0, 6));
  }

  /** Where the lake is: a place that every machine that works on it can find. */
  private static StorePath lake(Config config) {
    StorePath lake = new StorePath(config.run().lake());
    if (isOnCluster() && lake.isLocal() && !Path.of(lake.text()).isAbsolute()) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + lake.text(),
          "it is relative to the folder of a driver that runs somewhere in the cluster",
          "Give --lake an address, or an absolute folder that every machine has");
    }
    return lake;
  }

  private static void checkWritable(Path lake) {
    try {
      Files.createDirectories(lake);
      Files.delete(Files.createTempFile(lake, ".candlelake", ".probe"));
    } catch (IOException e) {
      throw StoreFailure.of(e, lake.toString())
          .orElseGet(
              () ->
                  PipelineException.userMistake(
                      "Cannot write to the lake " + lake,
                      e instanceof FileAlreadyExistsException
                          ? e.getMessage() + " is a file"
                          : e.getClass().getSimpleName() + " " + e.getMessage(),
                      "Choose another --lake or mend its permissions"));
    }
  }
}
