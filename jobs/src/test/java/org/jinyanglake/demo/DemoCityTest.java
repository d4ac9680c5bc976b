package org.jinyanglake.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCityTest {

  private static final long ROWS = 60_000;
  private static final DemoCity CITY = DemoCity.rows(ROWS).seed(7).days(7);

  @TempDir static Path landing;
  private static DemoCity.Result result;

  @BeforeAll
  static void build() {
    result = CITY.writeTo(landing);
  }

  @Test
  void deliversOneFileADayForEachOfSevenDatasetsAndOneMisencodedFile() {
    assertThat(result.rows()).isEqualTo(ROWS);
    assertThat(result.files())
        .extracting(file -> landing.relativize(file.file()).toString())
        .hasSize(7 * 7 + 1)
        .contains(
            "governance/hotline_tickets/hotline_tickets-2024-03-04.csv",
            "governance/hotline_tickets/hotline_tickets-2024-03-10-misencoded.csv",
            "governance/grid_events/grid_events-2024-03-10.csv",
            "transport/bus_swipes/bus_swipes-2024-03-05.csv.gz",
            "health/hospital_visits/hospital_visits-2024-03-06.csv",
            "market/enterprises/enterprises-2024-03-07.csv",
            "utilities/meter_readings/meter_readings-2024-03-08.jsonl",
            "environment/air_quality/air_quality-2024-03-09.jsonl");
  }

  @Test
  void theSameSeedMakesTheSameBytesAndAnotherSeedAnotherCity(
      @TempDir Path again, @TempDir Path other) throws Exception {
    CITY.writeTo(again);
    CITY.seed(8).writeTo(other);

    assertThat(hashes(again)).isEqualTo(hashes(landing));
    assertThat(hashes(other).keySet()).isEqualTo(hashes(landing).keySet());
    assertThat(hashes(other).values()).doesNotContainAnyElementsOf(hashes(landing).values());
  }

  @Test
  void theLabelsNameExactlyTheRowsThatAReaderFindsBroken() throws IOException {
    Set<String> found = new TreeSet<>();
    for (DemoCity.Landed landed : result.files()) {
      String file = landing.relativize(landed.file()).toString();
      if (file.contains("misencoded")) {
        found.add(landed.dataset() + "," + file + ",0,bad_bytes");
        continue;
      }
      List<DeliveredRows.Row> rows = DeliveredRows.read(landed.file()).rows();
      assertThat(rows).as(file).hasSize((int) landed.rows());
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < rows.size(); i++) {
        String fault = Expected.of(landed.dataset()).faultOf(rows.get(i), keys);
        if (!fault.isEmpty()) {
          found.add(landed.dataset() + "," + file + "," + (i + 1) + "," + fault);
        }
      }
    }

    List<String> labels = Files.readAllLines(result.labels());
    assertThat(labels.get(0)).isEqualTo("dataset,file,row_number,label");
    assertThat(new TreeSet<>(labels.subList(1, labels.size()))).containsExactlyElementsOf(found);
  }

  @Test
  void theResultCountsWhatTheLabelsSay() throws IOException {
    Map<String, Long> labels =
        Files.readAllLines(result.labels()).stream()
            .skip(1)
            .map(line -> line.substring(line.lastIndexOf(',') + 1))
            .collect(groupingBy(label -> label, TreeMap::new, counting()));
    Map<String, Long> counted = new TreeMap<>();
    result.broken().forEach((fault, count) -> counted.put(fault.label(), count));

    assertThat(counted).isEqualTo(labels).hasSize(Fault.values().length);
  }

  @Test
  void aboutOneRowInTwoHundredIsBroken() {
    long broken = result.broken().values().stream().mapToLong(Long::longValue).sum();

    // 300 are expected; four standard deviations of a binomial distribution are 69.
    assertThat(broken).isCloseTo(ROWS / 200, within(69L));
  }

  @Test
  void theMisencodedFileIsNoTextInTheHotlinesEncoding() {
    Path file =
        landing.resolve("governance/hotline_tickets/hotline_tickets-2024-03-10-misencoded.csv");

    assertThatThrownBy(() -> DeliveredRows.lines(file))
        .hasCauseInstanceOf(CharacterCodingException.class);
  }

  @Test
  void aFewCardsMakeManySwipes() throws IOException {
    List<Long> swipes =
        rows("transport.bus_swipes").stream()
            .collect(groupingBy(row -> row.get("card_no"), counting()))
            .values()
            .stream()
            .sorted((a, b) -> Long.compare(b, a))
            .toList();
    long all = swipes.stream().mapToLong(Long::longValue).sum();
    // The population is a fifth of the rows, seen or not.
    int hundredth = (int) (ROWS / 5 / 100);
    long top = swipes.subList(0, hundredth).stream().mapToLong(Long::longValue).sum();

    assertThat((double) top / all).isBetween(0.25, 0.35);
    assertThat((double) swipes.get(0) / all).isLessThan(0.02);
  }

  @Test
  void busesAreFullInTheMorningsOfWorkdaysAndEmptierOnSundays() throws IOException {
    List<String> times =
        rows("transport.bus_swipes").stream().map(row -> row.get("swiped_at")).toList();

    assertThat(count(times, "2024-03-04 08")).isGreaterThan(2 * count(times, "2024-03-04 13"));
    assertThat(count(times, "2024-03-10 08")).isLessThan(count(times, "2024-03-10 15"));
    assertThat(count(times, "2024-03-10")).isLessThan(count(times, "2024-03-08") * 7 / 10);
  }

  @Test
  void gridEventsAreCorrectedInLaterFiles() throws IOException {
    Map<String, Map<String, String>> first = new HashMap<>();
    int corrections = 0;
    for (Map<String, String> row : rows("governance.grid_events")) {
      Map<String, String> before = first.putIfAbsent(row.get("event_id"), row);
      if (before != null) {
        corrections++;
        assertThat(row.get("updated_at")).isGreaterThan(before.get("updated_at"));
        for (String unchanged : List.of("day", "reported_at", "street_code", "reporter_phone")) {
          assertThat(row).containsEntry(unchanged, before.get(unchanged));
        }
      }
    }

    assertThat(corrections).isGreaterThan(400);
  }

  @Test
  void eachStationReportsEachHour() throws IOException {
    Map<String, Long> hours =
        rows("environment.air_quality").stream()
            .filter(row -> row.get("day").equals("2024-03-06"))
            .collect(groupingBy(row -> row.get("station_id"), counting()));

    assertThat(hours.values()).allSatisfy(count -> assertThat(count).isBetween(21L, 24L));
  }

  @Test
  void everyPersonHasOneResidentIdOfTheirOwn() {
    Population people = new Population(City.load(), 7, 50_000);
    Set<String> ids = new HashSet<>();
    Set<String> phones = new HashSet<>();
    Set<String> cards = new HashSet<>();
    for (int i = 0; i < people.size(); i++) {
      ids.add(people.person(i).residentId());
      phones.add(people.person(i).phone());
      cards.add(people.person(i).busCard());
    }

    assertThat(List.of(ids.size(), phones.size(), cards.size())).containsOnly(50_000);
  }

  @Test
  void fewRowsAreACityToo(@TempDir Path small) {
    DemoCity.Result few = DemoCity.rows(20).from(LocalDate.of(2024, 12, 31)).days(2).writeTo(small);

    assertThat(few.rows()).isEqualTo(20);
    assertThatThrownBy(() -> DemoCity.rows(0)).hasMessageContaining("at least one row");
  }

  @Test
  void itStreams(@TempDir Path large) throws Exception {
    // The files are many times as large as the heap.
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx16m",
                "-cp",
                classPath(WriteDemoCity.class, DemoCity.class, CsvReader.class),
                WriteDemoCity.class.getName(),
                "300000",
                large.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(writer.waitFor()).as(output).isZero();
    try (Stream<Path> files = Files.walk(large)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isGreaterThan(40_000_000);
    }
  }

  /** Where these classes stand, and nothing else: opening a jar takes heap as well. */
  private static String classPath(Class<?>... classes) {
    return Stream.of(classes)
        .map(
            type ->
                Path.of(
                        URI.create(
                            type.getProtectionDomain().getCodeSource().getLocation().toString()))
                    .toString())
        .collect(joining(File.pathSeparator));
  }

  static class WriteDemoCity {
    public static void main(String[] args) {
      DemoCity.rows(Long.parseLong(args[0])).writeTo(Path.of(args[1]));
    }
  }

  /** What a sound row of a dataset looks like, told apart from the generator. */
  private record Expected(
      int cells,
      String key,
      String time,
      String number,
      double low,
      double high,
      String code,
      Set<String> codes) {

    private static final Set<String> DISTRICTS =
        Set.of("小店区", "迎泽区", "杏花岭区", "尖草坪区", "万柏林区", "晋源区", "清徐县", "阳曲县", "娄烦县", "古交市");

    private static final Map<String, Expected> DATASETS =
        Map.of(
            "governance.hotline_tickets",
            new Expected(12, "工单编号", "受理时间", "满意度", 1, 5, "区县", DISTRICTS),
            "transport.bus_swipes",
            new Expected(
                7,
                "txn_id",
                "swiped_at",
                "fare",
                0,
                10,
                "card_type",
                Set.of("普通卡", "学生卡", "老年卡", "爱心卡")),
            "health.hospital_visits",
            new Expected(14, "visit_id", "visit_date", "age", 0, 120, "district", DISTRICTS),
            "market.enterprises",
            new Expected(
                11,
                "uscc",
                "registered_on",
                "capital",
                0,
                1e9,
                "industry_code",
                Set.of("ABCDEFGHIJKLMNOPQRST".split(""))),
            "utilities.meter_readings",
            new Expected(12, "reading_id", "read_at", "reading", 0, 1e6, "kind", Set.of("水", "气")),
            "environment.air_quality",
            new Expected(
                12,
                "station_id+observed_at",
                "observed_at",
                "pm25",
                0,
                1000,
                "district",
                DISTRICTS),
            "governance.grid_events",
            new Expected(
                12,
                "event_id",
                "reported_at",
                "urgency",
                1,
                4,
                "category",
                Set.of("环境卫生", "公共设施", "邻里纠纷", "安全隐患", "占道经营", "流浪动物", "特殊人群走访", "消防通道")));

    static Expected of(String dataset) {
      return DATASETS.get(dataset);
    }

    /** The label of the row's fault, empty if it is sound. */
    String faultOf(DeliveredRows.Row row, Set<String> keysBefore) {
      if (row.count() < 0) {
        return row.text().startsWith("{") ? "broken_json" : "stray_quote";
      }
      if (row.count() != cells) {
        return "wrong_column_count";
      }
      StringBuilder value = new StringBuilder();
      for (String part : key.split("\\+", -1)) {
        if (row.cells().get(part).isEmpty()) {
          return "missing_key";
        }
        value.append(row.cells().get(part)).append('|');
      }
      if (!isTime(row.cells().get(time))) {
        return "bad_date";
      }
      String figure = row.cells().get(number);
      if (!figure.matches("(-?[0-9]+([.][0-9]+)?)?")) {
        return "letters_in_number";
      }
      if (!figure.isEmpty()
          && (Double.parseDouble(figure) < low || Double.parseDouble(figure) > high)) {
        return "out_of_range";
      }
      if (!codes.contains(row.cells().get(code))) {
        return "unknown_code";
      }
      // An upsert's later file brings a key again; within one file only a doubled row does.
      return keysBefore.add(value.toString()) || key.equals("event_id") ? "" : "duplicate_key";
    }

    private static boolean isTime(String text) {
      try {
        if (text.length() == 10) {
          LocalDate.parse(text);
        } else if (text.contains("+")) {
          OffsetDateTime.parse(text);
        } else {
          LocalDateTime.parse(
              text.replace(' ', 'T'),
              DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss")
                  .withResolverStyle(ResolverStyle.STRICT));
        }
        return true;
      } catch (DateTimeParseException e) {
        return false;
      }
    }
  }

  /** The sound rows of a dataset, in the order of files and rows. */
  private static List<Map<String, String>> rows(String dataset) throws IOException {
    List<Map<String, String>> sound = new ArrayList<>();
    for (DemoCity.Landed landed : result.files()) {
      if (landed.dataset().equals(dataset)) {
        Set<String> keys = new HashSet<>();
        for (DeliveredRows.Row row : DeliveredRows.read(landed.file()).rows()) {
          if (Expected.of(dataset).faultOf(row, keys).isEmpty()) {
            sound.add(row.cells());
          }
        }
      }
    }
    return sound;
  }

  private static long count(List<String> times, String prefix) {
    return times.stream().filter(time -> time.startsWith(prefix)).count();
  }

  private static Map<String, String> hashes(Path folder) throws Exception {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(folder.relativize(file).toString(), HexFormat.of().formatHex(hash));
      }
    }
    return hashes;
  }
}
