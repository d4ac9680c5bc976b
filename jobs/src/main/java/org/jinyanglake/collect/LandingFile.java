package org.jinyanglake.collect;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of a dataset in the landing folder.
 *
 * @param name its path below the landing folder
 * @param size in bytes
 * @param modified time of its last modification, milliseconds since 1970
 */
public record LandingFile(String name, Path path, long size, long modified)
    implements Serializable {

  FSDataInputStream open(FileSystem fs) throws IOException {
    return open(fs, path);
  }

  /**
   * Opens a file of the landing folder. Hadoop's checksum files do not exist there, and to look for
   * them fails for names with a colon.
   */
  static FSDataInputStream open(FileSystem fs, Path path) throws IOException {
    return fs instanceof ChecksumFileSystem local
        ? local.getRawFileSystem().open(path)
        : fs.open(path);
  }

  /** How its content is compressed, which its name has to say. */
  Packing packing() {
    return Packing.of(name);
  }

  /** Whether its bytes are its content, so that it can be read from any byte on. */
  boolean seekable() {
    return packing() == Packing.NONE;
  }

  /** Whether it is a local file that holds its content as it is. */
  boolean isLocal() {
    return seekable() && "file".equals(path.toUri().getScheme());
  }

  /** Whether the file system has it as it was when it was listed. */
  boolean isUnchanged(FileStatus now) {
    return now.getLen() == size && now.getModificationTime() == modified;
  }
}
