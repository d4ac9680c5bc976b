package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of contracts to try things on. */
final class Schemas {

  /** A valid contract of a collected dataset; tests change one thing in it. */
  static final String TICKETS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:taiyuan:governance:tickets
      name: tickets
      version: 1.0.0
      status: active
      domain: governance
      tenant: 太原市
      description: {purpose: 12345 市民热线工单, limitations: 文本已脱敏, usage: 事件分拨}
      servers:
        - server: landing
          type: local
          path: governance/tickets/*.csv
          format: csv
          customProperties:
            - {property: encoding, value: GBK}
      schema:
        - name: tickets
          businessName: 12345 热线工单
          customProperties:
            - {property: grade, value: general-3}
            - {property: openingType, value: conditional}
            - {property: anonymity, value: {k: 5, person: caller_id}}
          properties:
            - name: day
              logicalType: date
              partitioned: true
              required: true
              classification: public
              customProperties:
                - {property: conditional, value: {technique: keep}}
            - name: ticket_id
              logicalType: string
              required: true
              primaryKey: true
              classification: public
              customProperties:
                - {property: conditional, value: {technique: keep}}
            - name: caller_id
              logicalType: string
              classification: direct-identifier
            - name: phone
              physicalName: 来电号码
              logicalType: string
              classification: direct-identifier
              customProperties:
                - {property: conditional, value: {technique: token, domain: phone}}
            - name: age
              logicalType: integer
              physicalType: int
              classification: quasi-identifier
              customProperties:
                - {property: conditional, value: {technique: range, width: 10}}
            - name: happened_at
              logicalType: timestamp
              logicalTypeOptions: {format: "yyyy-MM-dd HH:mm:ss"}
              classification: quasi-identifier
              customProperties:
                - {property: conditional, value: {technique: truncate, unit: day}}
            - name: hour
              logicalType: integer
              transformLogic: hour(happened_at)
              classification: public
          quality:
            - type: custom
              engine: deequ
              severity: error
              implementation: |
                Rules = [
                  IsComplete "ticket_id",
                  RowCount > 0
                ]
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      slaProperties:
        - {property: frequency, value: 1, unit: d}
        - {property: retention, value: 3, unit: y}
      """;

  /** A valid contract of a derived dataset. */
  static final String DAILY =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:taiyuan:city:daily
      name: daily
      version: 1.0.0
      status: active
      domain: city
      servers:
        - server: lake
          type: custom
          customProperties:
            - property: sql
              value: |
                SELECT day, count(*) AS tickets, count(DISTINCT caller_id) AS persons
                FROM governance.tickets
                GROUP BY day
      schema:
        - name: daily
          customProperties:
            - {property: grade, value: general-2}
            - {property: openingType, value: unconditional}
            - {property: cells, value: persons}
          properties:
            - name: day
              logicalType: date
              classification: public
              customProperties: [{property: open, value: {technique: keep}}]
            - name: tickets
              logicalType: integer
              classification: public
              customProperties: [{property: open, value: {technique: keep}}]
            - name: persons
              logicalType: integer
              classification: public
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private final Path folder;

  Schemas(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Writes a file below the folder. */
  Schemas with(String file, String text) {
    return with(file, text.getBytes(StandardCharsets.UTF_8));
  }

  Schemas with(String file, byte[] bytes) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Contracts read() {
    return Contracts.read(folder);
  }

  /** The problems, each without the folder before the file's name. */
  List<String> problems() {
    return problems(read());
  }

  List<String> problems(Contracts contracts) {
    return contracts.problems().stream()
        .map(problem -> problem.toString().replace(folder + "/", ""))
        .toList();
  }

  /** {@code text} with one passage changed, which must be there. */
  static String changed(String text, String passage, String replacement) {
    assertThat(text).contains(passage);
    int at = text.indexOf(passage);
    return text.substring(0, at) + replacement + text.substring(at + passage.length());
  }
}
