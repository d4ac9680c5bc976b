package org.jinyanglake.contract;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What may be opened by grade (GB/T 43697-2024), and which grade a dataset and its columns have at
 * least. {@code docs/rules.md} has the table.
 */
final class GradeRules {
  private final List<ColumnReader.Result> columns;
  private final Optional<OpeningType> type;
  private final boolean counted;
  private final Report report;

  /**
   * The rules for one contract.
   *
   * @param type empty if it is not known
   * @param counted whether anonymity or cells are declared
   */
  GradeRules(
      List<ColumnReader.Result> columns,
      Optional<OpeningType> type,
      boolean counted,
      Report report) {
    this.columns = columns;
    this.type = type;
    this.counted = counted;
    this.report = report;
  }

  /**
   * Checks the dataset and all columns.
   *
   * @param place where the dataset's grade stands
   * @param reviewed whether the team names a declassification reviewer
   */
  void check(Grade dataset, Place place, boolean reviewed) {
    checkDataset(dataset, place);
    columns.stream()
        .filter(read -> read.column().grade().isEmpty() && least(read.column()).isAbove(dataset))
        .max(Comparator.comparing(read -> least(read.column())))
        .ifPresent(
            read ->
                report.error(
                    place,
                    "the dataset is %s, but its column %s is %s, at least %s; raise the grade"
                        .formatted(
                            dataset, read.name(), what(read.column()), least(read.column()))));
    columns.forEach(read -> checkColumn(read, dataset));
    if (!reviewed && opensImportant(dataset)) {
      report.error(
          place,
          "important data are opened after a declassification review only; name a member of the team with the role declassificationReviewer");
    }
  }

  private void checkDataset(Grade dataset, Place place) {
    if (type.isEmpty()) {
      return;
    }
    if (dataset == Grade.CORE && type.get() != OpeningType.CLOSED) {
      report.error(place, "the dataset is core, which never leaves the raw zone; make it closed");
    } else if (dataset == Grade.IMPORTANT && type.get() == OpeningType.UNCONDITIONAL) {
      report.error(
          place,
          "the dataset is important, which is not opened unconditionally; make it conditional or closed");
    }
  }

  private void checkColumn(ColumnReader.Result read, Grade dataset) {
    Column column = read.column();
    column
        .grade()
        .ifPresent(
            grade -> {
              if (grade.isAbove(dataset)) {
                report.error(
                    read.graded(),
                    "column %s is %s, more than its dataset, which is %s; raise the dataset's grade"
                        .formatted(column.name(), grade, dataset));
              }
              if (least(column).isAbove(grade)) {
                report.error(
                    read.graded(),
                    "column %s is %s, at least %s, but graded %s; raise the grade"
                        .formatted(column.name(), what(column), least(column), grade));
              }
            });
    if (column.sensitivePersonal() && column.classification() == Classification.PUBLIC) {
      report.error(
          read.place().get("classification"),
          "column %s is sensitive personal information and cannot be public; classify it sensitive"
              .formatted(column.name()));
    }
    Grade grade = column.grade().orElse(dataset);
    read.techniques().forEach((zone, place) -> checkOpened(column, grade, dataset, zone, place));
    checkExclusion(read);
  }

  private void checkOpened(Column column, Grade grade, Grade dataset, Zone zone, Place place) {
    if (!column.opens(zone)) {
      return;
    }
    if (column.sensitivePersonal() && zone == Zone.OPEN && !counted) {
      report.error(
          place,
          "column %s is sensitive personal information, opened to anybody only where persons are counted; add the property anonymity or cells, or delete this one"
              .formatted(column.name()));
      return;
    }
    boolean told = grade == dataset && !dataset.opensIn(zone) && dataset.isAbove(Grade.GENERAL_4);
    if (!grade.opensIn(zone) && !told) {
      report.error(
          place,
          "column %s is %s, which is not for the %s zone; delete the property"
              .formatted(column.name(), grade, zone.catalog()));
    }
  }

  /** An empty cell must be possible where it is declared. */
  private void checkExclusion(ColumnReader.Result read) {
    Column column = read.column();
    if (column.exclusion() != Exclusion.CELL) {
      return;
    }
    if (column.type() != null && column.type().kind() != Type.Kind.STRING) {
      report.error(
          read.place(),
          "column %s is no text, and coordinates leave out their row; delete exclude"
              .formatted(column.name()));
    } else if (column.required() || column.partition() || column.key() > 0) {
      report.error(
          read.place(),
          "column %s is required, so that its cell cannot be left empty; delete exclude, which leaves out the row"
              .formatted(column.name()));
    }
  }

  private boolean opensImportant(Grade dataset) {
    return columns.stream()
        .map(ColumnReader.Result::column)
        .filter(column -> column.opens(Zone.CONDITIONAL))
        .anyMatch(
            column ->
                dataset == Grade.IMPORTANT
                    || column.grade().filter(grade -> grade == Grade.IMPORTANT).isPresent());
  }

  /** The least grade of what a column tells about persons. */
  private Grade least(Column column) {
    if (column.sensitivePersonal() && !counted) {
      return Grade.GENERAL_4;
    }
    if (column.classification() == null || column.classification() == Classification.PUBLIC) {
      return column.sensitivePersonal() ? Grade.GENERAL_3 : Grade.GENERAL_1;
    }
    return column.classification() == Classification.QUASI_IDENTIFIER && !column.sensitivePersonal()
        ? Grade.GENERAL_2
        : Grade.GENERAL_3;
  }

  private static String what(Column column) {
    return column.sensitivePersonal()
        ? "sensitive personal information"
        : "classified " + column.classification();
  }
}
