package io.candlelake.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"daily-2025-01-31", "20250101-093000-1a2b3c", "a", "A.b_c-9"})
  void namesAreKept(String text) {
    assertThat(RunId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "..", "../x", "a/b", "a b", "x' OR '1'='1", "a\\", "-a", "é", "a\nb"})
  void whatCouldChangeAPathOrAConditionIsRefused(String text) {
    assertThatThrownBy(() -> RunId.parse(text))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot name the run '"
                + text
                + "': a run id has 1 to 100 letters, digits, dots, hyphens and underscores and"
                + " starts with a letter or a digit. Give another --run-id, such as"
                + " daily-2025-01-31.");
    assertThatThrownBy(() -> new RunId(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
