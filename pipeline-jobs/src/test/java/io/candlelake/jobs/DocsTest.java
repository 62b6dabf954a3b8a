package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocsTest {
  private static final Path ROOT = Path.of(System.getProperty("candlelake.root"));

  static Iterable<Map.Entry<String, String>> files() {
    return Docs.files().entrySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aGeneratedFileIsAsTheCodeSays(Map.Entry<String, String> file) throws Exception {
    assertThat(Files.readString(ROOT.resolve(file.getKey())))
        .as("%s is stale: run ./candlelake docs and commit it", file.getKey())
        .isEqualTo(file.getValue());
  }
}
