package io.candlelake.exchanges.binance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.transport.Recordings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;

/** Raw frames of Binance recorded on 2024-08-08, read by plain Jackson: the other reading. */
public final class BinanceFrames {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BinanceFrames() {}

  /** The messages of a file of {@code l2_trades_raw_ws_binance}, in the order received. */
  static List<JsonNode> of(String file) {
    return lines("l2_trades_raw_ws_binance/" + file).stream()
        .map(line -> parse(line.substring(line.indexOf(' ') + 1)))
        .toList();
  }

  /** The lines of a recording in gzip. */
  public static List<String> lines(String file) {
    Path path = Recordings.file(file);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  public static boolean isSnapshot(JsonNode frame) {
    return frame.has("lastUpdateId");
  }

  public static boolean isDiff(JsonNode frame) {
    return frame.path("data").path("e").asText().equals("depthUpdate");
  }

  static boolean isBookTicker(JsonNode frame) {
    return frame.path("stream").asText().endsWith("@bookTicker");
  }

  public static boolean isTrade(JsonNode frame) {
    return frame.path("stream").asText().endsWith("@trade");
  }

  public static ExchangeOrderBook snapshot(JsonNode frame) {
    return new ExchangeOrderBook(
        Instant.EPOCH,
        OptionalLong.of(frame.get("lastUpdateId").asLong()),
        levels(frame.get("bids")),
        levels(frame.get("asks")));
  }

  public static BookDiff diff(JsonNode frame) {
    JsonNode data = frame.get("data");
    long first = data.has("pu") ? data.get("pu").asLong() + 1 : data.get("U").asLong();
    return new BookDiff(
        Instant.ofEpochMilli(data.get("E").asLong()),
        new BookDiff.Numbered(first, data.get("u").asLong()),
        levels(data.get("b")),
        levels(data.get("a")));
  }

  private static List<Level> levels(JsonNode pairs) {
    List<Level> levels = new ArrayList<>();
    for (JsonNode pair : pairs) {
      levels.add(
          new Level(new BigDecimal(pair.get(0).asText()), new BigDecimal(pair.get(1).asText())));
    }
    return levels;
  }
}
