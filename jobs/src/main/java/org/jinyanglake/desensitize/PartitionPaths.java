package org.jinyanglake.desensitize;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Type;

/** Writes partitions as Iceberg does: {@code day=2020-01-11}; empty if there are no columns. */
final class PartitionPaths {
  private final PartitionSpec spec;

  PartitionPaths(List<PartitionColumn> columns) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (PartitionColumn column : columns) {
      fields.add(
          Types.NestedField.optional(fields.size() + 1, column.name(), iceberg(column.type())));
    }
    PartitionSpec.Builder builder = PartitionSpec.builderFor(new Schema(fields));
    columns.forEach(column -> builder.identity(column.name()));
    this.spec = builder.build();
  }

  /**
   * The path of values in Iceberg's own form: days for dates, microseconds for timestamps.
   *
   * @param values those of the columns, and of others after them
   */
  String of(List<Object> values) {
    GenericRecord record = GenericRecord.create(spec.partitionType());
    for (int i = 0; i < spec.fields().size(); i++) {
      record.set(i, values.get(i));
    }
    return spec.partitionToPath(record);
  }

  private static org.apache.iceberg.types.Type iceberg(Type type) {
    return switch (type.kind()) {
      case STRING -> Types.StringType.get();
      case INTEGER -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case BOOLEAN -> Types.BooleanType.get();
    };
  }
}
