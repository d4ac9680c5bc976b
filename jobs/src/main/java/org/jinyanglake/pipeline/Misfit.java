package org.jinyanglake.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Version;

/**
 * What a contract wants of a raw table that the table, which holds rows already, cannot become.
 * Collecting on would leave old and new rows side by side that do not belong together.
 */
final class Misfit {
  private static final String ANOTHER = "give the dataset another name and deliver its files there";

  private Misfit() {}

  /** Why nothing is collected, judged or opened by the contract, and what to do; empty: it fits. */
  static Optional<String> of(Contract contract, Version raw) {
    List<String> were = raw.table().spec().fields().stream().map(PartitionField::name).toList();
    List<String> are = contract.partitionColumns().stream().map(Column::name).toList();
    if (!were.equals(are)) {
      return Optional.of(
          "its table is partitioned by %s, and the contract says %s now; a table keeps its partition columns: set them back, or %s"
              .formatted(named(were), named(are), ANOTHER));
    }
    return contract.source() instanceof Source.Files ? renamed(contract, raw) : Optional.empty();
  }

  private static String named(List<String> columns) {
    return columns.isEmpty() ? "nothing" : String.join(", ", columns);
  }

  /**
   * Columns are matched by name, so the rows that are there would have nothing in a column that is
   * called otherwise now. It is known again by its label, which the table has as a comment.
   */
  private static Optional<String> renamed(Contract contract, Version raw) {
    Integer id = raw.snapshot().schemaId();
    Schema table = id == null ? raw.table().schema() : raw.table().schemas().get(id);
    Set<String> names = contract.columns().stream().map(Column::name).collect(Collectors.toSet());
    for (Types.NestedField field : table.columns()) {
      if (field.name().startsWith("_") || names.contains(field.name())) {
        continue;
      }
      Optional<Column> now =
          contract.columns().stream()
              .filter(column -> column.expression().isEmpty())
              .filter(column -> table.findField(column.name()) == null)
              .filter(column -> column.label().equals(field.doc()))
              .findFirst();
      if (now.isPresent()) {
        return Optional.of(
            "column %s (%s) is called %s now, and the rows that were collected would have nothing in it: keep the name %s; if it is another column, give it another businessName; or %s"
                .formatted(field.name(), field.doc(), now.get().name(), field.name(), ANOTHER));
      }
    }
    return Optional.empty();
  }
}
