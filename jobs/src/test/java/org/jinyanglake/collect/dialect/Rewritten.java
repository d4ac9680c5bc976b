package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.List;

/** Writes tables in other dialects, as other programs would. */
final class Rewritten {

  /**
   * A way to write a table.
   *
   * @param escape before a quote inside quotes: the quote itself or a backslash, which is then
   *     escaped by another
   * @param decimalComma whether decimal points become commas
   */
  record Style(char delimiter, char quote, char escape, String end, boolean decimalComma) {

    private static Style of(char delimiter, char quote) {
      return new Style(delimiter, quote, quote, "\n", false);
    }

    @Override
    public String toString() {
      return Dialect.name(delimiter)
          + " "
          + quote
          + (escape == quote ? "" : " after " + escape)
          + (end.equals("\n") ? "" : end.equals("\r") ? " CR" : " CR LF")
          + (decimalComma ? " decimal comma" : "");
    }
  }

  /** Fourteen ways. */
  static final List<Style> STYLES =
      List.of(
          Style.of(',', '"'),
          Style.of(';', '"'),
          Style.of('\t', '"'),
          Style.of('|', '"'),
          Style.of(' ', '"'),
          Style.of(':', '"'),
          Style.of('^', '"'),
          Style.of(',', '\''),
          Style.of(';', '\''),
          new Style(',', '"', '\\', "\n", false),
          new Style(';', '"', '\\', "\n", false),
          new Style(',', '"', '"', "\r", false),
          new Style(',', '"', '"', "\r\n", false),
          new Style(';', '"', '"', "\n", true));

  private Rewritten() {}

  /** The table as it is to be read back in a style. */
  static List<List<String>> table(List<List<String>> table, Style style) {
    return !style.decimalComma
        ? table
        : table.stream()
            .map(
                row ->
                    row.stream()
                        .map(cell -> cell.matches("-?\\d+\\.\\d+") ? cell.replace('.', ',') : cell)
                        .toList())
            .toList();
  }

  static String text(List<List<String>> table, Style style) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : table(table, style)) {
      List<String> cells = new ArrayList<>();
      for (String cell : row) {
        cells.add(cell(cell, style, row.size() == 1));
      }
      text.append(String.join(String.valueOf(style.delimiter), cells)).append(style.end);
    }
    return text.toString();
  }

  /** Quoted where it must be. */
  private static String cell(String cell, Style style, boolean alone) {
    boolean quoted =
        cell.indexOf(style.delimiter) >= 0
            || cell.indexOf(style.quote) >= 0
            || cell.indexOf('\n') >= 0
            || cell.indexOf('\r') >= 0
            || style.escape == '\\' && cell.indexOf('\\') >= 0
            || alone && cell.isEmpty();
    if (!quoted) {
      return cell;
    }
    String escaped = style.escape == '\\' ? cell.replace("\\", "\\\\") : cell;
    return style.quote
        + escaped.replace("" + style.quote, "" + style.escape + style.quote)
        + style.quote;
  }
}
