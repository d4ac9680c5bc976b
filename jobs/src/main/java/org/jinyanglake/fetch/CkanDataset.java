package org.jinyanglake.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jinyanglake.contract.Origin;

/** Resources of a dataset of a CKAN portal: their files, or their rows in the portal's database. */
final class CkanDataset implements Connector {
  private final Origin.Ckan origin;
  private final CkanApi api;
  private final WebFile file;

  CkanDataset(Origin.Ckan origin, Http http, Patience patience) {
    this.origin = origin;
    this.api = new CkanApi(origin, http, patience);
    this.file = new WebFile(http, origin.changes(), origin.limits(), patience);
  }

  @Override
  public void fetch(Inbox inbox) throws FetchException, IOException {
    List<JsonNode> resources = new ArrayList<>();
    show()
        .path("resources")
        .forEach(
            each -> {
              if (!each.path("state").asText("active").equals("deleted")) {
                resources.add(each);
              }
            });
    for (JsonNode resource : chosen(resources, inbox)) {
      try {
        if (origin.datastore()) {
          new CkanRows(origin, api, this::modified).fetch(inbox, resource);
        } else {
          file(inbox, resource);
        }
      } catch (FetchException e) {
        inbox.hold(words(resource) + ": " + e.getMessage());
      }
    }
  }

  private JsonNode show() throws FetchException, IOException {
    return api.call("package_show", Map.of("id", origin.dataset()));
  }

  /** What the portal says of when a resource changed. */
  private String modified(String id) throws FetchException, IOException {
    for (JsonNode each : show().path("resources")) {
      if (each.path("id").asText().equals(id)) {
        return each.path("last_modified").asText("") + each.path("hash").asText("");
      }
    }
    return "gone";
  }

  private List<JsonNode> chosen(List<JsonNode> all, Inbox inbox) throws FetchException {
    List<JsonNode> some =
        all.stream()
            .filter(
                each ->
                    origin.format().isEmpty()
                        || each.path("format").asText("").equalsIgnoreCase(origin.format().get()))
            .toList();
    if (origin.resources().isEmpty()) {
      if (some.isEmpty()) {
        throw FetchException.refused(
            origin.name()
                + " has no resource of format "
                + shown(origin.format().orElse(""))
                + "; its resources are "
                + names(all));
      }
      return some;
    }
    Map<String, JsonNode> chosen = new LinkedHashMap<>();
    for (String wanted : origin.resources()) {
      List<JsonNode> found =
          some.stream()
              .filter(
                  each ->
                      each.path("id").asText().equals(wanted)
                          || each.path("name").asText().equals(wanted))
              .toList();
      if (found.size() == 1) {
        chosen.put(found.get(0).path("id").asText(), found.get(0));
      } else {
        inbox.hold(
            origin.name()
                + (found.isEmpty() ? " has no resource " : " has several resources ")
                + shown(wanted)
                + "; its resources are "
                + names(all)
                + (found.isEmpty() ? "" : "; name it by its id"));
      }
    }
    return List.copyOf(chosen.values());
  }

  private void file(Inbox inbox, JsonNode resource) throws FetchException, IOException {
    URI address;
    try {
      String url = resource.path("url").asText("").strip().replace(" ", "%20");
      address = new URI(new URI(url).toASCIIString());
    } catch (URISyntaxException e) {
      throw FetchException.refused("the portal gives no address of its file; ask the portal");
    }
    if (address.getHost() == null) {
      throw FetchException.refused("the portal gives no address of its file; ask the portal");
    }
    boolean gzip = address.getPath().toLowerCase(Locale.ROOT).endsWith(".gz");
    file.fetch(inbox, address, Inbox.stem(resource.path("id").asText()), gzip);
  }

  private static String words(JsonNode resource) {
    return "resource " + shown(resource.path("name").asText(resource.path("id").asText()));
  }

  /** Names are the portal's: one line, not too long. */
  private static String shown(String name) {
    String line = name.replaceAll("\\p{Cntrl}+", " ");
    return "'" + (line.length() <= 60 ? line : line.substring(0, 57) + "...") + "'";
  }

  private static String names(List<JsonNode> resources) {
    return resources.stream()
        .limit(20)
        .map(
            each ->
                shown(each.path("name").asText(each.path("id").asText()))
                    + " ("
                    + shown(each.path("format").asText(""))
                    + ")")
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }
}
