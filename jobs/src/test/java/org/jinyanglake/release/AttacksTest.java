package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Desensitize;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For each attack a release that gives something away, and the same made well. */
class AttacksTest {
  private static final Policy POLICY =
      new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(5, 10));

  @TempDir Path folder;

  private static Column column(
      String name, Type type, Classification classification, String technique, Object... options) {
    Map<String, Object> values = new java.util.HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      values.put((String) options[i], options[i + 1]);
    }
    return new Column(
        name,
        name,
        name,
        "",
        type,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        name.equals("id") ? 1 : 0,
        classification,
        Map.of(Zone.CONDITIONAL, new TechniqueSpec(technique, values)));
  }

  private static Contract contract(Optional<Anonymity> anonymity, Column... columns) {
    return StagedVisits.contract(anonymity, Optional.empty(), List.of(columns));
  }

  private static Dataset<Row> rows(StructType schema, List<Object[]> rows) {
    return SharedSpark.session()
        .createDataFrame(rows.stream().map(RowFactory::create).toList(), schema);
  }

  /** Rows of one column of text. */
  private static Dataset<Row> texts(String name, int rows, IntFunction<String> text) {
    return rows(
        new StructType().add(name, DataTypes.StringType),
        IntStream.range(0, rows).mapToObj(i -> new Object[] {text.apply(i)}).toList());
  }

  private static AttackResult attack(Verdict verdict, String code) {
    return verdict.attacks().stream()
        .filter(each -> each.attack().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static List<Failure> attacks(Verdict verdict) {
    return verdict.failures().stream().filter(each -> each.check() == Check.ATTACKS).toList();
  }

  /** Records of a census, desensitized as the lake does. */
  @Nested
  class Linkage {
    private static final StructType CENSUS =
        new StructType()
            .add("person", DataTypes.StringType)
            .add("age", DataTypes.LongType)
            .add("sex", DataTypes.StringType)
            .add("race", DataTypes.StringType)
            .add("occupation", DataTypes.StringType);

    private Contract census(int k) {
      return contract(
          Optional.of(new Anonymity(k, "person", 0.01, 1, false, true, List.of(), List.of())),
          column("person", Type.STRING, Classification.DIRECT_IDENTIFIER, "token", "domain", "p"),
          column("age", Type.LONG, Classification.QUASI_IDENTIFIER, "range", "width", 5L),
          column("sex", Type.STRING, Classification.QUASI_IDENTIFIER, "keep"),
          column("race", Type.STRING, Classification.QUASI_IDENTIFIER, "keep"),
          column("occupation", Type.STRING, Classification.SENSITIVE, "keep"));
    }

    private Dataset<Row> raw() throws Exception {
      List<Object[]> rows = new ArrayList<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(
                      getClass().getResourceAsStream("/org/jinyanglake/bench/adult/adult.csv.gz")),
                  StandardCharsets.UTF_8))) {
        lines.readLine();
        for (int i = 0; i < 3_000; i++) {
          String[] cells = lines.readLine().split(";");
          rows.add(new Object[] {"p" + i, Long.valueOf(cells[1]), cells[0], cells[2], cells[7]});
        }
      }
      return AttacksTest.rows(CENSUS, rows);
    }

    /** Made with one k, and judged by 5. */
    private Verdict verdict(int k, Policy policy) throws Exception {
      Keys keys = Keys.open(folder.resolve("keys"));
      keys.make(census(k).dataset(), 1);
      Desensitize.Result result =
          Desensitize.of(census(k))
              .to(Zone.CONDITIONAL)
              .with(keys, Hierarchies.NONE, k)
              .apply(raw());
      return new Staging(folder, census(k)).judge(result.rows(), raw(), result.recoding(), policy);
    }

    @Test
    void nobodyIsFoundAmongFewerThanK() throws Exception {
      Verdict verdict = verdict(5, POLICY);
      assertThat(verdict.failures()).isEmpty();
      AttackResult linkage = attack(verdict, "linkage");
      assertThat(linkage.columns()).isEqualTo("age+sex+race");
      assertThat(linkage.limit()).isEqualTo(0.2);
      assertThat(linkage.tried()).isEqualTo(1_000);
      assertThat(linkage.succeeded()).isBetween(5L, 200L);
      assertThat(linkage.upper())
          .isBetween(linkage.succeeded() / 1_000.0, linkage.succeeded() / 1_000.0 + 0.03);
    }

    @Test
    void findsThatKWasIgnored() throws Exception {
      assertThat(attacks(verdict(2, POLICY)))
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.column()).isEqualTo("age+sex+race");
                assertThat(failure.message()).contains("fewer than 5 persons");
              });
    }

    /** Of a thousand who are known with their occupation, one in so many is found. */
    @Test
    void aKeptColumnFindsMoreAndThePolicySaysHowMany() throws Exception {
      Policy strict =
          new Policy(
              POLICY.unconditional(),
              new Policy.Threshold(5, 10, new Policy.Attacks(0.01, 1, 0, 1, 1)));
      Verdict verdict = verdict(5, strict);
      assertThat(attacks(verdict))
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.column()).contains("occupation").contains("+");
                assertThat(failure.message()).contains("of 1000, at most 0.0100");
              });
      AttackResult other = verdict.attacks().get(1);
      assertThat(other.succeeded()).isGreaterThan(verdict.attacks().get(0).succeeded());
    }
  }

  /** Resident IDs of 1880 to 1899, in which all but a few characters are masked. */
  @ParameterizedTest
  @CsvSource({"17, 0, false", "0, 17, false", "8, 9, false", "15, 1, false", "6, 4, true"})
  void findsAMaskThatTheCheckCharacterFillsIn(int first, int last, boolean safe) throws Exception {
    Contract contract =
        contract(
            Optional.empty(),
            column(
                "id",
                Type.STRING,
                Classification.DIRECT_IDENTIFIER,
                "mask",
                "keepFirst",
                (long) first,
                "keepLast",
                (long) last));
    Dataset<Row> raw = texts("id", 60, AttacksTest::residentId);
    String hidden = "*".repeat(18 - first - last);
    Dataset<Row> published =
        texts(
            "id",
            60,
            i -> residentId(i).substring(0, first) + hidden + residentId(i).substring(18 - last));
    Verdict verdict = new Staging(folder, contract).judge(published, raw, Optional.empty(), POLICY);
    assertThat(attacks(verdict)).hasSize(safe ? 0 : 1);
    AttackResult checksum = attack(verdict, "checksum");
    assertThat(checksum.columns()).isEqualTo("id");
    assertThat(checksum.succeeded() == 0).isEqualTo(safe);
  }

  private static String residentId(int number) {
    String text =
        "140106%d%02d%02d%03d"
            .formatted(1880 + number % 20, 1 + number % 12, 1 + number % 28, number * 7 % 1000);
    int remainder = 0;
    for (char digit : text.toCharArray()) {
      remainder = (remainder + digit - '0') * 2 % 11;
    }
    return text + "0123456789X".charAt((12 - remainder) % 11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5(phone)",
        "sha(phone)",
        "sha2(phone, 256)",
        "sha2(concat('visits', phone), 256)",
        "sha2(concat(phone, ':', 'phone'), 256)",
        "substr(sha2(phone, 256), 1, 32)",
        "lower(hex(concat('00000', phone)))"
      })
  void findsTokensWithoutAKey(String token) throws Exception {
    Dataset<Row> raw = texts("phone", 200, i -> "1390000" + (1000 + i) + "00000");
    Verdict verdict = tokens(raw, raw.select(functions.expr(token).as("phone")));
    boolean known = !token.contains("00000'");
    assertThat(attacks(verdict)).hasSize(known ? 1 : 0);
    if (known) {
      assertThat(attacks(verdict).get(0).message()).contains("needs no key").doesNotContain("139");
      AttackResult dictionary = attack(verdict, "dictionary");
      assertThat(dictionary.succeeded()).isEqualTo(dictionary.tried()).isEqualTo(20);
    }
  }

  @Test
  void aKeyedTokenIsInNoDictionary() throws Exception {
    Dataset<Row> raw = texts("phone", 200, i -> "1390000" + (1000 + i));
    Contract contract = tokens();
    Keys keys = Keys.open(folder.resolve("keys"));
    keys.make(contract.dataset(), 1);
    Dataset<Row> published =
        Desensitize.of(contract)
            .to(Zone.CONDITIONAL)
            .with(keys, Hierarchies.NONE, 5)
            .apply(raw)
            .rows();
    Verdict verdict = tokens(raw, published);
    assertThat(verdict.failures()).isEmpty();
    assertThat(attack(verdict, "dictionary").succeeded()).isZero();
    assertThat(attack(verdict, "dictionary").upper()).isBetween(0.13, 0.15);
  }

  /** Districts of 1, 2, 3 … rows, each of which is known by that; and of ten rows each. */
  @Test
  void findsTokensThatTheirNumberOfRowsNames() throws Exception {
    Dataset<Row> skewed = texts("phone", 465, i -> "d" + (int) ((Math.sqrt(8 * i + 1) - 1) / 2));
    Dataset<Row> even = texts("phone", 400, i -> "d" + i % 40);
    String token = "sha2(concat('secret', phone), 256) AS phone";

    Verdict named = tokens(skewed, skewed.selectExpr(token));
    assertThat(attacks(named))
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.column()).isEqualTo("phone");
              assertThat(failure.message()).contains("how often it stands there");
            });
    assertThat(attack(named, "frequency").succeeded()).isEqualTo(464);

    Verdict unnamed = tokens(even, even.selectExpr(token));
    assertThat(unnamed.failures()).isEmpty();
    assertThat(attack(unnamed, "frequency").succeeded()).isZero();
  }

  private static Contract tokens() {
    return contract(
        Optional.empty(),
        column("phone", Type.STRING, Classification.DIRECT_IDENTIFIER, "token", "domain", "phone"));
  }

  private Verdict tokens(Dataset<Row> raw, Dataset<Row> published) throws Exception {
    return new Staging(folder, tokens()).judge(published, raw, Optional.empty(), POLICY);
  }

  /** Costs with noise, released a second time. */
  @ParameterizedTest
  @CsvSource({"1, true", "2, false"})
  void findsNoiseThatIsDrawnAgain(int secondKey, boolean safe) throws Exception {
    Contract contract =
        contract(
            Optional.empty(),
            column("id", Type.STRING, Classification.PUBLIC, "keep"),
            column(
                "cost",
                Type.DOUBLE,
                Classification.SENSITIVE,
                "noise",
                "scale",
                20.0,
                "least",
                0L,
                "most",
                1000L));
    Keys keys = Keys.open(folder.resolve("keys"));
    keys.make(contract.dataset(), 1);
    keys.make(contract.dataset(), 2);
    Dataset<Row> raw =
        texts("id", 300, i -> "v" + i)
            .withColumn("cost", functions.expr("cast(substr(id, 2) AS double) + 300"));
    Staging staging = new Staging(folder, contract);
    Dataset<Row> first = noisy(contract, keys.at(1), raw);
    assertThat(staging.judge(first, raw, Optional.empty(), POLICY).attacks()).isEmpty();
    staging.publish(first);

    Verdict verdict =
        staging.judge(noisy(contract, keys.at(secondKey), raw), raw, Optional.empty(), POLICY);
    assertThat(attacks(verdict)).hasSize(safe ? 0 : 1);
    AttackResult averaging = attack(verdict, "averaging");
    assertThat(averaging.tried()).isEqualTo(300);
    assertThat(averaging.succeeded()).isEqualTo(safe ? 0 : 300);
  }

  private static Dataset<Row> noisy(Contract contract, Keys keys, Dataset<Row> raw) {
    return Desensitize.of(contract)
        .to(Zone.CONDITIONAL)
        .with(keys, Hierarchies.NONE, 5)
        .apply(raw)
        .rows();
  }
}
