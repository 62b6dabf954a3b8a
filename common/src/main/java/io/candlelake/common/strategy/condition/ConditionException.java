package io.candlelake.common.strategy.condition;

/** A condition that cannot be read: what is wrong, where, and the remedy. */
public final class ConditionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_PIECE = 40;

  private ConditionException(String message) {
    super(message);
  }

  /** Characters are counted from 1 in the message, {@code end} is exclusive. */
  static ConditionException at(String text, int start, int end, String problem, String remedy) {
    String piece = text.substring(start, end);
    if (piece.length() > LONGEST_PIECE) {
      piece = piece.substring(0, LONGEST_PIECE) + "…";
    }
    String shown = piece.isEmpty() ? "the end" : '"' + piece + '"';
    return new ConditionException(
        "%s at character %d, %s. %s.".formatted(problem, start + 1, shown, remedy));
  }
}
