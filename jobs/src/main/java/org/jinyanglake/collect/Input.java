package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The unpacked content of one landing file, once as a stream, or as a local file for formats that
 * are not read from front to back. Where the content is no local file already it is copied to a
 * temporary one, which only the lake's user can read and which is gone when the input is closed.
 */
final class Input implements Closeable {

  private final LandingFile file;
  private final InputStream content;
  private final Configuration conf;
  private Path copy;

  /** Content that is being read elsewhere; it is not closed here. */
  Input(LandingFile file, InputStream content, Configuration conf) {
    this.file = file;
    this.content = content;
    this.conf = conf;
  }

  /**
   * Opens a file.
   *
   * @param archive from which files in archives are taken
   */
  static Input open(FileSystem fs, LandingFile file, OpenArchive archive) throws IOException {
    if (file.entry() != null) {
      return new Input(file, archive.content(fs, file), fs.getConf());
    }
    InputStream stored = file.open(fs);
    try {
      return new Input(file, file.packing().unpack(stored), fs.getConf());
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  LandingFile file() {
    return file;
  }

  /** The content from where it has not been read yet. */
  InputStream stream() {
    return content;
  }

  /** The content as a local file. */
  Path local() throws IOException {
    if (file.isLocal()) {
      return Path.of(file.path().toUri().getPath());
    }
    if (copy == null) {
      copy =
          Files.createTempFile(
              "lake-",
              ".landing",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (OutputStream out = Files.newOutputStream(copy)) {
        content.transferTo(out);
      }
    }
    return copy;
  }

  /** The content as a file of Hadoop's, which is the landing file itself where it can be. */
  org.apache.hadoop.fs.Path path() throws IOException {
    return file.seekable() ? file.path() : new org.apache.hadoop.fs.Path(local().toUri());
  }

  Configuration conf() {
    return conf;
  }

  /**
   * Reads the stored bytes once more from the first to the last.
   *
   * @throws IOException if the file system cannot, so that the content is not to blame
   */
  void readAgain() throws IOException {
    try (InputStream stored = file.open(file.path().getFileSystem(conf))) {
      stored.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Removes the temporary file. */
  void forget() throws IOException {
    if (copy != null) {
      Files.deleteIfExists(copy);
    }
  }

  @Override
  public void close() throws IOException {
    try (content) {
      forget();
    }
  }
}
