package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Sha256;
import io.candlelake.common.lake.StoreFailure;
import io.candlelake.common.lake.StorePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Lets one ingest at a time bring the same candles: bronze has no key, so two that plan the same
 * missing candles would each add them. A byte of one file in the lake stands for each thing
 * brought; the operating system forgets the locks of a process that is killed. A lake that is not
 * on a local disk has no such file, and nothing is locked there.
 */
final class IngestLock implements AutoCloseable {
  private static final String FILE = "_ingest.lock";
  private static final int HEX_DIGITS = 15;

  private final Optional<FileChannel> file;

  private IngestLock(Optional<FileChannel> file) {
    this.file = requireNonNull(file, "file is null");
  }

  /** Opens the lock of a lake; nothing is taken yet. */
  static IngestLock of(String lake) {
    StorePath place = new StorePath(lake);
    if (!place.isLocal()) {
      return new IngestLock(Optional.empty());
    }
    try {
      Path folder = Files.createDirectories(place.local());
      return new IngestLock(
          Optional.of(
              FileChannel.open(
                  folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
    } catch (IOException e) {
      Optional<PipelineException> told = StoreFailure.of(e, lake);
      if (told.isPresent()) {
        throw told.get();
      }
      throw new UncheckedIOException("cannot open " + FILE + " in " + lake, e);
    }
  }

  /** Takes something until this closes; false where another has it. */
  boolean take(String what) {
    if (file.isEmpty()) {
      return true;
    }
    long place = Long.parseLong(Sha256.hex(what).substring(0, HEX_DIGITS), 16);
    try {
      FileLock lock = file.get().tryLock(place, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + what, e);
    }
  }

  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + FILE, e);
    }
  }
}
