package org.jinyanglake.collect;

import java.util.Arrays;

/** The cells of one row of a sheet, filled again for each row. */
final class SheetRow {

  /** What a cell holds. */
  enum Kind {
    EMPTY,
    TEXT,
    NUMBER,
    /** A number that the sheet shows as a date or time. */
    DATE,
    BOOLEAN,
    /** An error value, as #N/A; its text is that. */
    ERROR,
    /** A formula that no program has computed yet. */
    UNCOMPUTED
  }

  /** Columns of a sheet, A to XFD. */
  static final int WIDEST = 16_384;

  private int number;
  private int width;
  private Kind[] kinds = new Kind[16];
  private String[] texts = new String[16];
  private double[] numbers = new double[16];

  /** Begins a row of which all cells are empty. */
  void clear(int rowNumber) {
    number = rowNumber;
    width = 0;
  }

  void set(int cell, Kind kind, String text, double value) {
    if (cell >= kinds.length) {
      int length = Math.max(2 * kinds.length, cell + 1);
      kinds = Arrays.copyOf(kinds, length);
      texts = Arrays.copyOf(texts, length);
      numbers = Arrays.copyOf(numbers, length);
    }
    if (cell >= width) {
      Arrays.fill(kinds, width, cell, Kind.EMPTY);
      width = cell + 1;
    }
    kinds[cell] = kind;
    texts[cell] = text;
    numbers[cell] = value;
  }

  /** Gives a cell what a cell of another row holds. */
  void copy(int cell, SheetRow from, int at) {
    set(cell, from.kind(at), from.text(at), from.number(at));
  }

  /** Its number in the sheet, from 1. */
  int number() {
    return number;
  }

  /** The index after the last cell that holds something. */
  int width() {
    return width;
  }

  Kind kind(int cell) {
    return cell < width ? kinds[cell] : Kind.EMPTY;
  }

  /** Of text and errors; else null. */
  String text(int cell) {
    return cell < width ? texts[cell] : null;
  }

  /** Of numbers and dates, in days; of a boolean 1 or 0. */
  double number(int cell) {
    return cell < width ? numbers[cell] : 0;
  }

  /** A column as people call it, A to XFD. */
  static String letters(int cell) {
    StringBuilder letters = new StringBuilder();
    for (int i = cell + 1; i > 0; i = (i - 1) / 26) {
      letters.insert(0, (char) ('A' + (i - 1) % 26));
    }
    return letters.toString();
  }
}
