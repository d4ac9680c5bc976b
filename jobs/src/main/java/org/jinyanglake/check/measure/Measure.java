package org.jinyanglake.check.measure;

import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Entity;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that is measured.
 *
 * @param metric deequ's name of the metric ({@code Completeness}, {@code ApproxCountDistinct},
 *     {@code Mean}, {@code StandardDeviation}, {@code Minimum}, {@code Maximum}, {@code Sum},
 *     {@code Uniqueness}, {@code ApproxQuantiles-0.5}); what deequ calls Size is {@code RowCount},
 *     as in DQDL
 * @param column the column; of several, their names with commas between; empty: the dataset
 */
public record Measure(String metric, String column) implements Comparable<Measure> {
  public static final Measure ROW_COUNT = new Measure("RowCount", "");

  private static final Pattern TEXT = Pattern.compile("([A-Za-z][A-Za-z0-9.-]*)(?:\\((.+)\\))?");
  private static final Comparator<Measure> ORDER =
      Comparator.comparing(Measure::column).thenComparing(Measure::metric);

  /**
   * The inverse of {@link #toString}.
   *
   * @throws IllegalArgumentException if the text names no measure
   */
  public static Measure parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a measure; write it as RowCount or Completeness(street)");
    }
    return new Measure(parts.group(1), parts.group(2) == null ? "" : parts.group(2));
  }

  /** What a metric of deequ measures. */
  static Measure of(DoubleMetric metric) {
    boolean dataset = metric.entity().equals(Entity.Dataset());
    return new Measure(
        metric.name().equals("Size") ? ROW_COUNT.metric : metric.name(),
        dataset ? "" : metric.instance());
  }

  /** By column, those of the dataset first, then by metric. */
  @Override
  public int compareTo(Measure other) {
    return ORDER.compare(this, other);
  }

  /** As {@code RowCount}, {@code Completeness(street)}. */
  @Override
  public String toString() {
    return column.isEmpty() ? metric : metric + "(" + column + ")";
  }
}
