package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that say that their key is deleted ({@code deleted} in a contract). */
class DeletionsTest {
  private static final String COMPANIES = "market.companies";

  @TempDir Path folder;

  /** A row of a file. */
  private record Told(String code, String district, String state, int day, String op) {
    String line() {
      return "%s,%s,%s,%s,%s".formatted(code, district, state, date(day), op);
    }
  }

  private static String date(int day) {
    return "1899-01-%02d".formatted(day);
  }

  private static ContractYaml contract(String mode) {
    ContractYaml contract =
        ContractYaml.of(COMPANIES)
            .table("loadMode", mode)
            .table("orderColumn", "changed_on")
            .table("deleted", "{column: op, values: [D, d]}")
            .column(
                "name: code, logicalType: string, required: true, primaryKey: true, classification: public")
            .column(
                "name: district, logicalType: string, required: true, partitioned: true, classification: public")
            .column("name: state, logicalType: string, classification: public")
            .column("name: changed_on, logicalType: date, required: true, classification: public")
            .column("name: op, logicalType: string, classification: public");
    return mode.equals("history")
        ? contract
            .column("name: valid_from, logicalType: date, classification: public")
            .column("name: valid_to, logicalType: date, classification: public")
        : contract;
  }

  private TestLake lake(String name, String mode) {
    return lake(name, contract(mode));
  }

  private TestLake lake(String name, ContractYaml contract) {
    Path schemas = contract.writeTo(folder.resolve(name + "-schemas"));
    return TestLake.of(folder.resolve(name), schemas, Observer.NONE);
  }

  private static void land(TestLake lake, String file, List<Told> rows) {
    lake.land(
        "market/companies/" + file,
        "code,district,state,changed_on,op\n"
            + String.join("\n", rows.stream().map(Told::line).toList())
            + "\n");
  }

  private static Outcome run(TestLake lake) {
    Outcome outcome = lake.run().datasets().get(0);
    assertThat(outcome.held()).isEmpty();
    assertThat(outcome.refused()).isZero();
    return outcome;
  }

  private static List<String> rows(TestLake lake, String... columns) {
    return lake
        .rows(Zone.RAW, COMPANIES)
        .orderBy("code", "changed_on")
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private static Set<String> partitions(TestLake lake) {
    return lake.lake()
        .version(Zone.RAW, DatasetName.parse(COMPANIES))
        .orElseThrow()
        .state()
        .partitions()
        .keySet();
  }

  private static final String[] ALL = {"code", "district", "state", "changed_on"};

  /** Files with five keys, of which days meet and repeat, each file with deletions. */
  private static Map<String, List<Told>> files(Random random, int count) {
    Map<String, List<Told>> files = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      List<Told> rows = new ArrayList<>();
      for (int j = 0; j < 5; j++) {
        rows.add(
            new Told(
                "K" + random.nextInt(5),
                random.nextBoolean() ? "小店区" : "迎泽区",
                "s" + random.nextInt(3),
                1 + random.nextInt(12),
                j == 0 ? "D" : random.nextInt(4) == 0 ? "d" : random.nextBoolean() ? "U" : ""));
      }
      files.put("f%02d.csv".formatted(i), rows);
    }
    return files;
  }

  /** Of each key the row of the last day, of those of the last file, of those the last one. */
  private static Map<String, TreeMap<Integer, Told>> lastOfEachDay(Map<String, List<Told>> files) {
    Map<String, TreeMap<Integer, Told>> last = new TreeMap<>();
    files
        .values()
        .forEach(
            rows ->
                rows.forEach(
                    row ->
                        last.computeIfAbsent(row.code, code -> new TreeMap<>()).put(row.day, row)));
    return last;
  }

  private static List<String> current(Map<String, List<Told>> files) {
    List<String> current = new ArrayList<>();
    lastOfEachDay(files)
        .forEach(
            (code, days) -> {
              Told row = days.lastEntry().getValue();
              if (!row.op.equalsIgnoreCase("d")) {
                current.add(String.join(" ", code, row.district, row.state, date(row.day)));
              }
            });
    return current;
  }

  private static List<String> versions(Map<String, List<Told>> files) {
    List<String> versions = new ArrayList<>();
    lastOfEachDay(files)
        .forEach(
            (code, days) -> {
              List<Told> changes = new ArrayList<>();
              for (Told row : days.values()) {
                Told before = changes.isEmpty() ? null : changes.get(changes.size() - 1);
                if (before == null || !says(before).equals(says(row))) {
                  changes.add(row);
                }
              }
              for (int i = 0; i < changes.size(); i++) {
                Told row = changes.get(i);
                String to = i + 1 < changes.size() ? date(changes.get(i + 1).day) : "null";
                if (!row.op.equalsIgnoreCase("d")) {
                  versions.add(String.join(" ", code, row.district, row.state, date(row.day), to));
                }
              }
            });
    return versions;
  }

  private static String says(Told row) {
    return row.op.equalsIgnoreCase("d") ? "deleted" : row.district + " " + row.state;
  }

  /** Lands the files in another order, some of them at once; each group is a run. */
  private static void deliver(
      TestLake lake, Map<String, List<Told>> files, Random random, int most) {
    List<String> names = new ArrayList<>(files.keySet());
    Collections.shuffle(names, random);
    while (!names.isEmpty()) {
      List<String> group = names.subList(0, Math.min(names.size(), 1 + random.nextInt(most)));
      group.forEach(name -> land(lake, name, files.get(name)));
      assertThat(run(lake).stored()).as("deletions count as stored").isEqualTo(5L * group.size());
      group.clear();
    }
  }

  @Test
  void rowsThatWereKeptAsExamplesOfARuleGoWithThem() throws IOException {
    try (TestLake lake =
        lake(
            "failing",
            contract("upsert").rules("warning", "ColumnValues \"state\" in [\"open\"]"))) {
      land(
          lake,
          "1.csv",
          List.of(new Told("C1", "a", "shut", 1, ""), new Told("C2", "a", "open", 1, "")));
      run(lake);
      assertThat(kept()).isEqualTo(1);

      land(lake, "2.csv", List.of(new Told("C1", "a", "", 2, "D")));
      run(lake);
      assertThat(rows(lake, "code")).containsExactly("C2");
      assertThat(kept()).isZero();
    }
  }

  private long kept() throws IOException {
    try (var files = Files.walk(folder.resolve("failing/warehouse/raw/failing"))) {
      return files.filter(file -> file.toString().endsWith(".gz")).count();
    }
  }

  @Test
  void aDeletedKeyIsGoneWhateverTheOrderInWhichFilesCome() throws IOException {
    Random random = new Random(4);
    Map<String, List<Told>> files = files(random, 5);
    List<String> expected = current(files);
    assertThat(expected).as("some are deleted, not all").hasSizeBetween(1, 4);
    try (TestLake lake = lake("upsert", "upsert")) {
      deliver(lake, files, random, 1);
      assertThat(rows(lake, ALL)).isEqualTo(expected);
      assertThat(lake.lake().version(Zone.RAW, DatasetName.parse(COMPANIES)).orElseThrow().state())
          .satisfies(state -> assertThat(state.deleted()).as("five runs, put together").hasSize(1));
    }
  }

  @Test
  void aDeletionEndsTheValidityWhateverTheOrderInWhichFilesCome() throws IOException {
    Random random = new Random(7);
    Map<String, List<Told>> files = files(random, 8);
    List<String> expected = versions(files);
    try (TestLake lake = lake("history", "history")) {
      deliver(lake, files, random, 4);
      assertThat(rows(lake, "code", "district", "state", "valid_from", "valid_to"))
          .isEqualTo(expected);
    }
  }

  @Test
  void whatIsDeletedLeavesItsPartitionAndLateRowsOfItStayDead() throws IOException {
    try (TestLake lake = lake("late", "upsert")) {
      land(lake, "1.csv", List.of(told("A", "小店区", 3, "I"), told("B", "迎泽区", 3, "I")));
      run(lake);
      assertThat(partitions(lake)).hasSize(2);
      land(lake, "2.csv", List.of(told("A", "小店区", 5, "D"), told("C", "小店区", 5, "D")));
      assertThat(run(lake).stored()).isEqualTo(2);
      assertThat(partitions(lake)).hasSize(1);
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);
      land(lake, "3.csv", List.of(told("A", "小店区", 4, "U"), told("C", "小店区", 5, "I")));
      run(lake);
      assertThat(rows(lake, "code")).containsExactly("B", "C");
      land(lake, "4.csv", List.of(told("A", "迎泽区", 6, "I"), told("B", "迎泽区", 2, "D")));
      run(lake);
      assertThat(rows(lake, "code")).containsExactly("A", "B", "C");
      land(lake, "5.csv", List.of(told("A", "迎泽区", 7, "D")));
      land(lake, "6.csv", List.of(told("B", "迎泽区", 7, "d"), told("C", "小店区", 7, "D")));
      run(lake);
      assertThat(rows(lake, "code")).isEmpty();
      assertThat(partitions(lake)).isEmpty();
    }
  }

  @Test
  void aPartitionWhoseTextIsNullKeepsItsRows() throws IOException {
    try (TestLake lake = lake("null", "upsert")) {
      land(lake, "1.csv", List.of(told("A", "null", 3, "I"), told("B", "null", 3, "I")));
      run(lake);
      land(lake, "2.csv", List.of(told("A", "null", 4, "U"), told("C", "小店区", 4, "I")));
      run(lake);
      assertThat(rows(lake, "code", "district", "changed_on"))
          .containsExactly("A null 1899-01-04", "B null 1899-01-03", "C 小店区 1899-01-04");
    }
  }

  private static Told told(String code, String district, int day, String op) {
    return new Told(code, district, "open", day, op);
  }
}
