package org.jinyanglake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A portal that answers as CKAN 2.10 does: {@code package_show}, {@code datastore_search} and the
 * files of resources, of one dataset {@code counts}.
 */
public final class Ckan implements WebServer.Answer {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A resource; rows are null if the datastore does not hold it. */
  public record Resource(String name, String format, String url, byte[] file, List<String> rows) {}

  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final WebServer server = new WebServer(this);
  private Runnable betweenPages = () -> {};
  private String modified = "2024-03-04T00:00:00.000000";
  private int mostRows = 32_000;

  public WebServer server() {
    return server;
  }

  /** Adds a resource with a file. */
  public synchronized Ckan file(String id, String name, String format, String text) {
    String url = server.url("/dataset/counts/resource/" + id + "/download/数据.csv");
    resources.put(id, new Resource(name, format, url, text.getBytes(UTF_8), null));
    return this;
  }

  /** Adds a resource of another server. */
  public synchronized Ckan link(String id, String name, String format, String url) {
    resources.put(id, new Resource(name, format, url, null, null));
    return this;
  }

  /** Adds a resource whose rows the datastore holds; each is a JSON object without row number. */
  public synchronized Ckan rows(String id, String name, List<String> rows) {
    resources.put(id, new Resource(name, "CSV", "", null, new ArrayList<>(rows)));
    return this;
  }

  /** The rows of a resource, to be changed. */
  public List<String> rows(String id) {
    return resources.get(id).rows();
  }

  /** What happens after each page. */
  public void betweenPages(Runnable event) {
    betweenPages = event;
  }

  public void modified(String time) {
    modified = time;
  }

  /** So many rows at the most are given in a page, whatever is asked for. */
  public void mostRows(int rows) {
    mostRows = rows;
  }

  @Override
  public synchronized void write(WebServer.Request request, OutputStream out)
      throws IOException, InterruptedException {
    Map<String, String> query = query(request.target());
    switch (request.path()) {
      case "/api/3/action/package_show" -> {
        if (query.get("id").equals("counts")) {
          send(out, "200 OK", true, dataset());
        } else {
          missing(out);
        }
      }
      case "/api/3/action/datastore_search" -> {
        Resource resource = resources.get(query.get("resource_id"));
        if (resource == null || resource.rows() == null) {
          missing(out);
        } else {
          send(out, "200 OK", true, page(resource.rows(), query));
          betweenPages.run();
        }
      }
      default -> {
        String[] steps = request.path().split("/");
        Resource resource = steps.length > 4 ? resources.get(steps[4]) : null;
        if (resource == null) {
          WebServer.send(out, "404 Not Found", new byte[0]);
        } else {
          WebServer.file(resource.file(), "\"" + steps[4] + resource.file().length + "\"")
              .write(request, out);
        }
      }
    }
  }

  private static Map<String, String> query(String target) {
    Map<String, String> query = new HashMap<>();
    if (target.contains("?")) {
      for (String each : target.substring(target.indexOf('?') + 1).split("&")) {
        int equals = each.indexOf('=');
        query.put(each.substring(0, equals), URLDecoder.decode(each.substring(equals + 1), UTF_8));
      }
    }
    return query;
  }

  private ObjectNode dataset() {
    ObjectNode dataset = JSON.createObjectNode().put("name", "counts").put("state", "active");
    ArrayNode list = dataset.putArray("resources");
    resources.forEach(
        (id, resource) ->
            list.addObject()
                .put("id", id)
                .put("name", resource.name())
                .put("format", resource.format())
                .put("url", resource.url())
                .put("state", "active")
                .put("last_modified", modified)
                .put("datastore_active", resource.rows() != null));
    return dataset;
  }

  private ObjectNode page(List<String> rows, Map<String, String> query) throws IOException {
    int from = Integer.parseInt(query.get("offset"));
    int limit = Math.min(Integer.parseInt(query.get("limit")), mostRows);
    ObjectNode result = JSON.createObjectNode().put("total", rows.size()).put("limit", limit);
    ArrayNode records = result.putArray("records");
    for (int i = from; i < Math.min(rows.size(), from + limit); i++) {
      String row = rows.get(i);
      records.addRawValue(
          new com.fasterxml.jackson.databind.util.RawValue(
              "{\"_id\":" + (i + 1) + "," + row.substring(1)));
    }
    return result;
  }

  private static void missing(OutputStream out) throws IOException {
    ObjectNode error = JSON.createObjectNode().put("__type", "Not Found Error");
    error.put("message", "找不到");
    send(out, "404 Not Found", false, error);
  }

  private static void send(OutputStream out, String status, boolean success, ObjectNode body)
      throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("help", "…").put("success", success);
    answer.set(success ? "result" : "error", body);
    WebServer.send(
        out,
        status,
        JSON.writeValueAsBytes(answer),
        "Content-Type: application/json;charset=utf-8");
  }
}
