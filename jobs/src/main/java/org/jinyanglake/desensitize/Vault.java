package org.jinyanglake.desensitize;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.LakeException;

/**
 * The random tokens of one {@linkplain KeyLabel label}, as they stood when it was read: each for
 * the digest of its value. Immutable; 32 bytes of memory for an entry.
 *
 * <p>They rest in a file of the key folder, {@code vaults/<dataset>.v<version>/<zone>.<domain>},
 * mode 0600. After a head (what kind of file it is, the key's {@linkplain VaultSeal#check check}, 8
 * bytes each, and the number of entries, 4 bytes) it holds of each entry the digest and the token,
 * 16 bytes each, ascending by digest; then the CRC-32 of all before, in 8 bytes, and the sealed
 * values, in the same order, each after its length in 4 bytes. Nothing is ever changed in it: who
 * fills it writes a whole new file, while no other process does, which takes the place of the old
 * one by rename.
 *
 * <p>It is no table, because none but the owner of the keys may reach it and one rename must make
 * it whole; and it is looked up where the rows are instead of being joined with them, so that they
 * need not be shuffled and no value leaves its task but sealed.
 */
final class Vault {

  /** Before the domain of values in the domain of a label. */
  static final String PREFIX = "vault:";

  private static final String FOLDER = "vaults";
  private static final long KIND = 0x6c616b657661756cL; // "lakevaul"
  private static final int WORDS = 4;
  private static final int TOKEN_BYTES = 16;
  private static final Comparator<byte[]> BY_DIGEST =
      (a, b) -> Arrays.compareUnsigned(a, 0, VaultSeal.DIGEST_BYTES, b, 0, VaultSeal.DIGEST_BYTES);

  /** As they were read last in this JVM, by file; until the memory is needed for others. */
  private static final ConcurrentMap<Path, SoftReference<Vault>> READ = new ConcurrentHashMap<>();

  private final long check;
  private final long[] entries; // of each: two words of the digest, two of the token

  private Vault(long check, long[] entries) {
    this.check = check;
    this.entries = entries;
  }

  /** Where the tokens of a label are. */
  static Path file(Path keys, KeyLabel label) {
    return folder(keys, label.dataset(), label.version())
        .resolve(label.zone().catalog() + "." + label.domain().substring(PREFIX.length()));
  }

  private static Path folder(Path keys, DatasetName dataset, int version) {
    return keys.resolve(FOLDER).resolve(Keys.name(dataset, version));
  }

  /** Reads a file, whatever was read before; if there is none, there are no entries. */
  static Vault read(Path file) {
    if (Files.notExists(file)) {
      READ.remove(file);
      return new Vault(0, new long[0]);
    }
    OwnerFiles.check(file);
    try (Reader in = new Reader(file)) {
      long[] entries = new long[Math.multiplyExact(WORDS, in.size)];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = in.data.readLong();
      }
      in.verify();
      Vault read = new Vault(in.check, entries);
      READ.put(file, new SoftReference<>(read));
      return read;
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /**
   * A file as it was when it held so many entries, or later.
   *
   * @throws LakeException if it holds fewer, or is of another key
   */
  static Vault holding(Path file, int least, VaultSeal seal) {
    Vault known = known(file);
    if (known == null || known.size() < least) {
      synchronized (READ) { // one thread reads for all
        known = known(file);
        known = known == null || known.size() < least ? read(file) : known;
      }
    }
    if (known.size() < least) {
      throw new LakeException(
          "%s holds %d entries of %d: if this is a worker, mount the lake's folder of keys there"
              .formatted(file, known.size(), least));
    }
    if (known.size() > 0 && known.check != seal.check()) {
      throw new LakeException(
          file + " is of another key than the dataset's: bring both back from backups of one lake");
    }
    return known;
  }

  private static Vault known(Path file) {
    SoftReference<Vault> known = READ.get(file);
    return known == null ? null : known.get();
  }

  /** How many entries there are. */
  int size() {
    return entries.length / WORDS;
  }

  /** The token of the value with that digest, 32 hex digits; null if there is none. */
  UTF8String token(KeyedHash digest) {
    int at = find(digest.number(0), digest.number(1));
    return at < 0
        ? null
        : UTF8String.fromString(
            HexFormat.of().toHexDigits(entries[WORDS * at + 2])
                + HexFormat.of().toHexDigits(entries[WORDS * at + 3]));
  }

  /** Where an entry is; if it is not there, one less than minus the place where it would be. */
  private int find(long high, long low) {
    int from = 0;
    int to = size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      int compared = Long.compareUnsigned(entries[WORDS * middle], high);
      if (compared == 0) {
        compared = Long.compareUnsigned(entries[WORDS * middle + 1], low);
      }
      if (compared == 0) {
        return middle;
      }
      if (compared < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return -1 - from;
  }

  private int find(byte[] entry) {
    ByteBuffer digest = ByteBuffer.wrap(entry);
    return find(digest.getLong(), digest.getLong());
  }

  /**
   * Draws tokens for values that have none. Two processes that do so at once draw one for each
   * value: the second finds those of the first.
   *
   * @param lacking what {@link VaultSeal#seal} gave for values, each once; changed
   * @return the vault, with all of them, as it is on disk
   * @throws LakeException if the label's secret is not there, so that nobody could read it
   */
  static Vault fill(Path keys, KeyLabel label, List<byte[]> lacking) {
    Path file = file(keys, label);
    if (lacking.isEmpty() && Files.exists(file)) {
      return read(file);
    }
    Keys secrets = Keys.loaded(keys);
    VaultSeal seal = new VaultSeal(label, secrets.derive(label));
    try {
      Files.createDirectories(keys.resolve(FOLDER), OwnerFiles.FOLDER);
      return OwnerFiles.locked(
          keys.resolve(FOLDER),
          () -> {
            if (!secrets.has(label.dataset(), label.version())) {
              throw new LakeException(
                  "%s was destroyed meanwhile: 'lake keys list' tells when"
                      .formatted(Keys.name(label.dataset(), label.version())));
            }
            Files.createDirectories(file.getParent(), OwnerFiles.FOLDER);
            OwnerFiles.deleteDrafts(file.getParent());
            Vault before = read(file);
            lacking.removeIf(entry -> before.find(entry) >= 0);
            lacking.sort(BY_DIGEST);
            OwnerFiles.write(file, out -> before.write(out, file, lacking, seal.check()));
            return read(file);
          });
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /** Writes what the file holds and what it lacks. */
  private void write(OutputStream to, Path file, List<byte[]> lacking, long check)
      throws IOException {
    CheckedOutputStream checked =
        new CheckedOutputStream(new BufferedOutputStream(to), new CRC32());
    DataOutputStream out = new DataOutputStream(checked);
    out.writeLong(KIND);
    out.writeLong(check);
    out.writeInt(size() + lacking.size());
    merge(
        lacking,
        at -> {
          for (int word = 0; word < WORDS; word++) {
            out.writeLong(entries[WORDS * at + word]);
          }
        },
        entry -> {
          out.write(entry, 0, VaultSeal.DIGEST_BYTES);
          out.write(Keys.random(TOKEN_BYTES));
        });
    out.writeLong(checked.getChecksum().getValue());
    try (Reader old = size() == 0 ? null : new Reader(file)) {
      if (old != null) {
        old.data.skipNBytes((long) Long.BYTES * entries.length);
        old.verify();
      }
      merge(
          lacking,
          at -> {
            byte[] sealed = old.sealed();
            out.writeInt(sealed.length);
            out.write(sealed);
          },
          entry -> {
            out.writeInt(entry.length - VaultSeal.DIGEST_BYTES);
            out.write(entry, VaultSeal.DIGEST_BYTES, entry.length - VaultSeal.DIGEST_BYTES);
          });
    }
    out.flush();
  }

  private interface Step<T> {
    void take(T what) throws IOException;
  }

  /** Takes the entries that there are, by their numbers, and new ones in one order by digest. */
  private void merge(List<byte[]> lacking, Step<Integer> there, Step<byte[]> added)
      throws IOException {
    int next = 0;
    for (byte[] entry : lacking) {
      for (int before = -1 - find(entry); next < before; next++) {
        there.take(next);
      }
      added.take(entry);
    }
    for (; next < size(); next++) {
      there.take(next);
    }
  }

  /**
   * What {@link VaultSeal#seal} gave for the value that has a token, read from the file.
   *
   * @param token 32 hex digits
   */
  static Optional<byte[]> sealed(Path file, String token) {
    long high = HexFormat.fromHexDigitsToLong(token, 0, 16);
    long low = HexFormat.fromHexDigitsToLong(token, 16, 32);
    OwnerFiles.check(file);
    try (Reader in = new Reader(file)) {
      int found = -1;
      byte[] digest = {};
      for (int i = 0; i < in.size; i++) {
        byte[] of = in.data.readNBytes(VaultSeal.DIGEST_BYTES);
        if (in.data.readLong() == high & in.data.readLong() == low) {
          found = i;
          digest = of;
        }
      }
      in.verify();
      if (found < 0) {
        return Optional.empty();
      }
      for (int i = 0; i < found; i++) {
        in.sealed();
      }
      byte[] sealed = in.sealed();
      return Optional.of(
          ByteBuffer.allocate(digest.length + sealed.length).put(digest).put(sealed).array());
    } catch (IOException e) {
      throw broken(file, e);
    }
  }

  /** Deletes the vaults of a dataset under a version of its key; there may be none. */
  static void destroy(Path keys, DatasetName dataset, int version) {
    Path folder = folder(keys, dataset, version);
    if (!Files.exists(folder)) {
      return;
    }
    try {
      OwnerFiles.locked(
          keys.resolve(FOLDER),
          () -> {
            try (Stream<Path> files = Files.walk(folder)) {
              for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
              }
            }
            return null;
          });
    } catch (IOException e) {
      throw new LakeException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
    READ.keySet().removeIf(file -> file.startsWith(folder));
  }

  /** How many vaults there are, of all datasets. */
  static int count(Path keys) {
    Path folder = keys.resolve(FOLDER);
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return (int)
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .count();
    } catch (IOException e) {
      throw new LakeException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** A file, of which the head is read. */
  private static final class Reader implements AutoCloseable {
    private final CheckedInputStream checked;
    private final DataInputStream data;
    private final long check;
    private final int size;

    Reader(Path file) throws IOException {
      checked =
          new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32());
      data = new DataInputStream(checked);
      boolean isVault = data.readLong() == KIND;
      check = data.readLong();
      size = data.readInt();
      if (!isVault || size < 0 || (long) size * WORDS * Long.BYTES > Files.size(file)) {
        close();
        throw new IOException("it is no vault");
      }
    }

    /** Once all entries were read: whether they are those that were written. */
    void verify() throws IOException {
      long now = checked.getChecksum().getValue();
      if (data.readLong() != now) {
        throw new IOException("it is not as it was written");
      }
    }

    /** The next sealed value. */
    byte[] sealed() throws IOException {
      int length = data.readInt();
      byte[] sealed = data.readNBytes(Math.max(length, 0));
      if (sealed.length != length) {
        throw new IOException("it is cut off");
      }
      return sealed;
    }

    @Override
    public void close() throws IOException {
      data.close();
    }
  }

  private static LakeException broken(Path file, IOException e) {
    return new LakeException(
        "cannot read or write %s: %s; if it is damaged, bring it back from a backup"
            .formatted(file, e.getMessage()),
        e);
  }
}
