package io.candlelake.exchanges.collector;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.spool.Spool;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.spool.TradeGap;
import io.candlelake.exchanges.spool.TradePosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is durable of an exchange's trades, in the lake or still in the spool: the newest trade of
 * each pair, and the gaps before it that were never closed. A collector goes on from there.
 */
public final class KnownTrades {
  private final Map<String, TradePosition> newest = new HashMap<>();
  private final Map<String, Set<TradeGap>> opened = new HashMap<>();
  private final Map<String, Set<TradeGap>> ended = new HashMap<>();

  /** Nothing is known. */
  public KnownTrades() {}

  /** Takes note of what lies in a spool. */
  public void readSpool(Path spool, String exchange) {
    for (Path segment : Spool.segments(spool)) {
      readSegment(segment, exchange);
    }
  }

  /** The newest trade of a pair; empty where none is known. */
  Optional<TradePosition> newest(Pair pair) {
    return Optional.ofNullable(newest.get(pair.toString()));
  }

  /** Gaps of a pair that nobody closed. */
  Set<TradeGap> openGaps(Pair pair) {
    Set<TradeGap> open = new LinkedHashSet<>(opened.getOrDefault(pair.toString(), Set.of()));
    open.removeAll(ended.getOrDefault(pair.toString(), Set.of()));
    return open;
  }

  /** Takes note of a line of the spool. */
  void read(String line, String exchange) {
    boolean mayMatter =
        line.contains("\"" + SpoolLines.TRADE + "\"") || line.contains("\"" + SpoolLines.EVENT);
    if (mayMatter) {
      SpoolLines.read(line)
          .filter(message -> message.path("exchange").asText().equals(exchange))
          .ifPresent(this::read);
    }
  }

  private void read(JsonNode message) {
    String pair = message.path("pair").asText();
    if (message.path("kind").asText().equals(SpoolLines.TRADE) && message.hasNonNull("id")) {
      trade(pair, new TradePosition(message.get("id").asText(), message.path("time").asLong()));
    }
    if (message.path("kind").asText().equals(SpoolLines.EVENT)) {
      event(pair, message.path("event").asText(), message.path("detail").asText());
    }
  }

  /** Takes note of a trade of a pair. */
  public void trade(String pair, TradePosition trade) {
    newest.merge(requireNonNull(pair, "pair is null"), trade, TradePosition::later);
  }

  /** Takes note of an event of the stream: a gap that was opened, closed or lost. */
  public void event(String pair, String event, String detail) {
    if (event.equals(TradeGap.OPENED)) {
      TradeGap.of(detail)
          .ifPresent(gap -> opened.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(gap));
    }
    if (event.equals(TradeGap.CLOSED) || event.equals(TradeGap.LOST)) {
      TradeGap.of(detail)
          .ifPresent(gap -> ended.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(gap));
    }
  }

  private void readSegment(Path segment, String exchange) {
    try (BufferedReader reader = Files.newBufferedReader(segment)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        read(line, exchange);
      }
    } catch (NoSuchFileException e) {
      return; // The sink has taken it to the lake, which is read after this.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + segment, e);
    }
  }
}
