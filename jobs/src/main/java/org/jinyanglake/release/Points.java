package org.jinyanglake.release;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.release.identifiers.ClassifiedScanner;

/** Looks whether two numbers of a row are coordinates in a classified area. */
final class Points {
  private final List<FileVisit.Opened> columns;
  private final ClassifiedScanner scanner;
  private final int[] numbers;
  private final Map<String, Map<String, Long>> hits = new TreeMap<>();

  Points(List<FileVisit.Opened> columns, DeclassificationList list) {
    this.columns = columns;
    this.scanner = new ClassifiedScanner(list);
    this.numbers =
        list.areas().isEmpty()
            ? new int[0]
            : IntStream.range(0, columns.size()).filter(i -> columns.get(i).point()).toArray();
  }

  /** Whether there is anything to look at. */
  boolean areNeeded() {
    return numbers.length > 1;
  }

  /** Looks at a row, given the value of each column. */
  void add(IntFunction<Object> row) {
    for (int i = 0; i + 1 < numbers.length; i++) {
      for (int j = i + 1; j < numbers.length; j++) {
        if (row.apply(numbers[i]) instanceof Number one
            && row.apply(numbers[j]) instanceof Number other) {
          TreeSet<String> rules = scanner.scan(one.doubleValue(), other.doubleValue());
          if (rules != null) {
            String names = columns.get(numbers[i]).name() + "," + columns.get(numbers[j]).name();
            Map<String, Long> counts = hits.computeIfAbsent(names, any -> new TreeMap<>());
            rules.forEach(rule -> counts.merge(rule, 1L, Long::sum));
          }
        }
      }
    }
  }

  void report(Findings findings) {
    hits.forEach(
        (names, counts) -> ColumnTally.reportClassified("values", names, counts, findings));
  }
}
