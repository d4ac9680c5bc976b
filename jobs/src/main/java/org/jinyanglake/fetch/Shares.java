package org.jinyanglake.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keys and rows as hashes, in shares of the keys of which each is small enough to be held at once:
 * files in a private folder of this machine, deleted in the end.
 */
final class Shares implements Closeable {
  /** Files that are open at once. */
  private static final int MOST = 200;

  private static final int BUFFER = 1 << 14;

  private final Path folder;
  private final DataOutputStream[] files;
  private final long[] rows;

  Shares(int count) throws IOException {
    folder = Files.createTempDirectory("docked");
    files = new DataOutputStream[count];
    rows = new long[count];
    for (int i = 0; i < count; i++) {
      files[i] =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(i)), BUFFER));
    }
  }

  /** In how many shares so many rows are compared, if so many are held at once. */
  static int of(long rows, long most) {
    return (int) Math.min(MOST, 1 + rows / most);
  }

  int count() {
    return files.length;
  }

  private Path file(int share) {
    return folder.resolve(String.valueOf(share));
  }

  void add(long place, Hash key, Hash row) throws IOException {
    int share = key.share(files.length);
    DataOutputStream out = files[share];
    out.writeLong(place);
    out.writeLong(key.first());
    out.writeLong(key.second());
    out.writeLong(row.first());
    out.writeLong(row.second());
    rows[share]++;
  }

  /** What is done with each. */
  interface Step {
    void on(long place, Hash key, Hash row);
  }

  /** All of a share, as they were added. */
  void each(int share, Step step) throws IOException {
    files[share].flush();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file(share)), BUFFER))) {
      for (long i = 0; i < rows[share]; i++) {
        long place = in.readLong();
        Hash key = new Hash(in.readLong(), in.readLong());
        step.on(place, key, new Hash(in.readLong(), in.readLong()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < files.length; i++) {
      if (files[i] != null) {
        files[i].close();
      }
      Files.deleteIfExists(file(i));
    }
    Files.delete(folder);
  }
}
