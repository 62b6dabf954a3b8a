package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.Optional;

/** All exchanges behind one address: finds the protocol, counts, and lets faults happen. */
final class SimulatedExchange {
  private final SimulatorSettings settings;
  private final RequestLimits limits;
  private final FaultScript script;
  private final StatusEndpoints pages;

  /** What is done about a request. */
  sealed interface Outcome {
    /** Answered. */
    record Answered(Reply reply) implements Outcome {}

    /** Answered in part, the length being that of the whole. */
    record Cut(Reply whole) implements Outcome {}

    /** The connection is reset. */
    record Reset() implements Outcome {}

    /** Never answered. */
    record Silence() implements Outcome {}
  }

  SimulatedExchange(SimulatorSettings settings, FaultScript script, Ledger ledger) {
    this.settings = settings;
    this.script = script;
    this.limits = new RequestLimits(settings.limits(), settings.ticker());
    this.pages = new StatusEndpoints(settings, ledger);
  }

  FaultScript script() {
    return script;
  }

  /** What time it is. */
  Instant now() {
    return settings.clock().instant();
  }

  MarketView view(String exchange, String place) {
    return script.view(settings.market(), exchange, place, now());
  }

  /** The protocol whose streams alone are at that path. */
  static Optional<Protocol> streaming(String path) {
    return Protocols.ALL.stream().filter(protocol -> protocol.streamsAt(path)).findFirst();
  }

  /** The protocol that a client's first message belongs to. */
  static Optional<Protocol> understanding(JsonNode message) {
    return Protocols.ALL.stream().filter(protocol -> protocol.understands(message)).findFirst();
  }

  Outcome answer(Request request) {
    if (request.path().startsWith(StatusEndpoints.PREFIX)) {
      return new Outcome.Answered(pages.answer(request));
    }
    Optional<Protocol> protocol =
        Protocols.ALL.stream().filter(p -> p.serves(request.path())).findFirst();
    if (protocol.isEmpty()) {
      return new Outcome.Answered(Reply.html(404, "404 Not Found"));
    }
    return answer(protocol.get(), request);
  }

  private Outcome answer(Protocol protocol, Request request) {
    RequestLimits.Count count = limits.count(protocol, weight(protocol, request));
    Optional<Fault> fault = script.ofRequest(protocol.exchange(), request.path(), now());
    if (fault.isPresent()) {
      return strike(fault.get(), protocol, request, count);
    }
    if (count.over()) {
      Reply refused = protocol.overLimit(count.untilFree());
      return new Outcome.Answered(protocol.counted(refused, count.used()));
    }
    return new Outcome.Answered(plain(protocol, request, count));
  }

  private static int weight(Protocol protocol, Request request) {
    try {
      return protocol.weight(request);
    } catch (Request.Malformed e) {
      return 1;
    }
  }

  private Reply plain(Protocol protocol, Request request, RequestLimits.Count count) {
    MarketView view = view(protocol.exchange(), request.path());
    return protocol.counted(protocol.answer(request, view), count.used());
  }

  private Outcome strike(
      Fault fault, Protocol protocol, Request request, RequestLimits.Count count) {
    return switch (fault.kind()) {
      case RATE_LIMITED -> refused(fault, protocol.overLimit(count.untilFree()));
      case RATE_LIMITED_HTML -> refused(fault, Reply.html(429, "429 Too Many Requests"));
      case BANNED -> refused(fault, protocol.banned());
      case HTML_ERROR -> new Outcome.Answered(Reply.html(502, "502 Bad Gateway"));
      case SERVER_ERROR -> new Outcome.Answered(protocol.broken());
      case RESET -> new Outcome.Reset();
      case SILENCE -> new Outcome.Silence();
      case MALFORMED -> new Outcome.Answered(damaged(plain(protocol, request, count)));
      case TRUNCATED -> new Outcome.Cut(plain(protocol, request, count));
      case EMPTY -> new Outcome.Answered(plain(protocol, request, count).withBody(""));
      case DUPLICATE_ROWS ->
          new Outcome.Answered(
              withRows(plain(protocol, request, count), rows -> rows.insert(1, rows.get(0))));
      case ROWS_OUT_OF_ORDER ->
          new Outcome.Answered(
              withRows(plain(protocol, request, count), rows -> rows.add(rows.remove(0))));
      default -> throw new IllegalStateException("no fault of a request: " + fault);
    };
  }

  private static Outcome refused(Fault fault, Reply reply) {
    Reply bare = new Reply(reply.status(), java.util.Map.of(), reply.contentType(), reply.body());
    return new Outcome.Answered(
        fault
            .retryAfter()
            .map(wait -> bare.with("Retry-After", Long.toString(wait.toSeconds())))
            .orElse(bare));
  }

  private static Reply damaged(Reply reply) {
    String body = reply.body();
    return reply.withBody("{\"" + body.substring(body.length() / 2));
  }

  private interface OnRows {
    void change(ArrayNode rows);
  }

  /** Changes the longest list in the body. */
  private static Reply withRows(Reply reply, OnRows change) {
    Optional<JsonNode> body = JsonWriter.read(reply.body());
    Optional<ArrayNode> rows = body.flatMap(SimulatedExchange::longest);
    rows.filter(list -> list.size() >= 2).ifPresent(change::change);
    return body.map(node -> reply.withBody(node.toString())).orElse(reply);
  }

  private static Optional<ArrayNode> longest(JsonNode node) {
    Optional<ArrayNode> best = Optional.empty();
    if (node instanceof ArrayNode array && array.size() > 0 && array.get(0).isContainerNode()) {
      return Optional.of(array);
    }
    for (JsonNode child : node) {
      Optional<ArrayNode> inChild = longest(child);
      if (inChild.isPresent() && (best.isEmpty() || inChild.get().size() > best.get().size())) {
        best = inChild;
      }
    }
    return best;
  }
}
