package org.jinyanglake.testing;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Chain;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Sm2;

/**
 * A {@link Town} with new files, to be run and disturbed again and again: it is put back for each
 * trial, and after each it must recover, by one undisturbed run, to what a town is that was never
 * disturbed.
 */
public final class Trials {
  private final Path home;
  private final Path before;
  private final boolean faulty;
  private final List<DatasetName> datasets;
  private final SortedMap<String, List<String>> undisturbed;

  /**
   * A town of {@code days}, of which the first {@code done} were run already; its contracts are
   * approved. Its calls go through {@link Faults}.
   */
  public Trials(Path folder, int done, int days) {
    this(folder, done, days, true, Town.DATASETS);
  }

  /** The same, of which one dataset only is ever run. */
  public static Trials of(String dataset, Path folder, int done, int days) {
    return new Trials(folder, done, days, true, List.of(dataset));
  }

  /** The same as plain files, for real processes. */
  public static Trials ofFiles(Path folder, int done, int days) {
    return new Trials(folder, done, days, false, Town.DATASETS);
  }

  private Trials(Path folder, int done, int days, boolean faulty, List<String> datasets) {
    this.faulty = faulty;
    this.datasets = datasets.stream().map(DatasetName::parse).toList();
    home = folder.resolve("home");
    before = folder.resolve("before");
    Keys.open(home.resolve("keys")).make(DatasetName.parse("health.visits"), 1);
    for (int day = 0; day < done; day++) {
      Town.deliver(home, day);
    }
    try (TestLake town = open(Observer.NONE).approved()) {
      if (done > 0) {
        assertThat(run(town).datasets()).allMatch(each -> each.held().isEmpty());
      }
    }
    for (int day = done; day < days; day++) {
      Town.deliver(home, day);
    }
    copy(home, before);
    try (TestLake town = open(Observer.NONE)) {
      assertThat(run(town).datasets()).allMatch(each -> each.held().isEmpty());
      undisturbed = Town.contents(town);
    }
  }

  public Path home() {
    return home;
  }

  /** How many tables are compared. */
  public long tables() {
    return undisturbed.keySet().stream().filter(name -> !name.contains(" ")).count();
  }

  /** Puts the town back to where the new files have just come. */
  public void reset() {
    copy(before, home);
  }

  /** The town, as a process that starts now sees it. */
  public TestLake open(Observer observer) {
    return faulty
        ? TestLake.faulty(home, Town.schemas(), observer)
        : TestLake.of(home, Town.schemas(), observer);
  }

  /** A run in a process of its own. */
  public Summary run(Observer observer) {
    try (TestLake town = open(observer)) {
      return run(town);
    }
  }

  private Summary run(TestLake town) {
    return town.run(datasets, town::engine);
  }

  /** One undisturbed run, and all is as if nothing had happened. */
  public void assertRecovers(String after) {
    assertNoCertificateWithoutItsFiles(after);
    try (TestLake town = open(Observer.NONE)) {
      Summary summary = run(town);
      assertThat(summary.datasets())
          .as("the run after %s", after)
          .allSatisfy(each -> assertThat(each.held()).isEmpty());
      assertThat(Town.contents(town)).as("after %s", after).isEqualTo(undisturbed);
      assertRecorded(town, after);
      assertThat(faults(town)).as("the audit after %s", after).isEmpty();
      assertThat(
              town.run(
                  datasets,
                  () -> {
                    throw new AssertionError("there is still something to do after " + after);
                  }))
          .satisfies(
              again ->
                  assertThat(again.datasets())
                      .allMatch(each -> each.status() == Outcome.Status.UNCHANGED))
          .satisfies(again -> assertThat(again.head()).isEqualTo(summary.head()));
    }
  }

  private static List<Audit.Fault> faults(TestLake town) {
    byte[] seed = Keys.load(town.lake().conf().home().resolve("keys")).signing();
    return Audit.of(
            town.lake(),
            List.of(Certificate.publicKey(seed)),
            List.of(Sm2.of(seed).publicKey()),
            town.policy().persons())
        .execute(Optional.empty())
        .faults();
  }

  /** A certificate that is cut short is none yet. */
  private void assertNoCertificateWithoutItsFiles(String after) {
    try (Stream<Path> files = Files.walk(home.resolve("warehouse"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        Path table = file;
        while (table != null && !table.endsWith("_certificates")) {
          table = table.getParent();
        }
        String json = Files.readString(file);
        if (table != null && json.endsWith("}")) {
          Certificate certificate = Certificate.fromJson(json);
          for (Certificate.PublishedFile each : certificate.files()) {
            // What is published no more was kept out of the readers' reach.
            Path kept =
                home.resolve("warehouse/raw/superseded")
                    .resolve(certificate.zone())
                    .resolve(certificate.dataset().replace('.', '/'));
            assertThat(List.of(table.resolveSibling(each.name()), kept.resolve(each.name())))
                .as(after)
                .anyMatch(Files::exists);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ledger is whole, and has each file and each certificate once. */
  private void assertRecorded(TestLake town, String after) {
    List<AuditRecord> records = Ledger.of(town.lake()).records();
    assertThat(Chain.verify(records.iterator(), Optional.empty()).fault())
        .as("chain after %s", after)
        .isEmpty();
    List<String> files = new ArrayList<>();
    List<String> released = new ArrayList<>();
    List<String> certificates = new ArrayList<>();
    for (AuditRecord record : records) {
      JsonNode body = json(record.body());
      if (record.kind().equals("file")) {
        files.add(body.get("file").asText());
        assertThat(body.get("rows").asLong())
            .as("rows of %s after %s", record.body(), after)
            .isEqualTo(body.get("stored").asLong() + body.get("refused").asLong())
            .isPositive();
      } else if (record.kind().equals("release")) {
        JsonNode certificate = body.get("certificate");
        certificates.add(certificate.get("id").asText());
        released.add(
            String.join(
                " ",
                body.get("zone").asText(),
                record.dataset(),
                record.partition(),
                certificate.at("/source/snapshotId").asText(),
                body.at("/source/fingerprint").asText()));
      }
    }
    assertThat(files).as("files recorded after %s", after).doesNotHaveDuplicates();
    assertThat(released).as("releases recorded after %s", after).doesNotHaveDuplicates();
    assertThat(certificates).containsAll(current(town)).doesNotHaveDuplicates();
  }

  /** The certificates of what is open now. */
  private List<String> current(TestLake town) {
    List<String> certificates = new ArrayList<>();
    for (DatasetName dataset : datasets) {
      Contract contract = town.contract(dataset.toString());
      for (Zone zone : contract.opened()) {
        town
            .lake()
            .version(zone, contract.dataset())
            .orElseThrow()
            .state()
            .partitions()
            .values()
            .stream()
            .map(State.PartitionState::certificate)
            .forEach(certificates::add);
      }
    }
    return certificates;
  }

  private static JsonNode json(String text) {
    try {
      return Evidence.JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      if (Files.exists(to)) {
        PathUtils.deleteDirectory(to);
      }
      PathUtils.copyDirectory(from, to, COPY_ATTRIBUTES);
      Files.setPosixFilePermissions(
          to.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
