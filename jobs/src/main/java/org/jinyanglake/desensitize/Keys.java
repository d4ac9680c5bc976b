package org.jinyanglake.desensitize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeException;

/**
 * The secrets of a lake, each of 32 random bytes of its own: one for each dataset and version of
 * its key, from which the keys of its tokens are derived, the seed of the signatures under
 * certificates, and the key of the sketches that tell duplicates. So a version that is {@linkplain
 * #destroy destroyed} cannot be made again.
 *
 * <p>They rest in a folder of mode 0700: in a {@linkplain Pkcs12Store PKCS#12 key store}, or, if
 * the folder has a program {@code command}, in the KMS that {@linkplain CommandStore it speaks to}.
 * Who loses them can never make the same tokens again; who reads them can try all phone numbers
 * until a token fits. No method prints a secret.
 *
 * <p>Thread-safe. Processes may make the same secret at once: all get the same.
 */
public final class Keys {
  private static final String SIGNING = "signing";
  private static final String SKETCHES = "sketches";
  private static final String BEGUN_ANEW = "begun-anew";
  private static final int SECRET_BYTES = 32;
  private static final int CHECK_BYTES = 8;
  private static final int SIPHASH_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final ConcurrentMap<Path, Keys> LOADED = new ConcurrentHashMap<>();

  private final Path folder;
  private final SecretStore store;
  private final int version;
  private final boolean readOnly;
  private final ConcurrentMap<String, byte[]> known;

  private Keys(
      Path folder,
      SecretStore store,
      int version,
      boolean readOnly,
      ConcurrentMap<String, byte[]> known) {
    this.folder = folder;
    this.store = store;
    this.version = version;
    this.readOnly = readOnly;
    this.known = known;
  }

  /**
   * Opens the keys in a folder; the folder and the seed of the signatures are made on first use.
   *
   * @throws LakeException if others than the owner can reach folder or files, or the store does not
   *     answer, or not open with the password
   */
  public static Keys open(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, OwnerFiles.FOLDER);
    } catch (IOException e) {
      throw new LakeException("cannot make keys in " + root + ": " + e.getMessage(), e);
    }
    Keys keys = in(root);
    if (keys.store.get(SIGNING).isEmpty()) {
      keys.store.keep(SIGNING, random(SECRET_BYTES));
    }
    return keys;
  }

  /**
   * Opens the keys in a folder, which must be there: a worker that cannot see the lake's keys, or a
   * lake that lost them, must not go on with others.
   *
   * @throws LakeException as {@link #open} does, and if there are no keys
   */
  public static Keys load(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    Keys keys = in(root);
    if (keys.store.get(SIGNING).isEmpty()) {
      throw none(root);
    }
    return keys;
  }

  /** Opens the keys that a folder has, whichever those are; empty if there is no such folder. */
  public static Optional<Keys> asIs(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    return Files.exists(root) ? Optional.of(in(root)) : Optional.empty();
  }

  private static LakeException none(Path root) {
    return new LakeException(
        "no keys in "
            + root
            + ": if this is a worker, mount the lake's folder there; if they are lost, 'lake keys"
            + " restore FILE' brings a backup back, and without one 'lake keys lost' begins anew");
  }

  private static Keys in(Path root) {
    if (!Files.exists(root)) {
      throw none(root);
    }
    OwnerFiles.check(root);
    Path program = root.resolve(CommandStore.FILE);
    SecretStore store = new Pkcs12Store(root);
    if (Files.exists(program)) {
      OwnerFiles.checkProgram(program);
      store = new CommandStore(program);
    }
    return new Keys(root, store, 1, false, new ConcurrentHashMap<>());
  }

  /** The keys of a folder, opened once in this JVM. */
  static Keys loaded(Path folder) {
    return LOADED.computeIfAbsent(folder, Keys::load);
  }

  /** Where the keys are. */
  public Path folder() {
    return folder;
  }

  /** The same keys, for the techniques to use a dataset's key in that version. */
  public Keys at(int version) {
    return new Keys(folder, store, version, readOnly, known);
  }

  /** The same keys, for techniques that must draw no token that a vault does not have. */
  public Keys readOnly() {
    return new Keys(folder, store, version, true, known);
  }

  boolean isReadOnly() {
    return readOnly;
  }

  /** Which version of a dataset's key the techniques are to use. */
  public int version() {
    return version;
  }

  /** The seed (32 bytes) of the Ed25519 key that signs certificates. */
  public byte[] signing() {
    return secret(SIGNING).clone();
  }

  /** Whether there is a key for sketches of contents. */
  public boolean hasSketchKey() {
    return store.get(SKETCHES).isPresent();
  }

  /**
   * Makes the key for sketches; if there is one, that one stays. One that is lost may be made anew
   * unasked: so are the sketches, which nobody outside of the raw zone ever sees.
   */
  public void makeSketchKey() {
    store.keep(SKETCHES, random(SECRET_BYTES));
  }

  /** The key (16 bytes) for sketches of contents, of the keys in a folder. */
  public static byte[] sketchKey(Path folder) {
    byte[] info = "sketch".getBytes(StandardCharsets.US_ASCII);
    byte[] key = hkdf(TokenAlgorithm.HMAC_SHA256, loaded(folder).secret(SKETCHES), info);
    return Arrays.copyOf(key, SIPHASH_BYTES);
  }

  /**
   * The key (16 bytes) under which published rows are noted, of the keys in a folder. It follows
   * from the seed that signs: both are there as long as the lake publishes anything.
   */
  public static byte[] rowKey(Path folder) {
    byte[] info = "published rows".getBytes(StandardCharsets.US_ASCII);
    byte[] key = hkdf(TokenAlgorithm.HMAC_SHA256, loaded(folder).secret(SIGNING), info);
    return Arrays.copyOf(key, SIPHASH_BYTES);
  }

  /** Notes that these keys take the place of ones that are lost for good. */
  public void beginAnew() {
    store.keep(BEGUN_ANEW, random(SECRET_BYTES));
  }

  /** Whether the keys in a folder take the place of ones that are lost for good. */
  public static boolean begunAnew(Path folder) {
    return loaded(folder).store.get(BEGUN_ANEW).isPresent();
  }

  /** Whether there is a dataset's secret of a version. */
  public boolean has(DatasetName dataset, int version) {
    return store.get(name(dataset, version)).isPresent();
  }

  /** Makes a dataset's secret of a version; if there is one, that one stays. */
  public void make(DatasetName dataset, int version) {
    store.keep(name(dataset, version), random(SECRET_BYTES));
  }

  /** Deletes a dataset's secret of a version, and its vaults, for good; there may be none. */
  public void destroy(DatasetName dataset, int version) {
    store.delete(name(dataset, version));
    known.remove(name(dataset, version));
    LOADED.remove(folder);
    Vault.destroy(folder, dataset, version);
  }

  /** How many vaults there are beside the secrets; no {@linkplain #backup backup} has them. */
  public int vaults() {
    return Vault.count(folder);
  }

  /** The vaults that a contract's columns have their tokens from in a zone and that are missing. */
  public List<Path> missingVaults(Contract contract, Zone zone) {
    return contract.columns(zone).stream()
        .map(column -> column.techniques().get(zone))
        .filter(technique -> technique.name().equals("vault"))
        .map(technique -> technique.options().get("domain").toString())
        .map(domain -> Vaulted.label(contract.dataset(), zone, domain, version))
        .map(label -> Vault.file(folder, label))
        .filter(file -> !Files.exists(file))
        .distinct()
        .toList();
  }

  /**
   * The check value of a dataset's secret: 16 hex digits that another secret does not have and that
   * say nothing about it.
   */
  public String check(DatasetName dataset, int version) {
    byte[] key =
        hkdf(
            TokenAlgorithm.HMAC_SHA256,
            secret(name(dataset, version)),
            "check".getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(key, 0, CHECK_BYTES);
  }

  /**
   * Writes all secrets to a PKCS#12 file that a password of its own protects.
   *
   * @return how many there are
   * @throws LakeException if there is such a file already
   */
  public int backup(Path file, char[] password) {
    SortedMap<String, byte[]> secrets = new TreeMap<>();
    store.names().forEach(name -> secrets.put(name, store.get(name).orElseThrow()));
    try {
      if (Files.exists(file)) {
        throw new LakeException(file + " is there already: name another file");
      }
      OwnerFiles.write(file, Pkcs12Store.seal(secrets, password));
    } catch (IOException e) {
      throw new LakeException("cannot write " + file + ": " + e.getMessage(), e);
    }
    return secrets.size();
  }

  /**
   * Brings back the secrets of a {@linkplain #backup backup} that the folder lacks.
   *
   * @param destroyed names of secrets ({@code domain.dataset.v1}) that stay away
   * @return the names of those brought back
   * @throws LakeException if one of a name is there and is another one; nothing is changed then
   */
  public static SortedSet<String> restore(
      Path folder, Path file, char[] password, Predicate<String> destroyed) {
    Map<String, byte[]> secrets = Pkcs12Store.unseal(file, password);
    Path root = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, OwnerFiles.FOLDER);
    } catch (IOException e) {
      throw new LakeException("cannot make " + root + ": " + e.getMessage(), e);
    }
    Keys keys = in(root);
    SortedSet<String> restored = new TreeSet<>();
    secrets.forEach(
        (name, secret) -> {
          byte[] there = keys.store.get(name).orElse(null);
          if (there == null && !destroyed.test(name)) {
            restored.add(name);
          } else if (there != null && !name.equals(SKETCHES) && !Arrays.equals(there, secret)) {
            throw new LakeException(
                root
                    + " holds another secret "
                    + name
                    + " than "
                    + file
                    + ": is the file of another lake? If it is of this one, move "
                    + root
                    + " away first");
          }
        });
    restored.forEach(name -> keys.store.keep(name, secrets.get(name)));
    return restored;
  }

  /** What a dataset's secret is called in the store. */
  public static String name(DatasetName dataset, int version) {
    return dataset + ".v" + version;
  }

  /** The key (32 bytes) of a label: HKDF (RFC 5869) of the dataset's secret, with no salt. */
  byte[] derive(KeyLabel label) {
    return hkdf(
        label.algorithm(),
        secret(name(label.dataset(), label.version())),
        label.info().getBytes(StandardCharsets.UTF_8));
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

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private byte[] secret(String name) {
    return known.computeIfAbsent(
        name,
        missing ->
            store
                .get(missing)
                .orElseThrow(
                    () ->
                        new LakeException(
                            "there is no secret "
                                + missing
                                + " in "
                                + folder
                                + ": 'lake keys list' tells whether it was destroyed or is lost")));
  }

  @Override
  public String toString() {
    return "Keys[" + folder + "]";
  }
}
