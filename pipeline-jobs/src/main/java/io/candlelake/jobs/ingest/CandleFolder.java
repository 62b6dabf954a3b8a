package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.common.market.CandleFileName;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.jobs.ingest.files.FileFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The candle files of a folder, on any file system that Hadoop knows. Each file that is not read is
 * named with the reason.
 *
 * @param files those to read, by name
 * @param failures a line for each that should be read and cannot be
 * @param leftOut a line for each that is no file of candles, or of another interval
 */
record CandleFolder(List<CandleFile> files, List<String> failures, List<String> leftOut) {
  CandleFolder {
    files = List.copyOf(files);
    failures = List.copyOf(failures);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Lists the folder; pairs that the request does not want are left out silently.
   *
   * @throws PipelineException when no file can be read
   */
  static CandleFolder of(SourceRequest request, Configuration hadoop) {
    String folder =
        request
            .settings()
            .path()
            .orElseThrow(
                () -> new IllegalStateException("the configuration lets files have no path"));
    Search search = new Search(request);
    list(folder, hadoop).forEach(search::take);
    return search.found(folder);
  }

  private static List<FileStatus> list(String folder, Configuration hadoop) {
    try {
      Path path = new Path(folder);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      return Arrays.stream(fileSystem.listStatus(path))
          .filter(status -> !name(status).startsWith(".") && !name(status).startsWith("_"))
          .sorted(Comparator.comparing(CandleFolder::name))
          .toList();
    } catch (FileNotFoundException e) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + folder, "there is no such folder", "Check --path");
    } catch (IOException | IllegalArgumentException e) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + folder, "it cannot be listed: " + e.getMessage(), "Check --path");
    }
  }

  private static String name(FileStatus status) {
    return status.getPath().getName();
  }

  private static final class Search {
    private final SourceRequest request;
    private final Map<String, List<CandleFile>> bySeries = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final TreeSet<String> otherIntervals = new TreeSet<>();
    private final TreeSet<String> otherPairs = new TreeSet<>();

    Search(SourceRequest request) {
      this.request = request;
    }

    void take(FileStatus status) {
      String name = name(status);
      Optional<FileFormat> format = FileFormat.find(name);
      boolean folder = status.isDirectory();
      if (folder && !format.equals(Optional.of(FileFormat.PARQUET))) {
        leftOut.add("left out " + name + ", it is a folder");
      } else if (format.isEmpty()) {
        leftOut.add("left out " + name + ", its ending is none of " + FileFormat.endings());
      } else {
        take(status, CandleFileName.of(FileFormat.stem(name)));
      }
    }

    private void take(FileStatus status, CandleFileName parts) {
      String name = name(status);
      String stem = FileFormat.stem(name);
      String interval = parts.interval().orElse(request.interval().code());
      Optional<Pair> pair = CandleFileName.pair(stem, request.settings().files().pairs());
      if (!interval.equals(request.interval().code())) {
        otherIntervals.add(interval);
        leftOut.add("left out " + name + ", its candles are of " + interval);
      } else if (pair.isEmpty()) {
        failures.add(
            "refused %s, %s; %s".formatted(name, CandleFileName.problem(stem), mapping(stem)));
      } else if (request.wants(pair.get())) {
        String exchange = parts.exchange().orElse(request.settings().files().exchange());
        CandleFile file =
            new CandleFile(
                status.getPath().toString(),
                name,
                exchange,
                FilesSource.NAME,
                parts.symbol(),
                pair.get(),
                request.interval());
        bySeries.computeIfAbsent(exchange + " " + pair.get(), none -> new ArrayList<>()).add(file);
      } else {
        otherPairs.add(pair.get().toString());
      }
    }

    CandleFolder found(String folder) {
      List<CandleFile> files = new ArrayList<>();
      for (List<CandleFile> ofOne : bySeries.values()) {
        if (ofOne.size() == 1) {
          files.add(ofOne.get(0));
        } else {
          failures.add(
              "%s: refused %s, both are its candles; leave one in the folder, or map one to another pair in ingest.files.pairs"
                  .formatted(
                      ofOne.get(0).pair(),
                      ofOne.stream().map(CandleFile::name).collect(Collectors.joining(" and "))));
        }
      }
      files.sort(Comparator.comparing(CandleFile::name));
      if (files.isEmpty()) {
        throw nothing(folder);
      }
      return new CandleFolder(files, failures, leftOut);
    }

    private PipelineException nothing(String folder) {
      if (!failures.isEmpty()) {
        return PipelineException.userMistake(
            "Cannot ingest any file of " + folder,
            String.join("; ", failures),
            "Rename the files, or name their pairs");
      }
      if (!otherPairs.isEmpty()) {
        return PipelineException.userMistake(
            "Cannot ingest " + request.pairs() + " from " + folder,
            "its files have the pairs " + otherPairs,
            "Check --pairs");
      }
      if (!otherIntervals.isEmpty()) {
        return PipelineException.userMistake(
            "Cannot ingest " + request.interval().code() + " candles from " + folder,
            "its files have the intervals " + String.join(", ", otherIntervals),
            "Choose one of these by --interval");
      }
      return PipelineException.userMistake(
          "Cannot ingest from " + folder,
          "it has no file that ends in "
              + FileFormat.endings()
              + (leftOut.isEmpty() ? "" : "; " + String.join("; ", leftOut)),
          "Check --path");
    }

    /** A setting that works as printed, in a shell. */
    private static String mapping(String stem) {
      String quoted = stem.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "'\\''");
      return "name it by --set 'ingest.files.pairs={\"" + quoted + "\": BASE-QUOTE}'";
    }
  }
}
