package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.DatasetName;

/**
 * A contract of which a test says what matters to it, in the words of contracts. The rest is as in
 * any other: version 1.0.0, CSV files in the dataset's landing folder, closed, grade {@code
 * general-3}, an officer and a steward.
 */
public final class ContractYaml {
  private final DatasetName dataset;
  private final Map<String, String> table = new LinkedHashMap<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<String> rules = new ArrayList<>();
  private final List<String> service = new ArrayList<>();
  private String version = "1.0.0";
  private String servers;

  private record Column(String fields, String technique) {
    String in(String zone) {
      return technique == null
          ? "{%s}".formatted(fields)
          : "{%s, customProperties: [{property: %s, value: {%s}}]}"
              .formatted(fields, zone, technique);
    }
  }

  private ContractYaml(DatasetName dataset) {
    this.dataset = dataset;
    files("csv", "csv");
    table("openingType", "closed").table("grade", "general-3");
  }

  public static ContractYaml of(String dataset) {
    return new ContractYaml(DatasetName.parse(dataset));
  }

  public ContractYaml version(String number) {
    version = number;
    return this;
  }

  /** Collected from files of another kind, with custom properties such as {@code rows: /data}. */
  public ContractYaml files(String extension, String format, String... properties) {
    servers =
        "[{server: landing, type: local, path: '%s/%s/*.%s', format: %s, customProperties: [%s]}]"
            .formatted(
                dataset.domain(),
                dataset.name(),
                extension,
                format,
                Stream.of(properties)
                    .map(each -> "{property: %s}".formatted(each.replaceFirst(":", ", value:")))
                    .collect(Collectors.joining(", ")));
    return this;
  }

  /** Derived by a query. */
  public ContractYaml sql(String query) {
    servers =
        """

          - server: lake
            type: custom
            customProperties:
              - property: sql
                value: |
        %s"""
            .formatted(query.indent(10).stripTrailing());
    return this;
  }

  /** A custom property of the table, in place of what it was before. */
  public ContractYaml table(String property, String value) {
    table.put(property, value);
    return this;
  }

  /** A column that only raw has, such as {@code name: id, logicalType: string}. */
  public ContractYaml column(String fields) {
    columns.add(new Column(fields, null));
    return this;
  }

  /** A column as readers see it, by a technique such as {@code technique: range, width: 10}. */
  public ContractYaml column(String fields, String technique) {
    columns.add(new Column(fields, technique));
    return this;
  }

  /** Rules of one severity, such as {@code IsComplete "id"}. */
  public ContractYaml rules(String severity, String dqdl) {
    rules.add(
        "{type: custom, engine: deequ, severity: %s, implementation: 'Rules = [ %s ]'}"
            .formatted(severity, dqdl));
    return this;
  }

  /** A property of the service level, such as {@code property: retention, value: 3, unit: y}. */
  public ContractYaml service(String fields) {
    service.add("{%s}".formatted(fields));
    return this;
  }

  /** The contract's text. */
  @Override
  public String toString() {
    String zone = table.get("openingType").equals("conditional") ? "conditional" : "open";
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:test:%1$s:%2$s
        name: %2$s
        version: %3$s
        status: active
        domain: %1$s
        tenant: 太原市
        description: {purpose: 测试, limitations: 无, usage: 测试}
        servers: %4$s
        schema:
          - name: %2$s
            customProperties:%5$s
            properties:%6$s
            quality: [%7$s]
        team:
          members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]
        slaProperties: [%8$s]
        """
        .formatted(
            dataset.domain(),
            dataset.name(),
            version,
            servers,
            lines(
                table.entrySet().stream()
                    .map(
                        each ->
                            "{property: %s, value: %s}".formatted(each.getKey(), each.getValue()))
                    .toList()),
            lines(columns.stream().map(each -> each.in(zone)).toList()),
            String.join(", ", rules),
            String.join(", ", service));
  }

  private static String lines(List<String> items) {
    return "\n      - " + String.join("\n      - ", items);
  }

  /** Writes it into a folder of contracts, which is made if need be; that folder. */
  public Path writeTo(Path schemas) {
    Path file = schemas.resolve(dataset.domain()).resolve(dataset.name() + ".yaml");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, toString());
      return schemas;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
