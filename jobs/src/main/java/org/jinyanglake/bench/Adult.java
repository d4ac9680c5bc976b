package org.jinyanglake.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jinyanglake.desensitize.anonymity.Taxonomy;
import org.jinyanglake.desensitize.anonymity.Tuples;

/**
 * The table by which anonymizers are compared: 30,162 records of a census, with hierarchies; see
 * the README beside the data.
 */
final class Adult {
  static final List<String> QI4 = List.of("age", "education", "race", "native-country");
  static final List<String> QI8 =
      List.of(
          "age",
          "education",
          "race",
          "native-country",
          "sex",
          "marital-status",
          "workclass",
          "occupation");

  private Adult() {}

  /**
   * What others lose, for one k; quoted, not run here.
   *
   * @param labelsOfArx by labels, ARX's local recoding
   * @param split by labels, the study that this solver started from, which may give two rows of the
   *     same values different labels
   * @param whole the same study where it may not, as this solver must not
   * @param valuesOfPeers by tight values, the better of ARX and mosaicrown
   * @param values by tight values, a prototype of a look-ahead Mondrian
   */
  record Goal(
      List<String> columns,
      int k,
      double labelsOfArx,
      double split,
      double whole,
      double valuesOfPeers,
      double values) {
    /** What is aimed at by labels. */
    double labels() {
      return Math.min(split, whole);
    }
  }

  static final List<Goal> GOALS =
      List.of(
          new Goal(QI4, 5, .0137, .0101, .0103, .0080, .0050),
          new Goal(QI4, 10, .0195, .0157, .0164, .0137, .0096),
          new Goal(QI4, 25, .0317, .0274, .0281, .0254, .0195),
          new Goal(QI4, 50, .0456, .0409, .0416, .0375, .0305),
          new Goal(QI4, 100, .0637, .0569, .0588, .0573, .0475),
          new Goal(QI8, 5, .0623, .0543, .0545, .0338, .0303),
          new Goal(QI8, 10, .0857, .0793, .0797, .0598, .0530),
          new Goal(QI8, 25, .1250, .1178, .1184, .1007, .0924),
          new Goal(QI8, 50, .1608, .1539, .1538, .1406, .1281),
          new Goal(QI8, 100, .2035, .1964, .1972, .1812, .1761));

  /** The distinct tuples of some columns. */
  static Tuples tuples(List<String> columns) throws IOException {
    Taxonomy[] taxonomies = new Taxonomy[columns.size()];
    List<Map<String, Integer>> leaves = new ArrayList<>();
    for (int q = 0; q < taxonomies.length; q++) {
      List<List<String>> paths = lines(columns.get(q) + ".csv").stream().map(Adult::cells).toList();
      Map<String, Integer> numbers = new HashMap<>();
      paths.forEach(path -> numbers.put(path.get(0), numbers.size()));
      taxonomies[q] = Taxonomy.of(paths);
      leaves.add(numbers);
    }
    List<String> lines = lines("adult.csv.gz");
    List<String> header = cells(lines.get(0));
    Map<List<Integer>, Integer> rows =
        new TreeMap<>(
            Comparator.comparing(
                (List<Integer> each) -> each.stream().mapToInt(i -> i).toArray(), Arrays::compare));
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      List<Integer> tuple = new ArrayList<>();
      for (int q = 0; q < taxonomies.length; q++) {
        tuple.add(leaves.get(q).get(cells.get(header.indexOf(columns.get(q)))));
      }
      rows.merge(tuple, 1, Integer::sum);
    }
    return new Tuples(
        taxonomies,
        rows.keySet().stream().flatMap(List::stream).mapToInt(i -> i).toArray(),
        rows.values().stream().mapToInt(i -> i).toArray());
  }

  /** The cells of some columns, row by row. */
  static List<String[]> records(List<String> columns) throws IOException {
    List<String> lines = lines("adult.csv.gz");
    List<String> header = cells(lines.get(0));
    return lines.stream()
        .skip(1)
        .map(Adult::cells)
        .map(row -> columns.stream().map(c -> row.get(header.indexOf(c))).toArray(String[]::new))
        .toList();
  }

  /** The hierarchy of a column as the lake reads it, with levels l0, l1 …, without the last. */
  static List<String> hierarchy(String column) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : lines(column + ".csv")) {
      List<String> path = cells(line);
      if (lines.isEmpty()) {
        lines.add(
            IntStream.range(0, path.size() - 1)
                .mapToObj(level -> "l" + level)
                .collect(Collectors.joining(",")));
      }
      lines.add(String.join(",", path.subList(0, path.size() - 1)));
    }
    return lines;
  }

  /** Of each column, whether its values are numbers. */
  static boolean[] ordered(List<String> columns) {
    boolean[] ordered = new boolean[columns.size()];
    ordered[columns.indexOf("age")] = true;
    return ordered;
  }

  private static List<String> cells(String line) {
    return List.of(line.split(";", -1));
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream file = Adult.class.getResourceAsStream("adult/" + name);
        InputStream text = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    }
  }
}
