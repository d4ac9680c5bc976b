package org.jinyanglake.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Origin.Access;
import org.jinyanglake.contract.Origin.Changes;
import org.jinyanglake.contract.Origin.Credential;
import org.jinyanglake.contract.Origin.Limits;
import org.jinyanglake.contract.Source.Format;

/** Reads which files of web servers, or of open-data portals, landing files are fetched from. */
final class WebReader {

  private static final List<String> WEB =
      List.of(
          "api",
          "files",
          "hosts",
          "networks",
          "etag",
          "recheckDays",
          "changed",
          "maxMegabytes",
          "maxMinutes",
          "attempts",
          "passwordEnv",
          "passwordFile",
          "tokenEnv",
          "tokenFile");
  private static final List<String> CKAN =
      List.of("dataset", "resources", "resourceFormat", "datastore", "pageSize");

  private final Report report;
  private final OriginReader shared;

  WebReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  Optional<Origin> read(Place server, Optional<Source> source, LoadMode mode) {
    Place api = server.get("type");
    List<String> known = new ArrayList<>(WEB);
    known.addAll(CKAN);
    CustomProperties properties = CustomProperties.read(server, known, report);
    boolean ckan =
        report
            .oneOf(properties.get("api"), "api", List.of("files", "ckan"))
            .orElse("files")
            .equals("ckan");
    Place location = server.get("location");
    WebAddressReader addresses = new WebAddressReader(report, shared);
    Optional<URI> uri = addresses.address(location, "location");
    Access access = addresses.access(properties, uri.stream().toList());
    Changes changes = changes(properties, mode);
    Limits limits = shared.limits(properties);
    Optional<Credential> credential = shared.credential(properties);
    if (credential.isPresent() && uri.filter(at -> at.getScheme().equals("http")).isPresent()) {
      report.warning(
          location, "over http anybody between can read the credential; ask for an https address");
    }
    if (!ckan) {
      refuse(properties, CKAN, "is for api: ckan only; delete it, or add api: ckan");
      List<String> files = shared.texts(properties.get("files"), "files");
      uri.ifPresent(base -> checkFiles(properties.get("files"), files, base));
      return uri.map(at -> new Origin.Web(at, files, access, changes, limits, credential));
    }
    refuse(properties, List.of("files"), "is for plain files; write resources for api: ckan");
    if (!properties.get("dataset").exists()) {
      report.error(api, "api: ckan needs the property dataset; write the dataset's name there");
    }
    boolean datastore = shared.flag(properties.get("datastore"), "datastore");
    if (datastore
        && source.isPresent()
        && ((Source.Files) source.get()).format() != Format.JSON_LINES) {
      report.error(
          properties.get("datastore"),
          "rows of a datastore are stored as JSON lines; write format: jsonl for the landing files");
    }
    List<String> resources = shared.texts(properties.get("resources"), "resources");
    Optional<String> format = report.text(properties.get("resourceFormat"), "resourceFormat");
    if (resources.isEmpty() && format.isEmpty()) {
      report.error(
          api,
          "which resources? add the property resources, a list of names or ids, or resourceFormat,"
              + " as CSV");
    }
    int pageSize = shared.number(properties.get("pageSize"), "pageSize", 10_000, 1, 32_000);
    Optional<String> name = report.text(properties.get("dataset"), "dataset");
    return uri.map(WebReader::actions)
        .map(
            at ->
                new Origin.Ckan(
                    at,
                    name.orElse(""),
                    resources,
                    format,
                    datastore,
                    pageSize,
                    access,
                    changes,
                    limits,
                    credential));
  }

  /** Where the actions are, of a portal's own address or that of its API. */
  private static URI actions(URI portal) {
    String path = portal.getPath().replaceAll("/+$", "");
    return portal.resolve(
        path.endsWith("/action") ? path + "/" : path.replaceAll("/api/3$", "") + "/api/3/action/");
  }

  private void refuse(CustomProperties properties, List<String> names, String why) {
    for (String name : names) {
      if (properties.get(name).exists()) {
        report.error(properties.get(name), name + " " + why);
      }
    }
  }

  private void checkFiles(Place place, List<String> files, URI base) {
    for (String file : files) {
      try {
        URI uri = base.resolve(new URI(file));
        if (!new URI(file).isAbsolute() && uri.getHost().equals(base.getHost())) {
          continue;
        }
      } catch (URISyntaxException e) {
        // told below
      }
      report.error(
          place,
          "file '"
              + Place.shorten(file)
              + "' is no address relative to the location; write it as 2020/counts.csv");
    }
  }

  private Changes changes(CustomProperties properties, LoadMode mode) {
    boolean trusted =
        report
            .oneOf(properties.get("etag"), "etag", List.of("trust", "ignore"))
            .orElse("trust")
            .equals("trust");
    boolean collect =
        report
            .oneOf(properties.get("changed"), "changed", List.of("hold", "collect"))
            .orElse(mode == LoadMode.APPEND ? "hold" : "collect")
            .equals("collect");
    int days = shared.number(properties.get("recheckDays"), "recheckDays", 7, 0, 366);
    return new Changes(trusted, Duration.ofDays(days), collect);
  }
}
