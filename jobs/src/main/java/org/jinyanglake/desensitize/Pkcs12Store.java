package org.jinyanglake.desensitize;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;
import org.jinyanglake.lake.LakeException;

/**
 * Secrets in a PKCS#12 key store {@code lake.p12}, mode 0600. Its password is {@code
 * LAKE_KEY_PASSWORD} of the environment; where that is not set, a random one in the file {@code
 * password}, mode 0600, beside it.
 *
 * <p>Processes that write queue at a lock file; what they write appears whole, by rename.
 */
final class Pkcs12Store implements SecretStore {
  static final String FILE = "lake.p12";
  private static final String PASSWORD = "password";
  // A PKCS#12 secret needs the name of an algorithm; ours are seeds and belong to none.
  private static final String NOMINAL_ALGORITHM = "AES";

  private final Path folder;
  private Object read;
  private KeyStore store;

  Pkcs12Store(Path folder) {
    this.folder = folder;
  }

  @Override
  public SortedSet<String> names() {
    return call(() -> new TreeSet<>(Collections.list(current().aliases())));
  }

  @Override
  public Optional<byte[]> get(String name) {
    return call(() -> secret(current(), name));
  }

  @Override
  public byte[] keep(String name, byte[] secret) {
    return call(
        () ->
            OwnerFiles.locked(
                folder,
                () -> {
                  char[] password = makePassword();
                  KeyStore current = current();
                  Optional<byte[]> there = secret(current, name);
                  if (there.isPresent()) {
                    return there.get();
                  }
                  put(current, name, secret, password);
                  write(current, password);
                  return secret;
                }));
  }

  @Override
  public void delete(String name) {
    call(
        () ->
            OwnerFiles.locked(
                folder,
                () -> {
                  KeyStore current = current();
                  if (current.containsAlias(name)) {
                    current.deleteEntry(name);
                    write(current, password());
                  }
                  return null;
                }));
  }

  /** A PKCS#12 key store that holds the secrets. */
  static byte[] seal(Map<String, byte[]> secrets, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
        put(store, secret.getKey(), secret.getValue(), password);
      }
      return bytes(store, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException("cannot make a key store: " + e.getMessage(), e);
    }
  }

  /** The secrets of a {@linkplain #seal sealed} key store, by name. */
  static SortedMap<String, byte[]> unseal(Path file, char[] password) {
    try {
      KeyStore store = load(file, password);
      SortedMap<String, byte[]> secrets = new TreeMap<>();
      for (String name : Collections.list(store.aliases())) {
        secrets.put(name, store.getKey(name, password).getEncoded());
      }
      return secrets;
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException(
          "cannot open " + file + ": " + e.getMessage() + "; is the password that of the file?", e);
    }
  }

  private interface Step<T> {
    T take() throws IOException, GeneralSecurityException;
  }

  private synchronized <T> T call(Step<T> step) {
    Path file = folder.resolve(FILE);
    try {
      return step.take();
    } catch (IOException | GeneralSecurityException e) {
      throw new LakeException(
          "cannot open "
              + file
              + ": "
              + e.getMessage()
              + "; restore it together with its password (LAKE_KEY_PASSWORD or the file "
              + PASSWORD
              + ")",
          e);
    }
  }

  /** The store as it is on disk now; a file that is replaced is another file. */
  private KeyStore current() throws IOException, GeneralSecurityException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      KeyStore none = KeyStore.getInstance("PKCS12");
      none.load(null, null);
      return none;
    }
    OwnerFiles.check(file);
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Object now = attributes.fileKey() + " " + attributes.lastModifiedTime();
    if (!now.equals(read)) {
      store = load(file, password());
      read = now;
    }
    return store;
  }

  private static KeyStore load(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
    return store;
  }

  private void write(KeyStore changed, char[] password)
      throws IOException, GeneralSecurityException {
    read = null; // if writing fails, what is in memory is not what is on disk
    OwnerFiles.write(folder.resolve(FILE), bytes(changed, password));
  }

  private static byte[] bytes(KeyStore store, char[] password)
      throws IOException, GeneralSecurityException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, password);
    return bytes.toByteArray();
  }

  private static void put(KeyStore store, String name, byte[] secret, char[] password)
      throws GeneralSecurityException {
    store.setEntry(
        name,
        new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, NOMINAL_ALGORITHM)),
        new KeyStore.PasswordProtection(password));
  }

  private Optional<byte[]> secret(KeyStore store, String name)
      throws IOException, GeneralSecurityException {
    return store.containsAlias(name)
        ? Optional.of(store.getKey(name, password()).getEncoded())
        : Optional.empty();
  }

  private char[] makePassword() throws IOException {
    Path file = folder.resolve(PASSWORD);
    if (System.getenv("LAKE_KEY_PASSWORD") == null
        && !Files.exists(file)
        && !Files.exists(folder.resolve(FILE))) {
      OwnerFiles.write(file, Base64.getUrlEncoder().encode(Keys.random(24)));
    }
    return password();
  }

  private char[] password() throws IOException {
    String given = System.getenv("LAKE_KEY_PASSWORD");
    if (given != null) {
      return given.toCharArray();
    }
    Path file = folder.resolve(PASSWORD);
    OwnerFiles.check(file);
    return Files.readString(file).strip().toCharArray();
  }
}
