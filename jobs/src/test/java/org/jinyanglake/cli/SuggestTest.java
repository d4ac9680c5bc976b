package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Refusals;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code lake suggest} on two real tables with errors: the rules that it proposes of the table
 * without errors, and the dependencies that a person knows, refuse the rows with errors.
 */
class SuggestTest {
  private static final Path RESOURCES = Path.of("src/test/resources/dirty");

  @TempDir static Path folder;

  @BeforeAll
  static void contracts() throws IOException {
    SharedSpark.session();
    Files.createDirectories(folder.resolve("home"));
    for (String name :
        List.of("health/hospitals.yaml", "health/measures.yaml", "transport/flights.yaml")) {
      Path to = folder.resolve("schemas").resolve(name);
      Files.createDirectories(to.getParent());
      Files.copy(RESOURCES.resolve("schemas").resolve(name), to);
    }
  }

  /** How good the refusals are, by rows. */
  private record Score(int errors, int refused, double precision, double recall) {}

  @Test
  void rulesOfTheCleanHospitalsFindTheErrorsOfTheDirtyOnes() throws Exception {
    codesOfMeasures();
    Score score =
        score(
            "health.hospitals",
            "hospital",
            "FunctionalDependency \"zip_code\" -> \"city\"",
            "FunctionalDependency \"provider_number\" -> \"hospital_name\"");
    assertThat(score.errors()).isEqualTo(407);
    assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
    assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.8);
  }

  /** The lake has a list of the codes. */
  private static void codesOfMeasures() throws IOException {
    try (TestLake lake =
        TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE)) {
      String codes =
          lines("hospital-clean").stream()
              .skip(1)
              .map(
                  line ->
                      line.replaceFirst(
                          ".*,([^,]+),(?:\"[^\"]*\"|[^,\"]*),[^,]*,[^,]*,[^,]*$", "$1"))
              .distinct()
              .collect(Collectors.joining("\n"));
      lake.land("health/measures/measures.csv", "code\n" + codes + "\n");
      lake.run("health.measures");
    }
  }

  @Test
  void rulesOfTheCleanFlightsFindTheErrorsOfTheDirtyOnes() throws Exception {
    Score score =
        score(
            "transport.flights",
            "flights",
            Stream.of("sched_dep_time", "act_dep_time", "sched_arr_time", "act_arr_time")
                .map("FunctionalDependency \"flight\" -> \"%s\""::formatted)
                .toArray(String[]::new));
    assertThat(score.errors()).isEqualTo(1904);
    assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(0.9);
    assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void ofATableWhoseFilesAreAllRefusedThereIsNothingToSay() throws Exception {
    Path home = Files.createDirectories(folder.resolve("refused"));
    Path schemas = folder.resolve("schemas");
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      lake.land("health/measures/measures.csv", "another\nheader\n");
      lake.run("health.measures");
    }
    Call suggest = Call.lake(home, schemas, "suggest", "health.measures");
    assertThat(suggest.code()).as(suggest.toString()).isEqualTo(2);
    assertThat(suggest.err()).contains("nothing of health.measures is collected");
  }

  private static Score score(String dataset, String table, String... stated) throws Exception {
    Path home = folder.resolve("home");
    Path schemas = folder.resolve("schemas");
    Path contract = schemas.resolve(dataset.replace('.', '/') + ".yaml");
    Path clean = folder.resolve(table + ".csv");
    Files.write(clean, lines(table + "-clean"));
    String before = Files.readString(contract);

    Call suggest = Call.lake(home, schemas, "suggest", dataset, "--file", clean.toString());
    assertThat(suggest.code()).as(suggest.toString()).isZero();
    assertThat(contract).as("nothing is changed").hasContent(before);
    assertThat(suggest.out())
        .contains(
            table.equals("hospital")
                ? "ReferentialIntegrity \"measure_code\" \"health.measures.code\" = 1.0"
                : "FunctionalDependency \"flight\" -> \"sched_dep_time\"");
    Files.writeString(contract, patched(before, suggest.out()));
    Call validate = Call.lake(home, schemas, "validate");
    assertThat(validate.code()).as(validate.out()).isZero();

    Files.writeString(
        contract,
        Files.readString(contract)
            .replace(
                "    quality:\n",
                "    quality:\n      - {type: custom, engine: deequ, severity: row,"
                    + " implementation: 'Rules = [ "
                    + String.join(", ", stated)
                    + " ]'}\n"));
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      String dirty = String.join("\n", lines(table + "-dirty")) + "\n";
      lake.land(dataset.replace('.', '/') + "/" + table + ".csv", dirty);
      lake.run(dataset);
      Refusals refusals = Refusals.of(lake.lake(), lake.contract(dataset), "", false, false);
      assertThat(refusals.files()).isEmpty();
      Set<Long> refused =
          refusals.rows().stream().map(Refusals.Row::line).collect(Collectors.toSet());
      assertThat(refused).hasSameSizeAs(refusals.rows());
      Set<Long> errors = errors(table);
      Set<Long> right = new TreeSet<>(refused);
      right.retainAll(errors);
      return new Score(
          errors.size(),
          refused.size(),
          (double) right.size() / refused.size(),
          (double) right.size() / errors.size());
    }
  }

  /** The lines in which the two tables differ. */
  private static Set<Long> errors(String table) throws IOException {
    List<String> clean = lines(table + "-clean");
    List<String> dirty = lines(table + "-dirty");
    assertThat(dirty).hasSameSizeAs(clean);
    return LongStream.range(0, clean.size())
        .filter(i -> !clean.get((int) i).equals(dirty.get((int) i)))
        .mapToObj(i -> i + 1)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(RESOURCES.resolve("data").resolve(file + ".csv.gz")))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A text to which the one hunk of a unified diff was applied, as {@code patch} does it. */
  static String patched(String text, String diff) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    List<String> hunk = diff.lines().dropWhile(line -> !line.startsWith("@@")).toList();
    int at = Integer.parseInt(hunk.get(0).replaceFirst("@@ -(\\d+),.*", "$1")) - 1;
    for (String line : hunk.subList(1, hunk.size())) {
      if (line.startsWith("+")) {
        lines.add(at, line.substring(1));
      } else {
        assertThat(lines.get(at)).isEqualTo(line.substring(1));
      }
      at++;
    }
    return String.join("\n", lines) + "\n";
  }
}
