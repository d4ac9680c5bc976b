package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R87: a contract's version is its meaning, not its letters. */
class CanonicalTest {

  private static Place parse(String yaml) {
    Report report = new Report("x.yaml");
    Place root = Yaml.read(yaml.getBytes(StandardCharsets.UTF_8), report).orElseThrow();
    assertThat(report.problems()).isEmpty();
    return root;
  }

  private static String canonical(String yaml) {
    return Canonical.of(parse(yaml));
  }

  @Example
  void keysAreSortedAndNumbersNormalized() {
    assertThat(canonical("b: 1.50\na: [x, 0x10, 1e2, ~, true, '1.50', 012]\n"))
        .isEqualTo("{\"a\":[\"x\",16,100,null,true,\"1.50\",\"012\"],\"b\":1.5}");
  }

  @Example
  void commentsLayoutQuotesAndAliasesDoNotCount() {
    assertThat(canonical("# a remark\na: {c: 'x y', b: 1.0}  # another\nd: &d [1]\ne: *d\n"))
        .isEqualTo(canonical("e:\n- 1\nd: [1]\na:\n  b: 1\n  c: x y\n"));
  }

  @Example
  void theHashIsTheSha256OfTheCanonicalForm() {
    assertThat(Canonical.hash(canonical("a: 1")))
        .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
  }

  @Property(tries = 200)
  void neitherOrderNorLayoutChangeIt(
      @ForAll("documents") Map<String, Object> document, @ForAll long seed) {
    String one = write(document, new Random(seed), 0);
    String other = write(document, new Random(seed + 1), 0);
    assertThat(canonical(other)).isEqualTo(canonical(one));
  }

  @Property(tries = 200)
  void itIsYamlAndItsOwnCanonicalForm(@ForAll("documents") Map<String, Object> document) {
    String canonical = canonical(write(document, new Random(1), 0));
    assertThat(canonical(canonical)).isEqualTo(canonical);
  }

  @Property(tries = 200)
  void everyOtherTextHasAnother(@ForAll("texts") String one, @ForAll("texts") String other) {
    assertThat(canonical("a: " + quote(one)).equals(canonical("a: " + quote(other))))
        .isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab 0:-#'\"\\{}[],&*\n\t\u0001\u007f\u0085\u2028\ufeff太\u3000")
        .ofMaxLength(12);
  }

  @Provide
  Arbitrary<Map<String, Object>> documents() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            texts().asGeneric(),
            Arbitraries.longs().asGeneric(),
            Arbitraries.of(true, false).asGeneric(),
            Arbitraries.bigDecimals()
                .between(BigDecimal.valueOf(-1e15), BigDecimal.valueOf(1e15))
                .ofScale(3)
                .asGeneric());
    Arbitrary<Object> values =
        Arbitraries.lazyOf(
            () -> scalars,
            () -> scalars,
            () -> scalars.list().ofMaxSize(3).asGeneric(),
            () -> Arbitraries.maps(texts(), scalars).ofMaxSize(3).asGeneric());
    return Arbitraries.maps(texts(), values).ofMinSize(1).ofMaxSize(5);
  }

  /** Writes YAML in one of the many ways that mean the same. */
  private static String write(Object value, Random random, int depth) {
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      new TreeMap<>(map)
          .forEach(
              (key, item) ->
                  entries.add(quote((String) key) + ": " + write(item, random, depth + 1)));
      Collections.shuffle(entries, random);
      return depth == 0 && random.nextBoolean() && !entries.isEmpty()
          ? "# a remark\n" + String.join("  # why\n", entries) + "\n"
          : "{" + String.join(random.nextBoolean() ? ", " : ",\n  ", entries) + "}";
    }
    if (value instanceof List<?> list) {
      List<String> items = list.stream().map(item -> write(item, random, depth + 1)).toList();
      return "[" + String.join(random.nextBoolean() ? ", " : ",\n  ", items) + "]";
    }
    return value instanceof String text ? quote(text) : value.toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      quoted.append("\\u%04x".formatted((int) c));
    }
    return quoted.append('"').toString();
  }
}
