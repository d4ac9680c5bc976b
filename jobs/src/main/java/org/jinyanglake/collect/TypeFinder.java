package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

  private record Candidate(FoundType type, Conversion conversion) {}

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
    candidates.removeIf(
        each -> each.conversion.convert(utf8, 0, utf8.length, null, Conversion.CHECK_ONLY) != null);
    measure(value);
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
    if (values == 0 || candidates.isEmpty()) {
      return FoundType.STRING;
    }
    FoundType first = candidates.get(0).type;
    boolean exact = numeric && whole + scale <= MOST_DIGITS;
    return first.logical().equals("number") && exact
        ? new FoundType("number", "decimal(" + (whole + scale) + "," + scale + ")", "")
        : first;
  }

  /** Values that stand for none, as {@code N/A}, where the others are no text. */
  public Set<String> standIns() {
    return found().equals(FoundType.STRING) ? Set.of() : standIns;
  }
}
