package org.jinyanglake.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files in a tar archive, in their order. */
final class TarFiles extends Archive {

  private final TarArchiveInputStream tar;
  private TarArchiveEntry entry;
  private int index = -1;

  /**
   * @param archive unpacked
   */
  TarFiles(InputStream archive) {
    // One byte a character, so that no name is lost before its encoding is known.
    this.tar = new TarArchiveInputStream(archive, StandardCharsets.ISO_8859_1.name());
  }

  @Override
  boolean next() throws IOException {
    try {
      do {
        entry = tar.getNextTarEntry();
      } while (entry != null && (entry.isDirectory() || entry.isGlobalPaxHeader()));
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
    if (entry == null) {
      return false;
    }
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw refused("it holds a link", "pack the files themselves");
    }
    if (!entry.isFile() || entry.isSparse()) {
      throw refused("it holds what is no plain file", "pack plain files only");
    }
    index++;
    return true;
  }

  @Override
  int index() {
    return index;
  }

  @Override
  String name() throws DamagedFile {
    String name = entry.getName();
    boolean raw = name.chars().allMatch(c -> c <= 0xff);
    return checked(raw ? decode(name.getBytes(StandardCharsets.ISO_8859_1)) : name);
  }

  @Override
  long size() {
    return entry.getSize();
  }

  @Override
  InputStream content() {
    return new FilterInputStream(tar) {
      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        try {
          return super.read(bytes, offset, count);
        } catch (IOException e) {
          throw damaged();
        }
      }

      @Override
      public void close() {
        // The archive goes on.
      }
    };
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
