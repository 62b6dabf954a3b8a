package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A plain client of the JDK. */
final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  Client(URI address) {
    this.address = address;
  }

  HttpResponse<String> get(String path) throws IOException {
    return get(path, PATIENCE);
  }

  HttpResponse<String> get(String path, Duration patience) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path)).timeout(patience).GET().build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode json(String path) {
    try {
      HttpResponse<String> response = get(path);
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + ": " + response.body());
      }
      return JsonWriter.read(response.body()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a stream and sends the messages. */
  Stream stream(String path, String... messages) {
    Stream stream = new Stream();
    URI uri = URI.create("ws" + address.toString().substring("http".length()) + path);
    stream.socket = http.newWebSocketBuilder().buildAsync(uri, stream).join();
    for (String message : messages) {
      stream.socket.sendText(message, true).join();
    }
    return stream;
  }

  /** What a stream brought. */
  static final class Stream implements WebSocket.Listener, AutoCloseable {
    private static final String END = "";

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      messages.add(END);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      messages.add(END);
    }

    void send(String message) {
      socket.sendText(message, true).join();
    }

    /** The next message as it came; empty at the end of the stream. */
    String text() {
      try {
        String text = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
          throw new IllegalStateException("nothing came");
        }
        return text;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    JsonNode json() {
      return JsonWriter.read(text()).orElseThrow();
    }

    /** The next so many messages that are wanted; others are passed over. */
    List<JsonNode> next(int count, Predicate<JsonNode> wanted) {
      List<JsonNode> found = new ArrayList<>();
      while (found.size() < count) {
        JsonNode message = json();
        if (wanted.test(message)) {
          found.add(message);
        }
      }
      return found;
    }

    boolean isEmpty() {
      return messages.isEmpty();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
