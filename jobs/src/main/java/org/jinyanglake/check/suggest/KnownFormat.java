package org.jinyanglake.check.suggest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Formats of standards. A pattern says how values are written; check characters are beyond it.
 * Written without backslashes, which YAML and DQDL would both want a say in.
 */
enum KnownFormat {
  RESIDENT_ID(
      "GB 11643",
      true,
      "[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"),
  CREDIT_CODE("GB 32100", true, "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"),
  ORGANIZATION_CODE("GB 11714", true, "[0-9A-Z]{8}-?[0-9X]"),
  MOBILE("mobile number", true, "1[3-9][0-9]{9}"),
  LANDLINE("telephone number", true, "(0[0-9]{2,3}-?)?[0-9]{7,8}"),
  BANK_CARD("ISO/IEC 7812", true, "[0-9]{16,19}"),
  PLATE("GA 36", true, "[一-龥][A-Z][A-Z0-9]{5,6}"),
  VIN("GB 16735", true, "[0-9A-HJ-NPR-Z]{17}"),
  EMAIL("address of mail", true, "[^@ ]{1,64}@[^@ ]{1,255}"),
  REGION(
      "GB/T 2260, GB/T 10114",
      true,
      "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}([0-9]{3}|[0-9]{6})?"),
  DATE("date, GB/T 7408", false, "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
  BASIC_DATE("date, GB/T 7408", false, "(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"),
  TIME("time, GB/T 7408", false, "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?");

  /** Codes that the standards list, by what a column holds. */
  private static final List<String> SEXES = List.of("男", "女", "未知", "未说明");

  private final String standard;
  private final boolean recognized;
  private final String pattern;

  /**
   * @param recognized whether a recognizer has to agree, as other numbers are written so too
   */
  KnownFormat(String standard, boolean recognized, String pattern) {
    this.standard = standard;
    this.recognized = recognized;
    this.pattern = pattern;
  }

  String standard() {
    return standard;
  }

  String pattern() {
    return pattern;
  }

  /**
   * The format of a column.
   *
   * @param kind what recognizers take it for, as {@code RESIDENT_ID}; empty if for nothing
   */
  static Optional<KnownFormat> of(List<String> values, String kind, double least) {
    return Arrays.stream(values())
        .filter(each -> !each.recognized || each.name().equals(kind))
        .filter(each -> each.share(values) >= least)
        .findFirst();
  }

  /** The standard's codes if the column has no others. */
  static Optional<List<String>> codes(List<String> values, String kind) {
    return kind.equals("SEX") && SEXES.containsAll(Set.copyOf(values))
        ? Optional.of(SEXES)
        : Optional.empty();
  }

  private double share(List<String> values) {
    Pattern compiled = Pattern.compile(pattern);
    return (double) values.stream().filter(value -> compiled.matcher(value).matches()).count()
        / values.size();
  }
}
