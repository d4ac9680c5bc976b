package org.jinyanglake.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The files in a zip archive, in the order of its directory. */
final class ZipFiles extends Archive {

  private final ZipFile zip;
  private final List<ZipArchiveEntry> entries;
  private int next;
  private int index = -1;
  private ZipArchiveEntry entry;

  ZipFiles(SeekableInput archive) throws IOException {
    try {
      this.zip = new ZipFile(archive);
      this.entries = Collections.list(zip.getEntries());
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
  }

  @Override
  boolean next() throws IOException {
    while (next < entries.size()) {
      entry = entries.get(next++);
      if (entry.isDirectory()) {
        continue;
      }
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        throw refused("it is password-protected", "pack it without a password");
      }
      if (entry.isUnixSymlink()) {
        throw refused("it holds a symbolic link", "pack the files themselves");
      }
      if (!zip.canReadEntryData(entry)) {
        throw refused(
            "it is packed by a method that is not read", "pack it by the usual one, Deflate");
      }
      index++;
      return true;
    }
    return false;
  }

  @Override
  int index() {
    return index;
  }

  @Override
  String name() throws DamagedFile {
    boolean told = entry.getNameSource() != ZipArchiveEntry.NameSource.NAME;
    return checked(told ? entry.getName() : decode(entry.getRawName()));
  }

  @Override
  long size() {
    return entry.getSize();
  }

  @Override
  InputStream content() throws IOException {
    try {
      return new Checked(zip.getInputStream(entry), entry);
    } catch (IOException | RuntimeException e) {
      throw damaged();
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Content whose length and checksum must be those of the directory. */
  private static final class Checked extends FilterInputStream {
    private final ZipArchiveEntry entry;
    private final CRC32 crc = new CRC32();
    private long length;

    Checked(InputStream in, ZipArchiveEntry entry) {
      super(in);
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read;
      try {
        read = super.read(bytes, offset, count);
      } catch (IOException | RuntimeException e) {
        throw damaged();
      }
      if (read > 0) {
        crc.update(bytes, offset, read);
        length += read;
      }
      boolean ended = read < 0;
      if (length > entry.getSize()
          || (ended && (length != entry.getSize() || crc.getValue() != entry.getCrc()))) {
        throw damaged();
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[(int) Math.max(0, Math.min(count, 64 << 10))];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
