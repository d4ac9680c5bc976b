package org.jinyanglake.fetch;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.ExpressionHandler;
import io.delta.kernel.engine.FileReadRequest;
import io.delta.kernel.engine.FileSystemClient;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Files of another lake's Delta table, read only and only {@link Outside} of this one. */
record OutsideEngine(Engine engine, Outside outside)
    implements Engine, FileSystemClient, ParquetHandler, JsonHandler {

  @Override
  public ExpressionHandler getExpressionHandler() {
    return engine.getExpressionHandler();
  }

  @Override
  public JsonHandler getJsonHandler() {
    return this;
  }

  @Override
  public FileSystemClient getFileSystemClient() {
    return this;
  }

  @Override
  public ParquetHandler getParquetHandler() {
    return this;
  }

  private CloseableIterator<FileStatus> checked(CloseableIterator<FileStatus> files) {
    return files.map(
        file ->
            FileStatus.of(
                outside.check(file.getPath()), file.getSize(), file.getModificationTime()));
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
    return engine.getFileSystemClient().listFrom(outside.check(path));
  }

  @Override
  public String resolvePath(String path) throws IOException {
    return engine.getFileSystemClient().resolvePath(outside.check(path));
  }

  @Override
  public CloseableIterator<ByteArrayInputStream> readFiles(
      CloseableIterator<FileReadRequest> requests) throws IOException {
    return engine
        .getFileSystemClient()
        .readFiles(
            requests.map(
                request -> {
                  outside.check(request.getPath());
                  return request;
                }));
  }

  @Override
  public CloseableIterator<ColumnarBatch> readParquetFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
      throws IOException {
    return engine.getParquetHandler().readParquetFiles(checked(files), schema, predicate);
  }

  @Override
  public CloseableIterator<ColumnarBatch> readJsonFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
      throws IOException {
    return engine.getJsonHandler().readJsonFiles(checked(files), schema, predicate);
  }

  @Override
  public ColumnarBatch parseJson(
      ColumnVector json, StructType schema, Optional<ColumnVector> selection) {
    return engine.getJsonHandler().parseJson(json, schema, selection);
  }

  @Override
  public boolean mkdirs(String path) {
    throw readOnly();
  }

  @Override
  public boolean delete(String path) {
    throw readOnly();
  }

  @Override
  public CloseableIterator<DataFileStatus> writeParquetFiles(
      String folder, CloseableIterator<FilteredColumnarBatch> data, List<Column> statistics) {
    throw readOnly();
  }

  @Override
  public void writeParquetFileAtomically(
      String path, CloseableIterator<FilteredColumnarBatch> data) {
    throw readOnly();
  }

  @Override
  public void writeJsonFileAtomically(String path, CloseableIterator<Row> data, boolean overwrite) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("a source is read only");
  }
}
