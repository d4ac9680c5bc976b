package org.jinyanglake.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, setting modes through Java. Hadoop's own does that through its native
 * library and, where there is none, as in Spark's distribution, starts {@code chmod} for every file
 * and folder that it makes, which takes several times as long as to make it.
 */
public final class LocalFiles extends LocalFileSystem {

  /** Called by Hadoop, for paths {@code file:…}. */
  public LocalFiles() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission mode) throws IOException {
      String text =
          mode.getUserAction().SYMBOL + mode.getGroupAction().SYMBOL + mode.getOtherAction().SYMBOL;
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(text));
    }
  }
}
