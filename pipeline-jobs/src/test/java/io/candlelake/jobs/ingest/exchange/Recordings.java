package io.candlelake.jobs.ingest.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Recorded replies of real exchanges in {@code ../shared/data}; a test without them is skipped. */
final class Recordings {
  private static final Pattern REST_LINE = Pattern.compile("(https://\\S+) -> [0-9.]+: (.*)");
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private Recordings() {}

  static String nautilus(String path) {
    return entry("nautilus_public_market_data_fixtures.zip", "crates/adapters/" + path);
  }

  static String xchange(String path) {
    return entry("xchange_fixtures.zip", path);
  }

  static String bitfinex(String path) {
    return entry("bitfinex_rest_candles_2018-11-20.zip", path);
  }

  /** Bodies by the address they were read from. */
  static Map<String, String> cryptofeed(String file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(found("cryptofeed/" + file)))) {
      Map<String, String> bodies = new LinkedHashMap<>();
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
        Matcher matcher = REST_LINE.matcher(line);
        if (matcher.matches()) {
          bodies.put(matcher.group(1), matcher.group(2));
        }
      }
      return bodies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String entry(String zip, String path) {
    try (ZipFile file = new ZipFile(found(zip).toFile())) {
      ZipEntry entry = file.getEntry(path);
      return new String(file.getInputStream(entry).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path found(String file) {
    Path path =
        Path.of(System.getProperty("candlelake.root"))
            .resolve("../shared/data/exchange_recordings")
            .resolve(file);
    assumeTrue(Files.exists(path), "no recorded replies at " + path);
    return path;
  }
}
