package io.candlelake.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggestions for misspelt words: "did you mean ...?". */
public final class Spelling {
  private static final int ALWAYS_ALLOWED = 2;
  private static final int LETTERS_PER_EDIT = 3;

  private Spelling() {}

  /**
   * The known word with the smallest edit distance, the first in alphabetical order among equals.
   * Empty if every known word differs in more than a third of the letters, and in more than two.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    int limit = Math.max(ALWAYS_ALLOWED, word.length() / LETTERS_PER_EDIT);
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .filter(candidate -> distance.apply(word, candidate) <= limit)
        .min(
            Comparator.comparingInt((String candidate) -> distance.apply(word, candidate))
                .thenComparing(candidate -> candidate));
  }
}
