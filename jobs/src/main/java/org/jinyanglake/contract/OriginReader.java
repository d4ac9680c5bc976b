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

/** Reads where landing files are fetched from: the server named {@code source}. */
final class OriginReader {

  /** The server's name. */
  static final String NAME = "source";

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

  private final DatasetName dataset;
  private final Report report;

  OriginReader(DatasetName dataset, Report report) {
    this.dataset = dataset;
    this.report = report;
  }

  /** The server, if there is one beside that of the landing files; the first of that name. */
  static Optional<Place> server(Place root) {
    List<Place> servers = root.get("servers").items();
    return servers.stream()
        .filter(server -> servers.size() > 1)
        .filter(server -> server.get("server").textOrEmpty().equals(NAME))
        .findFirst();
  }

  /** Whether it is a database. */
  static boolean isDatabase(Place root) {
    return server(root)
        .map(server -> server.get("type").textOrEmpty())
        .filter(type -> type.equals("mysql") || type.startsWith("postgres"))
        .isPresent();
  }

  /**
   * Reads it.
   *
   * @param path the place of the landing files' path
   */
  Optional<Origin> read(
      Place root,
      Optional<Source> source,
      Place path,
      LoadMode mode,
      List<ColumnReader.Result> columns) {
    Optional<Place> server = server(root);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    if (source.isPresent() && !(source.get() instanceof Source.Files)) {
      report.error(
          server.get(),
          "a dataset that is computed by sql is not fetched; delete the server " + NAME);
      return Optional.empty();
    }
    source.ifPresent(files -> checkPath((Source.Files) files, path));
    Place type = server.get().get("type");
    return switch (type.textOrEmpty()) {
      case "api" -> web(server.get(), source, mode);
      case "postgresql", "postgres", "mysql" ->
          new DatabaseReader(report, this).read(server.get(), source, mode, columns);
      default -> {
        if (type.text().isPresent()) {
          report.errorUnlessTold(
              type,
              "nothing is fetched from a server of type '"
                  + Place.shorten(type.textOrEmpty())
                  + "'; use api for files and portals, postgresql or mysql for databases");
        }
        yield Optional.empty();
      }
    };
  }

  /** Fetched files get names of their own, which the path has to take. */
  private void checkPath(Source.Files files, Place path) {
    String folder = dataset.domain() + "/" + dataset.name() + "/";
    if (files.path().startsWith(folder)
        && !files.path().substring(folder.length()).matches("\\*\\.[A-Za-z0-9.]+")) {
      report.error(
          path,
          "the names of fetched files begin as they do at the source, so the path must be "
              + folder
              + "* and the ending, as "
              + folder
              + "*.csv");
    }
  }

  private Optional<Origin> web(Place server, Optional<Source> source, LoadMode mode) {
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
    Limits limits = limits(properties);
    Optional<Credential> credential = credential(properties);
    if (credential.isPresent() && uri.filter(at -> at.getScheme().equals("http")).isPresent()) {
      report.warning(
          location, "over http anybody between can read the credential; ask for an https address");
    }
    if (!ckan) {
      refuse(properties, CKAN, "is for api: ckan only; delete it, or add api: ckan");
      List<String> files = texts(properties.get("files"), "files");
      uri.ifPresent(base -> checkFiles(properties.get("files"), files, base));
      return uri.map(at -> new Origin.Web(at, files, access, changes, limits, credential));
    }
    refuse(properties, List.of("files"), "is for plain files; write resources for api: ckan");
    if (!properties.get("dataset").exists()) {
      report.error(api, "api: ckan needs the property dataset; write the dataset's name there");
    }
    boolean datastore = flag(properties.get("datastore"), "datastore");
    if (datastore
        && source.isPresent()
        && ((Source.Files) source.get()).format() != Format.JSON_LINES) {
      report.error(
          properties.get("datastore"),
          "rows of a datastore are stored as JSON lines; write format: jsonl for the landing files");
    }
    List<String> resources = texts(properties.get("resources"), "resources");
    Optional<String> format = report.text(properties.get("resourceFormat"), "resourceFormat");
    if (resources.isEmpty() && format.isEmpty()) {
      report.error(
          api,
          "which resources? add the property resources, a list of names or ids, or resourceFormat,"
              + " as CSV");
    }
    int pageSize = number(properties.get("pageSize"), "pageSize", 10_000, 1, 32_000);
    Optional<String> name = report.text(properties.get("dataset"), "dataset");
    return uri.map(OriginReader::actions)
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
    for (String host : texts(properties.get("hosts"), "hosts")) {
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
    for (String text : texts(properties.get("networks"), "networks")) {
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
    int days = number(properties.get("recheckDays"), "recheckDays", 7, 0, 366);
    return new Changes(trusted, Duration.ofDays(days), collect);
  }

  Limits limits(CustomProperties properties) {
    return new Limits(
        (long) number(properties.get("maxMegabytes"), "maxMegabytes", 2_048, 1, 1_048_576) << 20,
        Duration.ofMinutes(number(properties.get("maxMinutes"), "maxMinutes", 60, 1, 1_440)),
        number(properties.get("attempts"), "attempts", 5, 1, 10));
  }

  Optional<Credential> credential(CustomProperties properties) {
    List<Credential> found = new ArrayList<>();
    for (Credential.Kind kind : Credential.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      Place env = properties.get(name + "Env");
      if (env.exists()) {
        if (!env.textOrEmpty().matches("LAKE_SOURCE_[A-Z0-9_]+")) {
          report.error(
              env, name + "Env must name an environment variable that begins with LAKE_SOURCE_");
        }
        found.add(new Credential(kind, env.textOrEmpty(), false));
      }
      Place file = properties.get(name + "File");
      if (file.exists()) {
        if (!file.textOrEmpty().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
          report.error(
              file,
              name + "File must be the name of a file in credentials of the lake, without a path");
        }
        found.add(new Credential(kind, file.textOrEmpty(), true));
      }
      if (found.size() > 1) {
        report.error(
            file.exists() ? file : env, "one credential is enough; delete all but one of them");
      }
    }
    return found.stream().findFirst();
  }

  List<String> texts(Place place, String what) {
    if (!place.exists()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (!place.isSequence()) {
      report.error(place, what + " must be a list; write it as [a, b]");
    }
    for (Place item : place.items()) {
      if (item.text().filter(text -> !text.isBlank()).isEmpty()) {
        report.error(item, what + " must be texts; put each in quotes");
      } else {
        texts.add(item.textOrEmpty());
      }
    }
    return texts;
  }

  boolean flag(Place place, String what) {
    if (place.exists() && place.bool().isEmpty()) {
      report.error(place, what + " must be true or false; write one of the two");
    }
    return place.isTrue();
  }

  int number(Place place, String what, int standard, int least, int most) {
    if (!place.exists()) {
      return standard;
    }
    Optional<Long> number = place.integer();
    if (number.isEmpty() || number.get() < least || number.get() > most) {
      report.error(
          place, what + " must be a whole number from " + least + " to " + most + "; write one");
      return standard;
    }
    return number.get().intValue();
  }
}
