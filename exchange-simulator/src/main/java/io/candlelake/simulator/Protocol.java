package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** How one exchange talks. Keeps nothing itself. */
interface Protocol {
  /** Lower case: {@code binance}. */
  String exchange();

  /** Whether this exchange has that REST path. */
  boolean serves(String path);

  /** Answers a request that {@link #serves} accepted. */
  Reply answer(Request request, MarketView view);

  /** What a request counts against the limit. */
  int weight(Request request);

  /** Weight that may be used in {@link #limitWindow}, where nothing else is set. */
  int usualLimit();

  /** The time over which requests are counted. */
  Duration limitWindow();

  /** Adds what the exchange tells about the weight used. */
  Reply counted(Reply reply, int used);

  /** What it answers beyond the limit. */
  Reply overLimit(Duration untilFree);

  /** What it answers when it shuts a caller out for good. */
  Reply banned();

  /** What it answers when it is broken. */
  Reply broken();

  /** Whether a stream at that path can only be this exchange's. */
  boolean streamsAt(String path);

  /** Whether a client's first message can only be for this exchange. */
  boolean understands(JsonNode message);

  /** Starts a conversation with a client that connected to a path. */
  StreamSession converse(String path, MarketView view);
}
