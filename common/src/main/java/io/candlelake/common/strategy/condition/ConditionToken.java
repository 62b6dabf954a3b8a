package io.candlelake.common.strategy.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number, word or sign of a condition and its place in the text, {@code end} exclusive; the token
 * at the end is empty.
 */
record ConditionToken(String text, int start, int end) {
  /** Bounds the depth of parser and formula, so that neither overflows a stack of 512 kB. */
  private static final int MOST = 500;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\d+(\\.\\d+)?(e[+-]?\\d+)?"
              + "|crosses\\s+(above|below)\\b|[A-Za-z][A-Za-z0-9_]*"
              + "|<=|>=|!=|<(?!>)|=(?!=)|[-+*/>()\\[\\],]"
              + "|(?<foreign>==|<>|&&|\\|\\||\\S)");

  private static final Map<String, String> OURS =
      Map.of("==", "=", "<>", "!=", "&&", "and", "||", "or", "!", "not", ".", "fractions as 0.5");

  static List<ConditionToken> listOf(String text) {
    List<ConditionToken> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      String piece = matcher.group().replaceAll("\\s+", " ");
      ConditionToken token = new ConditionToken(piece, matcher.start(), matcher.end());
      if (matcher.group("foreign") != null) {
        String signs = "< <= > >= = != + - * / ( ) [ ] or a comma";
        throw token.error(text, "Unknown sign", "Write " + OURS.getOrDefault(piece, signs));
      }
      String lowerCase = piece.toLowerCase(Locale.ROOT);
      if (!piece.equals(lowerCase)) {
        throw token.error(text, "Upper case letters", "Write " + lowerCase);
      }
      if (tokens.size() == MOST) {
        throw token.error(text, "More than " + MOST + " words and signs", "Shorten the condition");
      }
      tokens.add(token);
    }
    tokens.add(new ConditionToken("", text.length(), text.length()));
    return tokens;
  }

  boolean is(String word) {
    return text.equals(word);
  }

  boolean isNumber() {
    return !text.isEmpty() && Character.isDigit(text.charAt(0));
  }

  boolean isWord() {
    return !text.isEmpty() && Character.isLetter(text.charAt(0));
  }

  ConditionException error(String condition, String problem, String remedy) {
    return ConditionException.at(condition, start, end, problem, remedy);
  }
}
