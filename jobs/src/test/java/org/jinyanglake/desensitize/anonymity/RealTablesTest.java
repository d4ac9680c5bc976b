package org.jinyanglake.desensitize.anonymity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that nobody made for a test, with requirements on a sensitive column: all classes counted
 * row by row, losses beside those of simple peers. A README beside each table says where it comes
 * from.
 */
class RealTablesTest {

  /** A table, and the tree of its sensitive values, which are numbered in their order. */
  private record Real(String name, Microdata table, List<List<String>> tree) {}

  /** A requirement on a table. */
  record Case(String name, Microdata table, Ask ask) {
    @Override
    public String toString() {
      return name + ", " + ask;
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Real real : List.of(hospitals(), flights(), people())) {
      for (int strictness : new int[] {3, 8}) {
        int k = strictness;
        List<Ask> asks = new ArrayList<>(Ask.all(real.table, k, strictness, real.tree));
        asks.add(Ask.together(asks));
        for (Ask ask : asks) {
          cases.add(new Case(real.name + ", k=" + k, real.table, ask));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyClassHoldsAndTheLossIsNotMoreThanThatOfSimplePeers(Case each) {
    Tuples tuples = each.table.tuples();
    Classes classes = LabelSolver.solve(tuples, each.ask.requirement(), 0, true);
    double loss = classes.loss(tuples);

    assertThat(each.table.published(classes).values()).allMatch(each.ask.holds());
    assertThat(loss).isCloseTo(each.table.loss(classes), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(loss)
        .isLessThanOrEqualTo(Peers.fullDomain(tuples, each.ask.requirement()) + 1e-9)
        .isLessThanOrEqualTo(Peers.strictMondrian(tuples, each.ask.requirement()) + 1e-9);
    if (each.ask.holds().test(each.table.all())) {
      assertThat(classes.of()).doesNotContain(Classes.WITHHELD);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void notMoreIsWithheldThanMayBe(Case each) {
    Tuples tuples = each.table.tuples();
    Classes classes = LabelSolver.solve(tuples, each.ask.requirement(), 0.05, true);
    var published = each.table.published(classes).values();

    assertThat(published).allMatch(each.ask.holds());
    if (each.ask.holds().test(each.table.all())) {
      assertThat(published.stream().mapToInt(List::size).sum())
          .isGreaterThanOrEqualTo(each.table.size() * 95 / 100);
    }
  }

  /** Many rows are of one hospital; what is sensitive is what it was measured in. */
  private static Real hospitals() throws IOException {
    List<Map<String, String>> rows = rows("/anonymity/hospital.csv");
    Map<String, List<String>> tree = new TreeMap<>();
    rows.forEach(
        row ->
            tree.put(row.get("measure"), List.of(row.get("measure"), row.get("condition"), "*")));
    return new Real(
        "hospitals",
        table(
            rows,
            row -> {
              String zip = row.get("zip");
              String owner = row.get("owner");
              return List.of(
                  List.of(zip, zip.substring(0, 4), zip.substring(0, 3), "*"),
                  List.of(row.get("county"), "*"),
                  List.of(owner, owner.split(" - ")[0], "*"),
                  List.of(row.get("emergency"), "*"));
            },
            row -> row.get("hospital"),
            row -> row.get("measure"),
            List.copyOf(tree.keySet())),
        List.copyOf(tree.values()));
  }

  /** Many rows are of one flight; what is sensitive is its delay, in quarters of an hour. */
  private static Real flights() throws IOException {
    List<List<String>> delays = new ArrayList<>();
    for (int quarter = -4; quarter < 4; quarter++) {
      delays.add(
          List.of("" + quarter, quarter < -1 ? "early" : quarter < 1 ? "near" : "late", "*"));
    }
    return new Real(
        "flights",
        table(
            rows("/anonymity/flights.csv"),
            row -> {
              String departure = row.get("departure");
              int hour = Integer.parseInt(departure.substring(0, 2));
              return List.of(
                  List.of(row.get("airline"), "*"),
                  List.of(row.get("from"), "*"),
                  List.of(row.get("to"), "*"),
                  List.of(departure, hour + ":00", hour / 6 * 6 + ":00 ...", "*"));
            },
            row -> row.get("flight"),
            row -> "" + Math.floorDiv(Integer.parseInt(row.get("delay")), 15),
            delays.stream().map(path -> path.get(0)).toList()),
        delays);
  }

  /** Each row is of another person; what is sensitive is the occupation. */
  private static Real people() throws IOException {
    String folder = "/org/jinyanglake/bench/adult/";
    List<Map<String, List<String>>> paths = new ArrayList<>();
    List<String> columns = List.of("age", "education", "race", "native-country");
    for (String column : columns) {
      Map<String, List<String>> of = new HashMap<>();
      lines(folder + column + ".csv").forEach(path -> of.put(path.get(0), path));
      paths.add(of);
    }
    List<List<String>> occupations = lines(folder + "occupation.csv");
    int[] person = {0};
    return new Real(
        "people",
        table(
            rows(folder + "adult.csv.gz"),
            row -> {
              List<List<String>> of = new ArrayList<>();
              for (int q = 0; q < columns.size(); q++) {
                of.add(paths.get(q).get(row.get(columns.get(q))));
              }
              return of;
            },
            row -> "" + person[0]++,
            row -> row.get("occupation"),
            occupations.stream().map(path -> path.get(0)).toList()),
        occupations);
  }

  private static Microdata table(
      List<Map<String, String>> rows,
      Function<Map<String, String>, List<List<String>>> paths,
      Function<Map<String, String>, String> person,
      Function<Map<String, String>, String> secret,
      List<String> secrets) {
    return new Microdata(
        rows.stream()
            .map(
                row ->
                    new Microdata.Entry(
                        paths.apply(row), person.apply(row), secrets.indexOf(secret.apply(row))))
            .toList(),
        secrets.size());
  }

  private static List<Map<String, String>> rows(String name) throws IOException {
    List<List<String>> lines = lines(name);
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < line.size(); i++) {
        row.put(lines.get(0).get(i), line.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<List<String>> lines(String name) throws IOException {
    try (InputStream file = RealTablesTest.class.getResourceAsStream(name);
        InputStream text = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> List.of(line.split(";", -1)))
          .toList();
    }
  }
}
