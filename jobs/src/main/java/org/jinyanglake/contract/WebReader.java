package org.jinyanglake.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|\\[[0-9a-f:.]+](:[0-9]{1,5})?");
  private static final Pattern TOKEN =
      Pattern.compile("(?i)(^|[&?;_-])(token|key|apikey|secret|sig(nature)?|auth|passw\\w*)=");

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
    Optional<URI> uri = location(location);
    Access access = access(properties, uri);
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

  private Optional<URI> location(Place place) {
    if (place.text().isEmpty()) {
      return Optional.empty(); // the standard asks for it
    }
    try {
      URI uri = new URI(place.textOrEmpty()).normalize();
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
        report.error(
            place,
            "location must be http or https, a host in ASCII, and a path, without user and"
                + " fragment; write it as https://data.example.org/files/counts.csv");
        return Optional.empty();
      }
      if (uri.getRawQuery() != null && TOKEN.matcher("?" + uri.getRawQuery()).find()) {
        report.error(
            place,
            "the address holds a token or key, and contracts are public; delete it here and name"
                + " its place as tokenFile");
        return Optional.empty();
      }
      return Optional.of(uri.getRawPath().isEmpty() ? uri.resolve("/") : uri);
    } catch (URISyntaxException e) {
      report.errorUnlessTold(
          place, "location is no address; escape blanks and other characters as %20");
      return Optional.empty();
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

  private Access access(CustomProperties properties, Optional<URI> location) {
    Set<String> hosts = new LinkedHashSet<>();
    location.ifPresent(uri -> hosts.add(host(uri)));
    for (String host : shared.texts(properties.get("hosts"), "hosts")) {
      String lower = host.toLowerCase(Locale.ROOT);
      if (HOST.matcher(lower).matches()) {
        hosts.add(lower);
      } else {
        report.error(
            properties.get("hosts"),
            "'"
                + Place.shorten(host)
                + "' is no host; write a name, or name:port, without https://");
      }
    }
    List<Network> networks = new ArrayList<>();
    for (String text : shared.texts(properties.get("networks"), "networks")) {
      Optional<Network> network = Network.parse(text);
      network.ifPresent(networks::add);
      if (network.isEmpty()) {
        report.error(
            properties.get("networks"),
            "'" + Place.shorten(text) + "' is no range of addresses; write it as 10.20.0.0/16");
      }
    }
    return new Access(hosts, networks);
  }

  /** The host of an address as lists of hosts name it. */
  private static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
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
