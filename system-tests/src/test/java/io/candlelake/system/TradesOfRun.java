package io.candlelake.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run traded, as its {@code report.json} says.
 *
 * @param count trades made
 * @param hash names the trades to the last bit of every price
 */
record TradesOfRun(long count, String hash) {
  /** The newest run of a lake on this machine. */
  static TradesOfRun newest(Path lake) {
    try {
      Path reports = lake.resolve("reports");
      String run = Files.readString(reports.resolve("latest")).strip();
      return of(Files.readString(reports.resolve(run).resolve("report.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of a {@code report.json}. */
  static TradesOfRun of(String report) {
    return new TradesOfRun(
        Long.parseLong(only("\"trades\" : (\\d+)", report)),
        only("\"trades_hash\" : \"([0-9a-f]{64})\"", report));
  }

  private static String only(String pattern, String report) {
    Matcher matcher = Pattern.compile(pattern).matcher(report);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in the report:\n" + report);
    }
    return matcher.group(1);
  }
}
