package org.jinyanglake.collect;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.SparkTypes;
import scala.Function1;
import scala.collection.Iterator;

/** Parquet, ORC and Avro files, read by Spark's own readers; what they give is checked here. */
record ColumnarFiles(Source.Format format, List<String> nullValues, ZoneId zone)
    implements Reading {

  ColumnarFiles {
    nullValues = List.copyOf(nullValues);
  }

  /**
   * What tasks need to know of a file.
   *
   * @param schema of the whole file, without columns of types that Spark does not have
   * @param nanos the columns that count nanoseconds since 1970, as longs
   * @param other columns of types that Spark does not have, by name
   * @param reader made on the driver for the columns that are wanted; null until then
   */
  record FileSchema(
      Source.Format format,
      StructType schema,
      Set<String> nanos,
      Map<String, String> other,
      Function1<PartitionedFile, Iterator<InternalRow>> reader)
      implements Layout {

    FileSchema {
      nanos = Set.copyOf(nanos);
      other = Map.copyOf(other);
    }

    /** A schema that was found in a file. */
    FileSchema(
        Source.Format format, StructType schema, Set<String> nanos, Map<String, String> other) {
      this(format, schema, nanos, other, null);
    }

    /** The names by which columns are found: those of fields, and paths to what lies in them. */
    List<String> names() {
      List<String> names = new ArrayList<>(List.of(schema.fieldNames()));
      names.addAll(other.keySet());
      for (StructField field : schema.fields()) {
        addPaths("/" + FieldPath.escaped(field.name()), field, names);
      }
      return names;
    }

    private static void addPaths(String path, StructField field, List<String> names) {
      if (field.dataType() instanceof StructType struct) {
        for (StructField inner : struct.fields()) {
          String deeper = path + "/" + FieldPath.escaped(inner.name());
          names.add(deeper);
          addPaths(deeper, inner, names);
        }
      }
    }

    /** Of columns of types that Spark does not have, nothing is read. */
    @Override
    public boolean reads(String name) {
      return !other.containsKey(FieldPath.of(name).names().get(0));
    }

    @Override
    public Optional<Refusal> complain(List<Column> columns) {
      List<String> faults = new ArrayList<>();
      List<String> edits = new ArrayList<>();
      for (Column field : columns) {
        FieldPath path = FieldPath.of(field.header());
        String top = path.names().get(0);
        Optional<String> fault =
            other.containsKey(top)
                ? Optional.of("is of type " + other.get(top) + " in the file, which is not read")
                : ColumnarTypes.complain(
                    nanos.contains(top) ? DataTypes.TimestampType : ColumnarTypes.at(schema, path),
                    SparkTypes.of(field.type()));
        if (fault.isPresent()) {
          faults.add(field.header() + " " + fault.get());
          if (!other.containsKey(top)) {
            ColumnarTypes.logical(
                    nanos.contains(top) ? DataTypes.TimestampType : ColumnarTypes.at(schema, path))
                .ifPresent(type -> edits.add("logicalType: " + type + " for " + field.header()));
          }
        }
      }
      return faults.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Refusal.of(
                  "type",
                  String.join("; ", faults),
                  edits.isEmpty()
                      ? "correct the type in the contract, or deliver the file with that type"
                      : "write %s in the contract, or deliver the file with the contract's types"
                          .formatted(String.join(", ", edits))));
    }
  }

  @Override
  public Set<Content> contents() {
    return Set.of(
        format == Source.Format.PARQUET
            ? Content.PARQUET
            : format == Source.Format.ORC ? Content.ORC : Content.AVRO);
  }

  @Override
  public String title() {
    return format == Source.Format.PARQUET
        ? "a Parquet file"
        : format == Source.Format.ORC ? "an ORC file" : "an Avro file";
  }

  /** Of ORC and Avro, Spark's readers do not say which row they read. */
  @Override
  public boolean splittable() {
    return format == Source.Format.PARQUET;
  }

  @Override
  public Survey survey(Input input) throws IOException {
    try {
      return switch (format) {
        case PARQUET -> ColumnarFooters.parquet(input);
        case ORC -> ColumnarFooters.orc(input);
        default -> ColumnarFooters.avro(input);
      };
    } catch (RuntimeException | IOException e) {
      throw damaged(input, e);
    }
  }

  /** Why a file cannot be read: it is damaged, unless its bytes cannot be read at all. */
  static IOException damaged(Input input, Exception e) throws IOException {
    if (e instanceof DamagedFile known) {
      return known;
    }
    input.readAgain();
    return new DamagedFile(
        "damaged",
        "the file is damaged or cut short, or of a kind that Spark does not read",
        "deliver it again; nothing of it was stored");
  }

  @Override
  public List<Split.Source> prepare(SparkSession spark, List<Split.Source> sources) {
    ColumnarReaders readers = new ColumnarReaders(spark, format);
    Map<List<Object>, Function1<PartitionedFile, Iterator<InternalRow>>> made = new HashMap<>();
    List<Split.Source> prepared = new ArrayList<>();
    for (Split.Source source : sources) {
      FileSchema found = (FileSchema) source.layout();
      StructType wanted = ColumnarTypes.wanted(found.schema(), topNames(source));
      Function1<PartitionedFile, Iterator<InternalRow>> reader =
          made.computeIfAbsent(
              List.of(found.schema(), wanted), key -> readers.of(found.schema(), wanted));
      prepared.add(
          source.with(
              new FileSchema(format, found.schema(), found.nanos(), found.other(), reader)));
    }
    return prepared;
  }

  /** The names of the fields of a file in which its columns lie. */
  static Set<String> topNames(Split.Source source) {
    Set<String> names = new LinkedHashSet<>();
    Stream.concat(source.cells().stream(), source.added().stream())
        .forEach(cell -> names.add(FieldPath.of(source.header().get(cell)).names().get(0)));
    return names;
  }

  @Override
  public Cursor open(Input input, Split split, List<SourceColumn> columns) throws IOException {
    try {
      return new ColumnarCursor(input, split, columns, zone);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }
}
