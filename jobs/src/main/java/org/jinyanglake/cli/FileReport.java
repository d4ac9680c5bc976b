package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jinyanglake.collect.dialect.Finding;
import org.jinyanglake.pipeline.FoundDialect;
import org.jinyanglake.pipeline.Inspection;

/** What was found of how a file is written, as text. No value is shown. */
final class FileReport {

  private static final int MOST_COLUMNS = 12;

  private FileReport() {}

  static void print(PrintWriter out, Inspection.Result result) {
    FoundDialect dialect = result.file().dialect();
    if (dialect != null) {
      out.println(written(dialect));
      if (dialect.margin() != null) {
        out.printf(
            Locale.ROOT,
            "next best: %s; this reading is %.1f times better%n",
            dialect.runnerUp(),
            dialect.margin());
      }
      if (!dialect.sure()) {
        out.println(
            "another reading is nearly as good: declare delimiter, quote and encoding in the"
                + " contract (or here with --params)");
      }
      dialect
          .findings()
          .forEach(
              (kind, count) -> {
                if (kind != Finding.Kind.PREAMBLE) {
                  out.println(Table.counted(count, "time") + ": " + kind.title());
                }
              });
    }
    result.file().notes().forEach(out::println);
    rows(out, result);
  }

  private static String written(FoundDialect dialect) {
    List<String> parts = new ArrayList<>();
    parts.add(
        dialect.delimiter().isEmpty()
            ? "one cell a line"
            : "delimiter "
                + shown(dialect.delimiter())
                + (dialect.blankAfter() ? " and a blank" : ""));
    parts.add(
        dialect.quote().isEmpty()
            ? "no quotes"
            : "quote "
                + shown(dialect.quote())
                + (dialect.escape().equals(dialect.quote())
                    ? ""
                    : ", escaped by " + shown(dialect.escape())));
    parts.add("line end " + dialect.lineEnds());
    if (dialect.mark()) {
      parts.add("byte-order mark");
    }
    if (dialect.preamble() > 0) {
      parts.add(Table.counted(dialect.preamble(), "line") + " before the table");
    }
    parts.add(
        switch (dialect.headers()) {
          case 0 -> "no header";
          case 1 -> "a header";
          default -> "a header of " + dialect.headers() + " rows";
        });
    if (dialect.multiline() > 0) {
      parts.add(Table.counted(dialect.multiline(), "row") + " over several lines");
    }
    return String.join(", ", parts);
  }

  private static String shown(String text) {
    return switch (text) {
      case "\t" -> "tab";
      case " " -> "blank";
      default -> text.charAt(0) < ' ' ? String.format("U+%04X", (int) text.charAt(0)) : text;
    };
  }

  /** The types, and how the first rows are written, of the first columns. */
  private static void rows(PrintWriter out, Inspection.Result result) {
    int columns = Math.min(MOST_COLUMNS, result.columns().size());
    if (columns == 0) {
      return;
    }
    List<List<String>> first = result.file().firstRows();
    String[] header = new String[2 + first.size()];
    header[0] = "column";
    header[1] = "type";
    for (int i = 0; i < first.size(); i++) {
      header[2 + i] = "row " + (i + 1);
    }
    Table table = new Table(header);
    for (int column = 0; column < columns; column++) {
      Object[] cells = new Object[header.length];
      cells[0] = result.columns().get(column).column();
      cells[1] = result.file().types().get(column);
      for (int i = 0; i < first.size(); i++) {
        cells[2 + i] = first.get(i).get(column);
      }
      table.row(cells);
    }
    table.print(out);
    if (columns < result.columns().size()) {
      out.println(Table.counted(result.columns().size() - columns, "column") + " more");
    }
  }
}
