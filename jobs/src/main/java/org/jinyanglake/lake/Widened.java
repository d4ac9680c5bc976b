package org.jinyanglake.lake;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;

/**
 * Columns that were widened: their raw table has a type that holds all values of the contract's,
 * and more. What is made of them has to have that type too.
 */
public final class Widened {
  private Widened() {}

  /** The contract with the types that its raw table has, where those are wider; else as it is. */
  public static Contract by(Contract contract, Version raw) {
    Integer id = raw.snapshot().schemaId();
    Schema schema = id == null ? raw.table().schema() : raw.table().schemas().get(id);
    List<Column> columns =
        contract.columns().stream()
            .map(column -> column.of(type(column, schema.findField(column.name()))))
            .toList();
    return columns.equals(contract.columns()) ? contract : contract.of(columns);
  }

  private static Type type(Column column, Types.NestedField field) {
    if (field == null || column.partition()) {
      return column.type();
    }
    Type.Kind kind = column.type().kind();
    if (kind == Type.Kind.INTEGER && field.type().equals(Types.LongType.get())) {
      return Type.LONG;
    }
    return kind == Type.Kind.DECIMAL
            && field.type() instanceof Types.DecimalType decimal
            && decimal.scale() == column.type().scale()
            && decimal.precision() > column.type().precision()
        ? Type.decimal(decimal.precision(), decimal.scale())
        : column.type();
  }

  /** Whether a column keeps all its values when it gets another type. */
  static boolean keepsAll(org.apache.iceberg.types.Type from, org.apache.iceberg.types.Type to) {
    return to.isPrimitiveType() && TypeUtil.isPromotionAllowed(from, to.asPrimitiveType());
  }
}
