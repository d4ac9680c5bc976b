package org.jinyanglake.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Origin.Product;

/** Reads which table of which database landing files are fetched from. */
final class DatabaseReader {

  private static final List<String> PROPERTIES =
      List.of(
          "table",
          "watermark",
          "lagSeconds",
          "dayColumn",
          "reloadDays",
          "emptiedDays",
          "partitionColumn",
          "partitions",
          "options",
          "maxMegabytes",
          "maxMinutes",
          "attempts",
          "passwordEnv",
          "passwordFile");

  /** Options that say how a server is spoken to; none of them loads a class or names a file. */
  private static final Map<Product, List<String>> OPTIONS =
      Map.of(
          Product.POSTGRESQL,
          List.of("sslmode", "connectTimeout", "socketTimeout", "ApplicationName"),
          Product.MYSQL,
          List.of("sslMode", "connectTimeout", "socketTimeout"));

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final Pattern DATABASE = Pattern.compile("[\\p{L}\\p{N}_$-]{1,63}");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9_-]{1,40}");

  private final Report report;
  private final OriginReader shared;

  DatabaseReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  Optional<Origin> read(
      Place server, Optional<Source> source, LoadMode mode, List<ColumnReader.Result> columns) {
    CustomProperties properties = CustomProperties.read(server, PROPERTIES, report);
    Product product =
        server.get("type").textOrEmpty().equals("mysql") ? Product.MYSQL : Product.POSTGRESQL;
    matched(server.get("host"), "host", HOST, "a name or an IPv4 address");
    matched(server.get("database"), "database", DATABASE, "letters, digits, _, $ and -");
    int port = shared.number(server.get("port"), "port", 1, 1, 65_535);
    Place table = properties.get("table");
    if (report.text(table, "table").filter(name -> !name.isBlank()).isEmpty()) {
      report.error(table, "which table? add the property table");
    }
    shared.checkJsonLines(source, server, "rows of a database");
    shared.checkNoFormats(columns, "a database");
    Place watermark = properties.get("watermark");
    Optional<Origin.Days> days = new DaysReader(report, shared).read(properties, mode, columns);
    if (!properties.get("dayColumn").exists()) {
      checkMode(watermark, server, mode);
    }
    if (properties.get("lagSeconds").exists() && !watermark.exists()) {
      report.error(properties.get("lagSeconds"), "lagSeconds needs a watermark; delete it");
    }
    Place by = properties.get("partitionColumn");
    Place parts = properties.get("partitions");
    if (by.exists() != parts.exists()) {
      report.error(
          by.exists() ? by : parts,
          "partitionColumn and partitions go together; add the other one");
    }
    Optional<Origin.Credential> credential = shared.credential(properties);
    if (credential.isEmpty()) {
      report.error(
          server,
          "a database asks for user and password; name their place as passwordFile or passwordEnv");
    }
    return Optional.of(
        new Origin.Database(
            product,
            server.get("host").textOrEmpty(),
            port,
            server.get("database").textOrEmpty(),
            product == Product.MYSQL ? "" : server.get("schema").textOrEmpty(),
            table.textOrEmpty(),
            report.text(watermark, "watermark"),
            Duration.ofSeconds(
                shared.number(properties.get("lagSeconds"), "lagSeconds", 60, 0, 86_400)),
            days,
            report.text(by, "partitionColumn"),
            shared.number(parts, "partitions", 1, 2, 64),
            options(properties.get("options"), product),
            shared.limits(properties),
            credential));
  }

  private void checkMode(Place watermark, Place server, LoadMode mode) {
    if (watermark.exists() && mode == LoadMode.SNAPSHOT) {
      report.error(
          watermark,
          "by a watermark only new rows are fetched, and a snapshot would lose the others; use"
              + " loadMode append or upsert");
    } else if (!watermark.exists() && mode == LoadMode.APPEND) {
      report.error(
          server,
          "the whole table is fetched each time, and append would add its rows again; use loadMode"
              + " snapshot or upsert, or name a watermark or dayColumn");
    }
  }

  private void matched(Place place, String what, Pattern pattern, String remedy) {
    if (place.text().isPresent() && !pattern.matcher(place.textOrEmpty()).matches()) {
      report.error(place, what + " is not allowed; write " + remedy);
    }
  }

  private Map<String, String> options(Place place, Product product) {
    Map<String, String> options = new TreeMap<>();
    List<String> known = OPTIONS.get(product);
    for (String key : place.keys()) {
      Object value = place.get(key).scalar();
      if (!known.contains(key)) {
        report.error(
            place.key(key),
            "option '"
                + Place.shorten(key)
                + "' is not allowed, since such options can load classes or files; "
                + Nearest.remedy(key, known));
      } else if (value == null || !OPTION.matcher(value.toString()).matches()) {
        report.error(place.get(key), key + " must be one word or number; write one");
      } else {
        options.put(key, value.toString());
      }
    }
    if (place.exists() && !place.isMapping()) {
      report.error(place, "options must be a mapping; write it as {" + known.get(0) + ": …}");
    }
    return options;
  }
}
