package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Rows of text in aligned columns for a terminal, numbers to the right. Control characters of the
 * data are shown as {@code \}{@code u001b}, so that no cell can move the cursor or break its line.
 */
final class Table {
  private static final String GAP = "  ";
  private static final int WIDEST = 80;

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    this.header = List.of(header);
  }

  /**
   * Adds a row; a null cell stays empty. Throws {@link IllegalArgumentException} on a wrong count.
   */
  Table row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
    }
    rows.add(
        Arrays.stream(cells)
            .map(cell -> cell == null ? "" : visible(cell.toString()))
            .map(cell -> DisplayWidth.fit(cell, WIDEST))
            .toList());
    return this;
  }

  void print(PrintWriter out) {
    int[] widths = header.stream().mapToInt(DisplayWidth::of).toArray();
    boolean[] numbers = new boolean[widths.length];
    Arrays.fill(numbers, !rows.isEmpty());
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
        numbers[i] &= isNumber(row.get(i));
      }
    }
    line(out, header, widths, numbers);
    out.println(Arrays.stream(widths).mapToObj("─"::repeat).collect(Collectors.joining(GAP)));
    rows.forEach(row -> line(out, row, widths, numbers));
    out.flush();
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths, boolean[] numbers) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - DisplayWidth.of(cells.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(numbers[i] ? padding + cells.get(i) : cells.get(i) + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  /** {@code 1 file}, {@code 1,000 files}. */
  static String counted(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static boolean isNumber(String cell) {
    return cell.isEmpty() || cell.matches("[-+]?[0-9][0-9,]*(\\.[0-9]+)?([eE][-+]?[0-9]+)?%?");
  }

  static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              if (Character.isISOControl(codePoint)
                  || Character.getType(codePoint) == Character.FORMAT
                  || Character.getType(codePoint) == Character.LINE_SEPARATOR
                  || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR) {
                shown.append(String.format("\\u%04x", codePoint));
              } else {
                shown.appendCodePoint(codePoint);
              }
            });
    return shown.toString();
  }
}
