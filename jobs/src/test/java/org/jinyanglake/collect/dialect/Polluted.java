package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Files polluted in the manner of the Pollock benchmark: one table of nine columns, with one thing
 * wrong in each file, and what is right instead.
 */
final class Polluted {

  /**
   * @param kind of pollution, the same for files that differ in row or column only
   * @param csv the polluted text
   * @param clean the right reading, comma-separated with the header first
   */
  record PollutedFile(String kind, String csv, String clean) {}

  private record Cell(String text, boolean quoted) {}

  private static final List<String> HEADER =
      List.of("DAY", "HOUR", "Count", "CODE", "Cost", "Kind", "Notice", "Page", "Remark");
  private static final List<String> KINDS =
      List.of(
          "Street lamp", "Road, main", "Citizens' hall", "Pipe, 5\" wide", "Bin", "Bench, long");
  private static final List<String> NOTICES =
      List.of(
          "The lamp at the gate is out, and the one beside it flickers.",
          "A hole of 8'9\" length, filled twice already",
          "Ask at the residents' committee before noon, nobody is there later.",
          "Noise at night, loud music, and a dog that doesn't stop.",
          "Paint comes off the railing",
          "Water was cut for the third time this week, without any notice, from 6 to 11.");

  private final List<List<Cell>> table = new ArrayList<>();

  Polluted(int rows) {
    table.add(HEADER.stream().map(name -> new Cell(name, false)).toList());
    for (int i = 0; i < rows; i++) {
      List<String> texts =
          List.of(
              "%02d/%02d/2018".formatted(i % 28 + 1, i / 28 + 1),
              "%02d:%02d".formatted(i % 24, i * 15 % 60),
              Integer.toString(i * 7 % 40),
              "%s-%d".formatted(List.of("MG", "RI", "CC", "YY").get(i % 4), 1000 + i * 97 % 9000),
              "%d.%02d".formatted(i * 31 % 90, i * 13 % 100),
              KINDS.get(i % KINDS.size()),
              NOTICES.get(i * 5 % NOTICES.size()) + " " + (i + 1),
              "https://city.example/notices/" + (1000 + i),
              i % 9 == 4 ? "closed" : "");
      table.add(
          texts.stream()
              .map(text -> new Cell(text, text.contains(",") || text.contains("\"")))
              .toList());
    }
  }

  private int width() {
    return HEADER.size();
  }

  private List<List<String>> texts() {
    return table.stream().map(row -> row.stream().map(Cell::text).toList()).toList();
  }

  private static String write(Cell cell, String quote, String escape) {
    String text = cell.text.replace("\"", escape + "\"");
    return cell.quoted ? quote + text + quote : text;
  }

  private static String row(List<Cell> cells, String delimiter, String quote, String escape) {
    return String.join(delimiter, cells.stream().map(cell -> write(cell, quote, escape)).toList());
  }

  private List<String> lines(String delimiter, String quote, String escape) {
    return table.stream().map(row -> row(row, delimiter, quote, escape)).toList();
  }

  private List<String> lines() {
    return lines(",", "\"", "\"");
  }

  private static String text(List<String> lines, String end) {
    return String.join(end, lines) + end;
  }

  private String with(int row, String line) {
    List<String> lines = new ArrayList<>(lines());
    lines.set(row, line);
    return text(lines, "\n");
  }

  private static String clean(List<List<String>> rows) {
    return PollockScore.csv(rows);
  }

  /** All files, of the row-wise kinds those of every so manieth row. */
  void each(int step, Consumer<PollutedFile> files) {
    wholeFiles(files);
    for (int row = 0; row < table.size(); row += step) {
      for (int column = 0; column < width(); column++) {
        files.accept(moreSeparators(row, column));
        if (column > 0) {
          files.accept(fewerSeparators(row, column));
        }
        files.accept(extraQuote(row, column));
      }
      String blanks = with(row, row(table.get(row), " ", "\"", "\""));
      files.accept(new PollutedFile(kind("row delimiter blank", row), blanks, clean(texts())));
    }
  }

  private void wholeFiles(Consumer<PollutedFile> files) {
    String clean = clean(texts());
    List<String> lines = lines();
    String plain = text(lines, "\n");
    files.accept(new PollutedFile("source", plain, clean));
    files.accept(new PollutedFile("no payload", "", ""));
    files.accept(new PollutedFile("no line end at end", plain.stripTrailing(), clean));
    files.accept(new PollutedFile("two line ends at end", plain + "\n", clean));
    files.accept(
        new PollutedFile(
            "no header",
            text(lines.subList(1, lines.size()), "\n"),
            clean(texts().subList(1, lines.size()))));
    for (int extra = 1; extra <= 2; extra++) {
      List<List<String>> joined = new ArrayList<>(texts());
      int times = extra + 1;
      joined.set(
          0,
          HEADER.stream()
              .map(name -> String.join(" ", java.util.Collections.nCopies(times, name)))
              .toList());
      files.accept(
          new PollutedFile(
              "header rows", (lines.get(0) + "\n").repeat(extra) + plain, clean(joined)));
    }
    String commas = ",".repeat(width() - 1) + "\n";
    files.accept(new PollutedFile("preamble", "PREAMBLE" + commas + commas + plain, clean));
    for (int columns = width() - 1; columns <= width() + 1; columns++) {
      StringBuilder second = new StringBuilder(plain);
      for (List<Cell> row : table) {
        List<Cell> other = new ArrayList<>(row.subList(0, Math.min(columns, width())));
        while (other.size() < columns) {
          other.add(row.get(width() - 1));
        }
        second.append(row(other, ",", "\"", "\"")).append('\n');
      }
      files.accept(new PollutedFile("second table of " + columns, second.toString(), clean));
    }
    files.accept(
        new PollutedFile("header only", lines.get(0) + "\n", clean(texts().subList(0, 1))));
    files.accept(
        new PollutedFile("one row", text(lines.subList(0, 2), "\n"), clean(texts().subList(0, 2))));
    files.accept(new PollutedFile("CR", text(lines, "\r"), clean));
    files.accept(new PollutedFile("CR LF", text(lines, "\r\n"), clean));
    for (String delimiter : List.of(";", "\t", ", ", " ")) {
      files.accept(
          new PollutedFile(
              "delimiter '" + delimiter + "'", text(lines(delimiter, "\"", "\""), "\n"), clean));
    }
    files.accept(new PollutedFile("quote '", text(lines(",", "'", "\""), "\n"), clean));
    files.accept(new PollutedFile("escape \\", text(lines(",", "\"", "\\"), "\n"), clean));
    files.accept(new PollutedFile("no escape", text(lines(",", "\"", ""), "\n"), clean));
  }

  private static String kind(String kind, int row) {
    return row == 0 ? kind + " in the header" : kind;
  }

  private PollutedFile moreSeparators(int row, int column) {
    List<String> cells = new ArrayList<>();
    table.get(row).forEach(cell -> cells.add(write(cell, "\"", "\"")));
    cells.add(column, "");
    return new PollutedFile(
        kind("more separators", row), with(row, String.join(",", cells)), clean(texts()));
  }

  private PollutedFile fewerSeparators(int row, int column) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < width(); i++) {
      line.append(i == 0 || i == column ? "" : ",")
          .append(write(table.get(row).get(i), "\"", "\""));
    }
    return new PollutedFile(
        kind("fewer separators", row), with(row, line.toString()), clean(texts()));
  }

  /** An extra quote before the text of a cell, which is part of the right reading. */
  private PollutedFile extraQuote(int row, int column) {
    List<String> cells = new ArrayList<>();
    table.get(row).forEach(cell -> cells.add(write(cell, "\"", "\"")));
    Cell cell = table.get(row).get(column);
    String written = cells.get(column);
    cells.set(column, cell.quoted ? "\"\"" + written.substring(1) : "\"" + written);
    List<List<String>> right = new ArrayList<>(texts());
    List<String> rightRow = new ArrayList<>(right.get(row));
    rightRow.set(column, "\"" + cell.text);
    right.set(row, rightRow);
    return new PollutedFile(
        kind("extra quote", row), with(row, String.join(",", cells)), clean(right));
  }
}
