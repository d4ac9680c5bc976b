package org.jinyanglake.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Problem;

/** The contract of {@link Tickets}, with what a test writes into it as an author would. */
final class WrittenRules {

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:taiyuan:governance:tickets
      name: tickets
      version: 1.0.0
      status: active
      domain: governance
      servers: [{server: landing, type: local, path: governance/tickets/*.csv, format: csv}]
      schema:
        - name: tickets
          customProperties:
            - {property: grade, value: general-3}
            - {property: openingType, value: closed}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public%s}
            - {name: id, logicalType: string, classification: public%s}
            - {name: district, logicalType: string, classification: public%s}
            - {name: age, logicalType: integer, physicalType: int, classification: public%s}
            - {name: cost, logicalType: number, classification: public%s}
            - {name: fee, logicalType: number, physicalType: "decimal(10,2)", classification: public%s}
          quality: [%s]
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private WrittenRules() {}

  /** With keys at one column, as {@code unique: true}. */
  static Contract ofColumn(String column, String keys) {
    return read(column, ", " + keys, "");
  }

  /** With a rule of one column. */
  static Contract ofColumnQuality(String column, String rule) {
    return read(column, ", quality: [" + rule + "]", "");
  }

  /** With rules of the table. */
  static Contract ofTable(String rules) {
    return read("", "", rules);
  }

  /** With rules of columns, by column, and of the table. */
  static Contract of(Map<String, List<String>> columns, List<String> table) {
    Map<String, String> keys = new HashMap<>();
    columns.forEach(
        (column, rules) -> keys.put(column, ", quality: [" + String.join(", ", rules) + "]"));
    return read(keys, String.join(", ", table));
  }

  static Contract read(String column, String keys, String rules) {
    return read(Map.of(column, keys), rules);
  }

  private static Contract read(Map<String, String> keys, String rules) {
    Object[] parts =
        Stream.concat(
                Stream.of("day", "id", "district", "age", "cost", "fee")
                    .map(name -> keys.getOrDefault(name, "")),
                Stream.of(rules))
            .toArray();
    try {
      Path schemas = Files.createTempDirectory("schemas");
      Path file = schemas.resolve("governance/tickets.yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, CONTRACT.formatted(parts));
      Contracts contracts = Contracts.read(schemas);
      return contracts
          .contract(new DatasetName("governance", "tickets"))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      contracts.problems().stream()
                          .map(Problem::toString)
                          .collect(Collectors.joining("\n"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
