package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer to a REST request. */
record Reply(int status, Map<String, String> headers, String contentType, String body) {
  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply json(int status, JsonNode body) {
    return new Reply(status, Map.of(), "application/json;charset=UTF-8", body.toString());
  }

  static Reply ok(JsonNode body) {
    return json(200, body);
  }

  static Reply html(int status, String title) {
    String body =
        "<html><head><title>" + title + "</title></head><body>" + title + "</body></html>";
    return new Reply(status, Map.of(), "text/html", body);
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, contentType, body);
  }

  Reply withBody(String newBody) {
    return new Reply(status, headers, contentType, newBody);
  }
}
