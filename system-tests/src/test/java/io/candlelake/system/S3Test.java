package io.candlelake.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake in S3 is as good as one on the disk, and says what is wrong with it at once. */
@Tag("s3")
class S3Test {
  @TempDir static Path folder;

  /** A JVM's start, a check and an end, on a busy machine; a dead server unchecked takes longer. */
  private static final int SOON_SECONDS = 60;

  private static final String LIVE = "s3a://bucket/live";

  private static final int USER_MISTAKE = 2;
  private static final int OUTSIDE_WORLD = 5;

  /** What the job jar brings along, so that it may not be found elsewhere. */
  private static final Pattern IN_JOB_JAR =
      Pattern.compile(
          ".*/(candlelake-.*|hadoop-aws.*"
              + "|(software/amazon|io/delta|org/knowm|ml/dmlc|com/github/scopt|gg/jte)/.*)");

  private static S3Server s3;
  private static int started;

  @BeforeAll
  static void start() throws IOException {
    Path buckets = Files.createDirectory(folder.resolve("buckets"));
    Files.createDirectory(buckets.resolve("bucket"));
    Files.createDirectory(buckets.resolve("untouched"));
    s3 = S3Server.start(buckets);
  }

  @AfterAll
  static void stop() {
    if (s3 != null) {
      s3.close();
    }
  }

  @AfterEach
  void noSecretWasPrintedOrStored() throws IOException {
    byte[] secret = S3Server.SECRET.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".conf")) {
          assertThat(contains(Files.readAllBytes(file), secret)).as(file.toString()).isFalse();
        }
      }
    }
  }

  @Test
  void thePipelineMakesTheSameTradesAsOnTheDisk() throws IOException {
    String settings = "system-tests/src/test/resources/small.yaml";
    Path onDisk = folder.resolve("lake");
    try (ChildProcess run =
        candlelake(Map.of(), "run", "--config", settings, "--lake", onDisk.toString())) {
      assertThat(run.exitCode()).as(run.output()).isZero();
    }
    int page = S3Server.freePort();
    try (ChildProcess run =
        submit(page, "run", "--config", settings, "--lake", "s3a://bucket/lake")) {
      run.await(Pattern.compile("1/10 ingest"));
      String environment = read("http://127.0.0.1:" + page + "/environment/");
      assertThat(environment).contains("fs.s3a.secret.key").doesNotContain(S3Server.SECRET);
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output()).containsPattern("s3a://bucket/lake/reports/.*/report.html");
    }
    TradesOfRun local = TradesOfRun.newest(onDisk);
    assertThat(local.count()).isPositive();
    assertThat(TradesOfRun.newest(bucket().resolve("lake"))).isEqualTo(local);
  }

  @Test
  void theStreamLandsEveryTradeOnceWhileAnotherProgramWrites() throws IOException {
    int port = S3Server.freePort();
    try (ChildProcess simulator = simulate(port)) {
      simulator.await(Pattern.compile("The exchange is at"));
      try (ChildProcess stream = stream(port, "spool");
          ChildProcess quality = candlelake(s3.environment(), "quality", "--lake", LIVE)) {
        assertThat(quality.exitCode()).as(quality.output()).isZero();
        assertThat(stream.exitCode()).as(stream.output()).isZero();
      }
      // As after the loss of the machine: nothing local is left, and the exchange went on.
      try (ChildProcess stream = stream(port, "another-spool")) {
        assertThat(stream.exitCode()).as(stream.output()).isZero();
      }
    }
    DeltaFolder trades = new DeltaFolder(bucket().resolve("live/silver/trades"));
    assertThat(trades.rows()).isGreaterThan(100);
    assertThat(trades.rows())
        .as("numbers of trades run on without holes, so as many rows are each once")
        .isEqualTo(trades.greatest("trade_id") - trades.least("trade_id") + 1);
    // The table, and the end of each run, two of which ran at once: none was lost.
    assertThat(new DeltaFolder(bucket().resolve("live/gold/runs")).commits()).isEqualTo(1 + 3);

    try (ChildProcess maintain = candlelake(s3.environment(), "maintain", "--lake", LIVE)) {
      assertThat(maintain.exitCode()).as(maintain.output()).isZero();
      assertThat(maintain.output()).contains("small files put together");
    }
    try (ChildProcess status = candlelake(s3.environment(), "status", "--lake", LIVE)) {
      assertThat(status.exitCode()).as(status.output()).isZero();
      assertThat(status.output()).contains("Lake " + LIVE).contains("silver.trades");
    }
  }

  @Test
  void aWrongKeyIsTold() {
    Map<String, String> wrong = new TreeMap<>(s3.environment());
    wrong.put("AWS_ACCESS_KEY_ID", "somebody-else");
    refused(
        wrong,
        "s3a://untouched/lake",
        USER_MISTAKE,
        "Cannot use the lake s3a://untouched/lake: InvalidAccessKeyId, status 403",
        "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    wrong.put("AWS_ACCESS_KEY_ID", S3Server.KEY);
    wrong.put("AWS_SECRET_ACCESS_KEY", "not-it");
    refused(
        wrong,
        "s3a://untouched/lake",
        USER_MISTAKE,
        "Cannot use the lake s3a://untouched/lake: SignatureDoesNotMatch, status 403",
        "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void aMissingBucketIsTold() {
    refused(
        s3.environment(),
        "s3a://nowhere/lake",
        USER_MISTAKE,
        "Cannot use the lake s3a://nowhere/lake: there is no bucket nowhere at http://127.0.0.1:",
        "Make the bucket, or check --lake and AWS_ENDPOINT_URL.");
  }

  @Test
  void aDeadServerIsToldSoon() throws IOException {
    Map<String, String> dead = new TreeMap<>(s3.environment());
    dead.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + S3Server.freePort());
    refused(
        dead,
        "s3a://untouched/lake",
        OUTSIDE_WORLD,
        "Cannot reach the lake s3a://untouched/lake: nobody answers at http://127.0.0.1:",
        "Check that the server runs and AWS_ENDPOINT_URL, and try again.");
  }

  @Test
  void aServerThatOnlyReadsIsToldBeforeAnythingIsWritten() {
    try (S3Server readOnly = S3Server.startReadOnly(s3.folder())) {
      refused(
          readOnly.environment(),
          "s3a://untouched/lake",
          USER_MISTAKE,
          "Cannot use the lake s3a://untouched/lake: the server refuses to write: ",
          "Choose a lake that can be written.");
    }
  }

  /** The program ends soon, with one line of error, and has written nothing. */
  private static void refused(
      Map<String, String> environment, String lake, int exitCode, String... said) {
    try (ChildProcess run = candlelake(environment, "validate", "--lake", lake)) {
      assertThat(run.process().waitFor(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
      assertThat(run.output()).contains(said).doesNotContain("\tat ", "Exception in thread");
      try (Stream<Path> files = Files.walk(s3.folder().resolve("untouched"))) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ChildProcess candlelake(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ChildProcess.root().resolve("candlelake").toString());
    command.addAll(Arrays.asList(arguments));
    Map<String, String> all = new TreeMap<>(environment);
    all.put("CANDLELAKE_HEAP", "1g");
    all.put("JDK_JAVA_OPTIONS", ChildProcess.SHORT_LIVED);
    return ChildProcess.start(log(arguments[0]), all, command);
  }

  /** For fifteen seconds, through a folder of the local disk. */
  private static ChildProcess stream(int port, String spool) {
    String exchange = "exchange.addresses={binance: \"http://127.0.0.1:" + port + "\"}";
    return candlelake(
        s3.environment(),
        "stream",
        "--pairs",
        "BTC-USDT",
        "--lake",
        LIVE,
        "--set",
        exchange,
        "--set",
        "stream.spool=" + folder.resolve(spool),
        "--set",
        "stream.for-seconds=15");
  }

  private static ChildProcess simulate(int port) {
    return candlelake(
        Map.of(),
        "simulate",
        "--port",
        Integer.toString(port),
        "--pairs",
        "BTC-USDT",
        "--trades-per-second",
        "50",
        "--days",
        "1");
  }

  /**
   * By Spark's own spark-submit with Spark's own jars: nothing but the job jar is ours. Spark tells
   * all that it can of its settings.
   *
   * @param page the port of Spark's web page
   */
  private static ChildProcess submit(int page, String... arguments) throws IOException {
    Path target = ChildProcess.root().resolve("pipeline-jobs/target");
    String spark =
        Arrays.stream(Files.readString(target.resolve("classpath.txt")).split(":"))
            .filter(jar -> !IN_JOB_JAR.matcher(jar).matches())
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Duser.timezone=UTC"));
    command.addAll(Arrays.asList(System.getProperty("spark.jvm.opens").split(" ")));
    command.addAll(List.of("-cp", spark, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--verbose", "--class", "io.candlelake.jobs.Main"));
    Path events = Files.createDirectory(folder.resolve("events"));
    for (String setting :
        List.of(
            "spark.ui.enabled=true",
            "spark.ui.port=" + page,
            "spark.eventLog.enabled=true",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + events.toUri())) {
      command.addAll(List.of("--conf", setting));
    }
    command.add(target.resolve("candlelake.jar").toString());
    command.addAll(Arrays.asList(arguments));
    Map<String, String> environment = new TreeMap<>(s3.environment());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("JDK_JAVA_OPTIONS", ChildProcess.SHORT_LIVED);
    return ChildProcess.start(log("submit"), environment, command);
  }

  private static String read(String address) throws IOException {
    try (InputStream page = URI.create(address).toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static synchronized Path log(String name) {
    started++;
    return folder.resolve(started + "-" + name + ".log");
  }

  private static Path bucket() {
    return s3.folder().resolve("bucket");
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
