package org.jinyanglake.collect;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.collect.dialect.FixedText;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;

/**
 * The columns of a file that no contract describes, as far as collection can read them.
 *
 * @param columns in the file's order
 * @param notes what is no column, and why
 */
public record FoundColumns(List<FoundColumn> columns, List<String> notes) {
  public FoundColumns {
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /** Their names, in their order. */
  public List<String> names() {
    return columns.stream().map(FoundColumn::name).toList();
  }

  static FoundColumns named(List<String> names) {
    return new FoundColumns(names.stream().map(FoundColumn::new).toList(), List.of());
  }

  /** Those of fixed-width text. */
  static FoundColumns of(FixedText text) {
    List<String> names = text.table().names();
    return new FoundColumns(
        IntStream.range(0, names.size())
            .mapToObj(
                i ->
                    new FoundColumn(
                        names.get(i), Optional.empty(), Optional.of(text.places().get(i))))
            .toList(),
        List.of());
  }

  /** Columns without names, counted from 1. */
  static FoundColumns numbered(int count) {
    return named(IntStream.rangeClosed(1, count).mapToObj(i -> "column " + i).toList());
  }

  /** Those of a schema; of what lies in each other the innermost. */
  static FoundColumns of(ColumnarFiles.FileSchema file) {
    List<FoundColumn> columns = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (StructField field : file.schema().fields()) {
      if (file.nanos().contains(field.name())) {
        columns.add(new FoundColumn(field.name(), Optional.of(new FoundType("timestamp", "", ""))));
      } else {
        add(field.name(), "/" + FieldPath.escaped(field.name()), field, columns, notes);
      }
    }
    file.other()
        .forEach((name, type) -> notes.add(name + " is left out: " + type + " is not read"));
    return new FoundColumns(columns, notes);
  }

  private static void add(
      String name, String path, StructField field, List<FoundColumn> columns, List<String> notes) {
    if (field.dataType() instanceof StructType struct) {
      for (StructField inner : struct.fields()) {
        String deeper = path + "/" + FieldPath.escaped(inner.name());
        add(deeper, deeper, inner, columns, notes);
      }
      return;
    }
    Optional<FoundType> type = type(field.dataType());
    if (type.isPresent()) {
      columns.add(new FoundColumn(name, type));
    } else {
      notes.add(name + " is left out: " + field.dataType().simpleString() + " is not stored");
    }
  }

  /** As a contract writes it; empty if it is not stored. */
  private static Optional<FoundType> type(DataType type) {
    String physical = "";
    if (type instanceof DecimalType decimal) {
      physical = "decimal(" + decimal.precision() + "," + decimal.scale() + ")";
    } else if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType) {
      physical = "int";
    }
    String exact = physical;
    return ColumnarTypes.logical(type).map(logical -> new FoundType(logical, exact, ""));
  }

  /** Those of JSON and XML records, by looking at each record. */
  static FoundColumns ofRecords(FileSystem fs, LandingFile file, Fingerprint print)
      throws IOException {
    Source.Files source = print.source();
    FieldShape shape = new FieldShape(source.format());
    Reading reading = Reading.of(source, ZoneOffset.UTC);
    try (OpenArchive archive = new OpenArchive();
        Input input = Input.open(fs, file, archive)) {
      if (reading instanceof XmlDocuments xml) {
        new XmlShape(XmlDocuments.text(input.stream()), shape).read(xml.rows());
        return shape.columns();
      }
      ShapeRows rows = new ShapeRows(shape);
      SpecificInternalRow none = new SpecificInternalRow(new StructType());
      try (Cursor cursor =
          reading instanceof JsonDocuments json
              ? json.open(input, rows)
              : ((FileFormat) reading)
                  .open(input, FoundRecords.all(file, print, List.of()), rows)) {
        while (cursor.next()) {
          cursor.read(none);
        }
      }
    }
    return shape.columns();
  }
}
