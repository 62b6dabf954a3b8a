package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.candlelake.common.table.RunRow;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Marks of runs that go on: a file {@code _running/RUN_ID.json} each, beside the tables. It is
 * written when the run starts and deleted when its row is in {@code gold.runs}; the mark of a run
 * that was killed stays until a run of the same name ends.
 */
public final class RunMarks {
  /** The status of a run that goes on or was killed. */
  public static final String RUNNING = "RUNNING";

  /** The command of a mark that was not written to its end. */
  public static final String UNKNOWN = "unknown";

  private static final String FOLDER = "_running";
  private static final String SUFFIX = ".json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path folder;
  private final Configuration configuration;

  /**
   * @param root the lake's root folder
   * @param configuration how to reach it
   */
  RunMarks(String root, Configuration configuration) {
    this.folder = new Path(requireNonNull(root, "root is null"), FOLDER);
    this.configuration = requireNonNull(configuration, "configuration is null");
  }

  /** Marks a run as going on, in the place of a mark of its name. */
  public void write(RunRow run) {
    Path file = file(run.runId());
    try (FileSystem files = files()) {
      files.setWriteChecksum(false);
      try (OutputStream stream = files.create(file, true)) {
        stream.write(JSON.writeValueAsString(run).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Takes the mark of a run away, if it has one. */
  public void delete(String runId) {
    Path file = file(runId);
    try (FileSystem files = files()) {
      files.delete(file, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  /**
   * Every run that has a mark, in no order. Of a half-written mark the name is known, and as its
   * start the time it was written; the command is {@link #UNKNOWN}.
   */
  public List<RunRow> all() {
    List<RunRow> runs = new ArrayList<>();
    try (FileSystem files = files()) {
      for (FileStatus file : list(files)) {
        if (file.getPath().getName().endsWith(SUFFIX)) {
          read(files, file).ifPresent(runs::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return runs;
  }

  /** The mark of a run; empty where it has none. */
  public Optional<RunRow> find(String runId) {
    Path file = file(runId);
    try (FileSystem files = files()) {
      return read(files, files.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private FileStatus[] list(FileSystem files) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** Empty where the run ended in the meantime. */
  private static Optional<RunRow> read(FileSystem files, FileStatus file) throws IOException {
    try (InputStream stream = files.open(file.getPath())) {
      return Optional.of(JSON.readValue(stream.readAllBytes(), RunRow.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      String name = file.getPath().getName();
      String runId = name.substring(0, name.length() - SUFFIX.length());
      return Optional.of(unknown(runId, Instant.ofEpochMilli(file.getModificationTime())));
    }
  }

  private static RunRow unknown(String runId, Instant startedAt) {
    return new RunRow(
        runId, UNKNOWN, startedAt, startedAt, RUNNING, UNKNOWN, "", "", 0, "{}", false);
  }

  private Path file(String runId) {
    return new Path(folder, runId + SUFFIX);
  }

  /** Not the shared one, which would write no checksums for others either. */
  private FileSystem files() throws IOException {
    return FileSystem.newInstance(folder.toUri(), configuration);
  }
}
