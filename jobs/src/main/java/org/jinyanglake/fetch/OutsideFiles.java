package org.jinyanglake.fetch;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files of another lake's Iceberg table, read only and only {@link Outside} of this one. */
final class OutsideFiles implements FileIO {
  private static final long serialVersionUID = 1L;

  private final transient Outside outside;
  private final transient HadoopFileIO files;

  OutsideFiles(Outside outside, Configuration conf) {
    this.outside = outside;
    this.files = new HadoopFileIO(conf);
  }

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(outside.check(path));
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return files.newInputFile(outside.check(path), length);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw new UnsupportedOperationException("a source is read only");
  }

  @Override
  public void deleteFile(String path) {
    throw new UnsupportedOperationException("a source is read only");
  }

  @Override
  public void close() {
    files.close();
  }
}
