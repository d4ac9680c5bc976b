package org.jinyanglake.collect;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.SparkTypes;
import scala.Option;

/** Landing files as a Spark dataset. */
public final class LandingReader {

  /** The column with the file's path below the landing folder, a string. */
  public static final String FILE = "_file";

  /** The column with the byte of the (decompressed) file at which the record begins, a long. */
  public static final String ROW = "_row";

  private static final long MICROS_PER_MILLI = 1000;

  /** The type of {@link Lineage#ADDED}. */
  static final DataType ADDED =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);

  private LandingReader() {}

  /**
   * The rows of files of one dataset, read when Spark asks for them: the contract's source columns
   * in their types, all nullable, {@link Lineage#ADDED} if the contract keeps it, then {@link
   * #FILE} and {@link #ROW}. Records that do not fit are not among them but in the tally, complete
   * after a job that read all rows.
   *
   * @param now against which dates are held that lie ahead
   */
  static Dataset<Row> read(
      SparkSession spark, Contract contract, List<CheckedFile> files, Tally tally, Instant now) {
    LandingTable table = new LandingTable(spark, contract, files, tally, now);
    return Dataset.ofRows(
        spark,
        DataSourceV2Relation.create(
            table, Option.empty(), Option.empty(), CaseInsensitiveStringMap.empty()));
  }

  /** The columns that {@link #read} gives. */
  static StructType schema(Contract contract) {
    StructType schema = new StructType();
    for (Column column : contract.sourceColumns()) {
      schema = schema.add(column.name(), SparkTypes.of(column.type()), true);
    }
    if (contract.drift().adds()) {
      schema = schema.add(Lineage.ADDED, ADDED, true);
    }
    return schema.add(FILE, DataTypes.StringType, false).add(ROW, DataTypes.LongType, false);
  }

  /**
   * What tasks need to know of the columns. Those that make the day of a partition may not lie
   * further ahead of {@code now} than the contract says.
   */
  static List<SourceField> fields(Contract contract, Instant now) {
    LocalDate last =
        LocalDate.ofInstant(now, contract.zone()).plusDays(contract.delivery().daysAhead());
    Set<Column> ofDay =
        contract.partitionColumns().stream()
            .filter(column -> column.type().kind() == Type.Kind.DATE)
            .flatMap(column -> contract.sources(column).stream())
            .collect(Collectors.toSet());
    return contract.sourceColumns().stream()
        .map(
            column ->
                SourceField.of(
                    column,
                    ofDay.contains(column)
                        ? latest(column, last, contract.zone())
                        : Long.MAX_VALUE))
        .toList();
  }

  private static long latest(Column column, LocalDate last, ZoneId zone) {
    return switch (column.type().kind()) {
      case DATE -> last.toEpochDay();
      case TIMESTAMP ->
          last.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli() * MICROS_PER_MILLI - 1;
      default -> Long.MAX_VALUE;
    };
  }
}
