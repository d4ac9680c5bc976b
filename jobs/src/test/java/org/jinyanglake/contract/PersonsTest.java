package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The register of the keys with which persons sign. */
class PersonsTest {
  private static final String KEY = "ab".repeat(32);

  @TempDir Path folder;

  private static Persons parse(String entry) {
    return Persons.parse("persons.yaml", "- " + entry.replace("KEY", KEY));
  }

  @Test
  void aKeyCountsFromItsFirstDayUntilItExpiresOrIsRevoked() {
    Persons.Key key =
        parse("{name: gao.jing, publicKey: KEY, from: 2026-01-01, until: 2027-01-01T08:00:00Z}")
            .key(KEY)
            .orElseThrow();
    Persons.Key revoked =
        parse("{name: gao.jing, publicKey: KEY, from: 2026-01-01, revoked: 2026-06-01}")
            .key(KEY)
            .orElseThrow();

    assertThat(key.person()).isEqualTo("gao.jing");
    assertThat(key.objection(Instant.parse("2025-12-31T23:59:59Z")).orElseThrow())
        .contains("from 2026-01-01");
    assertThat(key.objection(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
    assertThat(key.objection(Instant.parse("2027-01-01T07:59:59Z"))).isEmpty();
    assertThat(key.objection(Instant.parse("2027-01-01T08:00:00Z")).orElseThrow())
        .contains("expired");
    assertThat(revoked.objection(Instant.parse("2026-05-31T23:59:59Z"))).isEmpty();
    assertThat(revoked.objection(Instant.parse("2026-06-01T00:00:00Z")).orElseThrow())
        .contains("revoked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: gao.jing, publicKey: KEY}                                    | entry 1 must be like",
        "{name: gao.jing, publicKey: abc, from: 2026-01-01}                  | entry 1 must be like",
        "{name: gao.jing, publicKey: KEY, from: 2026-01-01, role: officer}   | entry 1 must be like",
        "{name: gao.jing, publicKey: KEY, from: soon}                        | from must be a day",
        "{name: gao.jing, publicKey: KEY, from: 2026-01-01, demo: perhaps}   | entry 1 must be like",
        "gao.jing                                                            | entry 1 must be like"
      })
  void saysWhatIsWrongWithAnEntry(String entry, String why) {
    assertThatThrownBy(() -> parse(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("persons.yaml")
        .hasMessageContaining(why);
  }

  @Test
  void noTwoPersonsShareAKey() {
    String entry = "- {name: gao.jing, publicKey: %s, from: 2026-01-01}\n".formatted(KEY);

    assertThatThrownBy(() -> Persons.parse("persons.yaml", entry + entry.replace("gao", "li")))
        .hasMessageContaining("entry 2: the key is registered already");
  }

  /** Who reads contracts, pages and certificates could not tell the two persons. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Gao.jing",
        "g\u0430o.jing", // Cyrillic
        "ga\u03BF.jing", // Greek
        "gao\u200B.jing",
        "gao.j\u0131\u0307ng",
        "ｇao.jing",
        "gao.jing "
      })
  void noNameLooksLikeAnother(String name) {
    String entry = "- {name: '%s', publicKey: %s, from: 2026-01-01}%n";
    String honest = entry.formatted("gao.jing", KEY) + entry.formatted("高静", "cd".repeat(32));
    assertThat(Persons.parse("persons.yaml", honest).keys()).hasSize(2);

    assertThatThrownBy(
            () -> Persons.parse("persons.yaml", honest + entry.formatted(name, "ef".repeat(32))))
        .hasMessageContaining("entry 3: the name looks like another one");
  }

  @Test
  void keysOfTheDemoCountWhereNobodyIsRegisteredOnly() throws IOException {
    Path conf = folder.resolve("conf.yaml");
    Path demo = folder.resolve("demo.yaml");
    String demoKey = "- {name: gao.jing, publicKey: %s, from: 2026-01-01, demo: true}\n";
    String realKey = "- {name: li.na, publicKey: %s, from: 2026-01-01}\n";
    Files.writeString(demo, demoKey.formatted(KEY));

    assertThat(Persons.of(conf, demo).key(KEY)).isPresent();

    Files.writeString(conf, realKey.formatted("cd".repeat(32)));
    assertThat(Persons.of(conf, demo).key(KEY)).isEmpty();

    Files.writeString(conf, demoKey.formatted(KEY));
    assertThatThrownBy(() -> Persons.of(conf, demo))
        .hasMessageContaining("conf.yaml: the key of gao.jing is one of the demo");

    Files.delete(conf);
    Files.writeString(demo, realKey.formatted(KEY));
    assertThatThrownBy(() -> Persons.of(conf, demo)).hasMessageContaining("keys of the demo only");
  }

  @Test
  void theProjectsOwnRegisterNamesNobody() {
    assertThat(Persons.read(Path.of("../conf/persons.yaml")).keys()).isEmpty();
  }
}
