package io.candlelake.exchanges.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** Recorded replies of real exchanges, in {@code fixtures} or outside the repository. */
public final class Recordings {
  private static final Pattern REST_LINE = Pattern.compile("(https://\\S+) -> [0-9.]+: (.*)");
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private Recordings() {}

  /** Written by hand in the form that the exchange documents. */
  public static String documented(String path) {
    return text("documented/" + path);
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
    return text("recorded_rest_replies/coinbase/" + file);
  }

  public static String xchange(String path) {
    return entry("xchange_fixtures.zip", path);
  }

  /** The text of a file, or of an entry of a zip: {@code replies.zip!/path/in/it.json}. */
  public static String text(String path) {
    String[] parts = path.split("!/", 2);
    try {
      return parts.length == 2 ? entry(parts[0], parts[1]) : Files.readString(found(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    return file("exchange_recordings/" + file);
  }

  /** Whether that whole recording is present. */
  static boolean isWhole(String file) {
    return Files.exists(outside().resolve(file));
  }

  /**
   * A recording: in {@code fixtures}, or else outside the repository, in the folder that the system
   * property {@code candlelake.data} names.
   */
  public static Path file(String file) {
    Path fixture = root().resolve("fixtures").resolve(file);
    return Files.exists(fixture) ? fixture : outside().resolve(file);
  }

  private static Path outside() {
    String data = System.getProperty("candlelake.data");
    return data == null ? root().resolve("../shared/data") : Path.of(data);
  }

  private static Path root() {
    return Path.of(System.getProperty("candlelake.root"));
  }
}
