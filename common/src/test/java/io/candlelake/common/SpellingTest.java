package io.candlelake.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("stop-loss", "take-profit", "threshold", "from");

  @Test
  void theNearestWordIsTheOneWithTheFewestEdits() {
    assertThat(Spelling.nearest("treshold", KNOWN)).contains("threshold");
    assertThat(Spelling.nearest("form", KNOWN)).contains("from");
  }

  @Test
  void amongEquallyNearWordsTheFirstOfTheAlphabet() {
    assertThat(Spelling.nearest("bat", List.of("cat", "bar", "bad"))).contains("bad");
  }

  @Test
  void aWordThatDiffersInMoreThanAThirdOfItsLettersIsNotSuggested() {
    assertThat(Spelling.nearest("threshold", List.of("thrxxxold"))).contains("thrxxxold");
    assertThat(Spelling.nearest("threshold", List.of("thxxxxold"))).isEmpty();
  }

  @Test
  void twoEditsAreAlwaysAllowed() {
    assertThat(Spelling.nearest("ab", List.of("cd"))).contains("cd");
    assertThat(Spelling.nearest("ab", List.of("cde"))).isEmpty();
  }
}
