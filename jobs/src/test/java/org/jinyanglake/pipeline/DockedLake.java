package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.testing.TestLake;

/**
 * A lake with datasets that are all fetched from one table of another lake, each in another load
 * mode: {@code city.append}, {@code city.upsert}, {@code city.history}, {@code city.snapshot}.
 */
final class DockedLake implements AutoCloseable {
  static final String[] ALL = {"append", "upsert", "history", "snapshot"};

  /** The table's columns. */
  static final String DDL =
      "id bigint, amount decimal(20,2), day date, moment timestamp, local timestamp_ntz, remark"
          + " string, list array<string>, place struct<city: string, floor: int>, bytes binary,"
          + " ratio float, ignored string";

  /** Three rows, the first with a value in each column. */
  static final String INSERT =
      "INSERT INTO TABLE_ VALUES (1, 123456789012345678.90, DATE'1899-02-28',"
          + " TIMESTAMP'2024-03-04 10:11:12.123456Z', TIMESTAMP_NTZ'2024-03-04 10:11:12', '',"
          + " array('晋', '阳'), named_struct('city', '太原', 'floor', 3), X'00ff', 1.1, 'x'), "
          + row(2)
          + ", "
          + row(3);

  /** A row with hardly any. */
  static String insert(int id) {
    return "INSERT INTO TABLE_ VALUES " + row(id);
  }

  private static String row(int id) {
    return "(" + id + ", 0.05, NULL, NULL, NULL, 'a \"b\"', array(), NULL, X'', -0.5, 'x')";
  }

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:NAME
      name: NAME
      version: 1.0.0
      status: active
      domain: city
      servers:
        - {server: landing, type: local, path: city/NAME/*.jsonl, format: jsonl}
        - server: source
          type: custom
      SOURCE
      schema:
        - name: NAME
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
            - {property: loadMode, value: NAME}
      KEYED
          properties:
            - {name: id, logicalType: integer, required: true, primaryKey: true, classification: public}
            - {name: amount, logicalType: number, physicalType: "decimal(20,2)", classification: public}
            - {name: day, logicalType: date, classification: public}
            - {name: moment, logicalType: timestamp, classification: public}
            - {name: local, logicalType: timestamp, classification: public}
            - {name: remark, logicalType: string, classification: public}
            - {name: list, logicalType: string, classification: public}
            - {name: city, physicalName: /place/city, logicalType: string, classification: public}
            - {name: bytes, logicalType: string, classification: public}
            - {name: ratio, logicalType: number, classification: public}
      OWN
      team:
        members:
          - {username: officer, role: chiefDataOfficer}
          - {username: steward, role: steward}
      """;

  private static final String KEYED =
      """
            - {property: orderColumn, value: at}
            - {property: deleted, value: {column: op, values: [D]}}
      """;

  private static final String OWN =
      """
            - {name: at, physicalName: %s, logicalType: %s, required: true, classification: public}
            - {name: op, physicalName: _op, logicalType: string, classification: public}
      """;

  private static final String VALIDITY =
      """
            - {name: valid_from, logicalType: timestamp, classification: public}
            - {name: valid_to, logicalType: timestamp, classification: public}
      """;

  private final TestLake lake;
  private Summary summary;

  private DockedLake(TestLake lake) {
    this.lake = lake;
  }

  /**
   * Such a lake.
   *
   * @param source the keys of the server, indented by four
   * @param modes which of the datasets it has
   */
  static DockedLake of(Path home, Path schemas, String source, String... modes) throws IOException {
    return of(LakeConf.embedded(home), schemas, source, modes);
  }

  /** Such a lake, not all in one folder. */
  static DockedLake of(LakeConf conf, Path schemas, String source, String... modes)
      throws IOException {
    Files.createDirectories(schemas.resolve("city"));
    for (String mode : modes) {
      boolean keyed = mode.equals("upsert") || mode.equals("history");
      String own =
          mode.equals("history")
              ? OWN.formatted("_moment", "timestamp") + VALIDITY
              : OWN.formatted("_version", "integer");
      Files.writeString(
          schemas.resolve("city/" + mode + ".yaml"),
          CONTRACT
              .replace("SOURCE", source.stripTrailing())
              .replace("KEYED", keyed ? KEYED.stripTrailing() : "")
              .replace("OWN", keyed ? own.stripTrailing() : "")
              .replace("NAME", mode));
    }
    return new DockedLake(TestLake.of(conf, schemas));
  }

  /** Runs all datasets. */
  Summary run() {
    summary = lake.run();
    return summary;
  }

  /** What came of a dataset in the last run. */
  Outcome outcome(String mode) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals("city." + mode))
        .findFirst()
        .orElseThrow();
  }

  /** The names of the files in a dataset's landing folder. */
  List<String> landed(String mode) {
    return List.copyOf(new TreeSet<>(lake.files("landing/city/" + mode)));
  }

  /** The rows of a dataset's raw table. */
  Dataset<Row> raw(String mode) {
    return lake.rows(Zone.RAW, "city." + mode);
  }

  /** That the datasets hold the rows of the table, value by value. */
  void holds(Dataset<Row> table, String... modes) {
    List<String> expected =
        text(
            table.selectExpr(
                "id",
                "amount",
                "day",
                "date_format(moment, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
                // The contract's zone is that of Shanghai.
                "date_format(local - interval 8 hours, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
                "remark",
                "to_json(list)",
                "place.city",
                "lower(hex(bytes))",
                "cast(cast(ratio as string) as double)"));
    for (String mode : modes) {
      Dataset<Row> rows = raw(mode);
      if (mode.equals("history")) {
        rows = rows.where("valid_to IS NULL");
      }
      assertThat(
              text(
                  rows.selectExpr(
                      "id",
                      "amount",
                      "day",
                      "date_format(moment, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
                      "date_format(local, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
                      "remark",
                      "list",
                      "city",
                      "bytes",
                      "ratio")))
          .as(mode)
          .isEqualTo(expected);
    }
  }

  private static List<String> text(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Override
  public void close() {
    lake.close();
  }
}
