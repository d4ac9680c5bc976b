package org.jinyanglake.reliability;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jinyanglake.cli.Main;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.release.identifiers.Identifier;
import org.jinyanglake.release.identifiers.IdentifierScanner;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries of every kind in every disguise, in all columns of several datasets, in nested objects,
 * in keys, over two columns and in the name of a file. A process runs them through all stages and
 * logs all it can; then every byte that is open to somebody or that was left anywhere outside the
 * raw zone is searched for them, by code that the gate does not have. {@code -Dslow=true}: ten
 * thousand of them, else a thousand.
 */
class CanariesTest {
  private static final int EACH = Boolean.getBoolean("slow") ? 46 : 4;

  @TempDir Path temp;

  @Test
  void noneIsPublishedAndTheGateFindsAllThatWereToBe() throws Exception {
    Path home = temp.resolve("home");
    Path left = Files.createDirectories(temp.resolve("left/tmp")).getParent();
    Path schemas = Files.createDirectories(temp.resolve("schemas"));
    List<Canary> canaries = Canary.all(EACH);
    CanaryLake.contracts(schemas);
    CanaryLake.land(home, canaries);
    Process job =
        Jvm.start(
            Job.class,
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + left.resolve("tmp")),
            left.resolve("log").toFile(),
            home.toString(),
            left.toString(),
            schemas.toString());
    assertThat(job.waitFor(8, TimeUnit.MINUTES)).isTrue();
    assertThat(job.exitValue()).as("%s", said(left.resolve("log"))).isZero();

    looksAt(home, schemas, left, "status");
    looksAt(home, schemas, left, "status", "--json");
    looksAt(home, schemas, left, "trace", CanaryLake.PATIENTS, "--partition", "day=1899-03-01");
    looksAt(home, schemas, left, "check", "--report", left.resolve("report.html").toString());

    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      theNegligentAreRefused(lake, canaries);
      theScannerFindsAllInRaw(lake, canaries);
      LeakTest.Needles needles = needles(canaries);
      int published = 0;
      for (String text : published(lake)) {
        assertThat(needles.in(text.getBytes(UTF_8))).as(text).isEmpty();
        published++;
      }
      assertThat(published).isGreaterThan(canaries.size());
      LeakTest.Needles nameOfFile =
          new LeakTest.Needles(Map.of(CanaryLake.inFileName().getBytes(UTF_8), "in a file's name"));
      int searched = 0;
      for (Path file : files(home, left)) {
        byte[] bytes = Files.readAllBytes(file);
        if (isSearched(home, file)) {
          assertThat(needles.in(bytes)).as("canaries in %s", file).isEmpty();
          searched++;
        }
        if (isPublic(home, file)) {
          assertThat(nameOfFile.in(bytes)).as("a landing file's name in %s", file).isEmpty();
          assertThat(file.toString()).doesNotContain(CanaryLake.inFileName());
        }
      }
      assertThat(searched).isGreaterThan(50);
    }
  }

  /** What a command says goes to a file that is searched with all that was left. */
  private static void looksAt(Path home, Path schemas, Path left, String... words)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--lake-home",
            home.toString(),
            "--schemas",
            schemas.toString(),
            "--conf",
            TestLake.PROJECT.resolve("conf").toString()));
    Path said = Files.createTempFile(left, words[0], ".txt");
    Process command =
        Jvm.start(
            Main.class,
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + left.resolve("tmp")),
            said.toFile(),
            all.toArray(String[]::new));
    assertThat(command.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(command.exitValue()).as("%s: %s", all, Files.readString(said)).isLessThan(2);
    assertThat(Files.size(said)).as(words[0]).isGreaterThan(100);
  }

  /** What the job printed, without the log. */
  private static List<String> said(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.startsWith("Outcome[") || line.startsWith("Exception"))
        .toList();
  }

  /** Each partition is of one kind in one disguise: all its rows must be found. */
  private static void theNegligentAreRefused(TestLake lake, List<Canary> canaries) {
    for (String dataset : CanaryLake.NEGLIGENTS) {
      assertThat(lake.lake().version(Zone.OPEN, lake.contract(dataset).dataset()))
          .as(dataset)
          .isEmpty();
    }
    Map<String, String> missed = new TreeMap<>();
    Map<String, Long> planted = new TreeMap<>();
    canaries.forEach(canary -> planted.merge(canary.cell(), 1L, Long::sum));
    var raw =
        lake.lake().version(Zone.RAW, lake.contract(CanaryLake.NEGLIGENT).dataset()).orElseThrow();
    planted.forEach(
        (cell, rows) -> {
          String held = raw.state().partitions().get("cell=" + cell).held().toString();
          Canary.Kind kind = Canary.Kind.valueOf(cell.substring(0, cell.indexOf('-')));
          String found =
              "identifiers text: values that hold a %s (%d)"
                  .formatted(kind.identifier.label(), rows);
          if (!held.contains(found)) {
            missed.put(cell, held);
          }
        });
    assertThat(missed).isEmpty();
    var split =
        lake.lake().version(Zone.RAW, lake.contract(CanaryLake.SPLIT).dataset()).orElseThrow();
    assertThat(split.state().partitions().values())
        .hasSize(4)
        .allSatisfy(
            partition ->
                assertThat(partition.held().toString())
                    .contains("identifiers head, tail: rows in which they make up a ", "(" + EACH));
  }

  private static void theScannerFindsAllInRaw(TestLake lake, List<Canary> canaries)
      throws IOException {
    IdentifierScanner scanner = new IdentifierScanner();
    Map<Identifier, Integer> found = new TreeMap<>();
    Table table =
        lake.lake()
            .version(Zone.RAW, lake.contract(CanaryLake.PATIENTS).dataset())
            .orElseThrow()
            .table();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        int kinds = scanner.scan(record.getField("note").toString());
        for (Identifier kind : Identifier.values()) {
          found.merge(kind, kind.in(kinds) ? 1 : 0, Integer::sum);
        }
      }
    }
    Map<Identifier, Integer> planted = new TreeMap<>();
    canaries.forEach(canary -> planted.merge(canary.kind().identifier, 1, Integer::sum));
    planted.forEach(
        (kind, count) ->
            assertThat(found.get(kind)).as(kind.label()).isGreaterThanOrEqualTo(count));
  }

  /** Each as it is issued and as it was written, in two encodings; and the names. */
  private static LeakTest.Needles needles(List<Canary> canaries) {
    Map<byte[], String> needles = new HashMap<>();
    for (int i = 0; i < canaries.size(); i++) {
      Canary canary = canaries.get(i);
      for (String text :
          new TreeSet<>(List.of(canary.plain(), canary.planted(), CanaryLake.name(i)))) {
        needles.put(text.getBytes(UTF_8), canary.cell());
        needles.put(text.getBytes(UTF_16LE), canary.cell());
      }
    }
    return new LeakTest.Needles(needles);
  }

  /** Rows of all versions, properties and summaries of what is open; records of the ledger. */
  private static List<String> published(TestLake lake) throws IOException {
    List<String> texts = new ArrayList<>();
    Ledger.of(lake.lake()).records().forEach(record -> texts.add(record.toString()));
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      for (Contract contract : lake.contracts().contracts()) {
        if (lake.lake().version(zone, contract.dataset()).isEmpty()) {
          continue;
        }
        Table table = lake.lake().catalog(zone).loadTable(Lake.identifier(contract.dataset()));
        texts.add(table.properties() + table.location() + table.schema());
        texts.add(
            lake.lake()
                .catalog(zone)
                .loadNamespaceMetadata(Namespace.of(contract.dataset().domain()))
                .toString());
        for (Snapshot snapshot : table.snapshots()) {
          texts.add(snapshot.summary().toString());
          try (CloseableIterable<Record> records =
              IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).build()) {
            records.forEach(record -> texts.add(record.toString()));
          }
        }
      }
    }
    return texts;
  }

  private static boolean isPublic(Path home, Path file) {
    return file.startsWith(home.resolve("warehouse/open"))
        || file.startsWith(home.resolve("warehouse/conditional"))
        || file.startsWith(home.resolve("catalog/open.db"))
        || file.startsWith(home.resolve("catalog/conditional.db"));
  }

  /** All but the landing folder and the rows of the raw zone. */
  private static boolean isSearched(Path home, Path file) {
    return !file.startsWith(home.resolve("landing"))
        && !(file.startsWith(home.resolve("warehouse/raw"))
            && (file.toString().contains("/data/")
                || file.startsWith(home.resolve("warehouse/raw/refused"))
                || file.startsWith(home.resolve("warehouse/raw/originals"))));
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
              "spark.sql.debug.maxToStringFields", "1000")
          .forEach(System::setProperty);
      Configurator.setAllLevels("", Level.INFO);
      Configurator.setAllLevels("org.jinyanglake", Level.DEBUG);
      Configurator.setAllLevels("org.apache.iceberg", Level.DEBUG);
      try (TestLake lake =
          TestLake.of(Path.of(args[0]), Path.of(args[2]), Observer.NONE).approved()) {
        for (Outcome outcome : lake.run().datasets()) {
          System.out.println(outcome);
          boolean negligent = CanaryLake.NEGLIGENTS.contains(outcome.dataset().toString());
          if (!negligent && outcome.released().isEmpty()) {
            System.exit(1);
          }
        }
      }
      SharedSpark.session().stop();
    }
  }
}
