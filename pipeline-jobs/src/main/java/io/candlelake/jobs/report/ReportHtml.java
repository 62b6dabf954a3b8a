package io.candlelake.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import io.candlelake.common.Resources;
import io.candlelake.common.Sha256;
import java.util.Base64;
import java.util.Map;

/**
 * One self-contained page that works offline. Style and scripts are inlined and named by their
 * hashes in the page's content security policy; the browser runs and fetches nothing else.
 */
final class ReportHtml {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReportHtml() {}

  /**
   * What is inlined into the page.
   *
   * @param data JSON that holds no {@code <}
   * @param policy content security policy
   */
  record Assets(String style, String library, String script, String data, String policy) {
    static Assets with(String data) {
      String style =
          Resources.text(ReportHtml.class, UPLOT + "uPlot.min.css")
              + Resources.text(ReportHtml.class, "report.css");
      String library = Resources.text(ReportHtml.class, UPLOT + "uPlot.iife.min.js");
      String script = Resources.text(ReportHtml.class, "report.js");
      String policy =
          "default-src 'none'; script-src '"
              + hash(library)
              + "' '"
              + hash(script)
              + "'; style-src '"
              + hash(style)
              + "'; base-uri 'none'; form-action 'none'";
      return new Assets(style, library, script, data, policy);
    }
  }

  static String render(Report report) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null,
            ContentType.Html,
            ReportHtml.class.getClassLoader(),
            ReportHtml.class.getPackageName());
    TemplateOutput output = new StringOutput(1 << 18);
    Map<String, Object> parameters =
        Map.of(
            "page", PageBuilder.build(report), "assets", Assets.with(inline(ChartData.of(report))));
    engine.render("report.jte", parameters, output);
    return output.toString();
  }

  /** JSON that can stand in a script element: no text in it can end the element. */
  static String inline(JsonNode node) {
    try {
      return JSON.writeValueAsString(node)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can be written", e);
    }
  }

  private static String hash(String text) {
    return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text));
  }
}
