package org.jinyanglake.quality;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A small picture of a series, from its least value to its greatest; failures are marked. */
public final class Trend {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 220;
  private static final int HEIGHT = 36;
  private static final int EDGE = 4;

  private Trend() {}

  /** In characters: a block for each value, {@code ×} for a failure without one, {@code ·} else. */
  public static String text(List<Point> series, int most) {
    List<Point> shown = series.subList(Math.max(0, series.size() - most), series.size());
    DoubleSummaryStatistics range = range(shown);
    StringBuilder text = new StringBuilder();
    for (Point point : shown) {
      text.append(
          point.value() == null
              ? point.failed() ? '×' : '·'
              : BLOCKS.charAt(
                  (int) Math.round((BLOCKS.length() - 1) * height(point.value(), range))));
    }
    return text.toString();
  }

  /**
   * As a drawing.
   *
   * @param lines each a run of values without a gap, as SVG has {@code points}
   * @param dots where something is to be seen
   */
  record Drawing(int width, int height, List<String> lines, List<Dot> dots) {}

  /** A point of a drawing; of a failure, or the last one. */
  record Dot(String x, String y, boolean failed, String title) {}

  static Drawing drawing(List<Point> series) {
    DoubleSummaryStatistics range = range(series);
    List<String> lines = new ArrayList<>();
    List<Dot> dots = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      Point point = series.get(i);
      String x = coordinate(x(i, series.size()));
      if (point.value() == null) {
        end(line, lines);
      } else {
        line.append(line.isEmpty() ? "" : " ").append(x).append(',').append(y(point, range));
      }
      if (point.failed() || i == series.size() - 1 && point.passed() != null) {
        String value = point.value() == null ? "" : " " + Figures.number(point.value());
        dots.add(new Dot(x, y(point, range), point.failed(), point.period() + value));
      }
    }
    end(line, lines);
    return new Drawing(WIDTH, HEIGHT, lines, dots);
  }

  private static void end(StringBuilder line, List<String> lines) {
    if (line.indexOf(" ") > 0) {
      lines.add(line.toString());
    }
    line.setLength(0);
  }

  private static double x(int i, int size) {
    return size < 2 ? WIDTH / 2.0 : EDGE + (double) i / (size - 1) * (WIDTH - 2 * EDGE);
  }

  private static String y(Point point, DoubleSummaryStatistics range) {
    double height = point.value() == null ? 0 : height(point.value(), range);
    return coordinate(HEIGHT - EDGE - height * (HEIGHT - 2 * EDGE));
  }

  private static String coordinate(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private static DoubleSummaryStatistics range(List<Point> series) {
    return series.stream()
        .map(Point::value)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .summaryStatistics();
  }

  /** From 0 to 1; what never changes lies in the middle, but 0 at the bottom. */
  private static double height(double value, DoubleSummaryStatistics range) {
    if (!Double.isFinite(value)) {
      return 0;
    }
    double span = range.getMax() - range.getMin();
    return span > 0 ? (value - range.getMin()) / span : value == 0 ? 0 : 0.5;
  }
}
