package org.jinyanglake.collect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoolErrRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.CellValueRecordInterface;
import org.apache.poi.hssf.record.DateWindow1904Record;
import org.apache.poi.hssf.record.EOFRecord;
import org.apache.poi.hssf.record.ExtendedFormatRecord;
import org.apache.poi.hssf.record.FormatRecord;
import org.apache.poi.hssf.record.FormulaRecord;
import org.apache.poi.hssf.record.LabelRecord;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.MergeCellsRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.RKRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.RecordFactoryInputStream;
import org.apache.poi.hssf.record.RowRecord;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.record.StringRecord;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.util.CellRangeAddress;
import org.jinyanglake.collect.SheetRow.Kind;

/** A sheet of an xls workbook (Excel 97 to 2003), its records read one by one by POI. */
final class XlsSheet implements Sheet {

  private final POIFSFileSystem file;
  private final RecordFactoryInputStream records;
  private final List<BoundSheetRecord> tabs = new ArrayList<>();
  private final Map<Integer, String> formats = new HashMap<>();
  private final List<Integer> formatOf = new ArrayList<>();
  private final Map<Integer, Boolean> dates = new HashMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private SSTRecord texts;
  private boolean from1904;
  private long hiddenRows;
  private Record ahead;

  /** Opens a workbook before its first sheet. */
  private XlsSheet(Path workbook) throws IOException {
    this.file = open(workbook);
    try {
      if (file.getRoot().hasEntryCaseInsensitive("EncryptedPackage")) {
        throw XlsxPackage.passwordProtected();
      }
      if (file.getRoot().hasEntryCaseInsensitive("_VBA_PROJECT_CUR")) {
        throw new DamagedFile(
            "macros",
            "the workbook holds macros (VBA)",
            "save it as .xlsx without macros and deliver that");
      }
      this.records =
          new RecordFactoryInputStream(
              file.createDocumentInputStream(
                  file.getRoot().hasEntry("Workbook") ? "Workbook" : "Book"),
              true);
      readGlobals();
    } catch (IOException | RuntimeException e) {
      file.close();
      throw damaged(e);
    }
  }

  /**
   * @param index of the sheet, from 0
   */
  XlsSheet(Path workbook, int index) throws IOException {
    this(workbook);
    try {
      skipTo(index);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw damaged(e);
    }
  }

  private static POIFSFileSystem open(Path workbook) throws IOException {
    try {
      return new POIFSFileSystem(workbook.toFile(), true);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  static List<Tab> tabs(Path workbook) throws IOException {
    try (XlsSheet opened = new XlsSheet(workbook)) {
      List<Tab> tabs = new ArrayList<>();
      for (BoundSheetRecord each : opened.tabs) {
        boolean visible = !each.isHidden() && !each.isVeryHidden();
        tabs.add(new Tab(tabs.size(), each.getSheetname(), visible));
      }
      return tabs;
    }
  }

  /** What POI says may hold values, so only its kind is told. */
  private static DamagedFile damaged(Exception e) {
    if (e instanceof DamagedFile known) {
      return known;
    }
    if (e instanceof EncryptedDocumentException) {
      return XlsxPackage.passwordProtected();
    }
    if (e instanceof OldExcelFormatException) {
      return new DamagedFile(
          "format", "the workbook is of Excel 95 or older", "save it as .xlsx and deliver that");
    }
    return e instanceof FileNotFoundException
        ? new DamagedFile(
            "format", "the file holds no workbook", "deliver an Excel workbook, .xlsx or .xls")
        : XlsxPackage.damaged("it is cut short or was changed on the way");
  }

  private void readGlobals() throws IOException {
    for (Record each = next(); each != null && !(each instanceof EOFRecord); each = next()) {
      if (each instanceof BoundSheetRecord tab) {
        tabs.add(tab);
      } else if (each instanceof FormatRecord format) {
        formats.put(format.getIndexCode(), format.getFormatString());
      } else if (each instanceof ExtendedFormatRecord extended) {
        formatOf.add((int) extended.getFormatIndex());
      } else if (each instanceof DateWindow1904Record window) {
        from1904 = window.getWindowing() == 1;
      } else if (each instanceof SSTRecord shared) {
        texts = shared;
      }
    }
  }

  /** Goes to the cells of a sheet; sheets stand in the order of their places, not of their tabs. */
  private void skipTo(int index) throws IOException {
    BoundSheetRecord[] inOrder = BoundSheetRecord.orderByBofPosition(tabs);
    int position = Arrays.asList(inOrder).indexOf(tabs.get(index));
    int depth = 0;
    for (Record each = next(); each != null; each = next()) {
      if (each instanceof BOFRecord) {
        depth++;
        if (depth == 1 && position-- == 0) {
          return;
        }
      } else if (each instanceof EOFRecord) {
        depth--;
      }
    }
    throw XlsxPackage.damaged("the sheet is missing");
  }

  private Record next() {
    Record each = ahead == null ? records.nextRecord() : ahead;
    ahead = null;
    return each;
  }

  @Override
  public boolean next(SheetRow row) throws IOException {
    try {
      int depth = 0; // of charts in the sheet
      row.clear(0);
      for (Record each = next(); each != null; each = next()) {
        if (each instanceof BOFRecord) {
          depth++;
        } else if (each instanceof EOFRecord) {
          if (depth-- == 0) {
            ahead = each; // stay at the end
            return row.width() > 0;
          }
        } else if (depth == 0 && each instanceof CellValueRecordInterface cell) {
          int number = cell.getRow() + 1;
          if (number != row.number() && row.width() > 0) {
            if (number < row.number()) {
              throw XlsxPackage.damaged("rows are not in order after row " + row.number());
            }
            ahead = each;
            return true;
          }
          if (row.width() == 0) {
            row.clear(number);
          }
          set(row, cell);
        } else if (each instanceof MergeCellsRecord merged) {
          add(merged);
        } else if (each instanceof RowRecord of) {
          hiddenRows += of.getZeroHeight() ? 1 : 0;
        }
      }
      throw XlsxPackage.damaged("the sheet has no end");
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private void set(SheetRow row, CellValueRecordInterface cell) {
    int at = cell.getColumn();
    if (cell instanceof LabelSSTRecord label) {
      text(row, at, texts.getString(label.getSSTIndex()).getString());
    } else if (cell instanceof LabelRecord label) {
      text(row, at, label.getValue());
    } else if (cell instanceof NumberRecord number) {
      number(row, at, number.getValue(), cell);
    } else if (cell instanceof RKRecord number) {
      number(row, at, number.getRKNumber(), cell);
    } else if (cell instanceof BoolErrRecord value) {
      if (value.isBoolean()) {
        row.set(at, Kind.BOOLEAN, null, value.getBooleanValue() ? 1 : 0);
      } else {
        error(row, at, value.getErrorValue());
      }
    } else if (cell instanceof FormulaRecord formula) {
      formula(row, at, formula);
    }
  }

  private void formula(SheetRow row, int at, FormulaRecord formula) {
    CellType type = formula.getCachedResultTypeEnum();
    if (formula.hasCachedResultString()) {
      Record after = next();
      while (after != null && !(after instanceof StringRecord)) {
        // Between a formula and its text stand at most the records that it shares.
        if (after instanceof CellValueRecordInterface || after instanceof EOFRecord) {
          ahead = after;
          row.set(at, Kind.UNCOMPUTED, null, 0);
          return;
        }
        after = next();
      }
      text(row, at, after == null ? "" : ((StringRecord) after).getString());
    } else if (type == CellType.BOOLEAN) {
      row.set(at, Kind.BOOLEAN, null, formula.getCachedBooleanValue() ? 1 : 0);
    } else if (type == CellType.ERROR) {
      error(row, at, formula.getCachedErrorValue());
    } else if (type == CellType.STRING) {
      row.set(at, Kind.TEXT, "", 0);
    } else {
      number(row, at, formula.getValue(), formula);
    }
  }

  private static void text(SheetRow row, int at, String text) {
    row.set(at, Kind.TEXT, text, 0);
  }

  private static void error(SheetRow row, int at, int code) {
    String name = FormulaError.isValidCode(code) ? FormulaError.forInt(code).getString() : "error";
    row.set(at, Kind.ERROR, name, 0);
  }

  private void number(SheetRow row, int at, double value, CellValueRecordInterface cell) {
    boolean date = dates.computeIfAbsent((int) cell.getXFIndex(), this::isDate);
    row.set(at, date ? Kind.DATE : Kind.NUMBER, null, value);
  }

  private boolean isDate(int extended) {
    int index = extended < formatOf.size() ? formatOf.get(extended) : 0;
    String format = formats.getOrDefault(index, BuiltinFormats.getBuiltinFormat(index));
    return format != null && DateUtil.isADateFormat(index, format);
  }

  private void add(MergeCellsRecord merged) {
    for (int i = 0; i < merged.getNumAreas(); i++) {
      CellRangeAddress at = merged.getAreaAt(i);
      merges.add(
          new Merge(
              at.getFirstRow() + 1, at.getLastRow() + 1, at.getFirstColumn(), at.getLastColumn()));
    }
  }

  /** The merged ranges; all of them after the last row was read. */
  List<Merge> merges() {
    return merges;
  }

  /** The number of hidden rows; all of them after the last row was read. */
  long hiddenRows() {
    return hiddenRows;
  }

  @Override
  public boolean from1904() {
    return from1904;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
