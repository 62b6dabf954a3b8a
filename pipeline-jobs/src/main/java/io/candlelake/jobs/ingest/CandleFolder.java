package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import io.candlelake.exchanges.archive.CandleFile;
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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the candle files of a folder, on any file system that Hadoop knows. */
final class CandleFolder {
  private static final List<String> ENDINGS = List.of(".csv.gz", ".csv", ".parquet");

  private CandleFolder() {}

  /** The files with the interval wanted, by name; pairs not wanted are left out. */
  static List<CandleFile> files(SourceRequest request, Configuration hadoop) {
    String folder =
        request
            .settings()
            .path()
            .orElseThrow(
                () -> new IllegalStateException("the configuration lets files have no path"));
    List<FileStatus> found =
        list(folder, hadoop).stream().filter(status -> ending(name(status)).isPresent()).toList();
    if (found.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + folder,
          "it has no file that ends in " + String.join(", ", ENDINGS),
          "Check --path");
    }
    List<CandleFile> all = new ArrayList<>();
    TreeSet<String> otherIntervals = new TreeSet<>();
    for (FileStatus status : found) {
      Symbols.FileName parts = Symbols.ofFileName(stem(name(status)));
      Interval interval = parts.interval().orElse(request.interval());
      if (interval == request.interval()) {
        all.add(candleFile(status, parts.symbol(), interval, request.settings().files()));
      } else {
        otherIntervals.add(interval.code());
      }
    }
    if (all.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest " + request.interval().code() + " candles from " + folder,
          "its files have the intervals " + String.join(", ", otherIntervals),
          "Choose one of these by --interval");
    }
    refuseTwoFilesForOnePair(all);
    List<CandleFile> wanted = all.stream().filter(file -> request.wants(file.pair())).toList();
    if (wanted.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest " + request.pairs() + " from " + folder,
          "its files have the pairs " + all.stream().map(CandleFile::pair).toList(),
          "Check --pairs");
    }
    return wanted;
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

  private static CandleFile candleFile(
      FileStatus status, String symbol, Interval interval, Config.Files settings) {
    Pair pair =
        Symbols.pair(symbol, settings.pairs())
            .orElseThrow(
                () ->
                    PipelineException.userMistake(
                        "Cannot ingest " + name(status),
                        "its pair cannot be read from '" + symbol + "'",
                        "Name it in the configuration, ingest.files.pairs: {"
                            + symbol
                            + ": BASE-QUOTE}"));
    return new CandleFile(
        status.getPath().toString(),
        name(status),
        settings.exchange(),
        FilesSource.NAME,
        symbol,
        pair,
        interval);
  }

  private static void refuseTwoFilesForOnePair(List<CandleFile> files) {
    Map<String, CandleFile> byPair = new TreeMap<>();
    for (CandleFile file : files) {
      CandleFile other = byPair.put(file.pair().toString(), file);
      if (other != null) {
        throw PipelineException.userMistake(
            "Cannot ingest " + file.pair(),
            "both " + other.name() + " and " + file.name() + " are its candles",
            "Leave one of them in the folder, or map one to another pair in ingest.files.pairs");
      }
    }
  }

  private static Optional<String> ending(String name) {
    return ENDINGS.stream().filter(name::endsWith).findFirst();
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - ending(name).orElseThrow().length());
  }

  private static String name(FileStatus status) {
    return status.getPath().getName();
  }
}
