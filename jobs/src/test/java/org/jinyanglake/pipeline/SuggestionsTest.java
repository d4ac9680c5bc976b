package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.Check;
import org.jinyanglake.check.RuleResult;
import org.jinyanglake.check.suggest.Suggestion;
import org.jinyanglake.collect.Preview;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules proposed of clean days of the demo city, as if its contracts had none, on another day with
 * rows that were broken on purpose. Which rows these are the contracts' own rules tell: {@code
 * CityTest} holds that they refuse them and no others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuggestionsTest {
  private static final int DAYS = 3;

  @TempDir static Path home;

  private TestLake city;

  @BeforeAll
  void land() throws Exception {
    DemoCity.rows(100_000).seed(11).days(DAYS).writeTo(home.resolve("landing"));
    city = TestLake.city(home);
  }

  @AfterAll
  void close() {
    city.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"environment.air_quality", "health.hospital_visits"})
  void findTheBrokenRowsAndPassCleanDays(String dataset) throws Exception {
    Contract contract = city.contract(dataset);
    List<Dataset<Row>> days = days(contract);
    List<Dataset<Row>> clean = new ArrayList<>();
    for (Dataset<Row> day : days) {
      clean.add(withoutRefused(day, contract));
    }
    Contract bare = contract.judgedBy(List.of());
    List<Suggestion> suggestions =
        new Suggestions(city.contracts().contracts(), Hierarchies.read(TestLake.hierarchies()))
            .of(bare, union(clean.subList(0, DAYS - 1)), "days", city.engine())
            .suggestions();
    Contract suggested = contract.judgedBy(suggestions.stream().map(Suggestion::rule).toList());

    assertThat(Check.of(suggested).on(clean.get(DAYS - 1)).results())
        .as("a clean day of which nothing was known")
        .allMatch(RuleResult::passed);
    Dataset<Row> all = union(days);
    Map<String, String> broken = refused(all, contract);
    Set<String> found = refused(all, suggested).keySet();
    assertThat(broken.keySet()).containsAll(found);
    Set<String> findable = new TreeSet<>(broken.keySet());
    findable.removeIf(row -> isListOfPersonal(contract, broken.get(row)));
    assertThat(findable).hasSizeGreaterThan(5);
    long right = findable.stream().filter(found::contains).count();
    assertThat((double) right / findable.size()).isGreaterThanOrEqualTo(0.9);
    String text = text(suggestions);
    assertThat(personal(contract, clean.get(0))).noneMatch(text::contains);
  }

  private static Dataset<Row> union(List<Dataset<Row>> days) {
    return days.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  private List<Dataset<Row>> days(Contract contract) throws Exception {
    Path landing = home.resolve("landing").resolve(contract.dataset().toString().replace('.', '/'));
    List<Path> files;
    try (var all = Files.list(landing)) {
      files = all.filter(file -> !file.toString().contains("misencoded")).sorted().toList();
    }
    assertThat(files).hasSize(DAYS);
    return files.stream()
        .map(
            file ->
                Preview.of(
                        contract,
                        city.engine().in(contract.zone()),
                        new org.apache.hadoop.fs.Path(file.toUri()))
                    .withColumnRenamed(Lineage.FILE, "_file"))
        .toList();
  }

  private static Dataset<Row> withoutRefused(Dataset<Row> day, Contract contract) {
    return Check.of(contract)
        .on(day)
        .refused()
        .map(
            refused ->
                day.join(
                    refused.select("_file", "_row"), new String[] {"_file", "_row"}, "left_anti"))
        .orElse(day)
        .localCheckpoint();
  }

  /** Lists of values that are not public are for people to write. */
  private static boolean isListOfPersonal(Contract contract, String rule) {
    return rule.contains(" in [")
        && contract.columns().stream()
            .filter(column -> column.classification() != Classification.PUBLIC)
            .anyMatch(column -> rule.startsWith("ColumnValues \"" + column.name() + "\""));
  }

  /** The rows that are refused, by file and place, and the rule that each breaks. */
  private static Map<String, String> refused(Dataset<Row> days, Contract contract) {
    return Check.of(contract)
        .on(days)
        .refused()
        .map(rows -> rows.select("_file", "_row", "_rule").collectAsList())
        .orElse(List.of())
        .stream()
        .collect(
            Collectors.toMap(row -> row.getString(0) + " " + row.getLong(1), r -> r.getString(2)));
  }

  private static String text(List<Suggestion> suggestions) {
    return suggestions.stream()
        .map(each -> each.rule().dqdl() + " " + each.why())
        .collect(Collectors.joining("\n"));
  }

  /** Values of columns that are not public, but for words of one or two characters. */
  private static List<String> personal(Contract contract, Dataset<Row> rows) {
    List<String> values = new ArrayList<>();
    for (Column column : contract.columns()) {
      if (column.classification() != Classification.PUBLIC) {
        rows
            .select(col(column.name()).cast("string"))
            .distinct()
            .limit(500)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .filter(value -> value != null && value.length() > 3)
            .forEach(values::add);
      }
    }
    return values;
  }
}
