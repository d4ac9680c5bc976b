package org.jinyanglake.utility;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a column's values are spread before and after, under labels that are published anyway.
 *
 * @param column its name
 * @param bars the most frequent ones, in the order of the values where they have any
 * @param distance how far the two are apart, from 0 (the same) to 1: half of the sum of the
 *     differences of all shares (total variation), of all labels, also hidden ones
 */
public record Marginal(String column, List<Bar> bars, double distance) {
  static final int MOST_BARS = 14;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final int BINS = 10;
  private static final double MOST_IN_BINS = 0.9;

  /**
   * A column of labels. Each value stands under the narrowest label that covers it; a wider label
   * is spread evenly over the values that it covers.
   */
  static Marginal ofLabels(String column, Domain domain, Utility.Question asked) {
    int[] narrowest = narrowest(domain);
    int labels = domain.labels().size();
    double[] was = new double[labels + 1]; // the last one: values that no label covers
    for (int value : domain.raw()) {
      was[narrowest[value]] += 1;
    }
    double[] is = new double[labels + 1];
    for (int label : domain.published()) {
      var extent = domain.extents().get(label);
      double each = 1.0 / Math.max(1, extent.cardinality());
      if (extent.isEmpty()) {
        is[label] += 1;
      }
      extent.stream().forEach(value -> is[narrowest[value]] += each);
    }
    List<Count> counts = new ArrayList<>();
    for (int label = 0; label <= labels; label++) {
      if (was[label] > 0 || is[label] > 0) {
        String text = label == labels ? "" : text(domain.labels().get(label), asked.zone());
        counts.add(new Count(text, order(domain, label), was[label], is[label]));
      }
    }
    return of(column, counts, asked.before().weight(), asked.after().weight(), asked.k());
  }

  private static int[] narrowest(Domain domain) {
    int[] narrowest = new int[domain.values().size()];
    int labels = domain.labels().size();
    for (int value = 0; value < narrowest.length; value++) {
      narrowest[value] = labels;
      int width = Integer.MAX_VALUE;
      for (int label = 0; label < labels; label++) {
        var extent = domain.extents().get(label);
        if (extent.get(value) && extent.cardinality() < width) {
          width = extent.cardinality();
          narrowest[value] = label;
        }
      }
    }
    return narrowest;
  }

  /** By the first value that a label covers, where values have an order; else all are alike. */
  private static int order(Domain domain, int label) {
    return domain.isOrdered() && label < domain.labels().size()
        ? domain.extents().get(label).nextSetBit(0)
        : -1;
  }

  /**
   * A column of numbers that stay numbers, in up to ten bins of one round width (1, 2 or 5 times a
   * power of ten) from the least one that is published; beyond nine in ten of the published ones
   * the last bin is open, as a few large ones would leave all others in the first. Only published
   * values make the bins, so no greatest or least raw one is told.
   */
  static Marginal ofNumbers(String column, Sample before, Sample after, int k) {
    List<Double> published = numbers(after.values(column));
    Collections.sort(published);
    double least = published.isEmpty() ? 0 : published.get(0);
    double most =
        published.isEmpty() ? 0 : published.get((int) (MOST_IN_BINS * (published.size() - 1)));
    double width = round((most - least) / (BINS - 1));
    double start = Math.floor(least / width) * width;
    Map<Integer, double[]> bins = new TreeMap<>();
    count(before.values(column), start, width, bins, 0);
    count(after.values(column), start, width, bins, 1);
    List<Count> counts = new ArrayList<>();
    bins.forEach((bin, of) -> counts.add(new Count(label(bin, start, width), bin, of[0], of[1])));
    return of(column, counts, before.weight(), after.weight(), k);
  }

  private static String label(int bin, double start, double width) {
    if (bin < 0) {
      return "null";
    }
    String low = shortened(start + bin * width);
    return bin == BINS - 1 ? "≥ " + low : low + " – " + shortened(start + (bin + 1) * width);
  }

  /** The least of 1, 2 and 5 times a power of ten that is not below; 1 of 0. */
  private static double round(double width) {
    if (width <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(width)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= width * (1 - 1e-9)) {
        return times * power;
      }
    }
    return 10 * power;
  }

  private static List<Double> numbers(List<Object> values) {
    List<Double> numbers = new ArrayList<>();
    values.forEach(
        each -> {
          if (each instanceof Number number && Double.isFinite(number.doubleValue())) {
            numbers.add(number.doubleValue());
          }
        });
    return numbers;
  }

  private static void count(
      List<Object> values, double least, double width, Map<Integer, double[]> bins, int side) {
    List<Double> numbers = numbers(values);
    for (double each : numbers) {
      int bin = (int) Math.max(0, Math.min(BINS - 1, Math.floor((each - least) / width)));
      bins.computeIfAbsent(bin, any -> new double[2])[side] += 1;
    }
    if (numbers.size() < values.size()) {
      bins.computeIfAbsent(-1, any -> new double[2])[side] += values.size() - numbers.size();
    }
  }

  private static String shortened(double number) {
    return new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static String text(Object label, ZoneId zone) {
    if (label instanceof Timestamp time) {
      return MINUTE.format(time.toInstant().atZone(zone));
    }
    return label == null ? "null" : label.toString();
  }

  /** Rows of a label in the samples. */
  private record Count(String label, int order, double before, double after) {
    boolean isSmall(int k) {
      return isSmall(before, k) || isSmall(after, k);
    }

    private static boolean isSmall(double rows, int k) {
      return rows > 0 && Math.rint(rows) < k;
    }
  }

  private static Marginal of(
      String column, List<Count> counts, double before, double after, int k) {
    double was = counts.stream().mapToDouble(Count::before).sum();
    double is = counts.stream().mapToDouble(Count::after).sum();
    double apart = 0;
    for (Count each : counts) {
      apart += Math.abs(share(each.before, was) - share(each.after, is)) / 2;
    }
    List<Count> shown = new ArrayList<>(counts);
    shown.sort(Comparator.comparingDouble(Count::before).thenComparingDouble(Count::after));
    Map<Count, Bar.Hidden> hidden = hidden(shown, k);
    List<Count> most =
        new ArrayList<>(shown.subList(Math.max(0, shown.size() - MOST_BARS), shown.size()));
    List<Count> rest = shown.subList(0, shown.size() - most.size());
    Collections.reverse(most);
    most.sort(Comparator.comparingInt(Count::order));
    List<Bar> bars = new ArrayList<>();
    for (Count each : most) {
      Bar.Hidden why = hidden.getOrDefault(each, Bar.Hidden.NO);
      boolean told = why == Bar.Hidden.NO;
      bars.add(
          new Bar(
              each.label,
              1,
              told ? rows(each.before, before) : null,
              told ? rows(each.after, after) : null,
              why));
    }
    if (!rest.isEmpty()) {
      boolean told = rest.stream().noneMatch(hidden::containsKey);
      bars.add(
          new Bar(
              "",
              rest.size(),
              told ? rows(rest.stream().mapToDouble(Count::before).sum(), before) : null,
              told ? rows(rest.stream().mapToDouble(Count::after).sum(), after) : null,
              told ? Bar.Hidden.NO : Bar.Hidden.SMALL));
    }
    return new Marginal(column, bars, apart);
  }

  /**
   * Small ones, and as many of the next ones that the sum of all hidden ones is not small either
   * and not of one alone.
   *
   * @param counts the smallest first
   */
  private static Map<Count, Bar.Hidden> hidden(List<Count> counts, int k) {
    Map<Count, Bar.Hidden> hidden = new HashMap<>();
    counts.stream().filter(each -> each.isSmall(k)).forEach(e -> hidden.put(e, Bar.Hidden.SMALL));
    for (Count next : counts) {
      double before = hidden.keySet().stream().mapToDouble(Count::before).sum();
      double after = hidden.keySet().stream().mapToDouble(Count::after).sum();
      boolean enough = hidden.size() > 1 && isEnough(before, k) && isEnough(after, k);
      if (hidden.isEmpty() || enough) {
        break;
      }
      hidden.putIfAbsent(next, Bar.Hidden.BESIDE);
    }
    return hidden;
  }

  private static boolean isEnough(double rows, int k) {
    return rows == 0 || rows >= k;
  }

  private static double share(double rows, double of) {
    return of == 0 ? 0 : rows / of;
  }

  private static long rows(double sampled, double weight) {
    return Math.round(sampled * weight);
  }
}
