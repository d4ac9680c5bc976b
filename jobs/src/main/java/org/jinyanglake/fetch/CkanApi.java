package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Origin;

/** The actions of a portal's API: one GET each, which answers with one JSON object. */
final class CkanApi {

  /** Exact numbers, written in full. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private final Origin.Ckan origin;
  private final Http http;
  private final Patience patience;

  CkanApi(Origin.Ckan origin, Http http, Patience patience) {
    this.origin = origin;
    this.http = http;
    this.patience = patience;
  }

  /** The result of an action. */
  JsonNode call(String action, Map<String, String> parameters) throws FetchException, IOException {
    String query =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    URI address = origin.location().resolve(action + "?" + query);
    Attempts attempts = new Attempts(origin.limits(), patience);
    byte[] body = attempts.run(() -> body(address, attempts));
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (IOException e) {
      throw notTheApi(address);
    }
    if (answer == null || !answer.path("success").isBoolean()) {
      throw notTheApi(address);
    }
    if (!answer.path("success").asBoolean()) {
      throw refused(address, answer);
    }
    return answer.path("result");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private byte[] body(URI address, Attempts attempts) throws FetchException {
    HttpResponse<InputStream> response = http.get(address, Map.of("Accept", "application/json"));
    try {
      int status = response.statusCode();
      // The API says in its body what is wrong.
      boolean json =
          response.headers().firstValue("Content-Type").orElse("").contains("application/json");
      if (status != 200
          && !(json && (status == 400 || status == 403 || status == 404 || status == 409))) {
        attempts.asked(Http.retryAfter(response, Instant.now()));
        throw Http.failure(response.uri(), status);
      }
      return Body.read(response, attempts, patience, 16, "lower pageSize");
    } finally {
      Http.close(response);
    }
  }

  private static FetchException notTheApi(URI address) {
    return FetchException.refused(
        Http.shown(address)
            + " does not answer as CKAN's API does; is the location that of a CKAN portal?");
  }

  /** Of the portal's own words only the kind of error is told. */
  private FetchException refused(URI address, JsonNode answer) {
    String type = answer.path("error").path("__type").asText("");
    String kind = type.matches("[A-Za-z ]{1,60}") ? type : "an error";
    return FetchException.refused(
        Http.shown(address)
            + " answers with "
            + kind
            + "; check the names of dataset and resources, and the credential if one is needed");
  }
}
