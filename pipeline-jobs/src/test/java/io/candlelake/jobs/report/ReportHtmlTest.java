package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&";

  private final String page = ReportHtml.render(SampleReport.twoYears());

  @Test
  void isKeptForPeopleToLookAt() throws Exception {
    Path folder = Path.of("target", "sample-report");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.html"), page);
    Files.writeString(folder.resolve("empty.html"), ReportHtml.render(SampleReport.empty()));
    assertThat(page.length()).isLessThan(400_000);
  }

  @Test
  void saysFirstWhatATraderNeedsFirst() {
    assertThat(text(page))
        .containsSubsequence(
            "SIMULATED MARKET",
            "Strategy +8.7% 0.91 \u22127.3% 1,406 52,814",
            "Holding BTC +41.2%",
            "Net return +8.7% after all costs; holding BTC over the same time +41.2%. It did not"
                + " beat BTC.",
            "passed 62.9% right [60.5, 65.1] on 3,781 signals, 2.71% of candles; base rate 50.3%",
            "passed 0 of 52,753 rows differ",
            "Equity and drawdown",
            "Monthly returns",
            "By pair",
            "By reason of exit",
            "From gross to net",
            "Signal accuracy",
            "Confidence",
            "Walk-forward by fold",
            "Candles by pair",
            "Look-ahead proof",
            "Stages",
            "Run identity",
            "How to read this");
  }

  @Test
  void unknownIsNeverShownAsZero() {
    String empty = ReportHtml.render(SampleReport.empty());
    assertThat(empty)
        .contains("<abbr title=\"no backtest has run\">n/a</abbr>")
        .contains("n/a: the backtest wrote no equity.")
        .contains("n/a: nothing was evaluated.")
        .contains("n/a: no model was trained.")
        .contains("n/a: no candle was validated.")
        .contains("Nothing here is proven.")
        .contains("n/a: no job run is recorded.");
    assertThat(text(empty).replaceFirst(".*Look-ahead proof n/a", "")).doesNotContain("0.0%");
    assertThat(page).contains("<abbr title=\"too few signals\">n/a</abbr>");
  }

  @Test
  void hostileNamesAreText() {
    String hostile = ReportHtml.render(SampleReport.named(HOSTILE, List.of(HOSTILE, "BTC-USDT")));
    assertThat(hostile).doesNotContain("<img").contains("&lt;img src=x onerror=alert(1)&gt;");
    assertThat(count(hostile, "</script>")).isEqualTo(3);
    assertThat(count(hostile, "<script")).isEqualTo(3);
  }

  @Test
  void inlinedJsonCannotEndItsElement() {
    var node = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
    node.put("a", HOSTILE + "<!--");
    assertThat(ReportHtml.inline(node))
        .isEqualTo(
            "{\"a\":\"\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e\\\"'\\u0026\\u003c!--\"}");
  }

  @Test
  void thePolicyNamesExactlyWhatIsInlined() throws Exception {
    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"")
            .matcher(page);
    assertThat(policy.find()).isTrue();
    List<String> allowed = found("'(sha256-[^']+)'", policy.group(1).replace("&#39;", "'"));
    List<String> inlined = new ArrayList<>();
    for (String script : found("(?s)<script>(.*?)</script>", page)) {
      inlined.add(hash(script));
    }
    for (String style : found("(?s)<style>(.*?)</style>", page)) {
      inlined.add(hash(style));
    }
    assertThat(inlined).hasSize(3).containsExactlyElementsOf(allowed);
    assertThat(policy.group(1)).startsWith("default-src &#39;none&#39;;").doesNotContain("unsafe");
    assertThat(page)
        .doesNotContain("style=\"")
        .doesNotContain("onclick")
        .doesNotContain("href=\"http");
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  private static String hash(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String text(String html) {
    return html.replaceAll("(?s)<(style|script)[ >].*?</\\1>", "")
        .replaceAll("<[^>]+>", " ")
        .replaceAll("\\s+", " ");
  }
}
