package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A client's stream: what it subscribed to and how much of it was sent. For one thread. */
interface StreamSession {
  /** What is said when the client has connected. */
  List<Frame> greeting(MarketView view);

  /** What is said to a message. */
  List<Frame> heard(JsonNode message, MarketView view);

  /** What happened since the last call and until now, at most so far that it stays small. */
  List<Frame> due(MarketView view);
}
