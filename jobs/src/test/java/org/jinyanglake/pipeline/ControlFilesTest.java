package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R72: deliveries with control files are stored whole and as they were meant, or not at all. */
class ControlFilesTest {
  private static final String FEES = "health.fees";

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:fees
      name: fees
      version: 1.0.0
      status: active
      domain: health
      tenant: 测试
      description: {purpose: 测试, limitations: 无, usage: 测试}
      servers:
        - server: landing
          type: local
          path: "health/fees/*.{csv,zip}"
          format: csv
          customProperties:
            - {property: control, value: "*.control.{csv,json}"}
            - {property: entries, value: "*.csv"}
      schema:
        - name: fees
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-3}
          properties:
            - {name: id, logicalType: integer, required: true, classification: public}
            - {name: fee, physicalName: 金额, logicalType: number, physicalType: "decimal(12,2)", classification: public}
            - {name: rate, logicalType: number, classification: sensitive}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  @TempDir Path folder;
  private TestLake lake;
  private int ids;

  @BeforeEach
  void open() throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/health"));
    Files.writeString(schemas.resolve("fees.yaml"), CONTRACT);
    lake = TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE);
  }

  /** A file with a row for each fee; all rows of all files differ. */
  private String fees(String... fees) {
    StringBuilder rows = new StringBuilder("id,金额,rate\n");
    for (String fee : fees) {
      rows.append(++ids).append(',').append(fee).append(",0.1\n");
    }
    return rows.toString();
  }

  private String land(String name, String text) {
    lake.land("health/fees/" + name, text);
    return text;
  }

  private void zip(String name, String entry, String text) throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(
            Files.newOutputStream(folder.resolve("home/landing/health/fees/" + name)))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private FileState.Outcome became(String name) {
    return lake.lake()
        .version(Zone.RAW, lake.contract(FEES).dataset())
        .orElseThrow()
        .state()
        .files()
        .get("health/fees/" + name)
        .outcome();
  }

  /** Why files are held back, by name. */
  private static Map<String, String> held(Outcome outcome) {
    Map<String, String> held = new TreeMap<>();
    for (String each : outcome.held()) {
      held.put(
          each.substring("health/fees/".length(), each.indexOf(": ")),
          each.substring(each.indexOf(": ") + 2));
    }
    return held;
  }

  private Outcome run() {
    return lake.run(FEES).datasets().get(0);
  }

  private List<String> stored() {
    return lake
        .rows(Zone.RAW, FEES)
        .selectExpr("substring_index(_source_file, '/', -1) AS file", "fee")
        .groupBy("file")
        .agg(count("*"), sum("fee"))
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  @Test
  void r72WhatDisagreesHoldsItsWholeDeliveryBack() throws IOException {
    String a = land("a.csv", fees("1.10", "2.20", ""));
    land("b.csv", fees("5"));
    land(
        "1.control.csv",
        "file,rows,bytes,sha256,sum:金额,sum:rate\na.csv,3,%d,%s,3.3,0.3\nb.csv,1,,,,\n"
            .formatted(a.getBytes(StandardCharsets.UTF_8).length, Evidence.sha256(a)));
    land("unnamed.csv", fees("1"));
    land("early.csv", fees("1"));
    land("2.control.json", "{\"files\": [{\"file\": \"early.csv\"}, {\"file\": \"late.csv\"}]}");
    land("sum.csv", fees("1.10", "2.20"));
    land("besides.csv", fees("1"));
    land("3.control.csv", "file,sum:金额,sum:rate\nsum.csv,3.31,0.7\nbesides.csv,1,\n");
    land("rows.csv", fees("1", "2"));
    land("4.control.csv", "file,rows,bytes\nrows.csv,3,9\n");
    land("twice.csv", fees("1"));
    land("5.control.csv", "file,rows\ntwice.csv,1\n");
    land("6.control.csv", "file,rows\ntwice.csv,2\n");
    land("header.csv", "id,amount\n1,1\n");
    land("good.csv", fees("1"));
    land("7.control.csv", "file\nheader.csv\ngood.csv\n");
    land("refused.csv", fees("1", "two"));
    land("8.control.csv", "file,rows,sum:金额\nrefused.csv,2,3\n");
    land("9.control.csv", "file,rows\nrefused-too.csv,few\n");
    zip("packed.zip", "in.csv", fees("7", "8"));
    land("10.control.csv", "file,rows,sum:金额\npacked.zip,2,15\n");

    var first = run();

    assertThat(stored()).containsExactly("a.csv 3 3.30", "b.csv 1 5.00", "in.csv 2 15.00");
    assertThat(first.stored()).isEqualTo(6);
    assertThat(held(first))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(
                    "sum.csv",
                    "sum of rate: another one than expected, not shown since the column is not"
                        + " public, sum of 金额: expected 3.31, found 3.30; so says"
                        + " health/fees/3.control.csv"),
                Map.entry(
                    "besides.csv",
                    "held back with health/fees/sum.csv, named with it by"
                        + " health/fees/3.control.csv"),
                Map.entry(
                    "rows.csv",
                    "rows: expected 3, found 2, bytes: expected 9, found 33; so says"
                        + " health/fees/4.control.csv"),
                Map.entry(
                    "twice.csv",
                    "control files say different things of it; take away the wrong one; so says"
                        + " health/fees/5.control.csv and health/fees/6.control.csv"),
                Map.entry(
                    "good.csv",
                    "held back with health/fees/header.csv, named with it by health/fees/7.control.csv"),
                Map.entry("header.csv", held(first).getOrDefault("header.csv", "")),
                Map.entry(
                    "refused.csv",
                    "sum of 金额: expected 3, found 1.00 without the rows that do not fit, 1; so says"
                        + " health/fees/8.control.csv"),
                Map.entry("3.control.csv", remedy("sum.csv")),
                Map.entry("4.control.csv", remedy("rows.csv")),
                Map.entry("5.control.csv", remedy("twice.csv")),
                Map.entry("6.control.csv", remedy("twice.csv")),
                Map.entry("7.control.csv", remedy("header.csv")),
                Map.entry("8.control.csv", remedy("refused.csv")),
                Map.entry(
                    "9.control.csv",
                    "line 2: rows is no whole number; correct the control file and deliver it"
                        + " again")));
    assertThat(first.notes())
        .contains(
            "health/fees/unnamed.csv: named by no control file yet, waits",
            "health/fees/2.control.json: waits for health/fees/late.csv, not there yet");
    assertThat(became("1.control.csv")).isEqualTo(FileState.Outcome.CONTROL);
    Standing standing =
        Standing.of(
            lake.lake(), lake.contract(FEES), lake.policy(), Ledger.of(lake.lake()).state());
    assertThat(standing.waiting())
        .containsExactly("health/fees/early.csv", "health/fees/unnamed.csv");

    var again =
        lake.run(
                List.of(lake.contract(FEES).dataset()),
                () -> {
                  throw new AssertionError("what disagrees was read again");
                })
            .datasets()
            .get(0);
    assertThat(held(again)).isEqualTo(held(first));

    land("late.csv", fees("4"));
    land("11.control.csv", "file,rows\nunnamed.csv,1\nb.csv,1\n");
    land("3.control.csv", "file,sum:金额\nsum.csv,3.3\nbesides.csv,1\n");
    land("rows.csv", fees("1", "2", "3"));
    land("4.control.csv", "file,rows\nrows.csv,3\n");
    Files.delete(folder.resolve("home/landing/health/fees/6.control.csv"));
    land("12.control.csv", "file\ntwice.csv\n");
    land("header.csv", fees("9"));
    land("refused.csv", fees("1", "2"));
    Files.delete(folder.resolve("home/landing/health/fees/9.control.csv"));
    land("b.csv", fees("6"));

    var corrected = run();

    assertThat(stored())
        .containsExactly(
            "a.csv 3 3.30",
            "b.csv 1 5.00",
            "besides.csv 1 1.00",
            "early.csv 1 1.00",
            "good.csv 1 1.00",
            "header.csv 1 9.00",
            "in.csv 2 15.00",
            "late.csv 1 4.00",
            "refused.csv 2 3.00",
            "rows.csv 3 6.00",
            "sum.csv 2 3.30",
            "twice.csv 1 1.00");
    assertThat(held(corrected))
        .as("what was added cannot be exchanged by a control file that names it anew")
        .containsOnlyKeys("unnamed.csv", "11.control.csv")
        .containsEntry("11.control.csv", remedy("b.csv"));
  }

  @Test
  void r72WhatIsNamedWithAFileThatWaitsWaits() throws IOException {
    Files.writeString(
        folder.resolve("schemas/health/fees.yaml"),
        CONTRACT.replace(
            "      - {property: grade",
            "      - {property: delivery, value: {fewRows: {below: 50, then: wait}}}\n"
                + "      - {property: grade"));
    lake = TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
    land("a.csv", fees("1", "2", "3", "4"));
    land("1.control.csv", "file,rows\na.csv,4\n");
    run();
    land("b.csv", fees("5"));
    land("c.csv", fees("1", "2", "3"));
    land("2.control.csv", "file,sum:金额\nb.csv,20\nc.csv,6\n");

    var waits = run();

    assertThat(waits.held()).isEmpty();
    assertThat(waits.notes())
        .contains(
            "health/fees/c.csv: waits with health/fees/b.csv, named with it by"
                + " health/fees/2.control.csv",
            "health/fees/2.control.csv: waits with health/fees/b.csv");
    assertThat(stored()).containsExactly("a.csv 4 10.00");
    assertThat(List.of(became("b.csv"), became("c.csv"), became("2.control.csv")))
        .containsOnly(FileState.Outcome.WAITING);
    var quiet =
        lake.run(
                List.of(lake.contract(FEES).dataset()),
                () -> {
                  throw new AssertionError("what waits was read again");
                })
            .datasets()
            .get(0);
    assertThat(quiet.notes()).isEqualTo(waits.notes());

    land("b.csv", fees("5", "6", "7"));
    assertThat(held(run())).as("its figures are compared").containsKey("b.csv");
    land("b.csv", fees("5", "7", "8"));
    assertThat(held(run())).isEmpty();
    assertThat(stored()).containsExactly("a.csv 4 10.00", "b.csv 3 20.00", "c.csv 3 6.00");
    assertThat(became("2.control.csv")).isEqualTo(FileState.Outcome.CONTROL);
  }

  @Test
  void r72TheSumsOfWhatIsNotStoredAreComparedToo() {
    land("empty.csv", "");
    land("1.control.csv", "file,sum:金额\nempty.csv,12.50\n");
    String twin = land("one.csv", fees("1", "2"));
    land("two.csv", twin);
    land("2.control.csv", "file,sum:金额\none.csv,3\ntwo.csv,4\n");
    land("three.csv", fees("5"));
    land("3.control.csv", "file,sum:金额\nthree.csv,5\n");
    land("none.csv", "");
    land("4.control.csv", "file,sum:金额\nnone.csv,0\n");

    var first = run();

    assertThat(held(first))
        .containsEntry(
            "empty.csv", "sum of 金额: expected 12.50, found 0; so says health/fees/1.control.csv")
        .containsEntry(
            "two.csv", "sum of 金额: expected 4, found 3.00; so says health/fees/2.control.csv")
        .containsKey("one.csv")
        .doesNotContainKeys("three.csv", "none.csv");
    assertThat(stored()).containsExactly("three.csv 1 5.00");

    land("four.csv", "id,金额,rate\n4,5,0.1\n");
    land("5.control.csv", "file,sum:金额\nfour.csv,5\n");
    run();
    land("five.csv", "id,金额,rate\n4,5,0.1\n");
    land("6.control.csv", "file,sum:金额\nfive.csv,6\n");
    land("six.csv", "id,金额,rate\n4,5,0.1\n");
    land("7.control.csv", "file,sum:金额\nsix.csv,5\n");

    assertThat(held(run()))
        .containsEntry(
            "five.csv", "sum of 金额: expected 6, found 5.00; so says health/fees/6.control.csv")
        .doesNotContainKey("six.csv");
    assertThat(became("six.csv")).isEqualTo(FileState.Outcome.DUPLICATE);
  }

  @Test
  void r72AFileThatIsDeliveredAgainIsComparedWithWhatWasSaidOfIt() throws IOException {
    Files.writeString(
        folder.resolve("schemas/health/fees.yaml"),
        CONTRACT.replace(
            "      - {property: grade",
            "      - {property: loadMode, value: snapshot}\n      - {property: grade"));
    lake = TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
    land("a.csv", fees("1", "2"));
    land("1.control.csv", "file,rows\na.csv,2\n");
    run();
    land("a.csv", fees("3", "4", "5"));

    assertThat(held(run()))
        .containsEntry("a.csv", "rows: expected 2, found 3; so says health/fees/1.control.csv");
    assertThat(stored()).containsExactly("a.csv 2 3.00");
    land("a.csv", fees("6", "7"));
    assertThat(held(run())).isEmpty();
    assertThat(stored()).containsExactly("a.csv 2 13.00");
  }

  private static String remedy(String file) {
    return "nothing of its delivery is stored; deliver the right file, or a right control file, for"
        + " health/fees/"
        + file;
  }
}
