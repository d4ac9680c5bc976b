package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What text is a value of which type: exactly that, or a reason that does not show the text. */
class ConversionTest {

  private static final ZoneId TAIYUAN = ZoneId.of("Asia/Shanghai");

  /** The value as text, or why there is none. */
  private static String convert(Type type, String format, String text) {
    SourceField field =
        SourceField.of(
            Delivery.column("c", "c", type, Optional.ofNullable(format), false), Long.MAX_VALUE);
    byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    GenericInternalRow row = new GenericInternalRow(1);
    Misfit misfit = Conversion.to(field, TAIYUAN).convert(utf8, 1, utf8.length - 1, row, 0);
    Misfit again =
        Conversion.to(field, TAIYUAN).convert(utf8, 1, utf8.length - 1, row, Conversion.CHECK_ONLY);
    assertThat(again).as("checking only").isEqualTo(misfit);
    return misfit == null ? Delivery.text(row.get(0, field.type()), field.type()) : misfit.reason();
  }

  @ParameterizedTest(name = "int {0} → {1}")
  @CsvSource(
      delimiter = '→',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          0 → 0
          -0 → 0
          007 → 7
          2147483647 → 2147483647
          -2147483648 → -2147483648
          2147483648 → an integer out of the range of int
          99999999999999999999 → an integer out of the range of int
          '' → an empty text for an integer
          - → signs other than digits in an integer
          +5 → signs other than digits in an integer
          1.0 → a decimal point in an integer
          １２ → full-width digits in an integer
          1,000 → thousands separators in an integer
          1E+12 → an exponent in an integer; digits may already be lost
          '5 ' → spaces in an integer
          '　5' → spaces in an integer
          5元 → letters in an integer
          ￥5 → signs other than digits in an integer
          12a → letters in an integer
          1d → letters in an integer
          NaN → letters in an integer
          """)
  void integers(String text, String expected) {
    assertThat(convert(Type.INTEGER, null, text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "long {0} → {1}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          9223372036854775807 → 9223372036854775807
          -9223372036854775808 → -9223372036854775808
          9223372036854775808 → an integer out of the range of long
          -9223372036854775809 → an integer out of the range of long
          92233720368547758070 → an integer out of the range of long
          00000000000000000000000001 → 1
          """)
  void longs(String text, String expected) {
    assertThat(convert(Type.LONG, null, text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "decimal(10,2) {0} → {1}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          12.30 → 12.30
          12 → 12.00
          .5 → 0.50
          -0.00 → 0.00
          1.500 → 1.50
          12345678.99 → 12345678.99
          0000000000001.5 → 1.50
          1.005 → more than 2 digits after the decimal point
          0.001 → more than 2 digits after the decimal point
          123456789 → more than 8 digits before the decimal point
          1,234.5 → thousands separators in a decimal
          1e2 → an exponent in a decimal; digits may already be lost
          1.0E+12 → an exponent in a decimal; digits may already be lost
          5. → no digits after the decimal point
          1.2.3 → signs other than digits in a decimal
          1.005x → letters in a decimal
          ３％ → full-width digits in a decimal
          NaN → letters in a decimal
          . → signs other than digits in a decimal
          """)
  void decimals(String text, String expected) {
    assertThat(convert(Type.decimal(10, 2), null, text)).isEqualTo(expected);
  }

  @Test
  void decimalsOfMoreDigitsThanALongHolds() {
    assertThat(convert(Type.decimal(38, 4), null, "-1234567890123456789012345678901234.5000"))
        .isEqualTo("-1234567890123456789012345678901234.5000");
    assertThat(convert(Type.decimal(38, 4), null, "12345678901234567890123456789012345"))
        .isEqualTo("more than 34 digits before the decimal point");
  }

  @ParameterizedTest(name = "double {0} → {1}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          1 → 1.0
          -12.75 → -12.75
          0.1 → 0.1
          1e3 → 1000.0
          1.5E-3 → 0.0015
          -0.0 → 0.0
          -0 → 0.0
          0e-400 → 0.0
          123456789012345678901234567890 → 1.2345678901234568E29
          1e400 → a number too large for a double
          -1e400 → a number too large for a double
          1e-400 → a number that is not zero but too small for a double
          1d → letters in a number
          2f → letters in a number
          0x1p3 → letters in a number
          NaN → letters in a number
          Infinity → letters in a number
          Inf → letters in a number
          １２ → full-width digits in a number
          1,234.5 → thousands separators in a number
          1e → letters in a number
          1. → no digits after the decimal point
          """)
  void doubles(String text, String expected) {
    assertThat(convert(Type.DOUBLE, null, text)).isEqualTo(expected);
  }

  @Property
  boolean everyDoubleComesBackAsItWasWritten(@ForAll double value) {
    double positiveZero = value == 0 ? 0.0 : value;
    return convert(Type.DOUBLE, null, String.valueOf(value)).equals(String.valueOf(positiveZero));
  }

  @Property
  boolean everyShortDecimalIsTheNearestDouble(@ForAll int unscaled, @ForAll byte places) {
    String text = java.math.BigDecimal.valueOf(unscaled, Math.abs(places) % 25).toPlainString();
    return convert(Type.DOUBLE, null, text).equals(String.valueOf(Double.parseDouble(text) + 0.0));
  }

  @Property
  boolean everyLongComesBackAsItWasWritten(@ForAll long value) {
    return convert(Type.LONG, null, String.valueOf(value)).equals(String.valueOf(value));
  }

  @ParameterizedTest(name = "boolean {0} → {1}")
  @CsvSource(
      delimiter = '→',
      textBlock =
          """
          true → true
          FALSE → false
          True → true
          T → neither true nor false, which are the only booleans
          1 → neither true nor false, which are the only booleans
          是 → neither true nor false, which are the only booleans
          """)
  void booleans(String text, String expected) {
    assertThat(convert(Type.BOOLEAN, null, text)).isEqualTo(expected);
  }

  @Nested
  class Dates {

    @ParameterizedTest(name = "date {0} → {1}")
    @CsvSource(
        delimiter = '→',
        textBlock =
            """
            2020-02-29 → 2020-02-29
            1850-12-31 → 1850-12-31
            9999-12-31 → 9999-12-31
            2026-02-30 → a date that does not exist
            2026-13-01 → a date that does not exist
            0000-00-00 → a date that does not exist
            0000-01-01 → a date that does not exist
            12026-01-01 → not written as the date pattern says, yyyy-MM-dd
            46000 → not written as the date pattern says, yyyy-MM-dd
            2026 → not written as the date pattern says, yyyy-MM-dd
            2026-1-1 → not written as the date pattern says, yyyy-MM-dd
            2026-01-01T00:00:00 → a time beside the date
            ２０２６-01-01 → not written as the date pattern says, yyyy-MM-dd
            """)
    void asIso8601(String text, String expected) {
      assertThat(convert(Type.DATE, null, text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "date {1} by {0} → {2}")
    @CsvSource(
        delimiter = '→',
        textBlock =
            """
            yyyy/MM/dd → 2020/01/11 → 2020-01-11
            yyyyMMdd → 20200111 → 2020-01-11
            dd.MM.uuuu → 11.01.2020 → 2020-01-11
            yyyy年MM月dd日 → 2020年01月11日 → 2020-01-11
            yyyy年M月d日 → 2020年1月11日 → 2020-01-11
            d/M/yyyy → 30/2/2020 → not written as the date pattern says, d/M/yyyy
            d/M/yyyy → 29/2/2020 → 2020-02-29
            d/M/yyyy → 1/1/0000 → a date that does not exist
            yyyy/MM/dd → 2020-01-11 → not written as the date pattern says, yyyy/MM/dd
            """)
    void byAPattern(String pattern, String text, String expected) {
      assertThat(convert(Type.DATE, pattern, text)).isEqualTo(expected);
    }
  }

  @Nested
  class Timestamps {

    @ParameterizedTest(name = "timestamp {0} → {1}")
    @CsvSource(
        delimiter = '→',
        textBlock =
            """
            2020-01-11T08:30:00 → 2020-01-11T00:30:00Z
            2020-01-11 08:30:00 → 2020-01-11T00:30:00Z
            2020-01-11T08:30:00.5 → 2020-01-11T00:30:00.500Z
            2020-01-11T08:30:00.123456 → 2020-01-11T00:30:00.123456Z
            2020-01-11T08:30:00.123456000 → 2020-01-11T00:30:00.123456Z
            2020-01-11T08:30:00.1234567 → a fraction finer than a microsecond
            2020-01-11T08:30:00Z → 2020-01-11T08:30:00Z
            2020-01-11T08:30:00+01:00 → 2020-01-11T07:30:00Z
            2020-01-11T08:30:00+0100 → 2020-01-11T07:30:00Z
            2020-01-11T08:30:00-01 → 2020-01-11T09:30:00Z
            1986-05-04T02:30:00 → a time that does not exist in Asia/Shanghai: clocks skipped it
            1986-09-14T01:30:00 → 1986-09-13T16:30:00Z
            1986-07-01T12:00:00 → 1986-07-01T03:00:00Z
            1850-01-01T00:00:00 → 1849-12-31T15:54:17Z
            2020-01-11T24:00:00 → a date or time that does not exist
            2020-01-11T23:59:60 → a date or time that does not exist
            2020-02-30T00:00:00 → a date or time that does not exist
            10:00:00 → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            2020-01-11 → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            2020-01-11T08:30 → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            2020-01-11T08:30:00. → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            2020-01-11T08:30:00+25:00 → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            46000.5 → not written as ISO 8601, yyyy-MM-ddTHH:mm:ss
            """)
    void asIso8601(String text, String expected) {
      assertThat(convert(Type.TIMESTAMP, null, text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "timestamp {1} by {0} → {2}")
    @CsvSource(
        delimiter = '→',
        textBlock =
            """
            yyyy-MM-dd HH:mm:ss → 2020-01-11 08:30:00 → 2020-01-11T00:30:00Z
            yyyy/MM/dd HH:mm → 2020/01/11 08:30 → 2020-01-11T00:30:00Z
            yyyyMMddHHmmssSSS → 20200111083000250 → 2020-01-11T00:30:00.250Z
            yyyy/M/d H:mm → 2020/1/11 8:30 → 2020-01-11T00:30:00Z
            yyyy-MM-dd'T'HH:mm:ssXXX → 2020-01-11T08:30:00+01:00 → 2020-01-11T07:30:00Z
            yyyy-MM-dd HH:mm:ss → 2020-01-11 24:00:00 → a date or time that does not exist
            yyyy/M/d H:mm → 2020/1/11 → not written as the pattern says, yyyy/M/d H:mm
            yyyy/M/d H:mm → 2020/2/30 8:30 → not written as the pattern says, yyyy/M/d H:mm
            """)
    void byAPattern(String pattern, String text, String expected) {
      assertThat(convert(Type.TIMESTAMP, pattern, text)).isEqualTo(expected);
    }
  }
}
