package org.jinyanglake.collect;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.ss.util.CellRangeAddress;

/**
 * A sheet of an xlsx workbook looked at without its values: which rows hold something, what is
 * merged or hidden, and whether the rows are such that a reader can be let loose on them.
 */
final class SheetScan {

  private static final int MOST_ROWS = 1 << 20;
  private static final int MOST_MERGES = 100_000;
  private static final int MOST_ARRAY_FORMULAS = 1000;

  /** A shared text takes so many bytes at least. */
  private static final int SHORTEST_TEXT = 5;

  private final int firstRow;
  private final List<Sheet.Merge> merges = new ArrayList<>();
  private long records;
  private boolean empty = true;
  private long hiddenRows;
  private int row;
  private int arrayFormulas;
  private long lastText = -1;
  private boolean holds;

  /**
   * @param firstRow the row from which on rows are records, from 1
   */
  SheetScan(int firstRow) {
    this.firstRow = firstRow;
  }

  /** The number of rows that are records. */
  long records() {
    return records;
  }

  /** Whether no row holds anything, not above the records either. */
  boolean isEmpty() {
    return empty;
  }

  List<Sheet.Merge> merges() {
    return merges;
  }

  long hiddenRows() {
    return hiddenRows;
  }

  void read(InputStream in) throws DamagedFile {
    try {
      XMLStreamReader xml = new InputFactoryImpl().createXMLStreamReader(in);
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD -> throw XlsxPackage.damaged("it declares a document type");
          case XMLStreamConstants.START_ELEMENT -> start(xml, xml.getLocalName());
          case XMLStreamConstants.END_ELEMENT -> {
            if (xml.getLocalName().equals("row") && holds) {
              empty = false;
              records += row >= firstRow ? 1 : 0;
            }
          }
          default -> {}
        }
      }
    } catch (XMLStreamException | RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof DamagedFile refused) {
          throw refused; // by who gives the bytes, as for there being too many
        }
      }
      throw XlsxPackage.damaged("the sheet cannot be read after row " + row);
    }
  }

  private void start(XMLStreamReader xml, String name) throws XMLStreamException, DamagedFile {
    switch (name) {
      case "row" -> startRow(xml);
      case "c" -> cell(xml);
      case "mergeCell" -> merge(xml.getAttributeValue(null, "ref"));
      default -> {}
    }
  }

  private void startRow(XMLStreamReader xml) throws DamagedFile {
    String number = xml.getAttributeValue(null, "r");
    int next = number == null ? row + 1 : Integer.parseInt(number);
    if (next > MOST_ROWS) {
      throw new DamagedFile(
          "excel",
          "the sheet has more than " + MOST_ROWS + " rows, which no sheet may have",
          "deliver it in parts, or as CSV");
    }
    if (next <= row) {
      throw XlsxPackage.damaged("rows are not in order after row " + row);
    }
    row = next;
    holds = false;
    String hidden = xml.getAttributeValue(null, "hidden");
    hiddenRows += "1".equals(hidden) || "true".equals(hidden) ? 1 : 0;
  }

  /** Reads a cell to its end: whether it holds something. */
  private void cell(XMLStreamReader xml) throws XMLStreamException, DamagedFile {
    checkColumn(xml.getAttributeValue(null, "r"));
    boolean shared = "s".equals(xml.getAttributeValue(null, "t"));
    boolean text = false;
    holds |= shared; // an empty text is a value
    int depth = 1;
    while (depth > 0) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        String name = xml.getLocalName();
        if (name.equals("f")) {
          formula(xml);
        }
        holds |= name.equals("f") || name.equals("is");
        text = name.equals("v");
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        text = false;
      } else if (event == XMLStreamConstants.CHARACTERS && text && xml.getTextLength() > 0) {
        holds = true;
        if (shared) {
          lastText = Math.max(lastText, Long.parseLong(xml.getText()));
        }
      }
    }
  }

  private void formula(XMLStreamReader xml) throws DamagedFile {
    if ("array".equals(xml.getAttributeValue(null, "t")) && ++arrayFormulas > MOST_ARRAY_FORMULAS) {
      throw new DamagedFile(
          "excel",
          "the sheet has more than " + MOST_ARRAY_FORMULAS + " array formulas",
          "copy it, paste it as values and deliver that");
    }
  }

  private void checkColumn(String reference) throws DamagedFile {
    if (reference == null) {
      return;
    }
    long column = 0;
    int i = 0;
    for (; i < reference.length() && reference.charAt(i) >= 'A'; i++) {
      column = 26 * column + reference.charAt(i) - 'A' + 1;
    }
    if (i == 0 || i > 3 || column > SheetRow.WIDEST) {
      throw XlsxPackage.damaged("a cell of row " + row + " lies outside the sheet");
    }
  }

  private void merge(String range) throws DamagedFile {
    CellRangeAddress at = CellRangeAddress.valueOf(range);
    if (merges.size() == MOST_MERGES) {
      throw new DamagedFile(
          "excel",
          "the sheet has more than " + MOST_MERGES + " merged ranges",
          "unmerge them and deliver the sheet again");
    }
    merges.add(
        new Sheet.Merge(
            at.getFirstRow() + 1, at.getLastRow() + 1, at.getFirstColumn(), at.getLastColumn()));
  }

  /** Shared texts that are not there would be looked for without end. */
  void checkTexts(long bytes) throws DamagedFile {
    if (lastText >= 0 && lastText > bytes / SHORTEST_TEXT) {
      throw XlsxPackage.damaged("cells refer to texts that are not there");
    }
  }
}
