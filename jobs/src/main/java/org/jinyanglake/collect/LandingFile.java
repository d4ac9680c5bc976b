package org.jinyanglake.collect;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.lake.FileTimes;
import org.jinyanglake.lake.RefusedRows;

/**
 * A file of a dataset in the landing folder.
 *
 * @param name its path below the landing folder; of a file in an archive {@code a.zip!/b.csv}
 * @param path where it lies, or its archive
 * @param size in bytes
 * @param modified time of its last modification, or its archive's, milliseconds since 1970
 * @param entry where in an archive it is; null if it lies by itself
 */
public record LandingFile(String name, Path path, long size, long modified, Entry entry)
    implements Serializable {

  /**
   * A place in an archive.
   *
   * @param index which of its files it is, from 0
   * @param archiveSize in bytes, as the archive lies there
   */
  public record Entry(int index, long archiveSize) implements Serializable {}

  /** A file that lies by itself. */
  public LandingFile(String name, Path path, long size, long modified) {
    this(name, path, size, modified, null);
  }

  /** A file in this archive. */
  LandingFile inside(String entryName, int index, long entrySize) {
    return new LandingFile(
        name + "!/" + entryName, path, entrySize, modified, new Entry(index, size));
  }

  /** Whether it holds files, which its name has to say. */
  boolean isArchive() {
    return entry == null && Archive.isNamed(name);
  }

  /** Whether its rows take the place of refused ones, which its name has to say. */
  public boolean isRepaired() {
    return entry == null && RefusedRows.isRepaired(name);
  }

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

  /** Whether it is found only by reading all before it in its archive. */
  boolean isSequential() {
    return entry != null && Archive.isSequential(path.getName());
  }

  /** How its content is compressed, which its name has to say. */
  Packing packing() {
    return entry == null ? Packing.of(name) : Packing.NONE;
  }

  /** Whether its bytes are its content, so that it can be read from any byte on. */
  boolean seekable() {
    return entry == null && packing() == Packing.NONE;
  }

  /** Whether it is a local file that holds its content as it is. */
  boolean isLocal() {
    return seekable() && "file".equals(path.toUri().getScheme());
  }

  /** Whether the file system has it as it was when it was listed. */
  boolean isUnchanged(FileStatus now) {
    long stored = entry == null ? size : entry.archiveSize;
    return now.getLen() == stored && FileTimes.same(modified, now.getModificationTime());
  }
}
