package org.jinyanglake.reliability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process runs persons through all stages, with everything logged that can be; some of their
 * records are refused as they are read, some by a rule, a whole day is held back. Then every byte
 * that it left, outside the landing folder and the raw zone's rows, is searched for every person's
 * name, resident ID, phone and bank card, and outside the key store for the keys. What is encoded
 * (rows in Parquet, bounds in manifests, records of the ledger) is read and searched as well.
 */
class LeakTest {
  private static final int PERSONS = 320;

  @TempDir Path temp;

  @Test
  void neitherPersonsNorKeysAreAnywhereButInTheRawZone() throws Exception {
    Path home = temp.resolve("home");
    Path left = Files.createDirectories(temp.resolve("left/tmp")).getParent();
    Set<String> canaries = land(home);
    assertThat(canaries).hasSizeGreaterThan(1_000);

    Process job =
        Jvm.start(
            Job.class,
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + left.resolve("tmp")),
            left.resolve("log").toFile(),
            home.toString(),
            left.toString());
    assertThat(job.waitFor(8, TimeUnit.MINUTES)).isTrue();
    String log = Files.readString(left.resolve("log"));
    assertThat(job.exitValue()).as(log).isZero();
    assertThat(log).contains("== Optimized Logical Plan ==", "token", "INFO DAGScheduler");

    Set<String> seenInRaw = new TreeSet<>();
    Needles persons = new Needles(spelled(canaries));
    try (TestLake lake = TestLake.of(home, schemas(), Observer.NONE)) {
      for (String row : raw(lake)) {
        persons.in(row.getBytes(UTF_8)).forEach(seenInRaw::add);
      }
      assertThat(seenInRaw).as("found in the raw zone, so the search works").isEqualTo(canaries);

      List<String> published = published(lake);
      assertThat(published).hasSizeGreaterThan(200);
      for (String text : published) {
        assertThat(persons.in(text.getBytes(UTF_8))).as(text).isEmpty();
      }
      for (byte[] bound : bounds(lake)) {
        assertThat(persons.in(bound)).as("a bound in a manifest").isEmpty();
      }
    }
    Needles keys = new Needles(keys(home.resolve("keys")));
    int searched = 0;
    for (Path file : files(home, left)) {
      byte[] bytes = Files.readAllBytes(file);
      if (!mayHoldPersons(home, file)) {
        assertThat(persons.in(bytes)).as("persons in %s", file).isEmpty();
        searched++;
      }
      if (!file.startsWith(home.resolve("keys"))) {
        assertThat(keys.in(bytes)).as("keys in %s", file).isEmpty();
      }
    }
    assertThat(searched).isGreaterThan(50);
    assertThat(files(home, left))
        .anyMatch(file -> file.startsWith(left.resolve("events")))
        .anyMatch(file -> file.startsWith(home.resolve("warehouse/ledger/evidence")))
        .anyMatch(file -> file.startsWith(home.resolve("warehouse/open")))
        .anyMatch(file -> file.startsWith(home.resolve("catalog")));
  }

  private static Path schemas() {
    return Path.of("src/test/resources/canaries").toAbsolutePath();
  }

  /** The landing folder, and rows of the raw zone: of its tables, those refused, and files kept. */
  private static boolean mayHoldPersons(Path home, Path file) {
    return file.startsWith(home.resolve("landing"))
        || file.startsWith(home.resolve("warehouse/raw/refused"))
        || file.startsWith(home.resolve("warehouse/raw/originals"))
        || file.startsWith(home.resolve("warehouse/raw/health/patients/data"));
  }

  private static List<Path> files(Path... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (var walk = Files.walk(folder)) {
        walk.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    return files;
  }

  /** Lands two days that open and one that a rule holds back; returns all that is a person's. */
  private static Set<String> land(Path home) {
    Set<String> canaries = new TreeSet<>();
    for (int day = 0; day < 3; day++) {
      StringBuilder csv = new StringBuilder("day,name,id_number,phone,card,age\n");
      for (int i = 0; i < PERSONS / 3; i++) {
        String[] person = person(day * (PERSONS / 3) + i);
        canaries.addAll(List.of(person));
        String age = String.valueOf(20 + i % 40);
        // In the wrong column: what does not fit must not be quoted as the reason.
        switch (i) {
          case 0 -> age = person[2] + "x";
          case 1 -> age = "200";
          case 2 -> age = person[0];
          case 3 -> age += "," + person[1];
          default -> {}
        }
        String card = day == 2 && i == 4 ? person[3] + person[2] : person[3];
        csv.append(
            "%s,%s,%s,%s,%s,%s%n"
                .formatted(Town.day(day), person[0], person[1], person[2], card, age));
      }
      Town.write(home, "health/patients/" + Town.day(day) + ".csv", csv.toString());
    }
    return canaries;
  }

  /** Name, resident ID, phone, bank card; the ID's check character is right, the year is 1870. */
  private static String[] person(int n) {
    String name =
        new String(
            new int[] {0x4E00 + 7 * n % 6000, 0x5E00 + 13 * n % 5000, 0x6E00 + 17 * n % 4000},
            0,
            3);
    String digits = "14010518700%d%02d%03d".formatted(1 + n % 9, 1 + n % 28, n);
    return new String[] {
      name, digits + checkCharacter(digits), "19" + (900_000_001L + 7919L * n), card(n)
    };
  }

  private static char checkCharacter(String digits) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (digits.charAt(i) - '0') * ((1 << (17 - i)) % 11);
    }
    return "10X98765432".charAt(sum % 11);
  }

  private static String card(int n) {
    String body = "622202" + (100_000_007L + 104_729L * n);
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = (body.charAt(body.length() - 1 - i) - '0') * (i % 2 == 0 ? 2 : 1);
      sum += digit / 10 + digit % 10;
    }
    return body + (10 - sum % 10) % 10;
  }

  /** Each as it may be written, and what it is. */
  private static Map<byte[], String> spelled(Collection<String> canaries) {
    Map<byte[], String> spelled = new HashMap<>();
    for (String canary : canaries) {
      spelled.put(canary.getBytes(UTF_8), canary);
      spelled.put(canary.getBytes(StandardCharsets.UTF_16LE), canary);
      if (canary.length() == 3) {
        spelled.put(canary.getBytes(java.nio.charset.Charset.forName("GB18030")), canary);
        StringBuilder escaped = new StringBuilder();
        canary.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
        spelled.put(escaped.toString().getBytes(UTF_8), canary);
        spelled.put(java.net.URLEncoder.encode(canary, UTF_8).getBytes(UTF_8), canary);
      }
    }
    return spelled;
  }

  private static Map<byte[], String> keys(Path folder) throws Exception {
    char[] password = Files.readString(folder.resolve("password")).toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("lake.p12"))) {
      store.load(in, password);
    }
    Map<byte[], String> keys = new HashMap<>();
    assertThat(Collections.list(store.aliases())).contains("signing", "health.patients.v1");
    keys.put(new String(password).getBytes(UTF_8), "the password");
    for (String name : Collections.list(store.aliases())) {
      byte[] key = store.getKey(name, password).getEncoded();
      String hex = HexFormat.of().formatHex(key);
      keys.put(key, name);
      keys.put(hex.getBytes(UTF_8), name + " in hex");
      keys.put(hex.toUpperCase(Locale.ROOT).getBytes(UTF_8), name + " in hex");
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(key);
      keys.put(base64.getBytes(UTF_8), name + " in Base64");
      keys.put(base64.replace('+', '-').replace('/', '_').getBytes(UTF_8), name + " in Base64");
    }
    return keys;
  }

  /** All rows that the raw zone ever held, and those that were refused. */
  private static List<String> raw(TestLake lake) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Contract contract : lake.contracts().contracts()) {
      Table table = lake.lake().version(Zone.RAW, contract.dataset()).orElseThrow().table();
      for (Snapshot snapshot : table.snapshots()) {
        rows.addAll(rows(table, snapshot));
      }
      rows.addAll(Town.refused(lake.lake(), contract));
    }
    return rows;
  }

  /** Rows, properties and summaries of all snapshots of the open zones, records of the ledger. */
  private static List<String> published(TestLake lake) throws IOException {
    List<String> texts = new ArrayList<>();
    for (AuditRecord record : Ledger.of(lake.lake()).records()) {
      texts.add(record.toString());
    }
    for (Zone zone : Zone.values()) {
      for (Table table : tables(lake, zone)) {
        texts.add(table.properties().toString());
        texts.add(table.location());
        for (Snapshot snapshot : table.snapshots()) {
          texts.add(snapshot.summary().toString());
          if (zone == Zone.OPEN || zone == Zone.CONDITIONAL) {
            List<String> rows = rows(table, snapshot);
            assertThat(rows).as("%s", table).isNotEmpty();
            texts.addAll(rows);
          }
        }
      }
    }
    return texts;
  }

  private static List<Table> tables(TestLake lake, Zone zone) {
    if (zone == Zone.LEDGER) {
      return List.of();
    }
    return lake.contracts().contracts().stream()
        .map(contract -> lake.lake().catalog(zone).loadTable(Lake.identifier(contract.dataset())))
        .toList();
  }

  private static List<String> rows(Table table, Snapshot snapshot) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).build()) {
      records.forEach(record -> rows.add(record.toString()));
    }
    return rows;
  }

  /** The least and greatest values that the manifests of all zones keep, the raw zone's too. */
  private static List<byte[]> bounds(TestLake lake) throws IOException {
    List<byte[]> bounds = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      for (Table table : tables(lake, zone)) {
        for (Snapshot snapshot : table.snapshots()) {
          for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
            try (var files = ManifestFiles.read(manifest, table.io(), table.specs())) {
              files.forEach(file -> collect(file, bounds));
            }
          }
        }
      }
    }
    assertThat(bounds).isNotEmpty();
    return bounds;
  }

  private static void collect(ContentFile<?> file, List<byte[]> bounds) {
    List<Map<Integer, ByteBuffer>> maps = new ArrayList<>();
    maps.add(file.lowerBounds());
    maps.add(file.upperBounds());
    for (Map<Integer, ByteBuffer> map : maps) {
      if (map != null) {
        map.values()
            .forEach(
                value -> {
                  byte[] bytes = new byte[value.remaining()];
                  value.duplicate().get(bytes);
                  bounds.add(bytes);
                });
      }
    }
  }

  /** Many byte strings to be found in one pass. */
  static final class Needles {
    private static final int PREFIX = 6;

    private final Map<Long, List<byte[]>> byPrefix = new HashMap<>();
    private final Map<byte[], String> names;

    Needles(Map<byte[], String> names) {
      this.names = names;
      names
          .keySet()
          .forEach(
              needle ->
                  byPrefix.computeIfAbsent(prefix(needle, 0), p -> new ArrayList<>()).add(needle));
    }

    private static long prefix(byte[] bytes, int from) {
      long prefix = 0;
      for (int i = 0; i < PREFIX; i++) {
        prefix = prefix << 8 | bytes[from + i] & 0xff;
      }
      return prefix;
    }

    /** The names of those that the bytes contain. */
    Set<String> in(byte[] bytes) {
      Set<String> found = new LinkedHashSet<>();
      for (int at = 0; at + PREFIX <= bytes.length; at++) {
        List<byte[]> candidates = byPrefix.get(prefix(bytes, at));
        if (candidates != null) {
          for (byte[] needle : candidates) {
            if (java.util.Arrays.equals(
                bytes, at, Math.min(at + needle.length, bytes.length), needle, 0, needle.length)) {
              found.add(names.get(needle));
            }
          }
        }
      }
      return found;
    }
  }

  /** Runs the lake in its own process, logging all it can. */
  static final class Job {
    private Job() {}

    public static void main(String[] args) throws IOException {
      Path left = Path.of(args[1]);
      Map.of(
              "spark.eventLog.enabled", "true",
              "spark.eventLog.compress", "false",
              "spark.eventLog.dir", Files.createDirectories(left.resolve("events")).toString(),
              "spark.local.dir", left.resolve("tmp").toString(),
              "spark.sql.debug.maxToStringFields", "1000",
              "spark.sql.planChangeLog.level", "INFO")
          .forEach(System::setProperty);
      Configurator.setAllLevels("", Level.INFO);
      Configurator.setAllLevels("org.jinyanglake", Level.DEBUG);
      Configurator.setAllLevels("org.apache.iceberg", Level.DEBUG);
      Configurator.setAllLevels("org.apache.spark.sql", Level.DEBUG);
      try (TestLake lake = TestLake.of(Path.of(args[0]), schemas(), Observer.NONE).approved()) {
        lake.run().datasets().forEach(System.out::println);
        lake.engine()
            .read(lake.lake().version(Zone.CONDITIONAL, patients(lake)).orElseThrow())
            .explain(true);
        Outcome again = lake.run().datasets().get(0);
        System.out.println(again);
        if (again.held().isEmpty() || again.status() != Outcome.Status.HELD) {
          System.exit(1);
        }
      }
      lakeEngineStops();
    }

    private static void lakeEngineStops() {
      org.jinyanglake.testing.SharedSpark.session().stop();
    }

    private static org.jinyanglake.contract.DatasetName patients(TestLake lake) {
      return lake.contracts().contracts().iterator().next().dataset();
    }
  }
}
