package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Refused rows are written to a file, corrected there, and collected in place of what they were.
 */
class RepairTest {
  private static final String STAYS = "health.stays";
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:stays
      name: stays
      version: 1.0.0
      status: active
      domain: health
      tenant: 太原市
      description: {purpose: 测试, limitations: 无, usage: 测试}
      servers:
        - server: landing
          type: local
          path: "health/stays/*.txt"
          format: csv
          customProperties: [{property: encoding, value: GBK}, {property: delimiter, value: ;}]
      schema:
        - name: stays
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
            - {property: loadMode, value: MODE}
            - {property: tolerance, value: {percent: 90}}
          properties:
      COLUMNS
          quality:
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "days" >= 0 ]'}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String WARD =
      "      - {name: ward, physicalName: 病区, logicalType: string, classification: public}\n";
  private static final String PATIENT =
      "      - {name: patient, physicalName: 患者, logicalType: string, required: true, classification: direct-identifier}\n";
  private static final String DAYS =
      "      - {name: days, physicalName: 天数, logicalType: integer, classification: sensitive}\n";

  private static final String A = "health/stays/a.txt";
  private static final String HEADER = "_refused,_reason,_record,病区,患者,天数\r\n";

  @TempDir Path folder;
  private TestLake lake;

  private void contract(String mode, String... columns) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("schemas/health")).resolve("stays.yaml"),
        CONTRACT.replace("MODE", mode).replace("COLUMNS\n", String.join("", columns)));
  }

  private void open(String mode) throws IOException {
    contract(mode, WARD, PATIENT, DAYS);
    lake = TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Call lake(String... words) {
    return Call.lake(folder.resolve("home"), folder.resolve("schemas"), words);
  }

  private void deliver(String name, String text) throws IOException {
    Path file = folder.resolve("home/landing").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, Charset.forName("GBK"));
  }

  private Outcome run() {
    return lake.run(STAYS).datasets().get(0);
  }

  private String repairs(String... more) throws IOException {
    Path csv = folder.resolve("repair.csv");
    Call call =
        lake(
            Stream.concat(Stream.of("refused", STAYS, "--csv", csv.toString()), Stream.of(more))
                .toArray(String[]::new));
    assertThat(call.code()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(csv)))
        .isEqualTo("rw-------");
    return Files.readString(csv);
  }

  private JsonNode refused(String... more) throws IOException {
    return lake(Stream.concat(Stream.of("refused", STAYS, "--json"), Stream.of(more))
            .toArray(String[]::new))
        .json()
        .path("rows");
  }

  private List<String> rows() {
    return lake.rows(Zone.RAW, STAYS).select("ward", "patient", "days").collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private State.FileState file(String name) {
    return lake.lake()
        .version(Zone.RAW, DatasetName.parse(STAYS))
        .orElseThrow()
        .state()
        .files()
        .get(name);
  }

  @Test
  void eachRepairedRowTakesThePlaceOfOneThatWasRefused() throws IOException {
    open("append");
    deliver(A, "病区;患者;天数\n内科;P1;3\n内科;P2;三\n外科;;4\n外科;P4;5;x\n儿科;P5;-1\n");
    assertThat(run()).extracting(Outcome::stored, Outcome::refused).containsExactly(2L, 4L);

    assertThat(lake("refused", STAYS, "--text").out())
        .contains("{\"ward\":\"内科\",\"patient\":\"***\",\"days\":\"***\"}")
        .contains("not shown, since it cannot be cut into columns")
        .doesNotContain("P2", "P4", "P5", "-1", "三");
    assertThat(repairs())
        .as("what a check refused is corrected by new data")
        .isEqualTo(
            HEADER
                + A
                + "#25,days: letters in an integer,,内科,P2,三\r\n"
                + A
                + "#36,\"patient: no value, but one is required\",,外科,,4\r\n"
                + A
                + "#44,\"4 cells, but 3 are expected\",外科;P4;5;x,,,\r\n");
    assertThat(repairs("--file", "health/stays/b.txt")).isEqualTo(HEADER);
    Path refused = folder.resolve("home/warehouse/raw/refused/health/stays");
    try (Stream<Path> kept = Files.list(refused)) {
      assertThat(kept)
          .isNotEmpty()
          .allMatch(
              each -> {
                try {
                  return PosixFilePermissions.toString(Files.getPosixFilePermissions(each))
                      .equals("rw-------");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }

    // Each cell is what its column was called when it was refused, wherever that stands now.
    contract("append", PATIENT, DAYS, WARD);
    assertThat(lake("refused", STAYS, "--text").out())
        .contains("{\"ward\":\"内科\",\"patient\":\"***\",\"days\":\"***\"}")
        .doesNotContain("P2", "三");
    assertThat(repairs())
        .startsWith("_refused,_reason,_record,患者,天数,病区\r\n")
        .contains(",days: letters in an integer,,P2,三,内科\r\n");
    contract("append", WARD, DAYS.replace("sensitive", "public"));
    assertThat(lake("refused", STAYS, "--text").out())
        .contains("{\"ward\":\"内科\",\"patient\":\"***\",\"days\":\"三\"}")
        .contains("not shown, since it cannot be cut into columns")
        .doesNotContain("P2", "P4");
    assertThat(repairs()).contains(",days: letters in an integer,内科;P2;三,,\r\n");
    contract("append", WARD, PATIENT, DAYS);

    // Two are corrected, one is wrong still; three name nothing that is to be repaired.
    String one = "health/stays/one.repaired.csv";
    String text =
        "天数,患者,_refused,病区\n3,P2,"
            + A
            + "#25,内科\n4,P3,"
            + A
            + "#36,\"外,\n科\"\nfive,P4,"
            + A
            + "#44,外科\n1,P6,"
            + A
            + "#25,内科\n1,P6,"
            + A
            + "#32,内科\n1,P6,,内科\n";
    lake.land(one, text);
    Outcome outcome = run();

    assertThat(outcome.status()).isEqualTo(Outcome.Status.DONE);
    assertThat(outcome.notes()).isEmpty();
    assertThat(rows()).contains("[内科,P2,3]", "[外,\n科,P3,4]").hasSize(3);
    assertThat(file(one))
        .extracting(State.FileState::rows, State.FileState::stored, State.FileState::refused)
        .containsExactly(6L, 2L, 4L);
    assertThat(refused().findValuesAsText("reason"))
        .containsExactlyInAnyOrder(
            "days does not satisfy ColumnValues \"days\" >= 0",
            "days: letters in an integer",
            "_refused names a row that was repaired already, or of a file whose place another took",
            "_refused names no refused row of this dataset",
            "_refused is empty: it names the row that is repaired");
    assertThat(refused("--all", "--file", A).findValuesAsText("repaired"))
        .containsExactlyInAnyOrder(one + "#30", one + "#64", one + "#102", "");
    assertThat(lake("trace", STAYS, "--file", A).out())
        .contains("3 of its refused rows repaired by " + one);
    assertThat(lake("trace", STAYS, "--file", one).out()).contains("repairs 3 rows of " + A);

    // Delivered twice, as it was and changed: once. What was wrong still is repaired in its turn.
    lake.land("health/stays/same.repaired.csv", text);
    lake.land("health/stays/changed.repaired.csv", text + "\n");
    assertThat(run().stored()).isZero();
    assertThat(file("health/stays/same.repaired.csv").outcome())
        .isEqualTo(State.FileState.Outcome.DUPLICATE);
    String again = repairs();
    assertThat(again).isEqualTo(HEADER + one + "#102,days: letters in an integer,,外科,P4,five\r\n");
    lake.land("health/stays/two.repaired.csv", again.replace("five", "5"));
    lake.land("health/stays/none.repaired.csv", "病区,患者,天数\n内科,P7,7\n");
    deliver("health/stays/misnamed.txt", "病区;患者;天数;_refused\n内科;P7;7;x\n");
    assertThat(run().held())
        .containsExactly(
            "health/stays/misnamed.txt: the header has _refused, so it holds repaired rows; let its"
                + " name end in .repaired.csv",
            "health/stays/none.repaired.csv: the header lacks _refused; keep the columns that"
                + " 'lake refused --csv' wrote");
    assertThat(rows()).contains("[外科,P4,5]").hasSize(4);
    assertThat(repairs()).isEqualTo(HEADER);
  }

  @Test
  void onlyTheSnapshotThatHoldsIsRepaired() throws IOException {
    open("snapshot");
    deliver(A, "病区;患者;天数\n内科;P1;3\n内科;P2;三\n");
    run();
    String old = repairs().replace("三\r\n", "3\r\n");
    deliver("health/stays/b.txt", "病区;患者;天数\n外科;P1;4\n外科;P2;四\n");
    lake.land("health/stays/a.repaired.csv", old);

    assertThat(run().stored()).as("the repair comes after the new snapshot").isEqualTo(1);
    assertThat(rows()).containsExactly("[外科,P1,4]");
    String now = repairs();
    assertThat(now).contains("health/stays/b.txt#25").doesNotContain(A);

    lake.land("health/stays/b.repaired.csv", now.replace("四\r\n", "4\r\n"));
    run();
    assertThat(rows()).containsExactly("[外科,P1,4]", "[外科,P2,4]");

    // Replaced in place: its rows are others, though they begin where those before them did.
    deliver("health/stays/b.txt", "病区;患者;天数\n外科;P1;6\n外科;P3;五\n外科;P4;六\n");
    run();
    String replaced = repairs();
    assertThat(replaced).contains(",外科,P3,五\r\n", ",外科,P4,六\r\n").doesNotContain("P2");
    lake.land("health/stays/late.repaired.csv", now.replace("四\r\n", "44\r\n"));
    assertThat(run().stored()).as("it names a row of what was there before").isZero();
    lake.land("health/stays/b2.repaired.csv", replaced.replace("五\r\n", "5\r\n"));
    run();
    assertThat(rows()).containsExactly("[外科,P1,6]", "[外科,P3,5]");
    assertThat(refused().findValuesAsText("file"))
        .containsExactly(
            "health/stays/a.repaired.csv",
            "health/stays/late.repaired.csv",
            "health/stays/b2.repaired.csv");
    deliver("health/stays/b.txt", "病区;患者;天数\n外科;P1;7\n");
    run();
    assertThat(repairs()).isEqualTo(HEADER);
    assertThat(refused().findValuesAsText("file"))
        .containsExactly("health/stays/a.repaired.csv", "health/stays/late.repaired.csv");

    deliver("health/stays/c.txt", "病区;患者;天数\n儿科;P1;5\n");
    run();
    assertThat(rows()).containsExactly("[儿科,P1,5]");
    assertThat(lake.run(STAYS).idle()).isTrue();
  }
}
