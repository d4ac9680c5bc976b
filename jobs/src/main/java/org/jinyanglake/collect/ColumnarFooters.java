package org.jinyanglake.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.execution.datasources.orc.OrcUtils;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.collect.ColumnarFiles.FileSchema;
import org.jinyanglake.contract.Source;

/** What columnar files say of themselves: their columns, and how many rows they hold. */
final class ColumnarFooters {

  private ColumnarFooters() {}

  static Survey parquet(Input input) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(input.path(), input.conf()))) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      // Text without the note that it is text, and nanoseconds, which Spark has as longs only.
      ParquetToSparkSchemaConverter converter =
          new ParquetToSparkSchemaConverter(true, true, true, true, true);
      List<StructField> fields = new ArrayList<>();
      Map<String, String> other = new LinkedHashMap<>();
      Set<String> nanos = new HashSet<>();
      for (Type type : schema.getFields()) {
        StructType one = convert(converter, new MessageType(schema.getName(), type));
        if (one == null) {
          other.put(type.getName(), type.toString().replaceAll("\\s+", " "));
        } else {
          fields.add(one.fields()[0]);
        }
        if (type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() == TimeUnit.NANOS) {
          nanos.add(type.getName());
        }
      }
      StructType found = new StructType(fields.toArray(StructField[]::new));
      return survey(
          reader.getRecordCount(), new FileSchema(Source.Format.PARQUET, found, nanos, other));
    }
  }

  /** Null if Spark has no such type. */
  private static StructType convert(ParquetToSparkSchemaConverter converter, MessageType type) {
    try {
      return converter.convert(type);
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // not declared by Scala
        return null;
      }
      throw e;
    }
  }

  static Survey orc(Input input) throws IOException {
    try (Reader reader = OrcFile.createReader(input.path(), OrcFile.readerOptions(input.conf()))) {
      StructType schema = OrcUtils.toCatalystSchema(reader.getSchema());
      return survey(
          reader.getNumberOfRows(), new FileSchema(Source.Format.ORC, schema, Set.of(), Map.of()));
    }
  }

  static Survey avro(Input input) throws IOException {
    AvroBlocks blocks = new AvroBlocks(input.stream());
    if (!(SchemaConverters.toSqlType(blocks.schema()).dataType() instanceof StructType schema)) {
      throw new DamagedFile(
          "avro", "the file does not hold records", "deliver an Avro file of records");
    }
    return survey(blocks.count(), new FileSchema(Source.Format.AVRO, schema, Set.of(), Map.of()));
  }

  private static Survey survey(long records, FileSchema schema) {
    return new Survey(records, schema.names(), schema);
  }
}
