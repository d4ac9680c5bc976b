package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Origin.TableFormat;

/** Reads which table of another lake landing files are fetched from. */
final class LakeTableReader {

  private static final List<String> PROPERTIES =
      List.of(
          "api", "table", "maxMegabytes", "maxMinutes", "attempts", "passwordEnv", "passwordFile");

  private static final Pattern FOLDER =
      Pattern.compile(
          "((file|hdfs|viewfs|s3a)://[A-Za-z0-9._-]*(:[0-9]{1,5})?|abfss://[A-Za-z0-9-]+@[A-Za-z0-9.-]+)"
              + "/[^?#]*[^/?#]");
  private static final Pattern CATALOG =
      Pattern.compile(
          "jdbc:(sqlite:/[^?#]+|(postgresql|mariadb)://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9_$-]{1,63})");
  private static final String SQLITE = "jdbc:sqlite:";
  private static final Pattern TABLE = Pattern.compile("[^.\\s/]+(\\.[^.\\s/]+)+");

  /** What a change feed says of a row itself, by the physicalName of a column. */
  private static final String REMEDY =
      "add a column with physicalName %s, and %s: %s at the table's customProperties";

  private final Report report;
  private final OriginReader shared;

  LakeTableReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  Optional<Origin> read(
      Place server,
      Optional<Source> source,
      LoadMode mode,
      List<ColumnReader.Result> columns,
      Optional<String> order,
      Optional<Deletion> deletion) {
    List<String> known = new ArrayList<>(PROPERTIES);
    known.addAll(RestCatalogReader.PROPERTIES);
    CustomProperties properties = CustomProperties.read(server, known, report);
    Place api = properties.get("api");
    Optional<TableFormat> format = Words.read(TableFormat.class, api, "api", report);
    if (!api.exists()) {
      report.error(server, "which tables? add the property api, iceberg or delta");
    }
    shared.checkJsonLines(source, server, "rows of a table");
    shared.checkNoFormats(columns, "a table");
    Place location = server.get("location");
    boolean web = RestCatalogReader.isOne(location);
    boolean jdbc = location.textOrEmpty().startsWith("jdbc:");
    boolean catalog = web || jdbc;
    if (!location.exists()) {
      report.error(server, "where is the table? add location");
    } else {
      checkLocation(location, web, jdbc, format);
    }
    Place table = properties.get("table");
    Place name = server.get("catalog");
    if (catalog && !TABLE.matcher(table.textOrEmpty()).matches()) {
      report.error(table, "which table of the catalog? write the property table as namespace.name");
    }
    if (jdbc && name.textOrEmpty().isBlank()) {
      report.error(
          name.exists() ? name : server,
          "a catalog's database holds catalogs by name; add the key catalog with the name");
    }
    for (Place each : List.of(table, name)) {
      if (!catalog && location.exists() && each.exists()) {
        report.error(each, "the location is the table itself; delete this, or name a catalog");
      }
    }
    if (mode.isByKey()) {
      checkFeed(server, columns, order, deletion);
    }
    Optional<Origin.Credential> credential = shared.credential(properties);
    RestCatalogReader rest = new RestCatalogReader(report, shared);
    if (!web) {
      rest.refuse(properties);
      checkCredential(server, credential, jdbc && !location.textOrEmpty().startsWith(SQLITE));
    }
    return Optional.of(
        new Origin.LakeTable(
            format.orElse(TableFormat.ICEBERG),
            location.textOrEmpty(),
            catalog ? name.textOrEmpty() : "",
            catalog ? table.textOrEmpty() : "",
            web ? rest.read(server, properties, credential) : Optional.empty(),
            shared.limits(properties),
            credential));
  }

  private void checkCredential(
      Place server, Optional<Origin.Credential> credential, boolean asked) {
    if (asked && credential.isEmpty()) {
      report.error(
          server,
          "a database asks for user and password; name their place as passwordFile or passwordEnv");
    } else if (!asked && credential.isPresent()) {
      report.error(
          server,
          "files are read as the lake's user; delete the credential, and set that of a store in"
              + " conf/lake.yaml");
    }
  }

  private void checkLocation(Place place, boolean web, boolean jdbc, Optional<TableFormat> format) {
    String location = place.textOrEmpty();
    if ((web || jdbc) && format.filter(each -> each == TableFormat.DELTA).isPresent()) {
      report.error(place, "a Delta table is a folder; write its location as hdfs://host/path");
    } else if (jdbc && !CATALOG.matcher(location).matches()) {
      report.error(
          place,
          "a catalog is written as jdbc:postgresql://host:5432/database, jdbc:mariadb://… or"
              + " jdbc:sqlite:/path, without user and options, since those can load classes and"
              + " files");
    } else if (!web && !jdbc && !isFolder(location)) {
      report.error(
          place,
          "location must be a folder as hdfs://host/path, s3a://bucket/path, abfss://… or"
              + " file:///path, without user, query and '..', or a catalog as jdbc:… or https://…;"
              + " correct it");
    }
  }

  /** Whether a text is a folder from which tables are read. */
  static boolean isFolder(String location) {
    return FOLDER.matcher(location).matches() && !List.of(location.split("/", -1)).contains("..");
  }

  /** Changes are in the order of their fetches, whatever the columns of the table say. */
  private void checkFeed(
      Place server,
      List<ColumnReader.Result> columns,
      Optional<String> order,
      Optional<Deletion> deletion) {
    Optional<String> by = order.flatMap(name -> header(columns, name));
    if (by.filter(List.of(Origin.LakeTable.VERSION, Origin.LakeTable.MOMENT)::contains).isEmpty()) {
      report.error(
          server,
          "changes of a table are in the order in which they are fetched; "
              + REMEDY.formatted(
                  "_version (integer) or _moment (timestamp)", "orderColumn", "its name"));
    }
    columns.stream()
        .filter(each -> each.column().key() > 0)
        .filter(
            each ->
                each.column().expression().isPresent() || each.column().header().startsWith("/"))
        .forEach(
            each ->
                report.error(
                    each.place(),
                    "key column "
                        + each.name()
                        + " is no column of the table, by which changes are told apart; use those of"
                        + " the table's own key"));
    Optional<String> mark = deletion.flatMap(each -> header(columns, each.column()));
    if (mark.filter(Origin.LakeTable.OPERATION::equals).isEmpty()
        || !deletion.orElseThrow().values().equals(List.of(Origin.LakeTable.DELETED))) {
      report.error(
          server,
          "rows that are deleted in the table come with the mark D; "
              + REMEDY.formatted("_op (string)", "deleted", "{column: its name, values: [D]}"));
    }
  }

  private static Optional<String> header(List<ColumnReader.Result> columns, String name) {
    return columns.stream()
        .map(ColumnReader.Result::column)
        .filter(column -> column.name().equals(name))
        .map(Column::header)
        .findFirst();
  }
}
