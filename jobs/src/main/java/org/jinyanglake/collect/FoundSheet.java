package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jinyanglake.collect.SheetRow.Kind;
import org.jinyanglake.contract.Source;

/**
 * Which sheet of a workbook holds the records and in which row the names of its columns begin: the
 * first row that is followed by rows of as many cells, and over how many rows merged cells carry
 * it. A row that is no different from those below may be names or values: a person has to say.
 */
final class FoundSheet {

  /** So many rows are looked at. */
  private static final int LOOKED_AT = 200;

  /** So many rows below a row are compared with it. */
  private static final int BELOW = 20;

  private static final int MOST_HEADER_ROWS = 10;

  /**
   * A row.
   *
   * @param kinds of its cells up to the last that holds something
   * @param title whether all that it holds is one merged range
   */
  private record Line(int number, List<Kind> kinds, boolean title) {
    int filled() {
      return (int) kinds.stream().filter(kind -> kind != Kind.EMPTY).count();
    }

    Kind kind(int cell) {
      return cell < kinds.size() ? kinds.get(cell) : Kind.EMPTY;
    }
  }

  private final Known known;
  private List<Sheet.Merge> merges = List.of();
  private List<Line> lines = List.of();

  FoundSheet(Known known) {
    this.known = known;
  }

  /**
   * Finds it.
   *
   * @throws DamagedFile if the workbook is not sound, or a person has to say which sheet or row
   */
  FoundPlace find(Input workbook) throws IOException {
    String sheet = known.sheet().orElse("");
    Workbooks all =
        new Workbooks(
            new Source.Within("", "", sheet, 1, 1, true), false, List.of(), ZoneOffset.UTC);
    var layout = (Workbooks.SheetLayout) all.survey(workbook).layout();
    Path file = workbook.local();
    merges = layout.merges();
    lines = lines(layout, file);
    if (lines.isEmpty()) {
      throw new DamagedFile(
          "excel", "no visible sheet holds anything", "inspect a workbook that holds rows");
    }
    int first = first();
    boolean header = isHeader(first);
    int rows = header ? headerRows(first) : 1;
    String name = Sheet.tabs(layout.xls(), file).get(layout.index()).name();
    String words =
        "sheet "
            + name
            + (header ? ", names in row " + first : ", no names, records from row " + first)
            + (rows > 1 ? " to " + (first + rows - 1) : "");
    int last = first + rows - 1;
    long inRows = merges.stream().filter(each -> each.lastRow() > last).count();
    List<String> notes =
        inRows == 0
            ? List.of()
            : List.of(
                "merged cells among the rows: only the first of each has the value;"
                    + " repeatMerged: true gives it to all");
    return new FoundPlace(
        Source.Format.EXCEL,
        StandardCharsets.UTF_8,
        new Source.Within("", "", sheet, first, rows, false),
        header,
        lines.stream()
            .filter(each -> each.number >= first)
            .mapToInt(e -> e.kinds.size())
            .max()
            .orElse(0),
        words,
        notes);
  }

  private List<Line> lines(Workbooks.SheetLayout layout, Path file) throws IOException {
    List<Line> read = new ArrayList<>();
    MergedCells merged = new MergedCells(merges);
    SheetRow row = new SheetRow();
    try (Sheet sheet = Sheet.open(layout.xls(), file, layout.index())) {
      while (read.size() < LOOKED_AT && sheet.next(row)) {
        merged.fill(row);
        Line line = line(row);
        if (line.filled() > 0) {
          read.add(line);
        }
      }
    }
    return read;
  }

  private Line line(SheetRow row) {
    Kind[] kinds = new Kind[row.width()];
    int last = 0;
    for (int cell = 0; cell < kinds.length; cell++) {
      boolean blank = row.kind(cell) == Kind.TEXT && row.text(cell).isBlank();
      kinds[cell] = blank ? Kind.EMPTY : row.kind(cell);
      last = kinds[cell] == Kind.EMPTY ? last : cell + 1;
    }
    List<Kind> held = List.of(Arrays.copyOf(kinds, last));
    boolean title =
        merges.stream()
            .filter(each -> each.has(row.number()) && each.lastColumn() > each.firstColumn())
            .anyMatch(each -> isAll(held, each));
    return new Line(row.number(), held, title);
  }

  private static boolean isAll(List<Kind> kinds, Sheet.Merge merge) {
    for (int cell = 0; cell < kinds.size(); cell++) {
      boolean inside = cell >= merge.firstColumn() && cell <= merge.lastColumn();
      if (kinds.get(cell) != Kind.EMPTY && !inside) {
        return false;
      }
    }
    return true;
  }

  /** The number of the first row of the table. */
  private int first() throws DamagedFile {
    if (known.headerRow().isPresent()) {
      return known.headerRow().get();
    }
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      int filled = line.filled();
      List<Line> below = below(i);
      boolean most = below.stream().allMatch(each -> each.filled() <= filled);
      boolean followed =
          lines.size() == 1 || below.stream().anyMatch(each -> 2 * each.filled() >= filled);
      if (!line.title && most && followed) {
        return line.number;
      }
    }
    throw new DamagedFile(
        "headerRow",
        "no row of the sheet is followed by rows of as many cells: it does not tell its header",
        "say in which row the names are by the property headerRow in the contract");
  }

  private List<Line> below(int i) {
    return lines.subList(i + 1, Math.min(lines.size(), i + 1 + BELOW)).stream()
        .filter(each -> !each.title)
        .toList();
  }

  private boolean isHeader(int first) throws DamagedFile {
    if (known.text().headers().isPresent()) {
      return known.text().headers().get() > 0;
    }
    int index = 0;
    while (index < lines.size() && lines.get(index).number < first) {
      index++;
    }
    if (known.headerRow().isPresent() || index == lines.size()) {
      return true;
    }
    Line line = lines.get(index);
    List<Line> below = below(index);
    boolean texts = line.kinds.stream().allMatch(kind -> kind == Kind.TEXT || kind == Kind.EMPTY);
    if (texts || below.isEmpty()) {
      return true;
    }
    for (int cell = 0; cell < line.kinds.size(); cell++) {
      int at = cell;
      Kind kind = line.kind(cell);
      if (kind != Kind.EMPTY
          && below.stream().map(each -> each.kind(at)).noneMatch(k -> k == kind)
          && below.stream().anyMatch(each -> each.kind(at) != Kind.EMPTY)) {
        return true;
      }
    }
    throw new DamagedFile(
        "headerRow",
        "row " + first + " of the sheet is like the rows below it: it may be names or a record",
        "write headerRow: " + first + " into the contract if it is names, or header: false");
  }

  /** Over how many rows the names go, by the cells that are merged in them. */
  private int headerRows(int first) {
    if (known.text().headers().isPresent()) {
      return known.text().headers().get();
    }
    int last = first;
    for (boolean grows = true; grows && last - first + 1 < MOST_HEADER_ROWS; ) {
      int row = last;
      int down =
          merges.stream()
              .filter(each -> each.firstRow() >= first && each.has(row))
              .mapToInt(Sheet.Merge::lastRow)
              .max()
              .orElse(row);
      boolean parted =
          down == row
              && merges.stream().anyMatch(each -> each.has(row) && isAcross(each))
              && areParts(row);
      last = parted ? row + 1 : down;
      grows = last > row;
    }
    return Math.min(last - first + 1, MOST_HEADER_ROWS);
  }

  private static boolean isAcross(Sheet.Merge merge) {
    return merge.lastColumn() > merge.firstColumn();
  }

  /** Whether the row below a row has texts only below the cells that are merged across. */
  private boolean areParts(int row) {
    return lines.stream()
        .filter(each -> each.number == row + 1)
        .anyMatch(
            line -> {
              for (int cell = 0; cell < line.kinds.size(); cell++) {
                int at = cell;
                boolean below =
                    merges.stream()
                        .anyMatch(
                            each ->
                                each.has(row)
                                    && isAcross(each)
                                    && at >= each.firstColumn()
                                    && at <= each.lastColumn());
                if (line.kind(cell) != (below ? Kind.TEXT : Kind.EMPTY)) {
                  return false;
                }
              }
              return true;
            });
  }
}
