package org.jinyanglake.collect;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jinyanglake.contract.FieldPath;

/** Which types of columns in files can become which types of the contract, value by value. */
final class ColumnarTypes {

  private ColumnarTypes() {}

  /** The type of the field at a path that the schema has. */
  static DataType at(StructType schema, FieldPath path) {
    DataType type = schema;
    for (String name : path.names()) {
      type = ((StructType) type).apply(name).dataType();
    }
    return type;
  }

  /** The fields of a schema that have one of the names. */
  static StructType wanted(StructType schema, Set<String> names) {
    return new StructType(
        Arrays.stream(schema.fields())
            .filter(field -> names.contains(field.name()))
            .toArray(StructField[]::new));
  }

  /**
   * Why no value of a type can become one of the contract's type; empty if those that fit can:
   * numbers of any kind in range, texts by the rules for text, dates and times as such.
   */
  static Optional<String> complain(DataType file, DataType contract) {
    boolean fits =
        file instanceof StringType
            || (isScalar(file) && contract instanceof StringType)
            || (file instanceof NumericType && contract instanceof NumericType)
            || (file instanceof BooleanType && contract instanceof BooleanType)
            || (file instanceof DateType && contract instanceof DateType)
            || (isTime(file) && contract instanceof TimestampType);
    if (fits) {
      return Optional.empty();
    }
    String is = "is " + file.simpleString() + " in the file, ";
    if (file instanceof StructType) {
      return Optional.of(
          "is a structure in the file; its fields have paths, as physicalName: /name/field");
    }
    return Optional.of(
        is
            + (isScalar(file)
                ? "which cannot be " + contract.simpleString() + " as the contract says"
                : "which is not stored"));
  }

  /** The contract's word for a type, {@code logicalType}; empty if it has none. */
  static Optional<String> logical(DataType type) {
    return Optional.ofNullable(
        switch (type.typeName()) {
          case "string" -> "string";
          case "boolean" -> "boolean";
          case "date" -> "date";
          case "timestamp", "timestamp_ntz" -> "timestamp";
          case "byte", "short", "integer", "long" -> "integer";
          default -> type instanceof NumericType ? "number" : null;
        });
  }

  private static boolean isScalar(DataType type) {
    return type instanceof NumericType
        || type instanceof BooleanType
        || type instanceof DateType
        || isTime(type);
  }

  private static boolean isTime(DataType type) {
    return type instanceof TimestampType || type instanceof TimestampNTZType;
  }
}
