package io.candlelake.exchanges.spool;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A folder of segment files, one JSON text a line, written by one process at a time. A segment is a
 * {@code .part} file until it is complete and on disk; then it gets its name in one step. Names
 * sort in the order written and never repeat: {@code session-number}, where a session is one
 * opening of the folder, counted on disk.
 */
public final class Spool implements AutoCloseable {
  public static final String SEGMENT = ".jsonl";
  private static final String PART = ".part";
  private static final String LOCK = ".lock";
  private static final String SESSION = ".session";

  private final Path folder;
  private final FileChannel lock;
  private final long session;
  private long segments;

  private Spool(Path folder, FileChannel lock, long session) {
    this.folder = folder;
    this.lock = lock;
    this.session = session;
  }

  /**
   * Opens the folder for writing, and mends what a killed writer left: the complete lines of its
   * part file become a segment, a torn last line is cut.
   *
   * @throws PipelineException if another process writes there, or nobody can
   */
  public static Spool open(Path folder) {
    requireNonNull(folder, "folder is null");
    try {
      Files.createDirectories(folder);
      FileChannel lock = lock(folder);
      for (Path part : files(folder, PART)) {
        mend(part);
      }
      return new Spool(folder, lock, nextSession(folder));
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  /** Complete segments in the order written. */
  public static List<Path> segments(Path folder) {
    try {
      return Files.isDirectory(folder) ? files(folder, SEGMENT) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /** What a write that failed means to the user; what was written before stays mendable. */
  static PipelineException failure(Path folder, IOException cause) {
    return PipelineException.outsideWorld(
        "Cannot write to the spool " + folder,
        cause.getClass().getSimpleName() + " " + cause.getMessage(),
        "Free disk space or choose another stream.spool, then start again: what was received is"
            + " kept and the rest is fetched from the exchange",
        cause);
  }

  Path folder() {
    return folder;
  }

  /** Starts the next segment. */
  OpenSegment next() throws IOException {
    segments++;
    return new OpenSegment(
        folder.resolve(String.format(Locale.ROOT, "%08d-%010d%s", session, segments, PART)));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + folder, e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw PipelineException.userMistake(
          "Cannot write to the spool " + folder,
          "another process writes to it",
          "Stop that one, or give this one a stream.spool of its own");
    }
    return channel;
  }

  private static long nextSession(Path folder) throws IOException {
    Path counter = folder.resolve(SESSION);
    long session =
        Files.exists(counter) ? Long.parseLong(Files.readString(counter).strip()) + 1 : 1;
    Path draft = folder.resolve(SESSION + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(
          java.nio.ByteBuffer.wrap(Long.toString(session).getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(draft, counter, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(folder);
    return session;
  }

  private static void mend(Path part) throws IOException {
    long complete;
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      complete = endOfLastLine(file);
      file.setLength(complete);
      file.getFD().sync();
    }
    if (complete == 0) {
      Files.delete(part);
    } else {
      publish(part);
    }
  }

  private static long endOfLastLine(RandomAccessFile file) throws IOException {
    byte[] block = new byte[8_192];
    for (long end = file.length(); end > 0; ) {
      long start = Math.max(0, end - block.length);
      file.seek(start);
      file.readFully(block, 0, (int) (end - start));
      for (int i = (int) (end - start) - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return start + i + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /** Gives a complete file its final name, durably. */
  static void publish(Path part) throws IOException {
    String name = part.getFileName().toString();
    Path segment = part.resolveSibling(name.substring(0, name.length() - PART.length()) + SEGMENT);
    Files.move(part, segment, StandardCopyOption.ATOMIC_MOVE);
    sync(part.getParent());
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
