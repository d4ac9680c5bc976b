package org.jinyanglake.release.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rtrim;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.url_encode;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Contract;

/**
 * By what a raw row is known again in a later version: its person and its primary key, or all its
 * columns where the contract has none. Hashes of 64 bits, not keyed yet: they stay in the run.
 *
 * @param columns which columns tell a row, beside the person; those of the dataset's first release,
 *     whatever its contract says now
 */
record RowIdentity(List<String> columns) {

  static final String PERSON = "__history_person";
  static final String ROW = "__history_row";

  RowIdentity {
    columns = List.copyOf(columns);
  }

  static RowIdentity of(Contract contract) {
    List<org.jinyanglake.contract.Column> key = contract.primaryKey();
    return new RowIdentity(
        (key.isEmpty() ? contract.columns() : key)
            .stream()
                .filter(column -> !column.partition() && !contract.isValidity(column))
                .map(org.jinyanglake.contract.Column::name)
                .sorted()
                .toList());
  }

  /** The columns {@link #PERSON}, null without a person, and {@link #ROW}. */
  List<Column> of(Contract contract, StructType schema) {
    Column person = col(contract.anonymity().map(Anonymity::person).orElseThrow());
    List<Column> values = new ArrayList<>(List.of(person.cast(DataTypes.StringType)));
    columns.forEach(name -> values.add(text(col(name), schema.apply(name).dataType())));
    return List.of(
        when(person.isNotNull(), xxhash64(person.cast(DataTypes.StringType))).as(PERSON),
        xxhash64(values.stream().map(each -> coalesce(each, lit("\u0000"))).toArray(Column[]::new))
            .as(ROW));
  }

  /** The path of the raw partition. */
  static Column raw(Contract contract) {
    return concat_ws(
        "/",
        contract.partitionColumns().stream()
            .map(
                each ->
                    concat(
                        lit(each.name() + "="),
                        coalesce(
                            url_encode(col(each.name()).cast(DataTypes.StringType)), lit("null"))))
            .toArray(Column[]::new));
  }

  /** A hash of a value, null as one of them. */
  static Column hash(String name, StructType schema) {
    return xxhash64(coalesce(text(col(name), schema.apply(name).dataType()), lit("\u0000")));
  }

  /** One text for a value, also if its column is widened, or the session's time zone another. */
  private static Column text(Column value, DataType type) {
    if (type.equals(DataTypes.TimestampType)) {
      return unix_micros(value).cast(DataTypes.StringType);
    }
    Column text = value.cast(DataTypes.StringType);
    return type instanceof DecimalType || type.equals(DataTypes.DoubleType)
        ? when(text.contains("."), rtrim(rtrim(text, "0"), ".")).otherwise(text)
        : text;
  }
}
