package org.jinyanglake.reliability;

import java.util.List;

/** R44 to R60 and R69: what stands in cells. */
final class BadValues {
  private BadValues() {}

  private static BadInput of(String number, String what, String type) {
    return new BadInput(number, what).column("id, logicalType: string").column("v, " + type);
  }

  private static String cells(String... values) {
    StringBuilder csv = new StringBuilder("id,v\n");
    for (int i = 0; i < values.length; i++) {
      csv.append((char) ('A' + i)).append(",\"").append(values[i]).append("\"\n");
    }
    return csv.toString();
  }

  static List<BadInput> all() {
    String date = "logicalType: date";
    String time = "logicalType: timestamp";
    String integer = "logicalType: integer";
    String decimal = "logicalType: number, physicalType: \"decimal(10,2)\"";
    String real = "logicalType: number, physicalType: double";
    String flag = "logicalType: boolean";
    String text = "logicalType: string";
    String key = "logicalType: string, primaryKey: true, required: true";
    return List.of(
        of("R44", "a day that no calendar has", date)
            .csv(cells("2026-02-30", "2026-02-28"))
            .stores("B|2026-02-28")
            .refuses("v: a date that does not exist"),
        of("R45", "dates and times that plain Spark takes", date)
            .csv(cells("0000-00-00", "12026-01-01", "46000", "2026", "2026-1-5", "2026-01-05"))
            .stores("F|2026-01-05")
            .refuses(
                "v: a date that does not exist",
                "v: not written as",
                "v: not written as",
                "v: not written as",
                "v: not written as"),
        of("R45b", "hours and minutes that no clock shows", time)
            .csv(cells("2026-01-01 24:00:00", "2026-01-01 10:60:00", "2026-01-01 10:00:60"))
            .refuses(
                "v: a date or time that does not exist",
                "v: a date or time that does not exist",
                "v: a date or time that does not exist"),
        of("R46", "a time without a day, which plain Spark dates today", time)
            .csv(cells("10:00:00", "2026-01-01T10:00:00"))
            .stores("B|2026-01-01 02:00:00")
            .refuses("v: not written as ISO 8601"),
        of("R47", "times of the contract's zone, in a gap of 1986, and with an offset", time)
            .csv(cells("1986-05-04 02:30:00", "1986-05-04 01:30:00", "2026-01-01T10:00:00Z"))
            .stores("B|1986-05-03 17:30:00", "C|2026-01-01 10:00:00")
            .refuses("v: a time that does not exist in Asia/Shanghai: clocks skipped it"),
        of("R48", "full-width digits", integer)
            .csv(cells("１２", "12"))
            .stores("B|12")
            .refuses("v: full-width digits in an integer"),
        of("R49", "thousands separators, currencies and units", decimal)
            .csv(cells("1,234.5", "￥5", "5元", "3%", "５％", "1234.5"))
            .stores("F|1234.50")
            .refuses(
                "v: thousands separators in a decimal",
                "v: signs other than digits in a decimal",
                "v: letters in a decimal",
                "v: signs other than digits in a decimal",
                "v: full-width digits in a decimal"),
        of("R50", "numbers that no double holds", real)
            .csv(cells("1e400", "1e-400", "1e3"))
            .stores("C|1000.0")
            .refuses(
                "v: a number too large for a double",
                "v: a number that is not zero but too small for a double"),
        of("R51", "numbers of Java's grammar", real)
            .csv(cells("1d", "2f", "0x1p3"))
            .refuses("v: letters", "v: letters", "v: letters"),
        of("R52", "what is not a number", real)
            .csv(cells("NaN", "Inf", "-Infinity"))
            .refuses("v: letters", "v: letters", "v: letters"),
        of("R53", "a zero with a sign", real).csv(cells("-0", "-0.0")).stores("A|0.0", "B|0.0"),
        of("R54", "more decimals or digits than declared", decimal)
            .csv(cells("1.005", "123456789", "1.500"))
            .stores("C|1.50")
            .refuses(
                "v: more than 2 digits after the decimal point",
                "v: more than 8 digits before the decimal point"),
        of("R55", "leading zeros of an identifier", text).csv(cells("007")).stores("A|007"),
        of("R56", "an identifier that a spreadsheet rounded", integer)
            .csv(cells("1.4010519E+17"))
            .refuses("v: an exponent in an integer; digits may already be lost"),
        of("R57", "five ways to write nothing", text)
            .server("nullValues", "['', '-', '无']")
            .csv(cells("NULL", "\\N", "-", "无", "", "  "))
            .stores("A|NULL", "B|\\N", "C|null", "D|null", "E|null", "F|  "),
        of("R58", "truth in words that the contract does not declare", flag)
            .csv(cells("true", "false", "T", "是", "1"))
            .stores("A|true", "B|false")
            .refuses(
                "v: neither true nor false",
                "v: neither true nor false",
                "v: neither true nor false"),
        of(
                "R58b",
                "truth in words that it declares",
                flag
                    + ", customProperties: [{property: trueValues, value: [是, T]}, {property:"
                    + " falseValues, value: [否, F]}]")
            .csv(cells("是", "F", "true"))
            .stores("A|true", "B|false")
            .refuses("v: neither one of trueValues nor of falseValues"),
        of("R59", "invisible characters around a key and in a text", key)
            .csv(cells("\u200bK1\u3000", " K2", "K\u00a03"))
            .stores("A|K1", "B|K2", "C|K\u00a03"),
        of("R60", "one key in two Unicode forms", key)
            .table("loadMode", "upsert")
            .table("orderColumn", "id")
            .csv(cells("e\u0301", "\u00e9"))
            .stores("B|\u00e9")
            .replaces(1),
        of(
                "R69",
                "days that come late, in any order, or from another century",
                date + ", partitioned: true, required: true")
            .csv(cells("2024-03-02", "1899-12-31", "2024-03-01"))
            .stores("A|2024-03-02", "B|1899-12-31", "C|2024-03-01"));
  }
}
