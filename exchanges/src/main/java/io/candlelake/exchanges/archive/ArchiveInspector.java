package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Sha256;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Looks at an archive, on an executor: verifies its checksum where one lies beside it, reads it to
 * its end, so that a damaged one is known before a row of it is written, and tells its format.
 *
 * @param interval of the candles wanted
 * @param mapping symbols to pairs, where the rules do not determine them
 * @param source name of the candle source that reads it
 */
public record ArchiveInspector(Interval interval, Map<String, String> mapping, String source)
    implements Serializable {
  /** Behind a file's name: the name of the file with its checksum. */
  public static final String CHECKSUM = ".CHECKSUM";

  /** The endings of archives, longest first. */
  public static final List<String> ENDINGS = List.of(".csv.gz", ".csv", ".zip");

  private static final int FIRST_LINES = 3;
  private static final int BUFFER = 1 << 16;
  private static final String FUTURES = "/futures/";

  public ArchiveInspector {
    requireNonNull(interval, "interval is null");
    requireNonNull(source, "source is null");
    mapping = Map.copyOf(mapping);
  }

  /** What the file is, or why it is refused. */
  public ArchiveFile at(String path, Configuration hadoop) {
    String name = new Path(path).getName();
    try {
      String sha256 = sha256(path, hadoop);
      Optional<String> expected = checksumBeside(path, hadoop);
      if (expected.isPresent() && !expected.get().equals(sha256)) {
        return new ArchiveFile.Rejected(
            name, "its checksum is " + sha256 + ", " + name + CHECKSUM + " says " + expected.get());
      }
      return recognise(path, name, sha256, hadoop);
    } catch (IOException e) {
      return new ArchiveFile.Rejected(name, "it cannot be read to its end: " + e.getMessage());
    }
  }

  private ArchiveFile recognise(String path, String name, String sha256, Configuration hadoop)
      throws IOException {
    Text text = Text.of(path, hadoop);
    String stem = stem(name);
    for (ArchiveFormat format : ArchiveFormats.ALL) {
      Optional<ArchiveFormat.Content> content = format.recognise(stem, text.firstLines());
      if (content.isPresent()) {
        return accept(path, name, sha256, format.name(), content.get(), text, hadoop);
      }
    }
    return new ArchiveFile.Rejected(
        name, "its name and first lines are of no known format; known: " + ArchiveFormats.names());
  }

  private ArchiveFile accept(
      String path,
      String name,
      String sha256,
      String format,
      ArchiveFormat.Content content,
      Text text,
      Configuration hadoop)
      throws IOException {
    if (path.contains(FUTURES)) {
      return new ArchiveFile.Rejected(name, "it is of futures, which are other markets than spot");
    }
    if (content instanceof ArchiveFormat.Unsupported useless) {
      return new ArchiveFile.Rejected(name, useless.reason());
    }
    String symbol = symbol(content);
    Optional<Pair> pair = Symbols.pair(symbol, mapping);
    if (pair.isEmpty()) {
      return new ArchiveFile.Rejected(
          name, "its pair cannot be read from '" + symbol + "', name it in ingest.files.pairs");
    }
    if (content instanceof ArchiveFormat.Candles candles) {
      return candles(path, name, format, candles, pair.get(), text);
    }
    if (content instanceof ArchiveFormat.OrderBooks books) {
      Optional<String> unreadable = ArchivedBook.unreadable(path, books.layout(), hadoop);
      if (unreadable.isPresent()) {
        return new ArchiveFile.Rejected(name, unreadable.get());
      }
    }
    return new ArchiveFile.Events(path, name, format, pair.get(), content, sha256);
  }

  private ArchiveFile candles(
      String path,
      String name,
      String format,
      ArchiveFormat.Candles candles,
      Pair pair,
      Text text) {
    if (!candles.interval().equals(interval.code())) {
      return new ArchiveFile.OtherInterval(name, candles.interval());
    }
    CandleLayout.Search search = CandleLayout.of(text.firstLines(), pair);
    if (search instanceof CandleLayout.NotFound none) {
      return new ArchiveFile.Rejected(name, none.reason());
    }
    CandleLayout layout = ((CandleLayout.Found) search).layout();
    CandleFile file =
        new CandleFile(path, name, candles.exchange(), source, candles.symbol(), pair, interval);
    int header = layout.headerLines();
    try {
      Instant one = time(text.firstLines().get(header), layout);
      Instant other = time(text.lastLine(), layout);
      boolean ascending = one.isBefore(other);
      return new ArchiveFile.Candles(
          file, layout, format, ascending ? one : other, ascending ? other : one);
    } catch (CellReader.Unreadable | IndexOutOfBoundsException e) {
      return new ArchiveFile.Rejected(
          name, "its first and last lines are not candles: " + e.getMessage());
    }
  }

  private static Instant time(String line, CandleLayout layout) throws CellReader.Unreadable {
    return CellReader.time(
        DelimitedLine.cells(line, layout.separator()).get(layout.columns().time()));
  }

  private static String symbol(ArchiveFormat.Content content) {
    if (content instanceof ArchiveFormat.Candles candles) {
      return candles.symbol();
    }
    if (content instanceof ArchiveFormat.Trades trades) {
      return trades.symbol();
    }
    if (content instanceof ArchiveFormat.OrderBooks books) {
      return books.symbol();
    }
    throw new IllegalStateException("no symbol in " + content);
  }

  private static String stem(String name) {
    return ENDINGS.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .orElse(name);
  }

  private static Optional<String> checksumBeside(String path, Configuration hadoop)
      throws IOException {
    Path checksum = new Path(path + CHECKSUM);
    FileSystem fileSystem = checksum.getFileSystem(hadoop);
    if (!fileSystem.exists(checksum)) {
      return Optional.empty();
    }
    try (InputStream in = fileSystem.open(checksum)) {
      return Optional.of(Checksum.of(in.readAllBytes()));
    }
  }

  private static String sha256(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new DigestInputStream(path.getFileSystem(hadoop).open(path), digest)) {
      int read = in.read(buffer);
      while (read >= 0) {
        read = in.read(buffer);
      }
    }
    return Checksum.hex(digest);
  }

  /** The first lines and the last of a file that was read to its end. */
  private record Text(List<String> firstLines, String lastLine) {
    static Text of(String path, Configuration hadoop) throws IOException {
      List<String> firstLines = new ArrayList<>();
      String last = "";
      try (BufferedReader reader = ArchiveLines.open(path, hadoop)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (firstLines.size() < FIRST_LINES) {
            firstLines.add(line);
          }
          if (!line.isBlank()) {
            last = line;
          }
        }
      }
      return new Text(firstLines, last);
    }
  }
}
