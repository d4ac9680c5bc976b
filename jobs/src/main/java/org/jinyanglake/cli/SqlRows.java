package org.jinyanglake.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.exchange.SpreadsheetText;

/**
 * What a query found, in the shape that was asked for. Apart from the verb, whose class picocli
 * looks into at every start: Spark's classes stay out of that.
 *
 * @param most how many rows to show at most
 */
record SqlRows(Dataset<Row> rows, int most) {

  void table(PrintWriter out) {
    // One more than is shown tells whether there are more.
    List<Row> found = rows.limit(most == Integer.MAX_VALUE ? most : most + 1).collectAsList();
    Table table = new Table(rows.columns());
    found.stream().limit(most).forEach(row -> table.row(cells(row).toArray()));
    table.print(out);
    out.println(
        Table.counted(Math.min(found.size(), most), "row")
            + (found.size() > most ? " shown, there are more: --limit N" : ""));
  }

  void csv(PrintWriter out) {
    CsvWriter writer = CsvWriter.builder().build(out);
    writer.writeRecord(rows.columns());
    Iterator<Row> all = rows.limit(most).toLocalIterator();
    while (all.hasNext()) {
      Row row = all.next();
      List<String> cells = cells(row);
      for (int i = 0; i < row.size(); i++) {
        if (row.get(i) instanceof String) {
          cells.set(i, SpreadsheetText.safe(cells.get(i)));
        }
      }
      writer.writeRecord(cells);
    }
    flush(writer);
  }

  private static void flush(CsvWriter writer) {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void json(PrintWriter out) {
    Iterator<String> all = rows.limit(most).toJSON().toLocalIterator();
    while (all.hasNext()) {
      out.println(all.next());
    }
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(text(row.get(i)));
    }
    return cells;
  }

  private static String text(Object value) {
    return value == null ? "" : value instanceof Row row ? row.json() : value.toString();
  }
}
