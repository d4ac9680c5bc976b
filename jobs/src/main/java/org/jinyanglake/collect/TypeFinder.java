package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.collect.dialect.CellType;

/**
 * Finds the narrowest type that takes all values of a column, by the conversions with which
 * collection would read them. Not for several threads.
 */
public final class TypeFinder {

  private static final List<String> DATES =
      List.of(
          "",
          "yyyy/M/d",
          "yyyyMMdd",
          "yyyy.M.d",
          "yyyy年M月d日",
          "d/M/yyyy",
          "M/d/yyyy",
          "d.M.yyyy",
          "d-M-yyyy",
          "M/d/yy",
          "d-MMM-yy",
          "d-MMM-yyyy");
  private static final List<String> TIMES =
      List.of(
          "",
          "yyyy/M/d H:mm:ss",
          "yyyy/M/d H:mm",
          "yyyy-MM-dd HH:mm",
          "yyyyMMddHHmmss",
          "d/M/yyyy H:mm:ss",
          "d/M/yyyy H:mm",
          "M/d/yyyy H:mm:ss",
          "M/d/yyyy H:mm",
          "M/d/yy H:mm");
  private static final Pattern DECIMAL = Pattern.compile("-?(\\d+)(?:\\.(\\d+))?");

  /** Numbers of more digits are doubles. */
  private static final int MOST_DIGITS = 18;

  /** A type that more of the values than one in so many do not have is none of theirs. */
  private static final int MOST_MISFITS = 50;

  /** Of fewer values one that does not fit says as much as the others. */
  private static final int FEW_VALUES = 50;

  private static final class Candidate {
    final FoundType type;
    final Conversion conversion;
    long misfits;

    Candidate(FoundType type, Conversion conversion) {
      this.type = type;
      this.conversion = conversion;
    }

    boolean fits() {
      return misfits == 0;
    }
  }

  private final List<Candidate> candidates = new ArrayList<>();
  private final Set<String> standIns = new TreeSet<>();
  private boolean numeric = true;
  private int whole = 1;
  private int scale;
  private long values;

  public TypeFinder() {
    add("boolean", DataTypes.BooleanType, "");
    add("integer", DataTypes.LongType, "");
    DATES.forEach(format -> add("date", DataTypes.DateType, format));
    TIMES.forEach(format -> add("timestamp", DataTypes.TimestampType, format));
    add("number", DataTypes.DoubleType, "");
  }

  private void add(String logical, DataType type, String format) {
    SourceField field = new SourceField("", "", type, format.isEmpty() ? null : format, false);
    candidates.add(
        new Candidate(new FoundType(logical, "", format), Conversion.to(field, ZoneOffset.UTC)));
  }

  /** Looks at a value; null and empty text say nothing. */
  public void add(String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    if (CellType.of(value) == CellType.MISSING) {
      standIns.add(value);
      return;
    }
    values++;
    if (candidates.isEmpty()) {
      return;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    candidates.removeIf(each -> isNoneOf(each, utf8));
    measure(value);
  }

  /** Whether a type cannot be the column's any more, counting the values that it does not take. */
  private boolean isNoneOf(Candidate type, byte[] utf8) {
    if (type.conversion.convert(utf8, 0, utf8.length, null, Conversion.CHECK_ONLY) != null) {
      type.misfits++;
    }
    return type.misfits * MOST_MISFITS > Math.max(values, FEW_VALUES);
  }

  /** Digits before and after the point; numbers that begin with zeros are codes. */
  private void measure(String value) {
    var number = DECIMAL.matcher(value);
    if (!number.matches()) {
      numeric = false;
      return;
    }
    String digits = number.group(1);
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      candidates.removeIf(
          each -> each.type.logical().equals("integer") || each.type.logical().equals("number"));
    }
    whole = Math.max(whole, digits.length());
    scale = Math.max(scale, number.group(2) == null ? 0 : number.group(2).length());
  }

  /** The type; text if no value was looked at. */
  public FoundType found() {
    Optional<Candidate> fitting = candidates.stream().filter(Candidate::fits).findFirst();
    if (values == 0 || fitting.isEmpty()) {
      return FoundType.STRING;
    }
    FoundType first = fitting.get().type;
    boolean exact = numeric && whole + scale <= MOST_DIGITS;
    return first.logical().equals("number") && exact
        ? new FoundType("number", "decimal(" + (whole + scale) + "," + scale + ")", "")
        : first;
  }

  /**
   * Of a column that is text for the sake of a few values: which date, time or whole number nearly
   * all are, in words. Numbers with a fraction are not told, for their digits are not known.
   */
  public Optional<String> nearly() {
    if (values < FEW_VALUES || !found().equals(FoundType.STRING)) {
      return Optional.empty();
    }
    return candidates.stream()
        .filter(each -> !each.type.logical().matches("boolean|number"))
        .min(Comparator.comparingLong(each -> each.misfits))
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%,d of %,d values are %s; with that type the rows of the others are refused",
                    values - each.misfits,
                    values,
                    each.type));
  }

  /** Values that stand for none, as {@code N/A}, where the others are no text. */
  public Set<String> standIns() {
    return found().equals(FoundType.STRING) ? Set.of() : standIns;
  }
}
