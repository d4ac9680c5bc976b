package org.jinyanglake.release;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.jinyanglake.release.identifiers.Identifier;
import org.jinyanglake.release.identifiers.IdentifierScanner;

/**
 * Judges the values of one column of one file and counts what is wrong with them. A value that is
 * told with all its rows is judged once.
 */
final class ColumnTally {

  private static final double CHANCE = 0.2;
  private static final int BY_CHANCE = 6;

  private final FileVisit.Opened column;
  private final IdentifierScanner scanner = new IdentifierScanner();
  private final long[] hits = new long[Identifier.values().length];

  /** Values of 15 digits, and those of them that look like old resident IDs. */
  private final long[] fifteenDigits = new long[2];

  /** Rows of each value of a column of means. */
  private final Map<Object, Long> groups = new HashMap<>();

  /** Values with classified content, by rule. */
  private final Map<String, Long> classified = new TreeMap<>();

  private final ClassifiedScanner classifiedScanner;
  private final ValueCount.Counter values = new ValueCount.Counter();
  private final Sums sums = new Sums();
  private long misshapen;
  private long strings;

  /** Values that were scanned, each as often as {@link #weight} says. */
  private long scanned;

  ColumnTally(FileVisit.Opened column, ClassifiedScanner classifiedScanner) {
    this.column = column;
    this.classifiedScanner = classifiedScanner;
  }

  /** Judges a value, not null, that stands in so many rows, and counts them. */
  void add(Object value, long rows) {
    values.add(value, rows);
    if (column.summed()) {
      sums.add(value, rows);
    }
    judge(value, rows);
  }

  /** Judges a value, not null, that may stand in no row. */
  void judge(Object value, long rows) {
    boolean fits = column.form().admits(value);
    if (!fits) {
      misshapen += rows;
    }
    if (column.token() && fits) {
      return;
    }
    if (column.form().leastRows() > 1) {
      groups.merge(value, rows, Long::sum);
    }
    if (value instanceof String text) {
      strings += rows;
      if (!column.encrypted() || !fits) {
        addClassified(text, rows);
      }
    }
    scanned += weight(rows);
    addFound(scan(value), weight(rows));
  }

  /** One value that looks like a number by chance may stand in many rows: of those it is one. */
  private long weight(long rows) {
    return column.encrypted() ? Math.min(1, rows) : rows;
  }

  /** Judges a text that may be a part of a value only, as far as that can be told. */
  void addPart(String text) {
    if (!column.token() && !column.encrypted()) {
      addClassified(text, 1);
      addFound(scanner.scan(text), 1);
    }
  }

  private void addClassified(String text, long rows) {
    TreeSet<String> rules = classifiedScanner.scan(text, column.plates());
    if (rules != null) {
      rules.forEach(rule -> classified.merge(rule, rows, Long::sum));
    }
  }

  private void addFound(int found, long rows) {
    if (found == 0) {
      return;
    }
    for (Identifier kind : Identifier.values()) {
      if (kind.in(found)) {
        hits[kind.ordinal()] += rows;
      }
    }
    fifteenDigits[0] += (found & IdentifierScanner.FIFTEEN_DIGITS) != 0 ? rows : 0;
    fifteenDigits[1] += (found & IdentifierScanner.OLD_ID_SHAPE) != 0 ? rows : 0;
  }

  /** Text, and numbers that may be identifiers without their quotes; dates hold none. */
  private int scan(Object value) {
    if (value instanceof String text) {
      return scanner.scan(text) | (column.cue().isEmpty() ? 0 : scanner.scan(column.cue() + text));
    }
    if (value instanceof Long number) {
      return scanner.scan(number);
    }
    if (value instanceof Double number) {
      return scanner.scan((long) (double) number);
    }
    if (value instanceof BigDecimal number) {
      boolean longWhole = number.precision() - number.scale() > 10;
      boolean longFraction = number.scale() > 10;
      return longWhole || longFraction ? scanDecimal(number.abs().toPlainString()) : 0;
    }
    return 0;
  }

  /** What stands before the point and after it, each by itself. */
  private int scanDecimal(String plain) {
    int point = plain.indexOf('.');
    return point < 0
        ? scanner.scan(plain)
        : scanner.scan(plain.substring(0, point))
            | scanner.scan(plain.substring(point + 1).replaceFirst("0+$", ""));
  }

  void report(Findings findings) {
    reportWrong("values", findings);
    findings.fifteenDigits.merge(
        column.name(), fifteenDigits, (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
    findings.stringsScanned += strings;
    findings.values.merge(column.name(), values.count(), ValueCount::and);
    if (column.summed()) {
      findings.sums.computeIfAbsent(column.name(), any -> new Sums()).add(sums);
    }
    groups.forEach(
        (value, rows) ->
            findings
                .groups
                .computeIfAbsent(column.name(), any -> new HashMap<>())
                .merge(ClassKey.of(List.of(value)), rows, Long::sum));
  }

  /** Only what is wrong with values; {@code where} says which. */
  void reportWrong(String where, Findings findings) {
    for (Identifier kind : Identifier.values()) {
      if (column.encrypted() && hits[kind.ordinal()] <= byChance()) {
        continue;
      }
      findings.add(
          Check.IDENTIFIERS,
          column.name(),
          where + " that hold a " + kind.label(),
          hits[kind.ordinal()]);
    }
    reportClassified(where, column.name(), classified, findings);
    findings.add(
        Check.FORMS, column.name(), where + " that its technique cannot have produced", misshapen);
  }

  /**
   * How many of the values may look like one kind of identifier, as numbers do that are evenly
   * spread: of eleven digits one in 17 is a mobile number, which goes beyond this bound in one file
   * of a million. Plain identifiers do from eight values on.
   */
  private double byChance() {
    return BY_CHANCE + CHANCE * scanned;
  }

  static void reportClassified(
      String where, String columns, Map<String, Long> counts, Findings findings) {
    counts.forEach(
        (rule, count) ->
            findings.add(
                Check.CLASSIFIED,
                columns,
                where
                    + " with classified content by the rule "
                    + rule
                    + "; leave them out at their source or close the column",
                count));
  }
}
