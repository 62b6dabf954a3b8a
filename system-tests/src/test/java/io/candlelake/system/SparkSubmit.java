package io.candlelake.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The job jar, submitted as its users do. */
final class SparkSubmit {
  private static final String SHORT_LIVED = ChildProcess.SHORT_LIVED + " -XX:+UseSerialGC";

  private SparkSubmit() {}

  /** The Spark that the launcher installed. */
  static Path home() {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalStateException(
          "no SPARK_HOME: ./candlelake test cluster installs a Spark and names it");
    }
    return Path.of(home);
  }

  static Path jobJar() {
    return ChildProcess.root().resolve("pipeline-jobs/target/candlelake.jar");
  }

  /**
   * Submits the whole pipeline on the small market.
   *
   * @param log what it prints
   * @param lake as {@code --lake} takes it
   * @param options of spark-submit: where and how
   */
  static ChildProcess run(Path log, String lake, List<String> options) {
    Path root = ChildProcess.root();
    List<String> command = new ArrayList<>();
    command.add(home().resolve("bin/spark-submit").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--driver-memory",
            "1g",
            "--executor-memory",
            "1g",
            "--conf",
            "spark.driver.extraJavaOptions=" + SHORT_LIVED,
            "--conf",
            "spark.executor.extraJavaOptions=" + SHORT_LIVED,
            "--conf",
            "spark.ui.enabled=false",
            "--class",
            "io.candlelake.jobs.Main",
            jobJar().toString(),
            "run",
            "--config",
            root.resolve("system-tests/src/test/resources/small.yaml").toString(),
            "--lake",
            lake));
    return ChildProcess.start(log, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), command);
  }
}
