package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults seeded one at a time into a sound release: the gate must find each by the check that
 * stands for it, and nothing in the sound one. {@code scripts/mutations} writes the list to {@code
 * docs/mutations.md}.
 */
class MutationsTest {
  @TempDir static Path folder;

  private static final List<String> REPORT = new ArrayList<>();

  @BeforeAll
  static void make() {
    REPORT.clear();
  }

  static List<Mutation> faults() {
    return Mutations.all();
  }

  @Test
  void aSoundReleasePasses() throws Exception {
    assertThat(Stays.sound(folder).judge())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.failures()).isEmpty());
  }

  /** Of eleven random digits one in 17 is a mobile number, however often its person comes. */
  @Test
  void anEncryptedNumberThatLooksPlainCountsOnce() throws Exception {
    Stays stays = Stays.sound(folder);
    for (int row = 28; row < 40; row++) { // of two persons
      stays.rows.get(row)[stays.column("contact")] = row % 2 == 0 ? "13912345678" : "13687654321";
    }

    assertThat(stays.judge())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.failures()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theGateFinds(Mutation mutation) throws Exception {
    Stays broken = mutation.fault().in(Stays.sound(folder));
    List<Failure> failures =
        broken.judge().stream().flatMap(verdict -> verdict.failures().stream()).toList();

    assertThat(failures).extracting(Failure::check).containsAnyElementsOf(mutation.caught());
    assertThat(failures.toString()).doesNotContain(Stays.patient(1), "13800000000", "家属");
    REPORT.add(
        "| %s | %s | %s |"
            .formatted(
                mutation.group(),
                mutation.what(),
                failures.stream()
                    .map(failure -> failure.check().code())
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(", "))));
  }

  static List<SeededCase> sound() {
    return SeededCases.sound();
  }

  static List<SeededCase> cases() {
    return SeededCases.all();
  }

  @ParameterizedTest
  @MethodSource("sound")
  void whatIsSoundPasses(SeededCase sound) throws Exception {
    assertThat(sound.made().found(Files.createTempDirectory(folder, "sound"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isFound(SeededCase seeded) throws Exception {
    List<String> found = seeded.made().found(Files.createTempDirectory(folder, "case"));

    assertThat(found).anyMatch(each -> each.contains(seeded.caught()));
    REPORT.add(
        "| %s | %s | %s |"
            .formatted(
                seeded.group(),
                seeded.what(),
                seeded.by().equals(seeded.caught()) ? String.join(", ", found) : seeded.by()));
  }

  /** With {@code -Dmutations.report=FILE}. */
  @AfterAll
  static void report() throws IOException {
    String file = System.getProperty("mutations.report");
    if (file != null) {
      Files.writeString(
          Path.of(file),
          """
          # Seeded faults

          Each line is one fault put into an otherwise sound release, between the transformer and the gate, or a transformer that
          follows another contract than the one that was approved, or into a certificate that left the lake; and the checks of the gate,
          or the command, that found it. The sound release
          passes, and so do the table of counts, the merged days, the second version and the certificate that others break.
          `scripts/mutations` seeds all of them anew and writes this page. %d of %d were found.

          | where | what was broken | found by |
          |---|---|---|
          """
                  .formatted(REPORT.size(), Mutations.all().size() + SeededCases.all().size())
              + String.join("\n", REPORT)
              + "\n");
    }
  }
}
