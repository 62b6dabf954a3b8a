package io.candlelake.exchanges.transport;

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

/**
 * Recorded replies of real exchanges: cuts in {@code fixtures}, whole recordings in {@code
 * ../shared/data}; a test without the latter is skipped.
 */
public final class Recordings {
  private static final Pattern REST_LINE = Pattern.compile("(https://\\S+) -> [0-9.]+: (.*)");
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private Recordings() {}

  /** Written by hand in the form that the exchange documents. */
  public static String documented(String path) {
    try {
      return Files.readString(found("documented/" + path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of a reply recorded by a client of several exchanges. */
  public static String reply(String exchange, String path, String query) {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(found("recorded_rest_replies/" + exchange + ".json.gz")))) {
      for (JsonNode reply : MAPPER.readTree(in).path("routes").path(path).path("GET")) {
        if (reply.path("queryString").asText().equals(query)) {
          return reply.path("data").toString();
        }
      }
      throw new IllegalArgumentException("no reply to " + path + "?" + query);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The body of a reply of Coinbase recorded by a client of its own. */
  public static String coinbase(String file) {
    try {
      return Files.readString(found("recorded_rest_replies/coinbase/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String nautilus(String path) {
    return entry("nautilus_public_market_data_fixtures.zip", "crates/adapters/" + path);
  }

  public static String xchange(String path) {
    return entry("xchange_fixtures.zip", path);
  }

  public static String bitfinex(String path) {
    return entry("bitfinex_rest_candles_2018-11-20.zip", path);
  }

  /** Bodies by the address they were read from. */
  public static Map<String, String> cryptofeed(String file) {
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

  public static JsonNode tree(String body) {
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
    Path root = Path.of(System.getProperty("candlelake.root"));
    Path cut = root.resolve("fixtures/exchange_recordings").resolve(file);
    if (Files.exists(cut)) {
      return cut;
    }
    Path whole = root.resolve("../shared/data/exchange_recordings").resolve(file);
    assumeTrue(Files.exists(whole), () -> "no recorded replies at " + whole);
    return whole;
  }
}
