package io.candlelake.exchanges.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.candlelake.exchanges.ExchangeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A small exchange at 127.0.0.1 that sends prepared responses and records the requests. */
public final class LocalServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Function<String, Reply>> answers = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  public LocalServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** How a question is answered. */
  public record Reply(int status, Map<String, String> headers, String body, Fault fault) {
    public static Reply ok(String body) {
      return new Reply(200, Map.of(), body, Fault.NONE);
    }

    public static Reply error(int status, String body) {
      return new Reply(status, Map.of(), body, Fault.NONE);
    }

    Reply with(String header, String value) {
      return new Reply(status, Map.of(header, value), body, fault);
    }

    static Reply broken(Fault fault) {
      return new Reply(200, Map.of(), "[[1", fault);
    }
  }

  /** What goes wrong on the way. */
  enum Fault {
    NONE,
    /** The connection ends before any answer. */
    RESET,
    /** No answer comes. */
    SILENCE,
    /** The connection ends inside the body. */
    CUT_OFF
  }

  /** Answers a path always the same. */
  public LocalServer serve(String path, String body) {
    return answer(path, query -> Reply.ok(body));
  }

  /** Answers a path by its query. */
  public LocalServer answer(String path, Function<String, Reply> byQuery) {
    answers.put(path, byQuery);
    return this;
  }

  /** Answers a path by these in turn, the last one for ever. */
  public LocalServer script(String path, Reply... replies) {
    Queue<Reply> queue = new ConcurrentLinkedQueue<>(List.of(replies));
    return answer(path, query -> queue.size() > 1 ? queue.poll() : queue.peek());
  }

  /** Paths with queries, in the order asked. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public ExchangeSettings settings() {
    return new ExchangeSettings(Optional.of(address()), Optional.empty());
  }

  private void answer(HttpExchange question) throws IOException {
    URI uri = question.getRequestURI();
    asked.add(uri.toString());
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    Reply reply =
        answers
            .getOrDefault(uri.getPath(), unknown -> Reply.error(404, "no path " + uri.getPath()))
            .apply(query);
    byte[] body = reply.body().getBytes(UTF_8);
    switch (reply.fault()) {
      case RESET -> question.close();
      case SILENCE -> awaitClosing();
      case CUT_OFF -> {
        question.sendResponseHeaders(reply.status(), body.length + 100L);
        question.getResponseBody().write(body);
        question.getResponseBody().flush();
        question.close();
      }
      case NONE -> {
        reply.headers().forEach(question.getResponseHeaders()::add);
        question.getResponseHeaders().add("Content-Type", "application/json");
        question.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        question.getResponseBody().write(body);
        question.close();
      }
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
