package org.jinyanglake.overlap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SketchTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final byte[] KEY = "sixteen bytes...".getBytes(UTF_8);

  private static String canonical(String text) {
    UTF8String value = UTF8String.fromString(text);
    return CanonicalValue.isPlain(value) ? text : canonical(each -> each.text(value));
  }

  private static String canonical(Consumer<CanonicalValue> write) {
    CanonicalValue value = new CanonicalValue(ZONE);
    write.accept(value);
    return new String(value.bytes(), 0, value.length(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        " 小店区 ,小店区",
        "Ａｂ１,Ab1",
        "　迎泽区,迎泽区",
        "1.0,1",
        "-0.50,-0.5",
        "+7,7",
        "0.00,0",
        "007,007",
        "00.5,00.5",
        "1.2.3,1.2.3",
        "2024/3/4,2024-03-04",
        "2024年3月4日,2024-03-04",
        "2024.03.04 8:05,2024-03-04T08:05:00",
        "2024-03-04T08:05:09.000,2024-03-04T08:05:09",
        "2024-03-04 00:00:00,2024-03-04",
        "2024-02-30,2024-02-30",
        "13-14号,13-14号",
        "é,é",
        "ABC,ABC",
        "' ',''"
      })
  void textHasOneForm(String text, String form) {
    assertThat(canonical(text)).isEqualTo(form);
  }

  @Test
  void aValueIsWrittenAlikeInAllTypes() {
    assertThat(canonical(each -> each.whole(-120))).isEqualTo("-120");
    assertThat(canonical(each -> each.whole(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
    assertThat(canonical(each -> each.real(-120.0))).isEqualTo("-120");
    assertThat(canonical(each -> each.real(0.125))).isEqualTo("0.125");
    assertThat(canonical(each -> each.real(1e20))).isEqualTo("100000000000000000000");
    assertThat(canonical(each -> each.decimal(-12000, 2))).isEqualTo("-120");
    assertThat(canonical(each -> each.decimal(-105, 2))).isEqualTo("-1.05");
    assertThat(canonical(each -> each.decimal(Decimal.apply("1.50").toJavaBigDecimal())))
        .isEqualTo("1.5");
    assertThat(canonical(each -> each.day((int) LocalDate.of(1895, 3, 4).toEpochDay())))
        .isEqualTo("1895-03-04");
    assertThat(canonical(each -> each.instant(micros("2024-03-03T16:00:00Z"))))
        .isEqualTo("2024-03-04");
    assertThat(canonical(each -> each.instant(micros("2024-03-04T00:05:09.25Z"))))
        .isEqualTo("2024-03-04T08:05:09.250000");
    assertThat(canonical(each -> each.instant(micros("1990-06-01T00:00:00Z"))))
        .as("summer time")
        .isEqualTo("1990-06-01T09:00:00");
  }

  private static long micros(String instant) {
    return Instant.parse(instant).toEpochMilli() * 1000;
  }

  /** The example of SipHash's paper, appendix A. */
  @Test
  void hashesAreThoseOfSipHash() {
    byte[] numbers = new byte[16];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (byte) i;
    }
    KeyedHash hash = new KeyedHash(numbers);
    for (int round = 0; round < 2; round++) {
      assertThat(hash.of(numbers, 15)).isEqualTo(0xa129ca6149be45e5L);
    }
    assertThat(hash.of(UTF8String.fromBytes(numbers, 0, 15))).isEqualTo(0xa129ca6149be45e5L);
  }

  private static RowSketcher.Layout layout(String... names) {
    return new RowSketcher.Layout(
        List.of(names),
        Stream.of(names).map(name -> name.equals("n") ? Type.INTEGER : Type.STRING).toList(),
        List.of(names[0]),
        ZONE);
  }

  private static TableSketch people(int from, int to, byte[] key) {
    RowSketcher sketcher = new RowSketcher(layout("id", "name", "n"), key);
    IntStream.range(from, to).mapToObj(SketchTest::person).forEach(sketcher::add);
    return sketcher.sketch();
  }

  private static InternalRow person(int i) {
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString("B%07d".formatted(i)), UTF8String.fromString("人" + i % 5000), i
        });
  }

  @Test
  void sharesAreNearTheTruth() {
    TableSketch all = people(0, 200_000, KEY);
    TableSketch part = people(150_000, 250_000, KEY);
    assertThat(all.columns().get("id").distinct()).isCloseTo(200_000, within(10_000.0));
    assertThat(all.columns().get("name").distinct()).isCloseTo(5000, within(250.0));
    Share share = Share.of(part.keys(), all.keys());
    assertThat(share.estimate()).isCloseTo(0.5, within(0.04));
    assertThat(share.least()).isLessThan(share.estimate());
    assertThat(Share.of(all.rows(), part.rows()).estimate()).isCloseTo(0.25, within(0.04));
    // Exact where neither is larger than its sketch.
    assertThat(Share.of(people(0, 400, KEY).rows(), people(100, 4000, KEY).rows()).estimate())
        .isEqualTo(0.75);
  }

  @Test
  void partsAddUpToTheWhole() {
    TableSketch whole = people(0, 30_000, KEY);
    TableSketch sum = people(0, 12_000, KEY).with(people(10_000, 30_000, KEY));
    assertThat(sum.count()).isEqualTo(32_000);
    assertThat(Share.of(whole.keys(), sum.keys()).estimate()).isEqualTo(1);
    assertThat(sum.columns().get("id").distinct())
        .isCloseTo(whole.columns().get("id").distinct(), within(1500.0));
    TableSketch read = TableSketch.of(sum.bytes());
    assertThat(read.key()).containsExactly("id");
    assertThat(read.rows().getEstimate()).isEqualTo(sum.rows().getEstimate());
  }

  @Test
  void nothingIsTriedOutWithoutTheKey() {
    byte[] other = "other 16 bytes..".getBytes(UTF_8);
    TableSketch mine = people(0, 3000, KEY);
    assertThat(Share.of(people(0, 3000, other).keys(), mine.keys())).isEqualTo(Share.NONE);
    assertThat(Share.of(people(0, 3000, other).rows(), mine.rows())).isEqualTo(Share.NONE);
    byte[] bytes = mine.bytes();
    String stored = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(stored).doesNotContain("B0000001", new String(KEY, UTF_8));
    assertThat(Arrays.equals(bytes, people(0, 3000, KEY).bytes())).isTrue();
  }
}
