package org.jinyanglake.lake;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * The landing files of a dataset as they were delivered, byte by byte, kept in the raw zone's
 * folder beside its refused rows and restricted like its rows. A file is named by its SHA-256, so
 * the same content is there once; what is not packed yet is compressed by zstd. Under its name a
 * file is whole, since it is written beside and then renamed.
 */
public final class Originals {

  /** How names of files end whose bytes are packed already. */
  private static final List<String> PACKED =
      List.of(".gz", ".bz2", ".zip", ".tgz", ".xlsx", ".parquet", ".orc", ".avro");

  private static final String COMPRESSED = ".zst";
  private static final int BUFFER = 64 << 10;

  /** A file of so many bytes is held in memory while it is read. */
  static final int SMALL = 256 << 10;

  private static final int LEVEL = 1;
  private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<?> ONLY_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** What was begun by a run that was cut off is deleted after a day. */
  private static final long UNFINISHED_MS = 24 * 60 * 60 * 1000L;

  private final FileSystem fs;
  private final Path folder;

  private Originals(FileSystem fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /**
   * A file that is kept.
   *
   * @param bytes that it takes there
   * @param kept when it was written or delivered once more, in ms since 1970
   */
  public record Kept(String sha256, long bytes, long kept, Path path) {}

  /** Those of a dataset, whether there are any or not. */
  public static Originals of(Lake lake, DatasetName dataset) {
    Path folder =
        new Path(
            lake.conf().zones().get(Zone.RAW).warehouse(),
            "originals/" + dataset.domain() + "/" + dataset.name());
    try {
      FileSystem fs = folder.getFileSystem(lake.hadoop());
      // Their names are their checksums: no need for Hadoop's beside each.
      return new Originals(
          fs instanceof ChecksumFileSystem local ? local.getRawFileSystem() : fs, folder);
    } catch (IOException e) {
      throw new LakeException("cannot reach " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Begins to keep a file. What is written to the copy is its content; unless {@link
   * OriginalCopy#keep} follows, nothing of it stays.
   *
   * @param name of the landing file, which says whether its bytes are packed already
   */
  public OriginalCopy copy(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean packed = PACKED.stream().anyMatch(lower::endsWith);
    return new OriginalCopy(this, new Path(folder, "." + UUID.randomUUID()), packed);
  }

  FileSystem fs() {
    return fs;
  }

  /** Writes to a file that is none yet. */
  OutputStream create(Path path, boolean packed) throws IOException {
    OutputStream out = create(fs, path);
    return packed
        ? out
        : new ZstdOutputStreamNoFinalizer(out, RecyclingBufferPool.INSTANCE, LEVEL)
            .setChecksum(true);
  }

  /** Writes to a file that is none yet and that only its owner may read. */
  static OutputStream create(FileSystem fs, Path path) throws IOException {
    if (fs instanceof RawLocalFileSystem) {
      return create(java.nio.file.Path.of(path.toUri().getPath()));
    }
    return fs.create(
        path,
        OWNER_ONLY,
        false,
        BUFFER,
        fs.getDefaultReplication(path),
        fs.getDefaultBlockSize(path),
        null);
  }

  /** Of a local file: Hadoop may start a process to set its permissions. */
  private static OutputStream create(java.nio.file.Path file) throws IOException {
    SeekableByteChannel channel;
    try {
      channel = Files.newByteChannel(file, NEW, ONLY_OWNER);
    } catch (NoSuchFileException e) {
      Files.createDirectories(file.getParent());
      channel = Files.newByteChannel(file, NEW, ONLY_OWNER);
    }
    return new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
  }

  /** Gives a file that was written its name, or drops it if its content is kept already. */
  void finish(Path written, String sha256, boolean packed) throws IOException {
    if (renew(sha256)) {
      fs.delete(written, false);
      return;
    }
    Path path = new Path(folder, packed ? sha256 : sha256 + COMPRESSED);
    if (!fs.rename(written, path)) {
      fs.delete(written, false); // another run was faster, or it cannot be kept
      if (!fs.exists(path)) {
        throw new IOException("cannot rename " + written + " to " + path);
      }
    }
  }

  /** Whether a content is kept already; its term begins anew. */
  boolean renew(String sha256) throws IOException {
    Optional<FileStatus> there = find(sha256);
    if (there.isPresent()) {
      fs.setTimes(there.get().getPath(), System.currentTimeMillis(), -1);
    }
    return there.isPresent();
  }

  private Optional<FileStatus> find(String sha256) throws IOException {
    if (sha256.isEmpty()) {
      return Optional.empty(); // of a file that could not be read
    }
    for (String name : List.of(sha256 + COMPRESSED, sha256)) {
      try {
        return Optional.of(fs.getFileStatus(new Path(folder, name)));
      } catch (FileNotFoundException e) {
        // the other one, or none
      }
    }
    return Optional.empty();
  }

  /**
   * The content of a file; empty if it is not kept.
   *
   * @throws IOException if it cannot be read; damage may show only while it is read
   */
  public Optional<InputStream> open(String sha256) throws IOException {
    Optional<FileStatus> there = find(sha256);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    InputStream in = fs.open(there.get().getPath(), BUFFER);
    return Optional.of(
        there.get().getPath().getName().endsWith(COMPRESSED)
            ? new ZstdInputStreamNoFinalizer(in, RecyclingBufferPool.INSTANCE)
            : in);
  }

  /**
   * Writes the content of a file somewhere else.
   *
   * @return its number of bytes; −1 if it is not kept, and nothing was written
   * @throws LakeException if what is kept is not what was delivered
   */
  public long write(String sha256, OutputStream out) throws IOException {
    Optional<InputStream> kept = open(sha256);
    if (kept.isEmpty()) {
      return -1;
    }
    MessageDigest digest = Evidence.digest();
    long bytes;
    try (InputStream in = new DigestInputStream(kept.get(), digest)) {
      bytes = in.transferTo(out);
    } catch (ZstdIOException e) {
      throw damaged(sha256);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      throw damaged(sha256);
    }
    return bytes;
  }

  private LakeException damaged(String sha256) {
    return new LakeException(
        folder + ": the kept file " + sha256 + " is damaged; restore it from a back-up");
  }

  /**
   * The files whose term is over: those whose content was collected before a moment, and not again
   * since. Of what no file is known to be, when it was written counts.
   *
   * @param collected when files were collected last, in ms since 1970, by SHA-256
   * @param before in ms since 1970
   */
  public List<Kept> expired(Map<String, Long> collected, long before) {
    List<Kept> expired = new ArrayList<>();
    try {
      for (FileStatus each : fs.listStatus(folder)) {
        String name = each.getPath().getName();
        long written = each.getModificationTime();
        String sha256 = name.replace(COMPRESSED, "");
        boolean over =
            name.startsWith(".")
                ? written < System.currentTimeMillis() - UNFINISHED_MS
                : collected.getOrDefault(sha256, written) < before;
        if (over) {
          expired.add(new Kept(sha256, each.getLen(), written, each.getPath()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // nothing was kept yet
    } catch (IOException e) {
      throw new LakeException("cannot list " + folder + ": " + e.getMessage(), e);
    }
    return expired;
  }

  /** Deletes a file, unless it was delivered once more since it was listed. */
  public void delete(Kept expired) {
    try {
      if (fs.getFileStatus(expired.path()).getModificationTime() == expired.kept()) {
        fs.delete(expired.path(), false);
      }
    } catch (FileNotFoundException e) {
      // another run was faster
    } catch (IOException e) {
      throw new LakeException("cannot delete " + expired.path() + ": " + e.getMessage(), e);
    }
  }
}
