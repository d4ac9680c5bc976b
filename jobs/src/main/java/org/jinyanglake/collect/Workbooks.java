package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Source;

/**
 * One sheet of Excel workbooks, xlsx or xls.
 *
 * @param header whether the sheet names its columns
 */
record Workbooks(Source.Within within, boolean header, List<String> nullValues, ZoneId zone)
    implements Reading {

  /**
   * What tasks need to know of a workbook.
   *
   * @param index of the sheet
   * @param firstRow the row from which on rows are records, from 1
   * @param merges the ranges whose value is to be repeated
   * @param notes what people should know
   */
  record SheetLayout(
      boolean xls, int index, int firstRow, List<Sheet.Merge> merges, List<String> notes)
      implements Layout {
    SheetLayout {
      merges = List.copyOf(merges);
      notes = List.copyOf(notes);
    }
  }

  Workbooks {
    nullValues = List.copyOf(nullValues);
  }

  @Override
  public Set<Content> contents() {
    return Set.of(Content.XLSX, Content.XLS);
  }

  @Override
  public String title() {
    return "an Excel workbook, .xlsx or .xls";
  }

  @Override
  public boolean splittable() {
    return false;
  }

  @Override
  public Survey survey(Input input) throws IOException {
    Path file = input.local();
    boolean xls = isXls(file);
    Map<Sheet.Tab, Looked> looked = xls ? lookAtXls(file) : lookAtXlsx(file);
    Sheet.Tab tab = choose(looked);
    Looked sheet = looked.get(tab);
    List<String> notes = new ArrayList<>();
    if (sheet.hiddenRows > 0) {
      notes.add(sheet.hiddenRows + " hidden rows of the sheet are read as the others");
    }
    if (!tab.visible()) {
      notes.add("the sheet is hidden, and read as the contract says");
    }
    SheetLayout layout =
        new SheetLayout(
            xls, tab.index(), firstRow(), within.repeatMerged() ? sheet.merges : List.of(), notes);
    List<String> names =
        header ? new SheetHeader(within, sheet.merges).read(xls, file, tab.index()) : List.of();
    return new Survey(sheet.records, names, layout);
  }

  private static boolean isXls(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Content.of(in.readNBytes(Content.HEAD)) == Content.XLS;
    }
  }

  private int firstRow() {
    return within.headerRow() + (header ? within.headerRows() : 0);
  }

  /** What was found of a sheet without judging its values. */
  private record Looked(long records, boolean empty, long hiddenRows, List<Sheet.Merge> merges) {}

  private Map<Sheet.Tab, Looked> lookAtXlsx(Path file) throws IOException {
    XlsxPackage whole = new XlsxPackage(file);
    whole.checkParts();
    Map<Sheet.Tab, SheetScan> scans = new LinkedHashMap<>();
    candidates(Sheet.tabs(false, file)).forEach(t -> scans.put(t, new SheetScan(firstRow())));
    whole.checkSheets(
        scans.entrySet().stream()
            .collect(Collectors.toMap(each -> each.getKey().index(), Map.Entry::getValue)));
    Map<Sheet.Tab, Looked> looked = new LinkedHashMap<>();
    scans.forEach(
        (tab, scan) ->
            looked.put(
                tab, new Looked(scan.records(), scan.isEmpty(), scan.hiddenRows(), scan.merges())));
    return looked;
  }

  private Map<Sheet.Tab, Looked> lookAtXls(Path file) throws IOException {
    Map<Sheet.Tab, Looked> looked = new LinkedHashMap<>();
    for (Sheet.Tab tab : candidates(Sheet.tabs(true, file))) {
      try (XlsSheet sheet = new XlsSheet(file, tab.index())) {
        SheetRow row = new SheetRow();
        long records = 0;
        boolean empty = true;
        while (sheet.next(row)) {
          empty = false;
          records += row.number() >= firstRow() ? 1 : 0;
        }
        looked.put(tab, new Looked(records, empty, sheet.hiddenRows(), sheet.merges()));
      }
    }
    return looked;
  }

  /** The sheets that may be meant. */
  private List<Sheet.Tab> candidates(List<Sheet.Tab> tabs) throws DamagedFile {
    List<Sheet.Tab> meant =
        within.sheet().isEmpty()
            ? tabs.stream().filter(Sheet.Tab::visible).toList()
            : tabs.stream().filter(tab -> tab.name().equals(within.sheet())).toList();
    if (meant.isEmpty() && within.sheet().matches("[0-9]{1,4}")) {
      int index = Integer.parseInt(within.sheet()) - 1;
      meant = tabs.stream().filter(tab -> tab.index() == index).toList();
    }
    if (meant.isEmpty()) {
      throw new DamagedFile(
          "sheet",
          within.sheet().isEmpty()
              ? "the workbook has no visible sheet"
              : "the workbook has no sheet " + within.sheet() + "; it has " + names(tabs),
          "correct the property sheet in the contract, or deliver the workbook with that sheet");
    }
    return meant;
  }

  /** The one sheet; of several that are visible, the one that holds something. */
  private static Sheet.Tab choose(Map<Sheet.Tab, Looked> looked) throws DamagedFile {
    List<Sheet.Tab> filled =
        looked.keySet().stream().filter(tab -> !looked.get(tab).empty).toList();
    if (filled.size() > 1) {
      throw new DamagedFile(
          "sheet",
          "the workbook has " + filled.size() + " sheets: " + names(filled),
          "name the one that is meant by the property sheet in the contract");
    }
    return filled.isEmpty() ? looked.keySet().iterator().next() : filled.get(0);
  }

  private static String names(List<Sheet.Tab> tabs) {
    return tabs.stream().limit(20).map(Sheet.Tab::name).collect(Collectors.joining(", "));
  }

  @Override
  public Cursor open(Input input, Split split, List<SourceColumn> columns) throws IOException {
    try {
      SheetLayout layout = (SheetLayout) split.source().layout();
      return new SheetCursor(input, layout, split.source(), columns, zone);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** A cell as text: of a date ISO 8601, of an error its name, empty if there is nothing. */
  static String text(SheetRow row, int cell, boolean from1904) {
    return switch (row.kind(cell)) {
      case EMPTY, UNCOMPUTED -> "";
      case TEXT, ERROR -> row.text(cell);
      case NUMBER -> SheetColumn.plain(row.number(cell));
      case BOOLEAN -> row.number(cell) == 1 ? "true" : "false";
      case DATE -> {
        LocalDateTime time = SheetDate.of(row.number(cell), from1904);
        yield time == null
            ? SheetColumn.plain(row.number(cell))
            : SheetDate.isMidnight(time) ? time.toLocalDate().toString() : SheetDate.iso(time);
      }
    };
  }
}
