package org.jinyanglake.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.contract.Contract;

/**
 * Rows as one sheet of an Excel workbook (ECMA-376), written as they come. Texts are texts, never
 * formulas. What a sheet's numbers cannot hold is text as well: whole numbers of more than 15
 * digits, dates before 1900-03-01.
 */
final class SheetFile {
  /** Below the header. */
  static final long MOST_ROWS = 1_048_575;

  private static final int LONGEST_TEXT = 32_767;
  private static final int FLUSH_EVERY = 1_000;
  private static final BigDecimal MOST_DIGITS = new BigDecimal("1e15");
  private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);

  private SheetFile() {}

  static void write(Dataset<Row> rows, Contract contract, FileSystem fs, Path file)
      throws IOException {
    try (OutputStream out = fs.create(file, false);
        Workbook book = new Workbook(out, "Jinyang Lake", "1.0")) {
      String name = contract.dataset().name();
      Worksheet sheet = book.newWorksheet(name.substring(0, Math.min(31, name.length())));
      String[] names = rows.columns();
      for (int column = 0; column < names.length; column++) {
        sheet.inlineString(0, column, names[column]);
      }
      Iterator<Row> all = rows.toLocalIterator();
      for (int line = 1; all.hasNext(); line++) {
        Row row = all.next();
        for (int column = 0; column < names.length; column++) {
          cell(sheet, line, column, names[column], row.get(column), contract);
        }
        if (line % FLUSH_EVERY == 0) {
          sheet.flush();
        }
      }
    }
  }

  private static void cell(
      Worksheet sheet, int line, int column, String name, Object value, Contract contract) {
    if (value == null) {
      return;
    }
    if (value instanceof Number number) {
      BigDecimal exact = exact(number);
      if (exact == null
          || (exact.abs().compareTo(MOST_DIGITS) >= 0 && !(value instanceof Double))) {
        sheet.inlineString(line, column, value.toString());
      } else {
        sheet.value(line, column, number);
      }
    } else if (value instanceof Boolean truth) {
      sheet.value(line, column, truth);
    } else if (value instanceof Date date && !date.toLocalDate().isBefore(FIRST_DAY)) {
      sheet.value(line, column, date.toLocalDate());
      sheet.style(line, column).format("yyyy-mm-dd").set();
    } else if (value instanceof Timestamp time) {
      LocalDateTime local = time.toInstant().atZone(contract.zone()).toLocalDateTime();
      if (local.toLocalDate().isBefore(FIRST_DAY)) {
        sheet.inlineString(line, column, local.toString());
      } else {
        sheet.value(line, column, local);
        sheet.style(line, column).format("yyyy-mm-dd hh:mm:ss").set();
      }
    } else {
      String text = value.toString();
      if (text.length() > LONGEST_TEXT) {
        throw new Export.ImpossibleException(
            String.format(
                Locale.ROOT,
                "row %,d, column %s: a cell of a sheet holds %,d characters, not %,d: export it as csv",
                line,
                name,
                LONGEST_TEXT,
                text.length()));
      }
      sheet.inlineString(line, column, text);
    }
  }

  /** Null for what is no number to a sheet: NaN and the infinities. */
  private static BigDecimal exact(Number number) {
    if (number instanceof Double real && !Double.isFinite(real)) {
      return null;
    }
    return new BigDecimal(number.toString());
  }
}
