package org.jinyanglake.collect;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.avro.AvroFileFormat;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat$;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Source;
import scala.Function1;
import scala.Predef$;
import scala.collection.Iterator;
import scala.collection.JavaConverters;

/** Makes Spark's readers of one format, so that they repair and guess nothing. */
final class ColumnarReaders {

  /** Name of the column in which Spark's Parquet reader gives the number of the row, from 0. */
  static final String ROW_INDEX = ParquetFileFormat.ROW_INDEX_TEMPORARY_COLUMN_NAME();

  private final SparkSession session;
  private final Source.Format format;

  ColumnarReaders(SparkSession spark, Source.Format format) {
    this.session = spark.newSession();
    this.format = format;
    session.conf().set("spark.sql.caseSensitive", true);
    session.conf().set("spark.sql.parquet.binaryAsString", true);
    session.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
    session.conf().set("spark.sql.files.ignoreCorruptFiles", false);
    session.conf().set("spark.sql.files.ignoreMissingFiles", false);
  }

  /**
   * A reader of files of one schema, which gives rows with the wanted fields, of Parquet followed
   * by {@link #ROW_INDEX}.
   */
  Function1<PartitionedFile, Iterator<InternalRow>> of(StructType schema, StructType wanted) {
    Configuration conf = session.sessionState().newHadoopConf();
    conf.setBoolean("parquet.page.verify-checksum.enabled", true);
    Map<String, String> options = new HashMap<>();
    options.put(FileFormat$.MODULE$.OPTION_RETURNING_BATCH(), "false");
    // Dates are proleptic, as the formats say, unless Spark itself wrote them otherwise.
    options.put("datetimeRebaseMode", "CORRECTED");
    options.put("int96RebaseMode", "CORRECTED");
    var reader =
        switch (format) {
          case PARQUET -> new ParquetFileFormat();
          case ORC -> new OrcFileFormat();
          default -> new AvroFileFormat();
        };
    return reader.buildReaderWithPartitionValues(
        session,
        schema,
        new StructType(),
        format == Source.Format.PARQUET ? wanted.add(ROW_INDEX, DataTypes.LongType, true) : wanted,
        JavaConverters.asScalaBuffer(new java.util.ArrayList<org.apache.spark.sql.sources.Filter>())
            .toList(),
        JavaConverters.mapAsScalaMap(options)
            .toMap(Predef$.MODULE$.<scala.Tuple2<String, String>>$conforms()),
        conf);
  }
}
