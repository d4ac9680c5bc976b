package org.jinyanglake.demo;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a provider writes its files.
 *
 * @param json JSON lines; else CSV after RFC 4180 with a header
 * @param gzip whether the file is compressed
 * @param byteOrderMark whether the text begins with U+FEFF
 */
record FileFormat(
    boolean json, boolean gzip, Charset charset, boolean byteOrderMark, String lineEnd) {

  static final FileFormat CSV = new FileFormat(false, false, StandardCharsets.UTF_8, false, "\n");
  static final FileFormat CSV_GZ = new FileFormat(false, true, StandardCharsets.UTF_8, false, "\n");

  /** As a spreadsheet of the West exports it. */
  static final FileFormat CSV_WITH_BYTE_ORDER_MARK =
      new FileFormat(false, false, StandardCharsets.UTF_8, true, "\n");

  /** As a Chinese Windows exports it. */
  static final FileFormat CSV_GBK =
      new FileFormat(false, false, Charset.forName("GBK"), false, "\r\n");

  static final FileFormat JSON_LINES =
      new FileFormat(true, false, StandardCharsets.UTF_8, false, "\n");

  String extension() {
    return (json ? ".jsonl" : ".csv") + (gzip ? ".gz" : "");
  }

  /** What stands before the first record. */
  String opening(List<Field> fields) {
    if (json) {
      return "";
    }
    StringBuilder line = new StringBuilder(byteOrderMark ? "\ufeff" : "");
    appendCsv(line, fields.stream().map(Field::name).toArray(String[]::new));
    return line.append(lineEnd).toString();
  }

  /** Appends one record without its line end; a cell that is null or empty has no value. */
  void append(StringBuilder line, List<Field> fields, String[] cells) {
    if (json) {
      appendJson(line, fields, cells);
    } else {
      appendCsv(line, cells);
    }
  }

  private static void appendCsv(StringBuilder line, String[] cells) {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        line.append(',');
      }
      String cell = cells[i] == null ? "" : cells[i];
      if (cell.indexOf(',') < 0 && cell.indexOf('"') < 0) {
        line.append(cell);
      } else {
        line.append('"').append(cell.replace("\"", "\"\"")).append('"');
      }
    }
  }

  private static void appendJson(StringBuilder line, List<Field> fields, String[] cells) {
    char before = '{';
    for (int i = 0; i < cells.length; i++) {
      line.append(before).append('"').append(fields.get(i).name()).append("\":");
      before = ',';
      String cell = cells[i];
      if (cell == null || cell.isEmpty()) {
        line.append("null");
      } else if (fields.get(i).role() == Field.Role.NUMBER && isNumber(cell)) {
        line.append(cell);
      } else {
        line.append('"').append(cell.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    line.append('}');
  }

  private static boolean isNumber(String cell) {
    return cell.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
  }
}
