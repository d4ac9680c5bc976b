package org.jinyanglake.collect.dialect;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the columns of a table hold, told by its first rows. */
final class ColumnTypes {

  private static final int MOST_ROWS = 2000;
  private static final double MOST_CELLS = 0.7;

  /** Of a table of which it is not clear how many columns it has. */
  static final ColumnTypes NONE = new ColumnTypes(List.of(), 0);

  private final CellType[] types;

  /**
   * @param rows of which those are looked at that have {@code width} cells, one more or one less
   */
  ColumnTypes(List<Scanned> rows, int width) {
    types = new CellType[width];
    long[] filled = new long[width];
    long[] typed = new long[width];
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<CellType, Long>[] counts = new Map[width];
    int looked = 0;
    for (Scanned row : rows) {
      if (Math.abs(row.width() - width) > 1 || row.isEmpty()) {
        continue;
      }
      if (looked++ == MOST_ROWS) {
        break;
      }
      for (int i = 0; i < Math.min(width, row.width()); i++) {
        CellType type = CellType.of(row.cells().get(i));
        if (type == CellType.EMPTY || type == CellType.MISSING) {
          continue;
        }
        filled[i]++;
        if (type.isTyped()) {
          typed[i]++;
          if (counts[i] == null) {
            counts[i] = new EnumMap<>(CellType.class);
          }
          counts[i].merge(type, 1L, Long::sum);
        }
      }
    }
    for (int i = 0; i < width; i++) {
      if (filled[i] == 0) {
        types[i] = CellType.EMPTY;
      } else if (typed[i] >= MOST_CELLS * filled[i]) {
        types[i] =
            counts[i].entrySet().stream()
                .max(Map.Entry.<CellType, Long>comparingByValue())
                .orElseThrow()
                .getKey();
      } else {
        types[i] = CellType.WORD;
      }
    }
  }

  int width() {
    return types.length;
  }

  /** The number of columns of numbers, dates, times or addresses. */
  int typed() {
    int count = 0;
    for (CellType type : types) {
      count += type.isTyped() ? 1 : 0;
    }
    return count;
  }

  /** The number of words that stand where the columns hold something else. */
  int against(List<String> cells) {
    int votes = 0;
    for (int i = 0; i < Math.min(types.length, cells.size()); i++) {
      CellType type = CellType.of(cells.get(i));
      votes += types[i].isTyped() && isName(type) ? 1 : 0;
    }
    return votes;
  }

  private static boolean isName(CellType type) {
    return type == CellType.WORD || type == CellType.OTHER;
  }

  /** The number of cells of the kind of their column, where that is not words. */
  int alike(List<String> cells) {
    int votes = 0;
    for (int i = 0; i < Math.min(types.length, cells.size()); i++) {
      votes += types[i].isTyped() && CellType.of(cells.get(i)).isTyped() ? 1 : 0;
    }
    return votes;
  }

  /** Whether no word stands where the columns hold something else. */
  boolean agree(List<String> cells) {
    return against(cells) == 0;
  }

  /** How well cells lie in the columns: those that agree less those that do not. */
  int fit(List<String> cells) {
    int fit = 0;
    for (int i = 0; i < Math.min(types.length, cells.size()); i++) {
      CellType type = CellType.of(cells.get(i));
      if (type == CellType.EMPTY || type == CellType.MISSING) {
        continue;
      }
      boolean same = types[i].isTyped() ? type == types[i] : !type.isTyped();
      fit += same ? 1 : -1;
    }
    return fit;
  }

  static boolean hasTyped(List<String> cells) {
    return cells.stream().anyMatch(cell -> CellType.of(cell).isTyped());
  }
}
