package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Typed values of refused rows as text of a repaired file. */
class WrittenCellTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:shops
      name: shops
      version: 1.0.0
      status: active
      domain: city
      servers:
        - {server: landing, type: local, path: "city/shops/*.EXTENSION", format: FORMAT}
      schema:
        - name: shops
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
          properties:
            - name: open
              logicalType: boolean
              classification: public
              customProperties: [{property: trueValues, value: ["是", "1"]}, {property: falseValues, value: ["否"]}]
            - {name: plain, logicalType: boolean, classification: public}
            - {name: day, logicalType: date, logicalTypeOptions: {format: dd MMM yyyy}, classification: public}
            - {name: short, logicalType: date, logicalTypeOptions: {format: dd.MM.yy}, classification: public}
            - {name: at, logicalType: timestamp, logicalTypeOptions: {format: yyyy/MM/dd HH:mm}, classification: public}
            - {name: zoned, logicalType: timestamp, logicalTypeOptions: {format: "yyyy-MM-dd HH:mm:ssXXX"}, classification: public}
            - {name: iso, logicalType: timestamp, classification: public}
            - name: sum
              logicalType: number
              physicalType: decimal(12,2)
              classification: public
              customProperties: [{property: groupChar, value: ","}]
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path schemas;
  private Contract contract;

  private void files(String extension, String format) throws IOException {
    Files.writeString(
        Files.createDirectories(schemas.resolve("city")).resolve("shops.yaml"),
        CONTRACT.replace("EXTENSION", extension).replace("FORMAT", format));
    Contracts contracts = Contracts.in(schemas).read();
    assertThat(contracts.problems()).isEmpty();
    contract = contracts.contracts().get(0);
  }

  private String written(String column, String cell) {
    return WrittenCell.of(cell, contract.column(column), contract);
  }

  @Test
  void booleansAreTheFirstWordsOfTheContractUnlessTheyStandThereAsText() throws IOException {
    files("parquet", "parquet");
    assertThat(written("open", "true")).isEqualTo("是");
    assertThat(written("open", "false")).isEqualTo("否");
    assertThat(written("open", "1")).isEqualTo("1");
    assertThat(written("open", "maybe")).isEqualTo("maybe");
    assertThat(written("plain", "true")).isEqualTo("true");
    files("jsonl", "jsonl");
    assertThat(written("open", "true")).isEqualTo("是");
    files("csv", "csv");
    assertThat(written("open", "true")).isEqualTo("true");
  }

  @Test
  void datesAndTimesAreInTheContractsFormatIfItSaysAllOfThem() throws IOException {
    files("xlsx", "excel");
    assertThat(written("day", "1899-03-04")).isEqualTo("04 Mar 1899");
    assertThat(written("day", "1899-03-32")).isEqualTo("1899-03-32");
    assertThat(written("short", "1899-03-04")).as("of another century").isEqualTo("1899-03-04");
    assertThat(written("at", "2024-03-04T10:30:00")).isEqualTo("2024/03/04 10:30");
    assertThat(written("at", "2024-03-04")).as("midnight").isEqualTo("2024/03/04 00:00");
    assertThat(written("at", "2024-03-04T02:30:00Z")).isEqualTo("2024/03/04 10:30");
    assertThat(written("at", "2024-03-04T10:30:05")).isEqualTo("2024-03-04T10:30:05");
    assertThat(written("zoned", "2024-03-04T02:30:05Z")).isEqualTo("2024-03-04 10:30:05+08:00");
    assertThat(written("iso", "2024-03-04")).isEqualTo("2024-03-04T00:00:00");
    assertThat(written("sum", "1234567.5")).isEqualTo("1234567.5");
    files("csv", "csv");
    assertThat(written("at", "2024-03-04")).isEqualTo("2024-03-04");
  }
}
