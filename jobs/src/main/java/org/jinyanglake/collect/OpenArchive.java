package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The archive from which a task took a file last, kept open for the next. For one thread. */
final class OpenArchive implements Closeable {

  private Path path;
  private Archive archive;

  /** The content of a file in an archive; closing it leaves the archive open. */
  InputStream content(FileSystem fs, LandingFile file) throws IOException {
    int index = file.entry().index();
    if (archive == null || !file.path().equals(path) || archive.index() >= index) {
      close();
      path = file.path();
      archive = Archive.open(fs, path, file.entry().archiveSize());
    }
    while (archive.index() < index) {
      if (!archive.next()) {
        throw Archive.damaged();
      }
    }
    return archive.content();
  }

  @Override
  public void close() throws IOException {
    if (archive != null) {
      archive.close();
      archive = null;
    }
  }
}
