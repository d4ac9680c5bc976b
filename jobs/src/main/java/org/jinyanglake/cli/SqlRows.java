package org.jinyanglake.cli;

import static org.apache.spark.sql.functions.col;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
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
    List<Row> found = text().limit(most == Integer.MAX_VALUE ? most : most + 1).collectAsList();
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
    StructField[] fields = rows.schema().fields();
    Iterator<Row> all = text().limit(most).toLocalIterator();
    while (all.hasNext()) {
      List<String> cells = cells(all.next());
      for (int i = 0; i < fields.length; i++) {
        if (fields[i].dataType().equals(DataTypes.StringType)) {
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

  /** As Spark writes values, times in the zone of the session. */
  private Dataset<Row> text() {
    String[] names =
        IntStream.range(0, rows.columns().length).mapToObj(i -> "c" + i).toArray(String[]::new);
    return rows.toDF(names) // of two columns of one name each is meant
        .select(Arrays.stream(names).map(name -> col(name).cast("string")).toArray(Column[]::new));
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.isNullAt(i) ? "" : row.getString(i));
    }
    return cells;
  }
}
