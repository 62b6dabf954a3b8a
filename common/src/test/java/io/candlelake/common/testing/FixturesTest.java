package io.candlelake.common.testing;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the recordings in {@code fixtures} is that of its files. */
class FixturesTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("candlelake.root")).resolve("fixtures");
  private static final Set<String> NOT_DATA = Set.of("README.md", "cut.py");
  private static final long MOST_BYTES = 1_500_000;

  @Test
  void everyFileIsListedWithItsChecksum() throws IOException, NoSuchAlgorithmException {
    Map<String, String> checksums = new HashMap<>();
    for (Path file : files()) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      checksums.put(name(file), HexFormat.of().formatHex(hash));
    }
    assertThat(listed()).containsExactlyInAnyOrderEntriesOf(checksums).isNotEmpty();
  }

  @Test
  void allTogetherStaySmall() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private static Map<String, String> listed() throws IOException {
    return Files.readString(FIXTURES.resolve("README.md"))
        .lines()
        .map(line -> line.split("\\|", -1))
        .filter(cells -> cells.length == 7 && cells[5].matches("[0-9a-f]{64}"))
        .collect(toMap(cells -> cells[1], cells -> cells[5]));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(FIXTURES)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !NOT_DATA.contains(name(file)))
          .toList();
    }
  }

  private static String name(Path file) {
    return FIXTURES.relativize(file).toString().replace('\\', '/');
  }
}
