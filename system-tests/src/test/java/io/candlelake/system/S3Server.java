package io.candlelake.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real S3 server on this machine, S3Proxy, in a process of its own. Each object is a file in a
 * folder, so that a test can look at what was written.
 *
 * @param process the server
 * @param port where it listens
 * @param folder one folder a bucket
 */
record S3Server(ChildProcess process, int port, Path folder) implements AutoCloseable {
  static final String KEY = "candlelake";
  static final String SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";
  private static final int LOOKS = 600;
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Serves the buckets in the folder, with one pair of keys. */
  static S3Server start(Path folder) {
    return start(folder, "");
  }

  /** Serves them and refuses every change. */
  static S3Server startReadOnly(Path folder) {
    return start(folder, "s3proxy.read-only-blobstore=true\n");
  }

  private static S3Server start(Path folder, String further) {
    try {
      int port = freePort();
      Path settings = Files.createTempFile(folder.getParent(), "s3proxy", ".conf");
      Files.writeString(
          settings,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
                  .formatted(port, KEY, SECRET, folder)
              + further);
      ChildProcess process =
          ChildProcess.start(
              Path.of(settings + ".log"),
              Map.of(),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  "-Dlogback.configurationFile=" + quiet(settings.resolveSibling("logback.xml")),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  settings.toString()));
      S3Server server = new S3Server(process, port, folder);
      server.awaitStart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** S3Proxy tells everything otherwise. */
  private static Path quiet(Path logback) throws IOException {
    return Files.writeString(
        logback,
        """
        <configuration>
          <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="console"/></root>
        </configuration>
        """);
  }

  /** A port of this machine where nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart() {
    for (int i = 0; i < LOOKS && process.process().isAlive(); i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        process.waitForEnd(LOOK);
      }
    }
    throw new IllegalStateException("S3Proxy did not start:\n" + process.output());
  }

  /** What a user of it puts into the environment. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET,
        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.close();
  }
}
