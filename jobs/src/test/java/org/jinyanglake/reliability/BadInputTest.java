package org.jinyanglake.reliability;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Refusals;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run over a lake to which every department delivers something bad: what is stored of it, what
 * is refused, in which words, and that it keeps nobody else from being done.
 */
class BadInputTest {
  @TempDir static Path folder;

  private static final List<BadInput> CORPUS = BadInputs.all();
  private static TestLake lake;
  private static Map<String, Outcome> outcomes;
  private static final Map<String, List<String>> ROWS = new HashMap<>();

  @BeforeAll
  static void deliverAndRun() throws IOException {
    for (BadInput each : CORPUS) {
      write("schemas/city/" + each.name() + ".yaml", each.contract().getBytes("UTF-8"));
      for (Map.Entry<String, byte[]> file : each.files().entrySet()) {
        write("home/landing/city/" + each.name() + "/" + file.getKey(), file.getValue());
      }
    }
    lake = TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE).approved();
    outcomes =
        lake.run().datasets().stream()
            .collect(Collectors.toMap(Outcome::dataset, Function.identity()));
    readBack();
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** The rows of all tables in one job. */
  private static void readBack() {
    Optional<Dataset<Row>> all = Optional.empty();
    for (BadInput each : CORPUS) {
      Contract contract = lake.contract(each.dataset());
      if (lake.lake().version(Zone.RAW, contract.dataset()).isPresent()) {
        Column[] values =
            contract.columns().stream()
                .map(column -> coalesce(col(column.name()).cast("string"), lit("null")))
                .toArray(Column[]::new);
        Dataset<Row> rows =
            lake.rows(Zone.RAW, each.dataset())
                .select(lit(each.dataset()).as("dataset"), concat_ws("|", values).as("row"));
        all = Optional.of(all.map(before -> before.union(rows)).orElse(rows));
      }
    }
    all.orElseThrow()
        .collectAsList()
        .forEach(
            row ->
                ROWS.computeIfAbsent(row.getString(0), d -> new ArrayList<>())
                    .add(row.getString(1)));
  }

  @TestFactory
  Stream<DynamicTest> becomesWhatTheCatalogueSays() {
    return CORPUS.stream().map(each -> DynamicTest.dynamicTest(each.title(), () -> check(each)));
  }

  private void check(BadInput each) {
    Outcome outcome = outcomes.get(each.dataset());
    Refusals refusals = Refusals.of(lake.lake(), lake.contract(each.dataset()), "", false, false);

    assertThat(ROWS.getOrDefault(each.dataset(), List.of()))
        .as("stored")
        .containsExactlyInAnyOrderElementsOf(each.rows());
    assertContain(
        "refused", refusals.rows().stream().map(Refusals.Row::reason).toList(), each.reasons());
    assertContain("held", outcome.held(), each.held());
    assertThat(each.notes())
        .as("notes, of %s", outcome.notes())
        .allMatch(part -> outcome.notes().stream().anyMatch(note -> note.contains(part)));
    assertThat(outcome.status()).isEqualTo(each.status());
    assertThat(outcome.stored()).isEqualTo(each.stored());
    assertThat(outcome.refused()).isEqualTo(each.reasons().size());
  }

  private static void assertContain(String as, List<String> messages, List<String> parts) {
    assertThat(messages).as(as).hasSameSizeAs(parts);
    for (int i = 0; i < parts.size(); i++) {
      assertThat(messages.get(i)).as(as).contains(parts.get(i));
    }
  }
}
