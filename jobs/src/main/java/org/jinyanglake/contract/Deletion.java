package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By what a row says that its key is deleted: {@code {column: op, values: [D]}}.
 *
 * @param column a column of the source, of texts, whole numbers or booleans
 * @param values of the column that mean a deletion, as text; of a boolean {@code true} or {@code
 *     false}
 */
public record Deletion(String column, List<String> values) {

  private static final List<String> OPTIONS = List.of("column", "values");

  public Deletion {
    values = List.copyOf(values);
  }

  static Optional<Deletion> read(
      Place place, LoadMode mode, List<ColumnReader.Result> columns, Report report) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!mode.isByKey()) {
      report.error(place, "deleted is for loadMode upsert or history only; delete it");
      return Optional.empty();
    }
    if (!place.isMapping()) {
      report.error(place, "deleted is a mapping; write {column: op, values: [D]}");
      return Optional.empty();
    }
    report.options(place, "deleted", OPTIONS);
    Place values = place.get("values");
    if (values.items().isEmpty()) {
      report.error(values, "which values mean a deletion? list them, as values: [D]");
    }
    Place name = place.get("column");
    if (!name.exists()) {
      report.error(place, "deleted needs column; name the column that marks deletions");
      return Optional.empty();
    }
    Optional<Column> column =
        ColumnReader.named(name, columns, "column", report)
            .flatMap(
                found ->
                    columns.stream()
                        .map(ColumnReader.Result::column)
                        .filter(each -> each.name().equals(found))
                        .findFirst());
    if (column.isEmpty() || column.get().type() == null) {
      return Optional.empty();
    }
    if (!fits(column.get())) {
      report.error(
          name,
          "column %s cannot mark deletions; name a column of the file, a string, integer or boolean outside of the primary key"
              .formatted(column.get().name()));
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Place value : values.items()) {
      text(value, column.get().type().kind())
          .ifPresentOrElse(
              texts::add,
              () ->
                  report.error(
                      value,
                      "values must be like those of the column, which is "
                          + column.get().type()
                          + "; correct it"));
    }
    return Optional.of(new Deletion(column.get().name(), texts));
  }

  private static boolean fits(Column column) {
    return column.key() == 0
        && column.expression().isEmpty()
        && switch (column.type().kind()) {
          case STRING, INTEGER, LONG, BOOLEAN -> true;
          default -> false;
        };
  }

  private static Optional<String> text(Place value, Type.Kind kind) {
    return switch (kind) {
      case STRING -> value.text().filter(text -> !text.isEmpty());
      case BOOLEAN -> value.bool().map(String::valueOf);
      default -> value.integer().map(String::valueOf);
    };
  }
}
