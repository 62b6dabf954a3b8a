package io.candlelake.exchanges.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws of the spool under kills at any byte. */
class SpoolTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path folder;

  @Property(tries = 60)
  void aKillAnywhereKeepsAPrefixOfWholeLinesOfEachSessionAndNoNameTwice(@ForAll long seed)
      throws IOException {
    Path spoolFolder = Files.createTempDirectory("spool");
    try {
      Random random = new Random(seed);
      List<String> survived = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (int session = 0; session < 4; session++) {
        List<String> written = session(spoolFolder, random, session);
        List<String> found = linesThenDelete(spoolFolder, names);
        assertThat(written.subList(0, found.size())).isEqualTo(found);
        survived.addAll(found);
      }
      assertThat(survived).doesNotHaveDuplicates();
    } finally {
      delete(spoolFolder);
    }
  }

  /** Writes some segments, one more in part, and is killed at a random byte of that one. */
  private static List<String> session(Path folder, Random random, int session) throws IOException {
    List<String> written = new ArrayList<>();
    try (Spool spool = Spool.open(folder)) {
      for (int number = random.nextInt(3); number >= 0; number--) {
        OpenSegment segment = spool.next();
        for (int line = random.nextInt(40); line >= 0; line--) {
          String text = session + "/" + written.size() + " " + "ü".repeat(random.nextInt(300));
          segment.add(text);
          written.add(text);
        }
        if (number > 0) {
          segment.publish();
        } else {
          segment.close();
        }
      }
    }
    // The kernel may have written the part up to any byte.
    Path part = onlyPart(folder);
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      StringBuilder whole = new StringBuilder();
      written.forEach(line -> whole.append(line).append('\n'));
      byte[] all = whole.toString().getBytes(StandardCharsets.UTF_8);
      byte[] before = published(folder);
      file.setLength(0);
      file.write(all, before.length, random.nextInt(all.length - before.length + 1));
    }
    // The next opening mends it.
    Spool.open(folder).close();
    return written;
  }

  @Test
  void aSecondWriterIsRefused() {
    try (Spool first = Spool.open(folder)) {
      assertThat(first.folder()).isEqualTo(folder);
      assertThatThrownBy(() -> Spool.open(folder))
          .isInstanceOf(PipelineException.class)
          .hasMessage(
              "Cannot write to the spool "
                  + folder
                  + ": another process writes to it. Stop that one, or give this one a stream.spool"
                  + " of its own.");
    }
  }

  @Test
  void aFullDiskIsToldAndHoldsNobodyForEver() throws IOException {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
    Spool spool = Spool.open(folder);
    Files.createSymbolicLink(folder.resolve("00000001-0000000001.part"), full);
    SpoolWriter writer = new SpoolWriter(spool, Duration.ofHours(1), CLOCK);
    assertThatThrownBy(
            () -> {
              while (true) {
                writer.put("x".repeat(1_000));
              }
            })
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot write to the spool " + folder + ": IOException No space")
        .hasMessageContaining("Free disk space");
    assertThat(writer.failure()).isPresent();
    writer.close();
    Files.delete(folder.resolve("00000001-0000000001.part"));
  }

  @Test
  void everyLinePutIsWrittenInOrder() throws IOException {
    SpoolWriter writer = new SpoolWriter(Spool.open(folder), Duration.ZERO, CLOCK);
    List<String> lines = Stream.iterate(0, i -> i + 1).limit(50_000).map(i -> "line " + i).toList();
    lines.forEach(writer::put);
    writer.close();
    assertThat(linesThenDelete(folder, new HashSet<>())).isEqualTo(lines);
    assertThat(writer.failure()).isEmpty();
  }

  private static byte[] published(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path segment : Spool.segments(folder)) {
      text.append(Files.readString(segment));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Path onlyPart(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> parts = files.filter(file -> file.toString().endsWith(".part")).toList();
      assertThat(parts).hasSize(1);
      return parts.get(0);
    }
  }

  /** Reads all segments and deletes them, as the sink does. */
  private static List<String> linesThenDelete(Path folder, Set<String> names) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path segment : Spool.segments(folder)) {
      assertThat(names.add(segment.getFileName().toString())).as(segment.toString()).isTrue();
      lines.addAll(Files.readAllLines(segment));
      Files.delete(segment);
    }
    return lines;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
