package org.jinyanglake.desensitize;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.jinyanglake.lake.LakeException;

/**
 * The secrets of a lake: the master secret from which the keys of all tokens are derived, and the
 * seed of the signatures under certificates. They are kept in a PKCS#12 key store {@code lake.p12},
 * mode 0600, in a folder of mode 0700. Its password is {@code LAKE_KEY_PASSWORD} of the
 * environment; where that is not set, a random one in the file {@code password}, mode 0600, beside
 * it.
 *
 * <p>Whoever loses the folder can never make the same tokens again; whoever reads it can try all
 * phone numbers until a token fits. No method prints a secret.
 *
 * <p>Thread-safe. Processes may open one folder for the first time at once: one makes the keys, all
 * get the same.
 */
public final class Keys {
  private static final String STORE = "lake.p12";
  private static final String PASSWORD = "password";
  private static final String MASTER = "master";
  private static final String SIGNING = "signing";
  private static final int SECRET_BYTES = 32;
  // A PKCS#12 secret needs the name of an algorithm; ours are seeds and belong to none.
  private static final String NOMINAL_ALGORITHM = "AES";

  private static final ConcurrentMap<Path, Keys> LOADED = new ConcurrentHashMap<>();

  private final Path folder;
  private final byte[] master;
  private final byte[] signing;

  private Keys(Path folder, byte[] master, byte[] signing) {
    this.folder = folder;
    this.master = master;
    this.signing = signing;
  }

  /**
   * Opens the keys in a folder and makes both on first use.
   *
   * @throws LakeException if others than the owner can reach folder or files, or the store does not
   *     open with the password
   */
  public static Keys open(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, mode("rwx------"));
      if (!Files.exists(root.resolve(STORE))) {
        make(root);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException("cannot make keys in " + root + ": " + e.getMessage(), e);
    }
    return load(root);
  }

  /**
   * Opens the keys in a folder, which must exist: a worker that cannot see the lake's keys must not
   * go on with keys of its own.
   *
   * @throws LakeException as {@link #open} does, and if there is no key store
   */
  public static Keys load(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    checkMode(root, "700");
    checkMode(root.resolve(STORE), "600");
    try (InputStream in = Files.newInputStream(root.resolve(STORE))) {
      char[] password = password(root);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return new Keys(root, secret(store, MASTER, password), secret(store, SIGNING, password));
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException(
          "cannot open "
              + root.resolve(STORE)
              + ": "
              + e.getMessage()
              + "; restore it together with its password (LAKE_KEY_PASSWORD or the file "
              + PASSWORD
              + ")",
          e);
    }
  }

  /** The keys of a folder, opened once in this JVM. */
  static Keys loaded(Path folder) {
    return LOADED.computeIfAbsent(folder, Keys::load);
  }

  /** Where the keys are. */
  public Path folder() {
    return folder;
  }

  /** The seed (32 bytes) of the Ed25519 key that signs certificates. */
  public byte[] signing() {
    return signing.clone();
  }

  /** The key (32 bytes) of a label: HKDF (RFC 5869) of the master secret, with no salt. */
  byte[] derive(KeyLabel label) {
    return hkdf(label.algorithm(), master, label.info().getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hkdf(TokenAlgorithm algorithm, byte[] secret, byte[] info) {
    Digest digest =
        algorithm == TokenAlgorithm.HMAC_SM3 ? new SM3Digest() : SHA256Digest.newInstance();
    HKDFBytesGenerator generator = new HKDFBytesGenerator(digest);
    generator.init(new HKDFParameters(secret, null, info));
    byte[] key = new byte[SECRET_BYTES];
    generator.generateBytes(key, 0, key.length);
    return key;
  }

  @Override
  public String toString() {
    return "Keys[" + folder + "]";
  }

  /**
   * Processes queue at a lock file; what they write appears whole, by rename, the store last. So a
   * store that exists is complete and has its password.
   */
  private static void make(Path root) throws IOException, GeneralSecurityException {
    synchronized (LOADED) {
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  mode("rw-------"));
          var lock = channel.lock()) {
        if (lock.isValid() && !Files.exists(root.resolve(STORE))) {
          SecureRandom random = new SecureRandom();
          if (System.getenv("LAKE_KEY_PASSWORD") == null && !Files.exists(root.resolve(PASSWORD))) {
            write(root, PASSWORD, Base64.getUrlEncoder().encode(bytes(random, 24)));
          }
          char[] password = password(root);
          KeyStore store = KeyStore.getInstance("PKCS12");
          store.load(null, null);
          for (String entry : new String[] {MASTER, SIGNING}) {
            SecretKey secret = new SecretKeySpec(bytes(random, SECRET_BYTES), NOMINAL_ALGORITHM);
            store.setEntry(
                entry,
                new KeyStore.SecretKeyEntry(secret),
                new KeyStore.PasswordProtection(password));
          }
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          store.store(bytes, password);
          write(root, STORE, bytes.toByteArray());
        }
      }
    }
  }

  private static byte[] bytes(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void write(Path root, String name, byte[] bytes) throws IOException {
    Path draft = Files.createTempFile(root, "." + name, "", mode("rw-------"));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(draft, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static char[] password(Path root) throws IOException {
    String given = System.getenv("LAKE_KEY_PASSWORD");
    if (given != null) {
      return given.toCharArray();
    }
    Path file = root.resolve(PASSWORD);
    checkMode(file, "600");
    return Files.readString(file).strip().toCharArray();
  }

  private static byte[] secret(KeyStore store, String entry, char[] password)
      throws GeneralSecurityException {
    if (store.getKey(entry, password) instanceof SecretKey key) {
      return key.getEncoded();
    }
    throw new GeneralSecurityException("it has no entry '" + entry + "'");
  }

  private static void checkMode(Path path, String octal) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
        throw new LakeException(
            path
                + " is open to others (mode "
                + PosixFilePermissions.toString(permissions)
                + "): find out who read it, then chmod "
                + octal
                + " "
                + path);
      }
    } catch (IOException e) {
      throw new LakeException("no keys: " + path + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
