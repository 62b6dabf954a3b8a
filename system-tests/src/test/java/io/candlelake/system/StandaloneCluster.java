package io.candlelake.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark's own standalone cluster on this machine: a Master and two Workers, each a process, on free
 * ports. The Workers live in another time zone than the tests.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern PAGE = Pattern.compile("service 'MasterUI' on port (\\d+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  private final Path folder;
  private final ChildProcess master;
  private final List<ChildProcess> workers = new ArrayList<>();
  private final String address;

  /**
   * Starts it and waits until the Workers have joined.
   *
   * @param folder for logs and the Workers' files
   */
  StandaloneCluster(Path folder) {
    this.folder = folder;
    this.master =
        daemon(
            "master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
    try {
      this.address = master.await(MASTER).group(1);
      workers.add(worker("worker-1"));
      workers.add(worker("worker-2"));
      workers.forEach(worker -> worker.await(REGISTERED));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** As {@code --master} takes it. */
  String address() {
    return address;
  }

  /** Kills an executor by SIGKILL, as the kernel does when memory is short. */
  void killAnExecutor() {
    ProcessHandle executor =
        workers.stream()
            .flatMap(worker -> worker.process().descendants())
            .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no executor is running"));
    executor.destroyForcibly();
    executor.onExit().join();
  }

  /** How many executors ended by SIGKILL, as the Workers saw it. */
  long executorsKilled() {
    Pattern killed = Pattern.compile("Executor \\S+ finished .*exitStatus 137");
    return workers.stream().flatMap(worker -> killed.matcher(worker.output()).results()).count();
  }

  /** What became of the driver that was last submitted in cluster mode, as the Master says. */
  String stateOfNewestDriver() {
    Pattern driver = Pattern.compile("\"id\" : \"(driver-[^\"]+)\"[^}]*?\"state\" : \"(\\w+)\"");
    Matcher drivers =
        driver.matcher(get("http://127.0.0.1:" + master.await(PAGE).group(1) + "/json/"));
    return drivers
        .results()
        .max((a, b) -> a.group(1).compareTo(b.group(1)))
        .orElseThrow(() -> new IllegalStateException("no driver ran on the cluster"))
        .group(2);
  }

  /** What the drivers that ran on the cluster printed. */
  String outputOfDrivers() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*/driver-[^/]+/std(out|err)"))
          .map(StandaloneCluster::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.forEach(ChildProcess::close);
    master.close();
  }

  private ChildProcess worker(String name) {
    return daemon(
        name,
        "worker.Worker",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0",
        "--cores",
        "2",
        "--memory",
        "2g",
        "--work-dir",
        folder.resolve(name).toString(),
        address);
  }

  private ChildProcess daemon(String name, String className, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(SparkSubmit.home().resolve("bin/spark-class").toString());
    command.add("org.apache.spark.deploy." + className);
    command.addAll(List.of(arguments));
    Map<String, String> environment =
        Map.of("SPARK_LOCAL_IP", "127.0.0.1", "SPARK_DAEMON_MEMORY", "256m", "TZ", "Asia/Tokyo");
    return ChildProcess.start(folder.resolve(name + ".log"), environment, command);
  }

  private static String get(String address) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
