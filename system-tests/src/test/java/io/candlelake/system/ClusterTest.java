package io.candlelake.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same trades on a cluster as on one machine, whatever dies on the way. */
@Tag("cluster")
class ClusterTest {
  @TempDir static Path folder;

  private static StandaloneCluster cluster;
  private static TradesOfRun local;

  @BeforeAll
  static void runLocally() {
    cluster = new StandaloneCluster(folder);
    Path lake = folder.resolve("lake-local");
    try (ChildProcess run = submit(lake, List.of("--master", "local[2]"))) {
      assertThat(run.exitCode()).as(run.output()).isZero();
    }
    local = TradesOfRun.newest(lake);
    assertThat(local.count()).isPositive();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void executorsKilledInTheMiddleChangeNoTrade() {
    Path lake = folder.resolve("lake-client");
    try (ChildProcess run = submit(lake, onCluster("client"))) {
      run.await(finished("validate"));
      cluster.killAnExecutor();
      run.await(finished("labels"));
      cluster.killAnExecutor();
      assertThat(run.exitCode()).as(run.output()).isZero();
    }
    assertThat(cluster.executorsKilled()).isEqualTo(2);
    assertThat(TradesOfRun.newest(lake)).isEqualTo(local);
  }

  @Test
  void theDriverMayRunOnTheClusterToo() {
    Path lake = folder.resolve("lake-cluster");
    try (ChildProcess run = submit(lake, onCluster("cluster"))) {
      assertThat(run.exitCode()).as(run.output()).isZero();
    }
    assertThat(cluster.stateOfNewestDriver()).as(cluster.outputOfDrivers()).isEqualTo("FINISHED");
    assertThat(TradesOfRun.newest(lake)).isEqualTo(local);
  }

  @Test
  void aLakeInTheFolderOfADriverOnTheClusterIsRefused() {
    Path log = folder.resolve("refused.log");
    try (ChildProcess run = SparkSubmit.run(log, "lake", onCluster("cluster"))) {
      run.exitCode();
    }
    assertThat(cluster.stateOfNewestDriver()).isEqualTo("FAILED");
    assertThat(cluster.outputOfDrivers())
        .contains(
            "Cannot use the lake lake: it is relative to the folder of a driver that runs somewhere"
                + " in the cluster. Give --lake an address, or an absolute folder that every"
                + " machine has.");
  }

  @Test
  void theJobJarHoldsNoClassThatSparkHas() throws IOException {
    Set<String> ours = classes(SparkSubmit.jobJar());
    List<String> twice = new ArrayList<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(SparkSubmit.home().resolve("jars"), "*.jar")) {
      for (Path jar : jars) {
        classes(jar).stream().filter(ours::contains).forEach(twice::add);
      }
    }
    assertThat(ours).contains("io/candlelake/jobs/Main.class");
    assertThat(twice).isEmpty();
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .collect(Collectors.toSet());
    }
  }

  private static ChildProcess submit(Path lake, List<String> options) {
    return SparkSubmit.run(folder.resolve(lake.getFileName() + ".log"), lake.toString(), options);
  }

  /**
   * Two executors of one core each, with the settings that the documentation recommends as a start.
   */
  private static List<String> onCluster(String deployMode) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", cluster.address(), "--deploy-mode", deployMode));
    Path settings = ChildProcess.root().resolve("conf/spark-cluster.conf");
    options.addAll(List.of("--properties-file", settings.toString()));
    options.addAll(List.of("--total-executor-cores", "2", "--executor-cores", "1"));
    options.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
    options.addAll(List.of("--conf", "spark.sql.shuffle.partitions=3"));
    options.addAll(List.of("--conf", "spark.databricks.delta.snapshotPartitions=2"));
    return options;
  }

  /** The line of the console about a stage that ended. */
  private static Pattern finished(String stage) {
    return Pattern.compile("\\d+/\\d+ " + stage + " .* rows ");
  }
}
