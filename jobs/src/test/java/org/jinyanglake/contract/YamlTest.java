package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no contract, or one that wants to be more than text. */
class YamlTest {

  @TempDir Path folder;

  private List<String> problemsOf(String text) {
    return problemsOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> problemsOf(byte[] bytes) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          Report report = new Report("x.yaml");
          Yaml.read(bytes, report);
          return report.problems().stream().map(Problem::toString).toList();
        });
  }

  private static Object valueOf(String yaml) {
    Report report = new Report("x.yaml");
    Object value =
        Yaml.read(("a: " + yaml).getBytes(StandardCharsets.UTF_8), report)
            .orElseThrow()
            .get("a")
            .scalar();
    assertThat(report.problems()).isEmpty();
    return value;
  }

  /** Levels of lists that each hold the level below twice. */
  private static String laughs(int levels) {
    StringBuilder yaml = new StringBuilder("l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for (int level = 1; level <= levels; level++) {
      yaml.append("l%d: &l%d [*l%d, *l%d]\n".formatted(level, level, level - 1, level - 1));
    }
    return yaml.toString();
  }

  @Test
  void r73BombOfManyAliases() {
    assertThat(problemsOf(laughs(40)))
        .containsExactly("x.yaml:27:12: more than 50 aliases; write the values out");
  }

  @Test
  void r73BombOfFewAliasesThatStandForThreeHundredMillionValues() {
    assertThat(problemsOf(laughs(25)))
        .containsExactly(
            "x.yaml:1:1: aliases stand for more than 200000 values; write the values out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: &a [*a]", "a: &a {b: *a}", "a: &a [[[*a]]]"})
  void r73AnchorWithinItself(String yaml) {
    assertThat(problemsOf(yaml))
        .containsExactly("x.yaml:1:4: an anchor contains itself; write the value out");
  }

  @ParameterizedTest
  @CsvSource({"'[', 1:51", "'{a: ', 1:201", "'- ', 1:101", "'? ', 1:101"})
  void r73DeepNesting(String opening, String place) {
    assertThat(problemsOf(opening.repeat(100_000)))
        .containsExactly(
            "x.yaml:" + place + ": nested deeper than 50 levels; a contract needs about ten");
  }

  @Test
  void r73MoreThanThreeMegabytes() {
    assertThat(problemsOf("#".repeat(3 * 1024 * 1024 + 1)))
        .containsExactly(
            "x.yaml:1:1: the file is larger than 3 MB; a contract describes one dataset");
    assertThat(problemsOf("a".repeat(2_900_000) + ": b"))
        .containsExactly("x.yaml:1:1: a line is longer than 1 MB; break it");
  }

  @ParameterizedTest
  @CsvSource({
    "!!java.net.URL ['http://x'], 'tag:yaml.org,2002:java.net.URL'",
    "!!javax.script.ScriptEngineManager [], 'tag:yaml.org,2002:javax.script.ScriptEngineManager'",
    "'!!python/object/apply:os.system [ls]', 'tag:yaml.org,2002:python/object/apply:os.system'",
    "!!binary aGk=, 'tag:yaml.org,2002:binary'",
    "!own x, !own"
  })
  void r74TagsThatMakeObjects(String value, String tag) {
    assertThat(problemsOf("a: " + value))
        .containsExactly(
            "x.yaml:1:4: tag '" + tag + "' is not allowed; a contract holds plain values only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "on", "yes", "012", "00", "-07", "1_000", "2026-01-01", "1:30"})
  void r75WhatOldYamlTakesForSomethingElseStaysText(String text) {
    assertThat(valueOf(text)).isEqualTo(text);
  }

  @Test
  void r75TheCoreSchemaKnowsNumbersBooleansAndNull() {
    assertThat(valueOf("12")).isEqualTo(12L);
    assertThat(valueOf("0x1F")).isEqualTo(31L);
    assertThat(valueOf("True")).isEqualTo(true);
    assertThat(valueOf("~")).isNull();
    assertThat(valueOf("\"12\"")).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", ".inf", ".nan", "!!int abc", "99e400"})
  void r75NumbersThatNoOneCanHold(String number) {
    assertThat(problemsOf("a: " + number)).singleElement().asString().startsWith("x.yaml:1:4: '");
  }

  @Test
  void r76DuplicateKeysNameBothLines() {
    assertThat(problemsOf("a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n"))
        .containsExactly(
            "x.yaml:2:17: key 'c' stands in line 2 already; delete one of the two",
            "x.yaml:3:1: key 'a' stands in line 1 already; delete one of the two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1: a", "true: a", "null: a", "1.5: a"})
  void r76KeysThatAreNoText(String yaml) {
    assertThat(problemsOf(yaml))
        .containsExactly("x.yaml:1:1: a key must be text; put it in quotes");
  }

  @Test
  void r77Tab() {
    assertThat(problemsOf("a:\n\tb: 1\n"))
        .containsExactly("x.yaml:2:1: a tab stands where YAML wants spaces; indent with spaces");
  }

  @Test
  void r77ByteOrderMarkIsReadWithAWarning() {
    Schemas schemas =
        new Schemas(folder).with("governance/tickets.yaml", "\uFEFF" + Schemas.TICKETS);
    assertThat(schemas.problems())
        .containsExactly(
            "governance/tickets.yaml:1:1: warning: begins with a byte-order mark; save it as UTF-8 without one");
    assertThat(schemas.read().contracts()).hasSize(1);
  }

  @Test
  void r77WindowsLineEndsAreReadWithAWarning() {
    Schemas schemas =
        new Schemas(folder).with("governance/tickets.yaml", Schemas.TICKETS.replace("\n", "\r\n"));
    assertThat(schemas.problems())
        .containsExactly(
            "governance/tickets.yaml:1:1: warning: has Windows line ends (CRLF); save it with LF");
    assertThat(schemas.read().contracts()).hasSize(1);
  }

  @Test
  void r77Gbk() {
    assertThat(problemsOf(Schemas.TICKETS.getBytes(Charset.forName("GBK"))))
        .containsExactly(
            "x.yaml:8:11: byte 148 is not UTF-8, the file looks like GBK; save it as UTF-8");
    assertThat(problemsOf(new byte[] {'a', ':', ' ', (byte) 0xff, '\n'}))
        .containsExactly("x.yaml:1:4: byte 3 is not UTF-8; save it as UTF-8");
  }

  @Test
  void r77TwoDocuments() {
    assertThat(problemsOf("a: 1\n---\nb: 1\n"))
        .containsExactly("x.yaml:2:1: a second document begins here; write one contract a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "\n\n"})
  void r77EmptyFile(String yaml) {
    assertThat(problemsOf(yaml))
        .containsExactly(
            "x.yaml:1:1: the file is empty; write a contract as schemas/README.md shows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "- a\n- b\n", "42"})
  void r77SomethingElse(String yaml) {
    assertThat(problemsOf(yaml))
        .containsExactly(
            "x.yaml:1:1: not a contract; write 'key: value' lines as schemas/README.md shows");
  }

  @Test
  void r77ControlCharacter() {
    assertThat(problemsOf("a: x\nb: \u0007\n"))
        .containsExactly(
            "x.yaml:2:4: the control character U+0007 does not belong in a contract; delete it");
  }

  @ParameterizedTest
  @CsvSource({
    "'a: \"x\nb: y', 2:5",
    "'a: 1\n  b: 2', 2:4",
    "'a: [1, 2', 1:9",
    "'a: *b', 1:4",
    "'%YAML 3.0\n---\na: 1', 1:1"
  })
  void r77BrokenYaml(String yaml, String place) {
    assertThat(problemsOf(yaml))
        .singleElement()
        .asString()
        .startsWith("x.yaml:" + place + ": not readable as YAML")
        .contains("; ");
  }
}
