package org.jinyanglake.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jinyanglake.lake.LocalFiles;
import org.jinyanglake.testing.Faults.Effect;
import org.jinyanglake.testing.Faults.Kind;

/**
 * The local file system under the scheme {@code fault://}, whose calls {@link Faults} counts and
 * makes go wrong: {@code fault:///tmp/x} is {@code file:///tmp/x}. Hadoop finds it without any
 * configuration while tests run. To put it under paths that have no scheme, set {@code
 * fs.file.impl} to this class and {@code fs.file.impl.disable.cache} to true.
 */
public final class FaultFs extends FileSystem {

  /** The path below which a folder is reached through this file system. */
  public static String uri(java.nio.file.Path folder) {
    return "fault://" + folder.toAbsolutePath();
  }

  private final LocalFileSystem local = new LocalFiles();
  private URI uri;
  private Path workingDirectory;

  @Override
  public String getScheme() {
    return "fault";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    local.initialize(URI.create("file:///"), conf);
    uri = URI.create(name.getScheme() + ":///");
    workingDirectory = faulty(local.getWorkingDirectory());
  }

  private static <T> T call(Kind kind, Path path, Effect<T, IOException> effect)
      throws IOException {
    return Faults.call(kind, path.toUri().getPath(), effect, IOException::new);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return call(Kind.OPEN, path, () -> local.open(local(path), bufferSize));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    OutputStream out =
        call(
            Kind.CREATE,
            path,
            () ->
                local.create(
                    local(path),
                    permission,
                    overwrite,
                    bufferSize,
                    replication,
                    blockSize,
                    progress));
    return new FSDataOutputStream(new Written(local(path), out), statistics);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("the lake never appends to a file");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return call(Kind.RENAME, from, () -> local.rename(local(from), local(to)));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return call(Kind.DELETE, path, () -> local.delete(local(path), recursive));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return call(
        Kind.LIST,
        path,
        () -> {
          FileStatus[] found = local.listStatus(local(path));
          for (int i = 0; i < found.length; i++) {
            found[i] = faulty(found[i]);
          }
          return found;
        });
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return call(Kind.MKDIRS, path, () -> local.mkdirs(local(path), permission));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return call(Kind.STATUS, path, () -> faulty(local.getFileStatus(local(path))));
  }

  @Override
  public void setTimes(Path path, long modified, long accessed) throws IOException {
    local.setTimes(local(path), modified, accessed);
  }

  @Override
  public void setWorkingDirectory(Path path) {
    workingDirectory = makeQualified(path);
  }

  @Override
  public Path getWorkingDirectory() {
    return workingDirectory;
  }

  private Path local(Path path) {
    Path absolute = path.isAbsolute() ? path : new Path(workingDirectory, path);
    return new Path("file", null, absolute.toUri().getPath());
  }

  private Path faulty(Path path) {
    return new Path(uri.getScheme(), "", path.toUri().getPath());
  }

  private FileStatus faulty(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        faulty(status.getPath()));
  }

  /** A file being written; a fault while it is closed leaves its first half. */
  private static final class Written extends FilterOutputStream {
    private final Path path;
    private final Faults owner = Faults.owner();
    private boolean closed;
    private boolean whole;

    Written(Path path, OutputStream out) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Faults.requireAlive(owner);
      out.write(bytes, offset, length);
    }

    @Override
    public void write(int b) throws IOException {
      Faults.requireAlive(owner);
      out.write(b);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        Faults.requireAlive(owner);
        call(
            Kind.CLOSE,
            path,
            () -> {
              out.close();
              whole = true;
              return null;
            });
      } finally {
        if (!whole) {
          out.close();
          try (RandomAccessFile file = new RandomAccessFile(path.toUri().getPath(), "rw")) {
            file.setLength(file.length() / 2);
          }
        }
      }
    }
  }
}
