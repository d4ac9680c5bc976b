package org.jinyanglake.lake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;

/**
 * A landing file while it is kept, written beside what is read of it; a small one is held until it
 * is known whether its content is kept already. A failure to write does not disturb the reading: it
 * shows when the copy is to be kept. For one thread.
 */
public final class OriginalCopy extends OutputStream {
  private final Originals originals;
  private final Path path;
  private final boolean packed;

  /** Content of a file that may be small. */
  private final ByteArrayOutputStream small = new ByteArrayOutputStream();

  private OutputStream out;
  private IOException failure;
  private boolean kept;

  OriginalCopy(Originals originals, Path path, boolean packed) {
    this.originals = originals;
    this.path = path;
    this.packed = packed;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure == null && length > 0) {
      try {
        if (out == null && small.size() + length <= Originals.SMALL) {
          small.write(bytes, offset, length);
          return;
        }
        if (out == null) {
          begin();
        }
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  private void begin() throws IOException {
    out = originals.create(path, packed);
    small.writeTo(out);
    small.reset();
  }

  /**
   * Keeps what was written; of an empty file nothing.
   *
   * @param sha256 of all that was written, 64 hex digits
   * @throws IOException if some of it could not be written
   */
  public void keep(String sha256) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (out == null) {
      if (small.size() == 0 || originals.renew(sha256)) {
        return;
      }
      begin();
    }
    out.close();
    originals.finish(path, sha256, packed);
    kept = true;
  }

  /** Deletes what was written, unless it is kept. */
  @Override
  public void close() throws IOException {
    if (out != null && !kept) {
      try (OutputStream unfinished = out) {
        originals.fs().delete(path, false);
      }
    }
  }
}
