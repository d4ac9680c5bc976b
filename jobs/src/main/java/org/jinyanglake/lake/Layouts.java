package org.jinyanglake.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;

/** What a contract's tables look like. */
public final class Layouts {
  private Layouts() {}

  /** The Iceberg layout of rows of a contract in a zone; labels become the columns' comments. */
  public static Commit.Layout of(Contract contract, Zone zone, StructType rows) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Types.NestedField field : SparkSchemaUtil.convert(rows).columns()) {
      fields.add(
          Types.NestedField.optional(
              field.fieldId(), field.name(), field.type(), label(contract, field.name())));
    }
    List<Column> columns = zone == Zone.RAW ? contract.columns() : contract.columns(zone);
    return new Commit.Layout(
        new Schema(fields),
        contract.partitionColumns().stream().map(Column::name).toList(),
        List.of(),
        Commit.properties(
            zone,
            columns.stream()
                .filter(column -> column.classification() == Classification.PUBLIC)
                .map(Column::name)
                .toList()));
  }

  private static String label(Contract contract, String name) {
    return contract.columns().stream()
        .filter(column -> column.name().equals(name))
        .map(Column::label)
        .findFirst()
        .orElse(
            switch (name) {
              case Lineage.FILE -> "the landing file, below the landing folder";
              case Lineage.ROW -> "byte offset of the record in the file";
              case Lineage.RUN -> "the run that collected the row";
              case Lineage.COLLECTED_AT -> "when the row was collected";
              case Lineage.SEEN -> "when the version was seen";
              case Lineage.ADDED -> "cells of columns that the contract does not know, by name";
              default -> null;
            });
  }
}
