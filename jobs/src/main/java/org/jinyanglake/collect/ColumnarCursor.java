package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map$;

/** The rows of a part of a columnar file as Spark's reader gives them. */
final class ColumnarCursor implements Cursor {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Input input;
  private final Iterator<InternalRow> rows;
  private final List<ColumnarColumn> columns = new ArrayList<>();
  private final List<ColumnarField> added = new ArrayList<>();
  private final AddedCells kept = new AddedCells();
  private final int rowIndex;
  private InternalRow current;
  private long number;
  private String column = "";

  ColumnarCursor(Input input, Split split, List<SourceColumn> columns, ZoneId zone)
      throws IOException {
    this.input = input;
    Split.Source source = split.source();
    ColumnarFiles.FileSchema file = (ColumnarFiles.FileSchema) source.layout();
    StructType wanted = ColumnarTypes.wanted(file.schema(), ColumnarFiles.topNames(source));
    for (int i = 0; i < columns.size(); i++) {
      FieldPath path = FieldPath.of(source.header().get(source.cells().get(i)));
      boolean nanos = path.names().size() == 1 && file.nanos().contains(path.names().get(0));
      this.columns.add(
          new ColumnarColumn(columns.get(i), zone, wanted, path, nanos, file.format()));
    }
    for (int cell : source.added()) {
      added.add(new ColumnarField(source.header().get(cell), zone, wanted, file));
    }
    this.rowIndex = file.format() == Source.Format.PARQUET ? wanted.length() : -1;
    FileStatus status = input.path().getFileSystem(input.conf()).getFileStatus(input.path());
    long end = Math.min(split.end(), status.getLen());
    PartitionedFile part =
        new PartitionedFile(
            InternalRow.empty(),
            SparkPath.fromPath(status.getPath()),
            split.start(),
            end - split.start(),
            new String[0],
            status.getModificationTime(),
            status.getLen(),
            Map$.MODULE$.empty());
    Function1<PartitionedFile, Iterator<InternalRow>> reader =
        Objects.requireNonNull(file.reader(), "Reading.prepare makes it");
    try {
      this.rows = reader.apply(part);
    } catch (RuntimeException e) {
      throw ColumnarFiles.damaged(input, e);
    }
  }

  @Override
  public boolean next() throws IOException {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      current = rows.next();
      number = rowIndex < 0 ? number + 1 : current.getLong(rowIndex) + 1;
      return true;
    } catch (RuntimeException e) {
      throw ColumnarFiles.damaged(input, e);
    }
  }

  @Override
  public long row() {
    return number;
  }

  @Override
  public long line() {
    return number;
  }

  @Override
  public Misfit read(InternalRow row) {
    column = "";
    for (ColumnarColumn each : columns) {
      Misfit misfit = each.read(current, row);
      if (misfit != null) {
        column = each.name();
        return misfit;
      }
    }
    return null;
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public MapData added() {
    kept.clear();
    for (ColumnarField each : added) {
      String text = each.text(current);
      if (text != null) {
        kept.put(each.name(), text);
      }
    }
    return kept.map();
  }

  /** The columns' values as a JSON object. */
  @Override
  public String text() {
    ObjectNode object = JSON.createObjectNode();
    for (ColumnarColumn each : columns) {
      object.put(each.header(), each.text(current));
    }
    String text = object.toString();
    return text.substring(0, Math.min(text.length(), Lines.KEPT));
  }

  @Override
  public List<String> cells() {
    List<String> texts = new ArrayList<>();
    columns.forEach(each -> texts.add(each.text(current)));
    return texts;
  }

  @Override
  public Set<String> unknown() {
    return Set.of();
  }

  @Override
  public void close() throws IOException {
    try (input) {
      if (rows instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }
}
