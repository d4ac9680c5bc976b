package org.jinyanglake.overlap;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.datasketches.theta.CompactSketch;

/**
 * That one table holds what another one does, told by their sketches. Columns that all datasets
 * share (days, districts, sexes, small numbers) say nothing by themselves: it takes whole rows, or
 * keys with what stands beside them, or identifying texts all of which are there.
 *
 * @param relation what the first is to the second
 * @param part which of the two is the smaller one, of which the others speak
 * @param basis what was compared
 * @param share how much of the smaller one is in the other, from 0 to 1
 * @param columns of the smaller one that agree: the other's column by its name
 * @param of how many of its columns could be compared
 */
public record ContentOverlap(
    Relation relation,
    Part part,
    Basis basis,
    double share,
    SortedMap<String, String> columns,
    int of) {

  /** What a table is to another. */
  public enum Relation {
    EQUAL,
    SUBSET,
    SUPERSET,
    OVERLAP
  }

  /** One of two tables. */
  public enum Part {
    FIRST,
    SECOND
  }

  /** What was found in the other table. */
  public enum Basis {
    ROWS,
    KEYS,
    VALUES
  }

  /** Fewer rows or keys are as easily alike by chance. */
  private static final int LEAST = 20;

  /** Columns of fewer different values are hardly told apart. */
  private static final int FEW_VALUES = 10;

  private static final int EVIDENCE_VALUES = 50;
  private static final int IDENTIFYING_VALUES = 100;

  /** Numbers that are shorter are counted up, in one dataset as in the next. */
  private static final int IDENTIFYING_LENGTH = 8;

  private static final double ALL = 0.95;
  private static final double AGREES = 0.8;

  /**
   * Compares two tables, either of which may be part of the other.
   *
   * @param threshold the share from which it counts, above 0 and at most 1
   * @return empty if they have too little in common
   */
  public static Optional<ContentOverlap> of(TableSketch mine, TableSketch other, double threshold) {
    Optional<ContentOverlap> there = within(mine, other, threshold);
    Optional<ContentOverlap> here = within(other, mine, threshold);
    if (there.isPresent() && here.isPresent()) {
      boolean equal = there.get().share >= ALL && here.get().share >= ALL;
      boolean smaller = there.get().share >= here.get().share;
      return Optional.of(
          equal
              ? there.get().as(Relation.EQUAL, Part.FIRST)
              : smaller
                  ? there.get().as(Relation.SUBSET, Part.FIRST)
                  : here.get().as(Relation.SUPERSET, Part.SECOND));
    }
    return there
        .map(found -> found.as(Relation.SUBSET, Part.FIRST))
        .or(() -> here.map(found -> found.as(Relation.SUPERSET, Part.SECOND)));
  }

  private ContentOverlap as(Relation relation, Part part) {
    return new ContentOverlap(
        share < ALL ? Relation.OVERLAP : relation, part, basis, share, columns, of);
  }

  private static Optional<ContentOverlap> within(
      TableSketch part, TableSketch whole, double threshold) {
    return byRows(part, whole, threshold)
        .or(() -> byKeys(part, whole, threshold))
        .or(() -> byValues(part, whole, threshold));
  }

  private static ContentOverlap found(
      Basis basis, double share, SortedMap<String, String> columns, int of) {
    return new ContentOverlap(Relation.OVERLAP, Part.FIRST, basis, share, columns, of);
  }

  /** All columns agree in them, by whatever names. */
  private static Optional<ContentOverlap> byRows(
      TableSketch part, TableSketch whole, double threshold) {
    boolean telling =
        part.columns().size() > 1
            && part.columns().values().stream().anyMatch(column -> !column.isTime())
            && part.rows().getEstimate() >= LEAST;
    Share rows = telling ? Share.of(part.rows(), whole.rows()) : Share.NONE;
    if (!rows.reaches(threshold)) {
      return Optional.empty();
    }
    SortedMap<String, String> columns = new TreeMap<>();
    part.columns()
        .forEach(
            (name, column) ->
                best(name, column, whole, ColumnSketch::values, AGREES * rows.estimate())
                    .ifPresent(match -> columns.put(name, match)));
    return Optional.of(found(Basis.ROWS, rows.estimate(), columns, part.columns().size()));
  }

  /** The same keys, with the same values beside them. */
  private static Optional<ContentOverlap> byKeys(
      TableSketch part, TableSketch whole, double threshold) {
    Share keys =
        part.keys().getEstimate() < LEAST ? Share.NONE : Share.of(part.keys(), whole.keys());
    if (!keys.reaches(threshold)) {
      return Optional.empty();
    }
    SortedMap<String, String> columns = new TreeMap<>();
    int of = 0;
    for (var each : part.columns().entrySet()) {
      ColumnSketch column = each.getValue();
      if (column.distinct() >= FEW_VALUES && column.cells().getEstimate() >= LEAST) {
        of++;
        best(each.getKey(), column, whole, ColumnSketch::cells, AGREES * keys.estimate())
            .ifPresent(match -> columns.put(each.getKey(), match));
      }
    }
    return columns.isEmpty() || columns.size() * 2 < of
        ? Optional.empty()
        : Optional.of(found(Basis.KEYS, keys.estimate(), columns, of));
  }

  /**
   * Identifying texts: all of the part's columns that have them are in the whole, and most of its
   * other texts. One such column alone is a reference, as a credit code is to a register.
   */
  private static Optional<ContentOverlap> byValues(
      TableSketch part, TableSketch whole, double threshold) {
    boolean keyed = !part.key().isEmpty() && !whole.key().isEmpty();
    if (keyed || part.columns().values().stream().noneMatch(each -> identifies(each, part))) {
      return Optional.empty();
    }
    SortedMap<String, String> columns = new TreeMap<>();
    double least = 1;
    int of = 0;
    for (var each : part.columns().entrySet()) {
      ColumnSketch column = each.getValue();
      boolean identifies = identifies(column, part);
      if (identifies || isEvidence(column)) {
        of++;
        Optional<String> match =
            best(each.getKey(), column, whole, ColumnSketch::values, threshold);
        if (identifies && match.isEmpty()) {
          return Optional.empty();
        }
        if (match.isPresent()) {
          columns.put(each.getKey(), match.get());
          Share share = Share.of(column.values(), whole.columns().get(match.get()).values());
          least = identifies ? Math.min(least, share.estimate()) : least;
        }
      }
    }
    return columns.size() < 2 || columns.size() * 3 < of * 2
        ? Optional.empty()
        : Optional.of(found(Basis.VALUES, least, columns, of));
  }

  private static boolean isEvidence(ColumnSketch column) {
    return column.text() && !column.isTime() && column.distinct() >= EVIDENCE_VALUES;
  }

  private static boolean identifies(ColumnSketch column, TableSketch table) {
    return !column.isTime()
        && column.length() >= IDENTIFYING_LENGTH
        && column.distinct() >= IDENTIFYING_VALUES
        && column.distinct() * 2 >= table.count();
  }

  /** The column of a table that holds most of a column; of several the one of the same name. */
  private static Optional<String> best(
      String name,
      ColumnSketch column,
      TableSketch table,
      Function<ColumnSketch, CompactSketch> sketch,
      double threshold) {
    record Match(String name, double share, double back, boolean same) {}
    return table.columns().entrySet().stream()
        .map(
            each -> {
              CompactSketch theirs = sketch.apply(each.getValue());
              return new Match(
                  each.getKey(),
                  Share.of(sketch.apply(column), theirs).estimate(),
                  Share.of(theirs, sketch.apply(column)).estimate(),
                  each.getKey().equals(name));
            })
        .filter(match -> match.share >= threshold)
        .max(
            Comparator.comparing(Match::same)
                .thenComparingDouble(Match::share)
                .thenComparingDouble(Match::back))
        .map(Match::name);
  }

  /** The columns as pairs, those of one name once. */
  public List<String> pairs() {
    return Pairs.of(columns);
  }
}
