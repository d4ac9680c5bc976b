package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.overlap.SketchKey;
import org.jinyanglake.overlap.Sketches;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Duplicate collection (第十一条): which datasets hold what others hold. Real tables (a census, daily
 * epidemic counts, codes of districts, hospitals with errors and without) as departments would send
 * them again, among datasets that have days, districts, serial numbers and persons in common and
 * are no duplicates: of 136 pairs the 8 that are, and no other.
 */
class DuplicatesTest {
  private static final Path DATA =
      Stream.of("../../shared/data", "../shared/data")
          .map(Path::of)
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("missing"));

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:city:NAME
      name: NAME
      version: 1.0.0
      status: active
      domain: city
      tenant: 测试
      description: {purpose: NAME, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "city/NAME/*.csv", format: csv}
      schema:
        - name: NAME
          businessName: NAME
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - {property: provider, value: PROVIDER}
          properties:
      COLUMNS
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  private static final String HOSPITAL =
      "index:integer:key provider zip phone hospital_name measure_code measure_name score sample";

  @TempDir static Path folder;

  private static final Set<String> names = new TreeSet<>();
  private static Summary first;

  /** All datasets, collected in one run. */
  @BeforeAll
  static void collect() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(DATA), "../shared/data is not beside the project");
    Random random = new Random(11);

    List<String[]> adult = cells("adult/adult.csv", ";");
    String census = "sex age:integer race marital education country workclass occupation salary";
    dataset("census", census, adult);
    // Half of the rows, other names, another order of columns, other ways to write them.
    dataset(
        "survey",
        "pay job class nation school status people years:number gender",
        half(adult, 0).stream()
            .map(
                row ->
                    Stream.of(
                            row[8],
                            " " + row[7],
                            row[6] + "  ",
                            row[5],
                            row[4],
                            row[3],
                            row[2].replace("White", "Ｗhite"),
                            row[1] + ".0",
                            row[0])
                        .toArray(String[]::new))
            .toList());
    // The other half: of the census, but not of the survey.
    dataset("panel", census, half(adult, 1));

    List<String[]> hospital =
        cells("dirty/hospital/clean.csv", ",").stream()
            .map(row -> pick(row, 0, 1, 8, 10, 2, 15, 16, 17, 18))
            .toList();
    dataset("hospitals", HOSPITAL, hospital);
    // With errors in it, by other names.
    dataset(
        "clinics",
        "nr:integer:key supplier postcode telephone clinic code title result base",
        cells("dirty/hospital/dirty.csv", ",").stream()
            .map(row -> pick(row, 0, 1, 8, 10, 2, 15, 16, 17, 18))
            .toList());
    // Only some of the columns; the key is a text here.
    dataset(
        "measures",
        "line:string:key measure institution",
        hospital.stream().map(row -> pick(row, 0, 5, 4)).toList());

    List<String[]> areas = cells("divisions/areas.csv", ",");
    dataset("districts", "code:string:key district city province", areas);
    // All of them and others, without codes of cities.
    List<String[]> more = new ArrayList<>(areas.stream().map(row -> pick(row, 1, 0)).toList());
    IntStream.range(0, 900).forEach(i -> more.add(new String[] {"新区" + i, "99" + (1000 + i)}));
    dataset("places", "place area_code:integer:key", more);

    List<String[]> epidemic = new ArrayList<>();
    for (int day = 20; day < 30; day++) {
      epidemic.addAll(cells("epidemic/csv/2020-02-" + day + ".csv", ","));
    }
    String counts =
        "day:date country country_code province province_code town town_code confirmed:integer suspected:integer cured:integer dead:integer";
    dataset("epidemic", counts, epidemic.subList(0, epidemic.size() * 3 / 4));
    // More days, written in another way.
    dataset(
        "infections",
        counts.replace("day:date", "reported"),
        epidemic.stream()
            .map(
                row -> {
                  String[] other = row.clone();
                  other[0] = row[0].replace('-', '/');
                  return other;
                })
            .toList());

    // Days and districts are everybody's.
    IntFunction<String> day = i -> "2024-%02d-%02d".formatted(1 + i / 28 % 12, 1 + i % 28);
    List<String> towns = areas.stream().limit(12).map(row -> row[1]).toList();
    for (String name : List.of("tickets", "accidents")) {
      dataset(
          name,
          "day:date:key district:string:key number:integer open:integer",
          rows(
              4000,
              i ->
                  new String[] {
                    day.apply(i / 12),
                    towns.get(i % 12),
                    "" + random.nextInt(40),
                    "" + (random.nextInt(4) == 0 ? 1 : 0)
                  }));
    }
    // A register, and permits that refer to it; they count up from 1, as hospitals do.
    List<String> codes =
        IntStream.range(0, 1500).mapToObj(i -> "9114%014d".formatted(i * 7919L)).toList();
    dataset(
        "register",
        "credit_code:string:key name kind",
        rows(1500, i -> new String[] {codes.get(i), "企业" + random.nextInt(9000000), "类" + i % 7}));
    dataset(
        "permits",
        "permit:integer:key credit_code kind issued:date fee:number",
        rows(
            1500,
            i ->
                new String[] {
                  "" + (i + 1),
                  codes.get(random.nextInt(1500)),
                  "类" + random.nextInt(7),
                  day.apply(random.nextInt(336)),
                  "" + random.nextInt(200)
                }));
    // The same persons, of whom two offices know different things.
    dataset(
        "insured",
        "person:string:key sex ward employer",
        rows(
            1000,
            i ->
                new String[] {
                  "P" + (100000 + i),
                  i % 2 == 0 ? "男" : "女",
                  towns.get(random.nextInt(12)),
                  "E" + random.nextInt(400)
                }));
    dataset(
        "readers",
        "person:string:key sex branch since:date",
        rows(
            1000,
            i ->
                new String[] {
                  "P" + (100000 + i),
                  i % 2 == 0 ? "男" : "女",
                  "B" + random.nextInt(15),
                  day.apply(random.nextInt(336))
                }));
    // The same bytes as the register.
    dataset("companies", "credit_code:string:key name kind", List.of());
    Files.copy(landing("register").resolve("1.csv"), landing("companies").resolve("2.csv"));

    try (TestLake lake = lake()) {
      first = lake.run();
    }
  }

  private static String[] pick(String[] row, int... columns) {
    return IntStream.of(columns).mapToObj(i -> row[i]).toArray(String[]::new);
  }

  private static List<String[]> half(List<String[]> rows, int rest) {
    return IntStream.range(0, rows.size()).filter(i -> i % 2 == rest).mapToObj(rows::get).toList();
  }

  private static List<String[]> rows(int count, IntFunction<String[]> row) {
    return IntStream.range(0, count).mapToObj(row).toList();
  }

  private static List<String[]> cells(String file, String delimiter) throws IOException {
    try (Stream<String> lines = Files.lines(DATA.resolve(file))) {
      return lines
          .skip(1)
          .map(line -> line.replace("\"", "").replace("\uFEFF", "").split(delimiter, -1))
          .toList();
    }
  }

  private static Path landing(String name) throws IOException {
    return Files.createDirectories(folder.resolve("home/landing/city/" + name));
  }

  private static TestLake lake() {
    return TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
  }

  /** A contract, columns as {@code name:type:key}, and its first file. */
  private static void dataset(String name, String columns, List<String[]> rows) throws IOException {
    contract(folder.resolve("schemas"), name, columns);
    names.add(name);
    if (rows.isEmpty()) {
      return;
    }
    int width = columns.split(" ").length;
    String header =
        Stream.of(columns.split(" "))
            .map(each -> each.split(":")[0])
            .collect(Collectors.joining(","));
    String text =
        rows.stream()
            .filter(row -> row.length == width)
            .map(row -> String.join(",", row))
            .collect(Collectors.joining("\n", header + "\n", "\n"));
    Files.writeString(landing(name).resolve("1.csv"), text);
  }

  private static void contract(Path schemas, String name, String columns) throws IOException {
    List<String> lines = new ArrayList<>();
    int keys = 0;
    for (String column : columns.split(" ")) {
      String[] parts = column.split(":");
      boolean key = parts.length > 2;
      lines.add(
          "      - {name: %s, classification: public, logicalType: %s%s}"
              .formatted(
                  parts[0],
                  parts.length > 1 ? parts[1] : "string",
                  key ? ", required: true, primaryKey: true, primaryKeyPosition: " + ++keys : ""));
    }
    Path file = Files.createDirectories(schemas.resolve("city")).resolve(name + ".yaml");
    Files.writeString(
        file,
        CONTRACT
            .replace("NAME", name)
            .replace("PROVIDER", "局" + name)
            .replace("COLUMNS", String.join("\n", lines)));
  }

  private static Call validate(String... words) {
    return validate(folder.resolve("schemas"), words);
  }

  private static Call validate(Path schemas, String... words) {
    return Call.lake(
        folder.resolve("home"),
        schemas,
        Stream.concat(Stream.of("validate"), Stream.of(words)).toArray(String[]::new));
  }

  private static String told(JsonNode each) {
    return "%s %s %s by %s"
        .formatted(
            each.get("dataset").asText().substring(5),
            each.get("relation").asText(),
            each.get("other").asText().substring(5),
            each.get("basis").asText());
  }

  @Test
  void findsAllThatIsCollectedTwiceAndNothingElse() throws Exception {
    assertThat(first.datasets()).allMatch(each -> each.held().isEmpty());
    Call call = validate("--against-lake", "--json");
    assertThat(call.json().get("duplicates"))
        .extracting(DuplicatesTest::told)
        .containsExactlyInAnyOrder(
            "census superset panel by rows",
            "census superset survey by rows",
            "clinics overlap hospitals by rows",
            "clinics superset measures by keys",
            "companies equal register by rows",
            "districts overlap places by keys",
            "epidemic subset infections by rows",
            "hospitals superset measures by keys");
    assertThat(call.code()).isEqualTo(1);
  }

  @Test
  void saysWhoseItIsAndWhatAgrees() {
    Call call = validate("--against-lake", "city.measures");
    assertThat(call.out())
        .contains(
            "city.measures duplicates city.hospitals (局hospitals), hospitals: 100 % of the keys of city.measures are in city.hospitals, 2 of 2 columns agree (subset)")
        .contains("  institution = hospital_name, measure = measure_code");
    assertThat(validate("--against-lake", "city.permits").code()).isZero();
  }

  /** The one that came later says so; of two in one run, at least one. */
  @Test
  void aRunNotesTheSameBytesAndTheSameNames() {
    List<String> notes =
        first.datasets().stream().map(Outcome::notes).flatMap(List::stream).toList();
    assertThat(notes)
        .anyMatch(
            note ->
                note.matches(
                    "collected twice\\? city\\.(register|companies) \\(局.*\\) has it already: city/.*csv is, byte for byte, city/.*csv"))
        .anyMatch(
            note ->
                note.contains(
                    "9 of 9 columns of city.panel, 100 % by weight, have names that city.census has"));
  }

  @Test
  void aContractWithoutDataIsComparedByItsNamesAndAFileByItsContent() throws Exception {
    Path schemas = folder.resolve("more");
    for (String name : names) {
      Files.createDirectories(schemas.resolve("city"));
      Files.copy(
          folder.resolve("schemas/city/" + name + ".yaml"),
          schemas.resolve("city/" + name + ".yaml"));
    }
    contract(schemas, "wards", "day:date:key district:string:key provider telephone");
    contract(
        schemas,
        "care",
        "index:integer:key provider zip hospitalname:string measure_code measure_name score");
    Call unlike = validate(schemas, "--against-lake", "city.wards");
    assertThat(unlike.out()).contains("0 problems, 0 duplicates, ");
    assertThat(unlike.code()).isZero();
    Call alike = validate(schemas, "--against-lake", "city.care", "--json");
    assertThat(alike.json().get("duplicates"))
        .extracting(DuplicatesTest::told)
        .containsExactly("care subset hospitals by names");

    Path sample = folder.resolve("sample.csv");
    List<String> lines = Files.readAllLines(landing("hospitals").resolve("1.csv"), UTF_8);
    Files.writeString(
        sample,
        lines.subList(0, 300).stream()
            .map(line -> Stream.of(line.split(",", -1)).toList())
            .filter(row -> row.size() == 9)
            .map(
                row ->
                    String.join(
                        ",",
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(4),
                        row.get(5),
                        row.get(6),
                        row.get(7)))
            .map(line -> line.replace("hospital_name", "hospitalname"))
            .collect(Collectors.joining("\n")));
    Call file =
        validate(schemas, "--against-lake", "city.care", "--file", sample.toString(), "--json");
    assertThat(file.json().get("duplicates"))
        .extracting(DuplicatesTest::told)
        .contains("care subset hospitals by keys")
        .doesNotContain("care subset permits by keys");
    assertThat(folder.resolve("home/warehouse/raw/city/care")).doesNotExist();
    assertThat(validate("--file", "x.csv").code()).isEqualTo(2);
    Call nowhere = Call.lake(folder.resolve("nowhere"), schemas, "validate", "--against-lake");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("no lake at");
  }

  /** A sketch is as old as its partition; nothing is sketched that did not change. */
  @Test
  void sketchesFollowTheirPartitions() throws Exception {
    Path schemas = folder.resolve("one/schemas");
    contract(schemas, "counts", "day:date number:integer");
    Path yaml = schemas.resolve("city/counts.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace(
                "logicalType: date}", "logicalType: date, partitioned: true, required: true}"));
    try (TestLake lake = TestLake.of(folder.resolve("one/home"), schemas, Observer.NONE)) {
      lake.land("city/counts/1.csv", "day,number\n2024-03-04,1\n2024-03-05,2\n");
      lake.run();
      compare(lake, lake::engine);
      TreeMap<String, Long> before = sketches();
      assertThat(before).hasSize(3);
      compare(
          lake,
          () -> {
            throw new AssertionError("nothing changed");
          });
      lake.land("city/counts/2.csv", "day,number\n2024-03-05,3\n2024-03-06,4\n");
      lake.run();
      compare(lake, lake::engine);
      TreeMap<String, Long> after = sketches();
      assertThat(after).hasSize(4);
      TreeMap<String, Long> kept = new TreeMap<>(after);
      kept.keySet().retainAll(before.keySet());
      assertThat(kept).as("2024-03-04, not written again").hasSize(1);
      assertThat(before).containsAllEntriesOf(kept);

      // Damaged files are as good as none.
      for (String name : after.keySet()) {
        Path file = folder.resolve("one/home/warehouse/raw/sketches/city/counts/" + name);
        Files.deleteIfExists(file.resolveSibling("." + name + ".crc"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
      lake.land("city/counts/3.csv", "day,number\n2024-03-06,5\n");
      lake.run();
      compare(lake, lake::engine);
      assertThat(sketches()).hasSize(4);

      Contract contract =
          Contracts.in(schemas).read().contract(new DatasetName("city", "counts")).orElseThrow();
      Version raw = lake.lake().version(Zone.RAW, contract.dataset()).orElseThrow();
      Sketches sketches = Sketches.of(lake.lake(), contract.dataset());
      SketchKey lakes = () -> Keys.sketchKey(folder.resolve("one/home/keys"));
      assertThat(sketches.read(raw, lakes)).isPresent();
      assertThat(sketches.upToDate(contract, raw, () -> lakes)).isTrue();
      assertThat(sketches.upToDate(contract, raw, () -> () -> new byte[16]))
          .as("of another key")
          .isFalse();
      Version empty =
          new Version(
              raw.zone(), raw.dataset(), raw.table(), raw.snapshot(), raw.evidence(), State.EMPTY);
      assertThat(sketches.upToDate(contract, empty, () -> lakes)).isFalse();
      sketches.bringUpTo(empty, contract, lakes, null);
      assertThat(sketches.upToDate(contract, empty, () -> lakes)).isTrue();
      assertThat(folder.resolve("one/home/warehouse/raw/sketches/city/counts")).doesNotExist();
    }
  }

  private static void compare(TestLake lake, Supplier<Engine> engine) {
    new Pipeline(lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
        .duplicates(engine);
  }

  private static TreeMap<String, Long> sketches() throws IOException {
    TreeMap<String, Long> times = new TreeMap<>();
    try (Stream<Path> files =
        Files.list(folder.resolve("one/home/warehouse/raw/sketches/city/counts"))) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".crc")).toList()) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return times;
  }
}
