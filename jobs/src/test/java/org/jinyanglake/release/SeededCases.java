package org.jinyanglake.release;

import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.SharedSpark;

/** The seeded faults in tables of counts, merged partitions, histories and what attackers know. */
final class SeededCases {
  private static final Policy POLICY =
      new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(5, 10));

  private SeededCases() {}

  static List<SeededCase> all() {
    List<SeededCase> all = new ArrayList<>();
    all.addAll(cells());
    all.addAll(merged());
    all.addAll(histories());
    all.addAll(attacks());
    all.addAll(SeededCertificates.all());
    return all;
  }

  /** The same without a fault. */
  static List<SeededCase> sound() {
    List<SeededCase> sound = new ArrayList<>();
    sound.add(cells("", counted -> {}));
    sound.add(merged("", "1899-W02"));
    sound.add(history("", visits -> {}));
    sound.add(
        SeededCase.gate(
            "attacks", "", Check.ATTACKS, f -> tokens(f, "sha2(concat('secret', phone), 256)")));
    sound.add(SeededCase.gate("attacks", "", Check.ATTACKS, folder -> noise(folder, 0)));
    sound.add(SeededCertificates.sound());
    return sound;
  }

  /** Breaks a sound table of counts. */
  private interface Mistake {
    void in(CountedDistricts counted) throws Exception;
  }

  private static List<SeededCase> cells() {
    return List.of(
        cells(
            "a cell of one person fewer than the least is shown",
            counted -> {
              counted.count("古交市", 12, 4);
              counted.count("合计", 67, 64);
              counted.hidden.remove("古交市 女");
            }),
        cells("a suppressed cell is shown", counted -> counted.hidden.remove("古交市 女")),
        cells(
            "secondary suppression is left out",
            counted -> counted.hidden.removeIf(cell -> !cell.equals("古交市 女"))),
        cells(
            "one cell of the secondary suppression is shown",
            counted -> counted.hidden.remove("小店区 女")),
        cells(
            "a total is another one",
            counted -> {
              counted.written = new LinkedHashMap<>(counted.persons);
              counted.written.put("合计 合计", 131L);
            }),
        cells(
            "a cell is another one",
            counted -> {
              counted.written = new LinkedHashMap<>(counted.persons);
              counted.written.put("迎泽区 女", 41L);
            }),
        cells(
            "a sum that one person makes most of is shown",
            counted -> counted.largest.put("迎泽区 男", 200L)),
        cells(
            "an earlier version shows a cell that protects",
            counted -> counted.before(counted.persons, "古交市 男", "古交市 女", "小店区 男")),
        cells(
            "a linked table shows a cell that protects",
            counted -> counted.link(Map.of("小店区 女", 20L, "小店区 合计", 45L))));
  }

  private static SeededCase cells(String what, Mistake mistake) {
    return SeededCase.gate(
        "cells and margins",
        what,
        Check.INTERVALS,
        folder -> {
          CountedDistricts counted = new CountedDistricts();
          counted.folder = folder;
          counted.countPersons();
          mistake.in(counted);
          return SeededCase.codes(counted.failures(counted.written));
        });
  }

  private static List<SeededCase> merged() {
    return List.of(
        merged("days are published as another week", "1899-W03"),
        merged("days are published as a month where a week is declared", "1899-01"),
        merged("two days are published as one of them", "1899-01-11"),
        merged("days are published as no period", "early"));
  }

  private static SeededCase merged(String what, String label) {
    return SeededCase.gate(
        "merged partitions",
        what,
        Check.LABELS,
        folder -> {
          StagedVisits visits = new StagedVisits(folder);
          visits.asOne(label);
          return found(visits.judge());
        });
  }

  private static List<String> found(List<Verdict> verdicts) {
    return SeededCase.codes(
        verdicts.stream().flatMap(verdict -> verdict.failures().stream()).toList());
  }

  /** Changes the second version of two days. */
  private interface Change {
    void in(StagedVisits visits);
  }

  private static List<SeededCase> histories() {
    Date day = StagedVisits.DAYS.get(1);
    return List.of(
        history(
            "one person came since the version before",
            visits -> {
              visits.raw.add(new Object[] {day, "newcomer", 30L, "柳巷街道", "咳嗽", 10L});
              visits.published.add(new Object[] {day, "0".repeat(32), "30-39", "迎泽区", "咳嗽", 10L});
            }),
        history(
            "one person of the version before is left out, and is in raw still",
            visits -> {
              visits.published.removeIf(row -> row[0].equals(day) && row[1].equals(token("y0")));
              visits.recoding.stream()
                  .filter(row -> row[0].equals(day) && row[1].equals(30L))
                  .forEach(row -> row[5] = true);
            }));
  }

  private static String token(String person) {
    return "%032x".formatted(person.hashCode());
  }

  private static SeededCase history(String what, Change change) {
    return SeededCase.gate(
        "history",
        what,
        Check.HISTORY,
        folder -> {
          Gate.Judged first =
              GateHistoryTest.judged(
                  folder, true, new StagedVisits(folder), new TreeMap<>(), GateHistoryTest.KEY);
          StagedVisits second = new StagedVisits(folder);
          change.in(second);
          return found(
              GateHistoryTest.judged(folder, true, second, first.noted(), GateHistoryTest.KEY)
                  .verdicts());
        });
  }

  private static List<SeededCase> attacks() {
    return List.of(
        attack("tokens are hashes without a key", f -> tokens(f, "sha2(phone, 256)")),
        attack("tokens are cut hashes without a key", f -> tokens(f, "substr(md5(phone), 1, 32)")),
        attack(
            "the salt of tokens is the column's name",
            f -> tokens(f, "sha2(concat('phone', phone), 256)")),
        attack("noise is drawn again", f -> noise(f, 7)));
  }

  private static SeededCase attack(String what, SeededCase.Case made) {
    return SeededCase.gate("attacks", what, Check.ATTACKS, made);
  }

  private static Column column(String name, Type type, Classification as, TechniqueSpec technique) {
    return new Column(
        name,
        name,
        name,
        "",
        type,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        name.equals("id") ? 1 : 0,
        as,
        Map.of(Zone.CONDITIONAL, technique));
  }

  private static Contract contract(Column... columns) {
    return StagedVisits.contract(Optional.empty(), Optional.empty(), List.of(columns));
  }

  private static List<String> tokens(Path folder, String token) throws Exception {
    Contract contract =
        contract(
            column(
                "phone",
                Type.STRING,
                Classification.DIRECT_IDENTIFIER,
                new TechniqueSpec("token", Map.of("domain", "phone"))));
    Dataset<Row> raw = texts("phone", 200, "1390000%04d00000");
    return SeededCase.codes(
        new Staging(folder, contract)
            .judge(raw.select(functions.expr(token).as("phone")), raw, Optional.empty(), POLICY)
            .failures());
  }

  /** Costs with noise that is published twice, the second time moved on by some more. */
  private static List<String> noise(Path folder, int more) throws Exception {
    Contract contract =
        contract(
            column("id", Type.STRING, Classification.PUBLIC, new TechniqueSpec("keep", Map.of())),
            column(
                "cost",
                Type.DOUBLE,
                Classification.SENSITIVE,
                new TechniqueSpec("noise", Map.of("scale", 20.0, "least", 0L, "most", 1000L))));
    Dataset<Row> raw =
        texts("id", 300, "v%d")
            .withColumn("cost", functions.expr("cast(substr(id, 2) AS double) + 300"));
    Dataset<Row> first = raw.withColumn("cost", functions.expr("cost + 3 + hash(id) % 17"));
    Staging staging = new Staging(folder, contract);
    if (!staging.judge(first, raw, Optional.empty(), POLICY).passed()) {
      return List.of("the first version is unsound");
    }
    staging.publish(first);
    return SeededCase.codes(
        staging
            .judge(
                first.withColumn(
                    "cost", functions.expr("cost + %d * (1 + abs(hash(id)) %% 3)".formatted(more))),
                raw,
                Optional.empty(),
                POLICY)
            .failures());
  }

  private static Dataset<Row> texts(String name, int rows, String form) {
    return SharedSpark.session()
        .createDataFrame(
            IntStream.range(0, rows).mapToObj(i -> RowFactory.create(form.formatted(i))).toList(),
            new StructType().add(name, DataTypes.StringType));
  }
}
