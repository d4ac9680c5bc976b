package org.jinyanglake.release.written;

import java.io.IOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.io.SeekableInputStream;

/** Opens a Parquet file for those who look at more than its rows. */
public final class ParquetInput {

  private ParquetInput() {}

  /** A reader of its rows, footer, dictionaries and indexes, to be closed. */
  public static ParquetFileReader open(InputFile file) throws IOException {
    // Other options read the configuration of Hadoop anew for each file.
    return ParquetFileReader.open(
        new Source(file), ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
  }

  private record Source(InputFile file)
      implements org.apache.iceberg.shaded.org.apache.parquet.io.InputFile {

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      org.apache.iceberg.io.SeekableInputStream stream = file.newStream();
      return new DelegatingSeekableInputStream(stream) {
        @Override
        public long getPos() throws IOException {
          return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          stream.seek(position);
        }
      };
    }
  }
}
