package org.jinyanglake.collect;

import java.io.IOException;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Source;

/**
 * How the files of one format are read: the seam between what formats know (where records are, what
 * their fields are called) and what is the same for all (types, refusal, counting, lineage). What
 * {@code _row} counts: of text the byte at which the record begins, of a sheet the row, of JSON and
 * XML documents and of columnar files the number of the record, from 1.
 */
interface Reading extends Serializable {

  /** What a file of the format may be by its first bytes. */
  Set<Content> contents();

  /** The format in a sentence, as {@code delimited text}. */
  String title();

  /**
   * Looks at a file from its beginning to its end, before anything of it is stored.
   *
   * @throws DamagedFile if it cannot be read as this format; nothing of it will be stored
   */
  Survey survey(Input input) throws IOException;

  /** Whether a file may be read from its middle. */
  boolean splittable();

  /**
   * Opens a part of a file. The cursor closes the input.
   *
   * @param columns in the contract's order
   */
  Cursor open(Input input, Split split, List<SourceColumn> columns) throws IOException;

  /** Adds what can be made on the driver only to what the tasks need to know of files. */
  default List<Split.Source> prepare(SparkSession spark, List<Split.Source> sources) {
    return sources;
  }

  /** The nulls of the contract. */
  List<String> nullValues();

  /** The zone in which timestamps are read that have no offset. */
  ZoneId zone();

  /** How a source's files are read. */
  static Reading of(Source.Files source, ZoneId zone) {
    return switch (source.format()) {
      case CSV, FIXED, JSON_LINES -> FileFormat.of(source, zone);
      case JSON, GEOJSON -> JsonDocuments.of(source, zone);
      case XML -> new XmlDocuments(source.within().rows(), source.nullValues(), zone);
      case EXCEL -> new Workbooks(source.within(), source.named(), source.nullValues(), zone);
      case PARQUET, ORC, AVRO -> new ColumnarFiles(source.format(), source.nullValues(), zone);
    };
  }
}
