package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column while its cells of a sheet are read. Texts go by the rules for text, as in delimited
 * files. Numbers count with the 15 digits that Excel keeps: what a formula adds behind them is no
 * value, and of longer whole numbers digits are lost. A number is a date only if the sheet shows it
 * as one.
 */
final class SheetColumn {

  private static final MathContext EXCEL = new MathContext(15);

  /** From here on a whole number has more digits than Excel keeps. */
  private static final double INEXACT = 1e15;

  private static final Misfit LOST =
      new Misfit(
          "precision", "a number of more than 15 digits: some are already lost in the sheet");
  private static final Misfit NOT_A_DATE =
      new Misfit("date", "a number that the sheet does not show as a date");
  private static final Misfit NO_SUCH = new Misfit("date", "a date that does not exist");

  private final SourceColumn texts;
  private final SourceColumn values;
  private final DataType type;
  private final boolean from1904;

  SheetColumn(SourceColumn column, ZoneId zone, boolean from1904) {
    this.texts = column;
    this.values = column.exact(zone);
    this.type = column.field().type();
    this.from1904 = from1904;
  }

  String name() {
    return texts.field().name();
  }

  /** Sets the field from a cell of a row. */
  Misfit read(SheetRow cells, int cell, InternalRow row) {
    if (cell == Header.MISSING) {
      return texts.readNull(row);
    }
    return switch (cells.kind(cell)) {
      case EMPTY -> texts.readNull(row);
      case TEXT -> readText(cells.text(cell), row);
      case NUMBER -> readNumber(cells.number(cell), row);
      case DATE -> readDate(cells.number(cell), row);
      case BOOLEAN -> read(cells.number(cell) == 1 ? "true" : "false", row);
      case ERROR -> new Misfit("error", cells.text(cell) + " in cell " + address(cells, cell));
      case UNCOMPUTED ->
          new Misfit(
              "formula",
              "a formula without a value in cell "
                  + address(cells, cell)
                  + "; open and save the workbook in Excel");
    };
  }

  private static String address(SheetRow cells, int cell) {
    return SheetRow.letters(cell) + cells.number();
  }

  private Misfit readText(String text, InternalRow row) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Misfit misfit = ControlCharacters.find(utf8, 0, utf8.length);
    return misfit == null ? texts.read(utf8, 0, utf8.length, row) : misfit;
  }

  private Misfit readNumber(double number, InternalRow row) {
    if (type.equals(DataTypes.DateType) || type.equals(DataTypes.TimestampType)) {
      return NOT_A_DATE;
    }
    if (type.equals(DataTypes.DoubleType)) {
      return read(Double.toString(number), row);
    }
    if (Math.abs(number) >= INEXACT) {
      return LOST;
    }
    return read(plain(number), row);
  }

  private Misfit readDate(double number, InternalRow row) {
    boolean timestamp = type.equals(DataTypes.TimestampType);
    if (!timestamp && !type.equals(DataTypes.DateType) && !type.equals(DataTypes.StringType)) {
      return readNumber(number, row);
    }
    LocalDateTime time = SheetDate.of(number, from1904);
    if (time == null) {
      return NO_SUCH;
    }
    if (timestamp || (type.equals(DataTypes.StringType) && !SheetDate.isMidnight(time))) {
      return read(SheetDate.iso(time), row);
    }
    return SheetDate.isMidnight(time) ? read(time.toLocalDate().toString(), row) : ToDate.WITH_TIME;
  }

  private Misfit read(String ascii, InternalRow row) {
    byte[] utf8 = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return values.read(utf8, 0, utf8.length, row);
  }

  /** A number in plain digits, rounded to those that Excel keeps. */
  static String plain(double number) {
    if (number == Math.rint(number) && Math.abs(number) < INEXACT) {
      return Long.toString((long) number);
    }
    BigDecimal exact = new BigDecimal(number).round(EXCEL).stripTrailingZeros();
    return exact.toPlainString();
  }
}
