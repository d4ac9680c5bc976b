package org.jinyanglake.collect.dialect;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all records of a text have in common.
 *
 * @param records that are not blank lines
 * @param width the number of cells that most records have, which hold anything; 0 if there is none
 * @param typicalWidth whether so many have it that others can be judged by it
 * @param filled the median number of cells that hold anything, of records of that width
 * @param ofWidth records of that width
 * @param stray records with a quote where none may stand
 * @param multiline records on several lines
 * @param blankLines lines without a character
 */
record Shape(
    long records,
    int width,
    boolean typicalWidth,
    int filled,
    long ofWidth,
    long stray,
    long multiline,
    long blankLines) {

  private static final double TYPICAL = 0.6;

  /** Of stacked tables the first counts, if it is the text's first so many records. */
  private static final int START = 50;

  static Shape of(Iterator<Scanned> rows) {
    Map<Integer, TreeMap<Integer, Long>> filledByWidth = new TreeMap<>();
    Map<Integer, Long> atStart = new TreeMap<>();
    long records = 0;
    long holding = 0;
    long stray = 0;
    long multiline = 0;
    long blankLines = 0;
    while (rows.hasNext()) {
      Scanned row = rows.next();
      if (row.from() == row.to()) {
        blankLines++;
        continue;
      }
      records++;
      stray += row.stray() ? 1 : 0;
      multiline += row.lines() > 1 ? 1 : 0;
      int filled = row.filled();
      if (filled > 0) {
        if (holding++ < START) {
          atStart.merge(row.width(), 1L, Long::sum);
        }
        filledByWidth
            .computeIfAbsent(row.width(), width -> new TreeMap<>())
            .merge(filled, 1L, Long::sum);
      }
    }
    Map<Integer, Long> counts = new TreeMap<>();
    filledByWidth.forEach((each, filled) -> counts.put(each, total(filled)));
    int width = mode(counts);
    boolean typical = width > 0 && counts.get(width) >= TYPICAL * holding;
    if (width > 0 && !typical) {
      int first = mode(atStart);
      width = atStart.get(first) >= TYPICAL * Math.min(holding, START) ? first : width;
    }
    long ofWidth = width == 0 ? 0 : counts.get(width);
    int filled = width == 0 ? 0 : median(filledByWidth.get(width), ofWidth);
    return new Shape(records, width, typical, filled, ofWidth, stray, multiline, blankLines);
  }

  private static long total(Map<Integer, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The most frequent; of equally frequent ones the largest; 0 of none. */
  private static int mode(Map<Integer, Long> counts) {
    int mode = 0;
    long most = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      if (each.getValue() >= most) {
        most = each.getValue();
        mode = each.getKey();
      }
    }
    return mode;
  }

  private static int median(TreeMap<Integer, Long> counts, long total) {
    long seen = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      seen += each.getValue();
      if (2 * seen >= total) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** The width by which rows are repaired. */
  int repairWidth() {
    return typicalWidth ? width : 0;
  }
}
