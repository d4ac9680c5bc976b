package org.jinyanglake.collect;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.FileTimes;
import org.jinyanglake.lake.OriginalCopy;
import org.jinyanglake.lake.Originals;

/**
 * What one pass over the bytes of a landing file tells, before any of it is stored. Offsets and
 * counts are those of the decompressed file.
 *
 * @param sha256 of the file as it is stored (compressed: of the compressed bytes), 64 hex digits;
 *     empty if the file could not be read to its end
 * @param size in bytes as stored; 0 is an empty file, which has no header and is not refused
 * @param records the number of records, good or bad, without the header: of text lines that are not
 *     blank, or in a multi-line dialect what quotes make of them
 * @param blankLines the number of blank lines between records, which are not records
 * @param header the names of the columns, empty if the file has none in one place
 * @param dataOffset where the first line after the header, or after a byte-order mark, begins
 * @param dataLine the number of that line, from 1
 * @param dataEnd where the first record of a footer begins; {@link Long#MAX_VALUE} without one
 * @param malformed the number of records with bytes that are not in the declared encoding
 * @param source how the file was read: as declared, and what was left open as it was found
 * @param layout what the tasks that read the file need to know of it besides
 * @param refusal why the whole file is refused; the other figures are then those up to that point
 */
public record Fingerprint(
    String sha256,
    long size,
    long records,
    long blankLines,
    List<String> header,
    long dataOffset,
    long dataLine,
    long dataEnd,
    long malformed,
    Source.Files source,
    Layout layout,
    Optional<Refusal> refusal) {

  public Fingerprint {
    header = List.copyOf(header);
  }

  /**
   * Reads the file once from the first byte to the last. Needs no Spark.
   *
   * @throws IOException if the file system fails; what is wrong with the file itself is a {@link
   *     Refusal}
   */
  public static Fingerprint of(FileSystem fs, LandingFile file, Source.Files source)
      throws IOException {
    return of(fs, file, source, Optional.empty());
  }

  /**
   * The same, and keeps the bytes as they are read; those of a file that could not be read to its
   * end are not.
   */
  static Fingerprint of(
      FileSystem fs, LandingFile file, Source.Files source, Optional<Originals> originals)
      throws IOException {
    FoundSource found = FoundSource.of(fs, file, source);
    FirstPass pass = new FirstPass(file, found.source(), fs.getConf());
    return of(fs, file, pass, (stored, counting) -> read(pass, stored, counting, found), originals);
  }

  /** What is done with the content of a file before its bytes are counted to the end. */
  private interface Look {
    void at(InputStream stored, FirstPass.Counting counting) throws IOException;
  }

  private static Fingerprint of(
      FileSystem fs, LandingFile file, FirstPass pass, Look look, Optional<Originals> originals)
      throws IOException {
    MessageDigest sha256 = digest();
    long size;
    try (OriginalCopy copy = originals.map(each -> each.copy(file.name())).orElse(null)) {
      try (FirstPass.Counting counting = new FirstPass.Counting(file.open(fs));
          InputStream stored = new Digesting(counting, sha256, copy)) {
        look.at(stored, counting);
        stored.transferTo(OutputStream.nullOutputStream());
        size = counting.count();
      } catch (FileNotFoundException | AccessControlException e) {
        return pass.unreadable();
      }
      FileStatus after = fs.getFileStatus(file.path());
      if (size != file.size()
          || after.getLen() != file.size()
          || !FileTimes.same(file.modified(), after.getModificationTime())) {
        return pass.changed();
      }
      String hash = HexFormat.of().formatHex(sha256.digest());
      if (copy != null) {
        copy.keep(hash);
      }
      return pass.fingerprint(hash, size);
    }
  }

  private static void read(
      FirstPass pass, InputStream stored, FirstPass.Counting counting, FoundSource found)
      throws IOException {
    pass.read(stored, counting);
    found.refusal().ifPresent(pass::refuse);
  }

  /** What a file is as bytes, whatever they mean; keeps them. */
  static Fingerprint ofBytes(
      FileSystem fs, LandingFile file, Source.Files source, Optional<Originals> originals)
      throws IOException {
    FirstPass pass = new FirstPass(file, source, fs.getConf());
    return of(fs, file, pass, (stored, counting) -> {}, originals);
  }

  /** The same with what was found out of its content. */
  Fingerprint with(Layout found, Optional<Refusal> reason) {
    return new Fingerprint(
        sha256,
        size,
        records,
        blankLines,
        header,
        dataOffset,
        dataLine,
        dataEnd,
        malformed,
        source,
        found,
        reason);
  }

  /**
   * Reads a file in an archive once from the first byte to the last.
   *
   * @param content of it
   * @throws DamagedFile if the archive is damaged there
   */
  static Fingerprint ofEntry(
      InputStream content, LandingFile file, Source.Files source, Configuration conf)
      throws IOException {
    MessageDigest sha256 = digest();
    FirstPass.Counting counting = new FirstPass.Counting(content);
    InputStream stored = new Digesting(counting, sha256, null);
    FoundSource found = new FoundSource(source, Optional.empty());
    if (source.detects()) {
      byte[] head = stored.readNBytes(FoundSource.HEAD);
      found = FoundSource.of(head, source);
      stored = new SequenceInputStream(new ByteArrayInputStream(head), stored);
    }
    FirstPass pass = new FirstPass(file, found.source(), conf);
    read(pass, stored, counting, found);
    stored.transferTo(OutputStream.nullOutputStream());
    if (counting.failed()) {
      throw Archive.damaged();
    }
    return pass.fingerprint(HexFormat.of().formatHex(sha256.digest()), counting.count());
  }

  /** Digests, and copies, what is skipped too. */
  private static final class Digesting extends DigestInputStream {
    private final OutputStream copy;

    /**
     * @param copy null if none is wanted
     */
    Digesting(InputStream in, MessageDigest digest, OutputStream copy) {
      super(in, digest);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (copy != null && read > 0) {
        copy.write(bytes, offset, read);
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[(int) Math.max(0, Math.min(count, 64 << 10))];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
