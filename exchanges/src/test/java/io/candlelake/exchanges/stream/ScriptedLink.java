package io.candlelake.exchanges.stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A connection without a network: what a session says is kept, REST answers when told to. */
public final class ScriptedLink implements StreamDialect.SessionLink {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  public final List<String> said = new ArrayList<>();
  public final RecordingListener told = new RecordingListener();
  private final Deque<Supplier<List<StreamEvent>>> asked = new ArrayDeque<>();
  private Optional<String> ended = Optional.empty();

  /** Gives a session a message, as the stream would. */
  public void hear(Session session, String text, Instant at) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
    try {
      session.read(message, at).forEach(event -> event.tell(told));
    } catch (UnknownMessage unknown) {
      told.unknown(unknown.kind(), text);
    }
  }

  public int waiting() {
    return asked.size();
  }

  /** Answers the oldest question to REST. */
  public void answer() {
    asked.remove().get().forEach(event -> event.tell(told));
  }

  public Optional<String> ended() {
    return ended;
  }

  @Override
  public void say(String text) {
    said.add(text);
  }

  @Override
  public <T> void ask(
      Supplier<T> call,
      Function<T, List<StreamEvent>> answered,
      Function<ExchangeFailure, List<StreamEvent>> failed) {
    asked.add(
        () -> {
          try {
            return answered.apply(call.get());
          } catch (ExchangeFailure failure) {
            return failed.apply(failure);
          }
        });
  }

  @Override
  public void end(String reason) {
    ended = Optional.of(reason);
  }
}
