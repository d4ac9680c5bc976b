package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.SparkTypes;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TechniquesTest {
  private static final String LABEL = "HMAC-SM3|health.visits|conditional|phone|v=1";

  @TempDir static Path temp;
  static SparkSession spark;
  static Keys keys;
  static Hierarchies hierarchies;

  @BeforeAll
  static void session() throws Exception {
    keys = Keys.open(temp.resolve("keys"));
    keys.make(DatasetName.parse("health.visits"), 1);
    Path folder = Files.createDirectory(temp.resolve("hierarchies"));
    Files.writeString(
        folder.resolve("region.csv"), "street,district,city\n柳巷街道,迎泽区,太原市\n平阳路街道,小店区,太原市\n");
    Files.writeString(
        Files.createDirectory(folder.resolve("points")).resolve("region.csv"),
        "region,longitude,latitude\n迎泽区,112.57,37.87\n太原市,112.55,37.87\n");
    hierarchies = Hierarchies.read(folder);
    spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.lake", Functions.class.getName());
    spark.conf().set("spark.jinyanglake.keys", keys.folder().toString());
    spark.conf().set("spark.jinyanglake.hierarchies", folder.toString());
  }

  @Test
  void keepLeavesAValue() {
    assertThat(apply(Type.STRING, "keep").to("１a ", null)).containsExactly("１a ", null);
  }

  @Test
  void maskLeavesTheEndsThatItIsTold() {
    assertThat(
            apply(Type.STRING, "mask", "keepFirst", 3L, "keepLast", 4L)
                .sql("lake.mask(v, 3, 4, '*')")
                .to("13800001234", "1234567", "12345678", "王", "", "１３８００００１２３４", null))
        .containsExactly("138****1234", "*******", "123*5678", "*", "", "１３８****１２３４", null);
    assertThat(apply(Type.STRING, "mask", "keepFirst", 1L, "with", "＊").to("王小明", "𠮷野家"))
        .containsExactly("王＊＊", "𠮷＊＊");
    assertThat(apply(Type.LONG, "mask").to(12345L)).containsExactly("*****");
  }

  @Test
  void redactTakesOutOfATextWhatIdentifiesSomebody() {
    assertThat(
            apply(Type.STRING, "redact")
                .sql("lake.redact(v)")
                .to(
                    "联系人：王建国，电话１３８-0000-0000，家住迎泽区柳巷南路12号3单元502室，车牌晋A·12345",
                    "身份证140106190001010003的业主反映停水",
                    "迎泽大街路灯不亮",
                    "",
                    null))
        .containsExactly(
            "联系人：[姓名]，电话[手机号]，家住[地址]，车牌[车牌号]", "身份证[居民身份证号]的业主反映停水", "迎泽大街路灯不亮", "", null);
  }

  @Test
  void replaceLeavesOnlyWhetherThereWasAValue() {
    assertThat(apply(Type.STRING, "replace", "with", "已脱敏").to("王小明", "", null))
        .containsExactly("已脱敏", "已脱敏", null);
  }

  @Test
  void tokenIsTheSameForOnePhoneHoweverItIsWritten() {
    KeyLabel label = KeyLabel.parse(LABEL);
    String token =
        new Tokenizer(label, keys.derive(label))
            .token(UTF8String.fromString("13800000000"))
            .toString();
    assertThat(
            apply(Type.STRING, "token", "domain", "phone", "algorithm", "HMAC-SM3")
                .sql("lake.token(v, '" + LABEL + "')")
                .to("13800000000", "+86 138-0000-0000", "１３８００００００００", " ", "", null))
        .containsExactly(token, token, token, null, null, null);
    assertThat(apply(Type.STRING, "token", "domain", "phone").to("13800000000", "不详"))
        .allMatch(other -> ((String) other).matches("[0-9a-f]{32}") && !other.equals(token));
  }

  @Test
  void truncateFollowsTheClocksOfTheContract() {
    // 2020-01-01 01:30 in Shanghai is 2019-12-31 17:30 in the session's zone, UTC.
    Timestamp newYear = Timestamp.from(Instant.parse("2019-12-31T17:30:45.123456Z"));
    assertThat(apply(Type.TIMESTAMP, "truncate", "unit", "hour").to(newYear, null))
        .containsExactly(Timestamp.from(Instant.parse("2019-12-31T17:00:00Z")), null);
    assertThat(apply(Type.TIMESTAMP, "truncate", "unit", "day").to(newYear))
        .containsExactly(Timestamp.from(Instant.parse("2019-12-31T16:00:00Z")));
    assertThat(apply(Type.TIMESTAMP, "truncate", "unit", "year").to(newYear))
        .containsExactly(Timestamp.from(Instant.parse("2019-12-31T16:00:00Z")));

    Date birth = Date.valueOf("1890-03-31");
    assertThat(apply(Type.DATE, "truncate", "unit", "day").to(birth, null))
        .containsExactly(birth, null);
    assertThat(apply(Type.DATE, "truncate", "unit", "month").to(birth, null))
        .containsExactly(Date.valueOf("1890-03-01"), null);
    assertThat(apply(Type.DATE, "truncate", "unit", "year").to(birth))
        .containsExactly(Date.valueOf("1890-01-01"));
  }

  @Test
  void generalizeClimbsTheHierarchy() {
    assertThat(
            apply(Type.STRING, "generalize", "hierarchy", "region", "level", "district")
                .sql("lake.generalize(v, 'region', 'district')")
                .to("柳巷街道", "小店区", "太原市", "\u3000柳巷街道", "海淀区", "", null))
        .containsExactly("迎泽区", "小店区", "太原市", "迎泽区", "*", "*", null);
  }

  @Test
  void rangeIsABandOfWholeNumbers() {
    assertThat(
            apply(Type.INTEGER, "range", "width", 10L)
                .sql("lake.range(v, 10)")
                .to(30, 39, 40, 0, -1, -10, Integer.MAX_VALUE, null))
        .containsExactly(
            "30-39", "30-39", "40-49", "0-9", "-10--1", "-10--1", "2147483640-2147483649", null);
    assertThat(apply(Type.LONG, "range", "width", 1L).to(7L, Long.MAX_VALUE))
        .containsExactly("7", "9223372036854775807");
    assertThat(apply(Type.LONG, "range", "width", 10L).to(Long.MAX_VALUE, Long.MIN_VALUE))
        .containsExactly("*", "*");
    assertThat(
            apply(Type.DOUBLE, "range", "width", 10L)
                .sql("lake.range(v, 10)")
                .to(39.999, -0.5, Double.NaN, 1e300, null))
        .containsExactly("30-39", "-10--1", "*", "*", null);
    assertThat(
            apply(Type.decimal(38, 2), "range", "width", 100L)
                .sql("lake.range(v, 100)")
                .to(
                    new BigDecimal("199.99"),
                    new BigDecimal("-0.01"),
                    new BigDecimal("999999999999999999999999.00"),
                    null))
        .containsExactly("100-199", "-100--1", "*", null);
  }

  @Test
  void roundIsTheNearestMultiple() {
    assertThat(
            apply(Type.INTEGER, "round", "to", 10L)
                .sql("lake.round_to(v, 10)")
                .to(14, 15, -14, -15, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, null))
        .containsExactly(10, 20, -10, -20, 0, 2147483640, -2147483640, null);
    assertThat(apply(Type.LONG, "round", "to", 1000L).to(1499L, Long.MAX_VALUE, Long.MIN_VALUE))
        .containsExactly(1000L, 9223372036854775000L, -9223372036854775000L);
    assertThat(
            apply(Type.DOUBLE, "round", "to", 0.5)
                .sql("lake.round_to(v, 0.5)")
                .to(1.24, 1.25, -1.25, -0.1, null))
        .containsExactly(1.0, 1.5, -1.5, 0.0, null);
    assertThat(
            apply(Type.decimal(5, 2), "round", "to", 100L)
                .to(
                    new BigDecimal("149.99"),
                    new BigDecimal("150.00"),
                    new BigDecimal("999.99"),
                    null))
        .containsExactly(
            new BigDecimal("100.00"), new BigDecimal("200.00"), new BigDecimal("900.00"), null);
  }

  @Test
  void topHidesWhoIsFarAbove() {
    assertThat(apply(Type.INTEGER, "top", "at", 85L).sql("lake.top(v, 85)").to(84, 85, 113, null))
        .containsExactly(84, 85, 85, null);
    assertThat(apply(Type.DOUBLE, "top", "at", 1.5).to(1.4, Double.NaN, null))
        .containsExactly(1.4, 1.5, null);
    assertThat(
            apply(Type.decimal(10, 2), "top", "at", 50000L)
                .to(new BigDecimal("49999.99"), new BigDecimal("50000.01"), null))
        .containsExactly(new BigDecimal("49999.99"), new BigDecimal("50000.00"), null);
    assertThat(apply(Type.LONG, "top", "at", 5L).to(6L)).containsExactly(5L);
  }

  @Test
  void bottomHidesWhoIsFarBelow() {
    assertThat(
            apply(Type.INTEGER, "bottom", "at", 18L).sql("lake.bottom(v, 18)").to(17, 18, 50, null))
        .containsExactly(18, 18, 50, null);
    assertThat(apply(Type.DOUBLE, "bottom", "at", 1.5).to(1.6, 0.2, Double.NaN, null))
        .containsExactly(1.6, 1.5, 1.5, null);
    assertThat(
            apply(Type.decimal(10, 2), "bottom", "at", 100L)
                .to(new BigDecimal("99.99"), new BigDecimal("100.01"), null))
        .containsExactly(new BigDecimal("100.00"), new BigDecimal("100.01"), null);
    assertThat(apply(Type.LONG, "bottom", "at", 5L).to(4L)).containsExactly(5L);
  }

  @Test
  void gridIsTheMiddleOfACell() {
    assertThat(
            apply(Type.DOUBLE, "grid", "cell", 0.25)
                .sql("lake.grid(v, 0.25)")
                .to(112.4, 112.25, -0.1, Double.NaN, Double.NEGATIVE_INFINITY, null))
        .containsExactly(112.375, 112.375, -0.125, null, null, null);
    assertThat(
            apply(Type.decimal(9, 6), "grid", "cell", 0.01)
                .to(new BigDecimal("37.873456"), new BigDecimal("-0.000001"), null))
        .containsExactly(new BigDecimal("37.875000"), new BigDecimal("-0.005000"), null);
    assertThat(apply(Type.DOUBLE, "grid", "cell", 55_660L, "unit", "metre").to(0.6))
        .containsExactly(0.75);
    assertThat(
            (Double)
                apply(Type.DOUBLE, "grid", "cell", 55_660L, "unit", "metre", "latitude", 60L)
                    .to(0.6)
                    .get(0))
        .isCloseTo(0.5, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void centroidIsThePointOfTheRegionOrOfTheNearestAboveThatHasOne() {
    Technique longitude =
        technique(
            Type.DOUBLE, "centroid", "hierarchy", "region", "by", "district", "axis", "longitude");
    assertThat(longitude.follows()).contains("district");
    List<Row> regions =
        Stream.of("柳巷街道", "迎泽区", "平阳路街道", "太原市", "海淀区", "*", null).map(RowFactory::create).toList();
    var rows = spark.createDataFrame(regions, new StructType().add("r", DataTypes.StringType));
    assertThat(
            rows.select(longitude.apply(functions.col("r"))).collectAsList().stream()
                .map(row -> row.get(0)))
        .containsExactly(112.57, 112.57, 112.55, 112.55, null, null, null);
    assertThat(
            rows.selectExpr("lake.centroid(r, 'region', 'latitude')").collectAsList().stream()
                .map(row -> row.get(0)))
        .containsExactly(37.87, 37.87, 37.87, 37.87, null, null, null);
  }

  @Test
  void encryptKeepsTheFormAndTheOwnerGetsTheValueBack() {
    Contract contract =
        new TestContract()
            .column("v", Type.STRING, Classification.DIRECT_IDENTIFIER, "encrypt", ENCRYPTION)
            .build();
    Decryption decryption = new Decryption(keys, contract, "v", Zone.CONDITIONAL);
    List<Object> encrypted =
        apply(Type.STRING, "encrypt", ENCRYPTION)
            .sql(
                "lake.encrypt(v, 'digits', 8, 'HMAC-SM3|health.visits|conditional|encrypt:phone|v=1')")
            .to("13800000000", "+86 138-0000-0000", "0351-1234567", "3511 2345678");

    assertThat(encrypted.get(0)).isEqualTo(encrypted.get(1)).isNotEqualTo("13800000000");
    assertThat(encrypted.get(0).toString()).matches("[0-9]{11}");
    assertThat(encrypted.get(2).toString()).matches("[0-9]{4}-[0-9]{7}");
    assertThat(encrypted.get(3).toString()).matches("[0-9]{4} [0-9]{7}");
    assertThat(encrypted.stream().map(each -> decryption.of(each.toString()).orElseThrow()))
        .containsExactly("13800000000", "13800000000", "0351-1234567", "3511 2345678");
    assertThat(decryption.of("12345")).isEmpty();
    assertThat(
            apply(Type.STRING, "encrypt", "domain", "p", "alphabet", "digits", "minLength", 8L)
                .to("13800000000")
                .get(0))
        .isNotEqualTo(encrypted.get(0));
    assertThatThrownBy(
            () ->
                new Decryption(
                    keys,
                    new TestContract()
                        .column("v", Type.STRING, Classification.SENSITIVE, "keep")
                        .build(),
                    "v",
                    Zone.CONDITIONAL))
        .hasMessage(
            "schemas/health/visits.yaml: column v is neither encrypted nor from a vault in conditional");
  }

  @Test
  void encryptLeavesNothingOfAValueOfAnotherForm() {
    assertThat(
            apply(Type.STRING, "encrypt", ENCRYPTION)
                .to("1234567", "1-2-3-4-5", "王小明13800000000", "1380000000X", " ", "", null))
        .containsOnlyNulls();
    assertThat(
            apply(
                    Type.STRING,
                    "encrypt",
                    "domain",
                    "id",
                    "alphabet",
                    "digits-upper",
                    "minLength",
                    15L)
                .to("14010619000101002x", "14010619000101002a"))
        .satisfiesExactly(
            valid -> assertThat(valid.toString()).matches("[0-9A-Z]{18}"),
            invalid -> assertThat(invalid).isNull());
    assertThatThrownBy(
            () ->
                apply(Type.STRING, "encrypt", "domain", "p", "alphabet", "digits", "minLength", 5L))
        .hasMessageContaining("minLength must be at least 6 for digits");
  }

  private static final Object[] ENCRYPTION = {
    "domain", "phone", "alphabet", "digits", "minLength", 8L, "algorithm", "FF1-SM4"
  };

  @Test
  void eachTechniqueHasCoarserLevelsUpToOneForAll() {
    assertThat(levels(Type.INTEGER, 34, "range", "width", 10L))
        .containsExactly("30-39", "20-39", "0-39", "0-79", "*");
    assertThat(levels(Type.STRING, "柳巷街道", "generalize", "hierarchy", "region", "level", "street"))
        .containsExactly("柳巷街道", "迎泽区", "太原市", "*");
    assertThat(levels(Type.DATE, Date.valueOf("1890-03-31"), "keep"))
        .containsExactly(
            Date.valueOf("1890-03-31"),
            Date.valueOf("1890-03-01"),
            Date.valueOf("1890-01-01"),
            null);
    assertThat(
            levels(Type.TIMESTAMP, Timestamp.from(Instant.parse("2020-03-31T17:30:00Z")), "keep"))
        .hasSize(6)
        .endsWith((Object) null);
    assertThat(levels(Type.STRING, "男", "keep")).containsExactly("男", "*");
    assertThat(levels(Type.STRING, "男", "replace", "with", "x")).containsExactly("x", "*");
    assertThat(levels(Type.STRING, "男", "mask")).containsExactly("*", "*");
    assertThat(levels(Type.LONG, 3L, "keep")).containsExactly(3L, null);
    assertThat(levels(Type.LONG, 33L, "round", "to", 10L)).containsExactly(30L, null);
    assertThat(levels(Type.LONG, 33L, "top", "at", 10L)).containsExactly(10L, null);
    assertThat(levels(Type.LONG, 3L, "bottom", "at", 10L)).containsExactly(10L, null);
    assertThat(levels(Type.DOUBLE, 112.4, "grid", "cell", 0.25))
        .containsExactly(112.375, 112.25, 112.5, 113.0, null);
    assertThat(levels(Type.STRING, "a", "encrypt", ENCRYPTION)).containsExactly(null, "*");
    assertThat(levels(Type.STRING, "a", "token", "domain", "name")).hasSize(2).endsWith("*");
  }

  @Test
  void aTechniqueThatDoesNotFitNamesFileColumnAndRemedy() {
    assertThatThrownBy(() -> apply(Type.STRING, "encipher"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "schemas/health/visits.yaml: column v in conditional: encipher: there is no such"
                + " technique");
    assertThatThrownBy(() -> apply(Type.INTEGER, "range")).hasMessageContaining("width is missing");
    assertThatThrownBy(() -> apply(Type.INTEGER, "range", "width", 2.5))
        .hasMessageContaining("width must be a whole number");
    assertThatThrownBy(() -> apply(Type.INTEGER, "range", "width", 0L))
        .hasMessageContaining("width");
    assertThatThrownBy(() -> apply(Type.INTEGER, "round", "to", 0.5))
        .hasMessageContaining("no more decimals than the column");
    assertThatThrownBy(
            () -> apply(Type.STRING, "generalize", "hierarchy", "region", "level", "village"))
        .hasMessageContaining("street, district, city");
    assertThatThrownBy(() -> apply(Type.STRING, "token", "domain", "phone", "algorithm", "MD5"))
        .hasMessageContaining("unknown token algorithm 'MD5'");
  }

  @Test
  void aSessionWithoutKeysMakesNoTokens() {
    SparkSession reader = SharedSpark.session().newSession();
    reader.conf().set("spark.sql.catalog.lake", Functions.class.getName());

    assertThatThrownBy(() -> reader.sql("SELECT lake.token('1', '" + LABEL + "')").collect())
        .hasStackTraceContaining("this session has no spark.jinyanglake.keys");
    assertThat(reader.sql("SELECT lake.mask('13800000000', 3, 0, '*')").first().getString(0))
        .isEqualTo("138********");
  }

  @Test
  void theCatalogListsItsFunctions() {
    assertThat(
            spark.sql("SHOW USER FUNCTIONS IN lake").collectAsList().stream()
                .map(row -> row.getString(0)))
        .contains("lake.mask", "lake.token", "lake.generalize");
  }

  private static List<Object> levels(Type type, Object value, String name, Object... options) {
    List<Object> levels = new ArrayList<>();
    for (Optional<Technique> next = Optional.of(technique(type, name, options));
        next.isPresent();
        next = next.get().coarser()) {
      levels.addAll(new Applied(type, next.get(), null).to(value));
    }
    return levels;
  }

  private static Applied apply(Type type, String name, Object... options) {
    return new Applied(type, technique(type, name, options), null);
  }

  private static Technique technique(Type type, String name, Object... options) {
    Contract contract =
        new TestContract().column("v", type, Classification.SENSITIVE, name, options).build();
    return new Techniques(contract, Zone.CONDITIONAL, keys, hierarchies).of(contract.column("v"));
  }

  /** A technique and, where it is a function, its call in SQL, which must give the same. */
  private record Applied(Type type, Technique technique, String sql) {

    Applied sql(String call) {
      return new Applied(type, technique, call);
    }

    List<Object> to(Object... values) {
      DataType dataType = SparkTypes.of(type);
      List<Row> rows = Arrays.stream(values).map(RowFactory::create).toList();
      // From a file, so that the plan runs as generated code and is not folded by the optimizer.
      Path file = temp.resolve("v" + System.nanoTime());
      spark
          .createDataFrame(rows, new StructType().add("v", dataType))
          .coalesce(1)
          .write()
          .parquet(file.toString());
      var data = spark.read().parquet(file.toString());
      List<Object> results = new ArrayList<>();
      var desensitized = data.select(technique.apply(functions.col("v")).as("v"));
      assertThat(desensitized.schema().apply(0).dataType())
          .isEqualTo(SparkTypes.of(technique.resultType(type)));
      desensitized.collectAsList().forEach(row -> results.add(row.get(0)));
      if (sql != null) {
        List<Object> bySql = new ArrayList<>();
        data.selectExpr(sql).collectAsList().forEach(row -> bySql.add(row.get(0)));
        assertThat(bySql).isEqualTo(results);
      }
      return results;
    }
  }
}
