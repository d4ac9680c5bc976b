package org.jinyanglake.check.anomaly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Contracts and landing files of {@link WatchedCity}. */
final class CityFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "hour", "integer",
          "pm25", "integer",
          "pm10", "integer",
          "so2", "integer",
          "minutes", "integer",
          "grade", "integer",
          "fare", "number, physicalType: \"decimal(10,3)\"",
          "temperature", "number, physicalType: \"decimal(10,3)\"",
          "used", "number, physicalType: \"decimal(10,3)\"",
          "reading", "number, physicalType: \"decimal(10,3)\"");

  private static final List<String> PERSONAL = List.of("card", "meter", "ticket");

  private CityFiles() {}

  /** Writes a contract without any rule, or with rules in DQDL. */
  static void contract(Path schemas, String dataset, String severity, String... rules) {
    String columns =
        WatchedCity.FIELDS.get(dataset).stream()
            .map(
                field ->
                    "      - {name: %s, logicalType: %s, classification: %s}%n"
                        .formatted(
                            field.name(),
                            TYPES.getOrDefault(field.name(), "string"),
                            PERSONAL.contains(field.name()) ? "direct-identifier" : "public"))
            .collect(Collectors.joining());
    String quality =
        rules.length == 0
            ? ""
            : "    quality:%n      - {type: custom, engine: deequ, severity: %s, implementation: 'Rules = [ %s ]'}%n"
                .formatted(severity, String.join(", ", rules));
    write(
        schemas.resolve("city").resolve(dataset + ".yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:town:city:%1$s
        name: %1$s
        version: 1.0.0
        status: active
        domain: city
        tenant: 小镇
        description: {purpose: 每日数据, limitations: 虚构, usage: 测试}
        servers:
          - {server: landing, type: local, path: city/%1$s/*.csv, format: csv}
        schema:
          - name: %1$s
            physicalType: table
            customProperties:
              - {property: openingType, value: closed}
              - {property: grade, value: general-3}
            properties:
              - {name: day, logicalType: date, partitioned: true, required: true, classification: public}
        """
                .formatted(dataset)
            + columns
            + quality
            + """
        team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
        slaProperties: [{property: frequency, value: 1, unit: d}]
        """);
  }

  /** Writes the rows of all days of a dataset as one file. */
  static void land(Path home, WatchedCity city, String dataset) {
    StringBuilder csv = new StringBuilder("day");
    WatchedCity.FIELDS.get(dataset).forEach(field -> csv.append(',').append(field.name()));
    city.rows()
        .get(dataset)
        .forEach(
            (day, rows) ->
                rows.forEach(
                    row -> {
                      csv.append('\n').append(day);
                      Arrays.stream(row)
                          .forEach(cell -> csv.append(',').append(cell == null ? "" : cell));
                    }));
    write(
        home.resolve("landing/city").resolve(dataset).resolve("days.csv"),
        csv.append('\n').toString());
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
