package org.jinyanglake.collect;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Lineage;
import scala.Option;

/** Landing files as a Spark dataset. */
public final class LandingReader {

  /** The column with the file's path below the landing folder, a string. */
  public static final String FILE = "_file";

  /** The column with the byte of the (decompressed) file at which the record begins, a long. */
  public static final String ROW = "_row";

  private static final DataType ADDED =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);

  private LandingReader() {}

  /**
   * The rows of files of one dataset, read when Spark asks for them: the contract's source columns
   * in their types, all nullable, {@link Lineage#ADDED} if the contract keeps it, then {@link
   * #FILE} and {@link #ROW}. Records that do not fit are not among them but in the tally, complete
   * after a job that read all rows.
   */
  static Dataset<Row> read(
      SparkSession spark, Contract contract, List<CheckedFile> files, Tally tally) {
    LandingTable table = new LandingTable(spark, contract, files, tally);
    return Dataset.ofRows(
        spark,
        DataSourceV2Relation.create(
            table, Option.empty(), Option.empty(), CaseInsensitiveStringMap.empty()));
  }

  /** The columns that {@link #read} gives. */
  static StructType schema(Contract contract) {
    StructType schema = new StructType();
    for (SourceField field : fields(contract)) {
      schema = schema.add(field.name(), field.type(), true);
    }
    if (contract.drift().adds()) {
      schema = schema.add(Lineage.ADDED, ADDED, true);
    }
    return schema.add(FILE, DataTypes.StringType, false).add(ROW, DataTypes.LongType, false);
  }

  static List<SourceField> fields(Contract contract) {
    return contract.sourceColumns().stream().map(SourceField::of).toList();
  }
}
