package io.candlelake.common.lake;

import io.candlelake.common.PipelineException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;

/**
 * Tells a store that is full, cannot be written or cannot be read from a bug: Spark, Delta and
 * Hadoop wrap what the file system says in many layers, and differently on driver and executors.
 */
public final class StoreFailure {
  /** What an operating system's file system says; the words of its errno. */
  private static final List<String> WORDS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "Read-only file system",
          "Permission denied",
          "Not a directory",
          "Input/output error",
          "File too large",
          "Too many open files",
          "Mkdirs failed to create");

  /** Those that stay until a person does something. */
  private static final List<String> FORBIDDEN =
      List.of("Read-only file system", "Permission denied", "Not a directory");

  private static final int DEEPEST_CHAIN = 30;

  private StoreFailure() {}

  /**
   * The error for the user if the file system or S3 rejected a request and so caused {@code
   * thrown}.
   *
   * @param lake its root folder
   */
  public static Optional<PipelineException> of(Throwable thrown, String lake) {
    Optional<PipelineException> inS3 =
        new StorePath(lake).isS3() ? S3Access.failure(thrown) : Optional.empty();
    return inS3.isPresent() ? inS3 : inFiles(thrown, lake);
  }

  private static Optional<PipelineException> inFiles(Throwable thrown, String lake) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
        .limit(DEEPEST_CHAIN)
        .flatMap(cause -> refusal(cause).stream())
        .reduce((outer, inner) -> inner)
        .map(words -> told(words, lake, thrown));
  }

  private static PipelineException told(String words, String lake, Throwable thrown) {
    String problem = "Cannot write to the lake " + lake;
    if (FORBIDDEN.stream().anyMatch(words::contains)) {
      return PipelineException.userMistake(
          problem, words, "Mend its permissions or choose another --lake");
    }
    return PipelineException.outsideWorld(
        problem,
        words + free(lake),
        "Free or mend the disk, or choose another --lake, and run again: what was committed before"
            + " is whole, the rest is done then",
        thrown);
  }

  /** The file system's words, if this is its exception or quotes it. */
  private static Optional<String> refusal(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    Optional<String> quoted = WORDS.stream().filter(message::contains).findFirst();
    boolean isItsOwn = thrown instanceof IOException || thrown instanceof FSError;
    if (thrown instanceof FileSystemException said && said.getReason() != null) {
      return Optional.of(said.getReason() + " (" + said.getFile() + ")");
    }
    return isItsOwn && quoted.isPresent() ? Optional.of(firstLine(message)) : quoted;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message).strip();
  }

  /** The disks that a run writes to, where they are local. */
  private static String free(String lake) {
    List<String> free = new ArrayList<>();
    if (new StorePath(lake).isLocal()) {
      free.add(free("the lake", new StorePath(lake).local().toFile()));
    }
    free.add(free("Spark's scratch files", new File(System.getProperty("java.io.tmpdir"))));
    return "; free for " + String.join(", for ", free);
  }

  private static String free(String what, File folder) {
    return String.format(
        Locale.ROOT, "%s in %s %,d MB", what, folder, folder.getUsableSpace() >> 20);
  }
}
