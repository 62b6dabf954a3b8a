package io.candlelake.simulator;

import static java.util.Objects.requireNonNull;

/**
 * A message of a stream.
 *
 * @param topic one for each subscription, so that order can be told
 */
record Frame(Kind kind, String topic, String text) {
  /** The content of a message. */
  enum Kind {
    TRADE,
    /** A change of a book that has a number. */
    BOOK,
    /** A book whole, or best bid and ask. */
    SNAPSHOT,
    CANDLE,
    /** Answers to the client, heartbeats. */
    CONTROL
  }

  Frame {
    requireNonNull(kind, "kind is null");
    requireNonNull(topic, "topic is null");
    requireNonNull(text, "text is null");
  }

  Frame withText(String newText) {
    return new Frame(kind, topic, newText);
  }
}
