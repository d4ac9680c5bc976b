package org.jinyanglake.collect;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.ss.usermodel.DateUtil;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jinyanglake.collect.SheetRow.Kind;

/** A sheet of an xlsx workbook that {@link XlsxPackage} found sound, read by fastexcel. */
final class XlsxSheet implements Sheet {

  /** What a formula's value is if it is an error. */
  private static final Set<String> ERRORS =
      Set.of("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!");

  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final Map<String, Boolean> dateFormats = new HashMap<>();
  private int number;

  XlsxSheet(Path file, int index) throws IOException {
    this.workbook = open(file);
    try {
      this.stream = workbook.getSheet(index).orElseThrow().openStream();
      this.rows = stream.iterator();
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw damaged(e);
    }
  }

  private static ReadableWorkbook open(Path file) throws IOException {
    try {
      return new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
    } catch (IOException | RuntimeException e) {
      throw XlsxPackage.damaged("its parts do not fit together");
    }
  }

  static List<Tab> tabs(Path file) throws IOException {
    try (ReadableWorkbook workbook = open(file)) {
      return workbook
          .getSheets()
          .map(
              each ->
                  new Tab(
                      each.getIndex(),
                      each.getName(),
                      each.getVisibility() == SheetVisibility.VISIBLE))
          .toList();
    }
  }

  /** The name of the part of the package that is a sheet. */
  static String part(Path file, int index) throws IOException {
    String id;
    try (ReadableWorkbook workbook = open(file)) {
      id = workbook.getSheet(index).orElseThrow().getId();
    }
    try (ZipFile zip = new ZipFile(file)) {
      for (ZipArchiveEntry each : Collections.list(zip.getEntries())) {
        String name = each.getName();
        if (name.endsWith("_rels/workbook.xml.rels")) {
          String folder = name.substring(0, name.length() - "_rels/workbook.xml.rels".length());
          String target = target(zip.getInputStream(each), id);
          return target.startsWith("/") ? target.substring(1) : folder + target;
        }
      }
    } catch (XMLStreamException e) {
      throw XlsxPackage.damaged("its parts do not fit together");
    }
    throw XlsxPackage.damaged("its parts do not fit together");
  }

  private static String target(InputStream relationships, String id) throws XMLStreamException {
    XMLStreamReader xml = new InputFactoryImpl().createXMLStreamReader(relationships);
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT
          && id.equals(xml.getAttributeValue(null, "Id"))) {
        String target = xml.getAttributeValue(null, "Target");
        return target == null ? "" : target;
      }
    }
    return "";
  }

  private DamagedFile damaged(Exception e) {
    return e instanceof DamagedFile known
        ? known
        : XlsxPackage.damaged("the sheet cannot be read after row " + number);
  }

  @Override
  public boolean next(SheetRow row) throws IOException {
    try {
      while (rows.hasNext()) {
        Row read = rows.next();
        number = Math.max(read.getRowNum(), number + 1); // a row that has no number comes next
        row.clear(number);
        for (Cell cell : read) {
          if (cell != null) {
            set(row, cell);
          }
        }
        if (row.width() > 0) {
          return true;
        }
      }
      return false;
    } catch (RuntimeException e) {
      // Whatever the reader stumbles over: what the cells hold must not show.
      throw damaged(e);
    }
  }

  private void set(SheetRow row, Cell cell) throws IOException {
    String raw = cell.getRawValue();
    boolean computed = raw != null && !raw.isEmpty();
    boolean formula = cell.getFormula() != null;
    int at = cell.getColumnIndex();
    if (!computed) {
      if (raw != null && (formula || cell.getType() == CellType.STRING)) {
        row.set(at, Kind.TEXT, "", 0); // an empty text is a value too
      } else if (formula) {
        row.set(at, Kind.UNCOMPUTED, null, 0);
      }
      return;
    }
    Object value = cell.getValue();
    if (cell.getType() == CellType.ERROR || (formula && ERRORS.contains(raw))) {
      row.set(at, Kind.ERROR, raw, 0);
    } else if (value instanceof Boolean bool) {
      row.set(at, Kind.BOOLEAN, null, bool ? 1 : 0);
    } else if (value instanceof Number) {
      Kind kind = isDate(cell) ? Kind.DATE : Kind.NUMBER;
      row.set(at, kind, null, Double.parseDouble(raw));
    } else {
      row.set(at, Kind.TEXT, EscapedCharacters.decode(raw), 0);
    }
  }

  private boolean isDate(Cell cell) {
    Integer id = cell.getDataFormatId();
    if (id == null || id == 0) {
      return false;
    }
    String format = cell.getDataFormatString();
    return format == null
        ? DateUtil.isInternalDateFormat(id)
        : dateFormats.computeIfAbsent(format, each -> DateUtil.isADateFormat(id, each));
  }

  @Override
  public boolean from1904() {
    return workbook.isDate1904();
  }

  @Override
  public void close() throws IOException {
    stream.close();
    workbook.close();
  }
}
