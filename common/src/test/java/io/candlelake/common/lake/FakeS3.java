package io.candlelake.common.lake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * As much of an S3 server as one object at a time needs. It rejects requests on demand, also in
 * ways that cannot be provoked on a real server. What a real server does is tested in {@code
 * system-tests}.
 */
final class FakeS3 implements AutoCloseable {
  private static final String BUCKET = "/bucket";

  /** An error response. */
  private record Refusal(Predicate<String> method, int status, String code) {}

  /** Contents by path below the bucket. */
  final Map<String, byte[]> objects = new TreeMap<>();

  private final HttpServer server;
  private Refusal refusal = new Refusal(method -> false, 0, "");
  private boolean honoursConditions = true;
  private boolean losesNextAnswer;

  FakeS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  Configuration configuration() {
    Configuration configuration = new Configuration();
    S3Settings.of(Map.of("AWS_ENDPOINT_URL", address()))
        .forEach((key, value) -> configuration.set(key.replace("spark.hadoop.", ""), value));
    configuration.set("fs.s3a.impl.disable.cache", "true"); // each test has a server of its own
    configuration.set("fs.s3a.access.key", "somebody");
    configuration.set("fs.s3a.secret.key", "wJalrXUtnFEMI");
    return configuration;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void refuse(Predicate<String> method, int status, String code) {
    refusal = new Refusal(method, status, code);
  }

  void ignoreConditions() {
    honoursConditions = false;
  }

  /** Executes the next request, but responds that it failed. */
  void loseNextAnswer() {
    losesNextAnswer = true;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    byte[] body = body(exchange);
    if (refusal.method().test(method)) {
      error(exchange, refusal.status(), refusal.code());
    } else if (path.equals(BUCKET) || path.equals(BUCKET + "/")) {
      send(exchange, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
    } else {
      object(exchange, method, path, body);
    }
  }

  private void object(HttpExchange exchange, String method, String path, byte[] body)
      throws IOException {
    boolean there = objects.containsKey(path);
    boolean onlyNew = "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    if (method.equals("PUT") && there && onlyNew && honoursConditions) {
      error(exchange, 412, "PreconditionFailed");
    } else if (method.equals("PUT")) {
      objects.put(path, body);
      if (losesNextAnswer) {
        losesNextAnswer = false;
        error(exchange, 500, "InternalError");
      } else {
        send(exchange, 200, "");
      }
    } else if (method.equals("DELETE")) {
      objects.remove(path);
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    } else if (there) {
      exchange.getResponseHeaders().set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
      send(exchange, 200, new String(objects.get(path), StandardCharsets.UTF_8));
    } else {
      error(exchange, 404, "NoSuchKey");
    }
  }

  /** The object's bytes, also where the client cut them into signed chunks. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    if (!exchange.getRequestHeaders().containsKey("x-amz-decoded-content-length")) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int length;
    do {
      length = Integer.parseInt(line(in).replaceAll(";.*", ""), 16);
      body.write(in.readNBytes(length));
      line(in);
    } while (length > 0);
    in.readAllBytes();
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    String message = "<Code>" + code + "</Code><Message>as the test wants</Message>";
    send(exchange, status, "<Error>" + message + "</Error>");
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("ETag", "\"" + Integer.toHexString(text.hashCode()) + "\"");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
