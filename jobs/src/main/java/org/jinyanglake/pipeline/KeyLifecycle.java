package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.KeyVersion;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Sm2;

/**
 * The life of the datasets' keys: rotation, compromise, destruction, backup and loss. Which version
 * is active stands in the ledger, its secret in the key store, and under which version a table was
 * made in the table's own state; runs bring the three together. Every order is recorded before it
 * takes effect, and may be given again if it was cut off.
 */
public final class KeyLifecycle {
  private static final List<Zone> ZONES = List.of(Zone.OPEN, Zone.CONDITIONAL);

  private final Lake lake;

  private KeyLifecycle(Lake lake) {
    this.lake = lake;
  }

  public static KeyLifecycle of(Lake lake) {
    return new KeyLifecycle(lake);
  }

  /**
   * A version of a dataset's key.
   *
   * @param state after NIST SP 800-57: active, deactivated, compromised or destroyed
   * @param since when it came to that state, ISO 8601; empty for a first one as it was made
   * @param zones that are under it now
   * @param certificates how many were issued under it
   * @param first when the first of them was issued, ISO 8601, and {@code last} the last; empty if
   *     none was
   * @param secret whether its secret is in the key store
   */
  public record Standing(
      String dataset,
      int version,
      String state,
      String since,
      List<String> zones,
      int certificates,
      String first,
      String last,
      boolean secret) {}

  /**
   * What a compromise touches.
   *
   * @param active the version that takes its place
   * @param issued what was ever released under the compromised version, by zone and partition path,
   *     each with when it was last
   */
  public record Compromise(
      String dataset, int version, int active, SortedMap<String, String> issued) {}

  /** The keys of a lake; made on first use, which is before anything is released. */
  Keys keys() {
    boolean released =
        Ledger.of(lake).state().recorded().keySet().stream()
                .anyMatch(table -> !table.startsWith(Zone.RAW.catalog() + "."))
            || ZONES.stream().anyMatch(zone -> !lake.datasets(zone).isEmpty());
    return released ? Keys.load(folder()) : Keys.open(folder());
  }

  private Path folder() {
    return lake.conf().home().resolve("keys");
  }

  /**
   * Makes ready the secret of a dataset's key in the version of {@code keys}: it is made on first
   * use, and must be the same one as long as a zone is under it.
   *
   * @throws LakeException if a zone is under the version and its secret is lost
   */
  State.Key ready(Keys keys, DatasetName dataset) {
    int version = keys.version();
    if (version == 0) {
      return State.Key.NONE;
    }
    Set<String> checks =
        inUse(dataset).values().stream()
            .filter(key -> key.version() == version)
            .map(State.Key::check)
            .collect(Collectors.toSet());
    if (checks.isEmpty()) {
      keys.make(dataset, version);
    }
    for (String check : checks) {
      if (!isThere(keys, dataset, new State.Key(version, check))) {
        throw new LakeException(
            "the secret under which %s is released (version %d of its key) is not in %s: bring it back with 'lake keys restore FILE'; if there is no backup of it, 'lake keys lost' lets the next run make all tokens anew"
                .formatted(dataset, version, keys.folder()));
      }
    }
    return new State.Key(version, keys.check(dataset, version));
  }

  /**
   * Why rows cannot be made again under a version of the key; empty if they can. Makes no secret.
   *
   * @param key the version, and the check value of its secret if that is known, else empty
   */
  Optional<String> lacking(Keys keys, DatasetName dataset, State.Key key) {
    if (key.version() == 0) {
      return Optional.empty();
    }
    String name = "version %d of its key".formatted(key.version());
    if (!keys.has(dataset, key.version())) {
      boolean destroyed =
          Ledger.of(lake).state().keys(dataset.toString()).stream()
              .anyMatch(
                  each ->
                      each.version() == key.version()
                          && each.state() == KeyVersion.State.DESTROYED);
      return Optional.of(
          destroyed
              ? name + " is destroyed, so that nobody can make its rows again"
              : "the secret of %s is not in %s: bring it back with 'lake keys restore FILE'"
                  .formatted(name, keys.folder()));
    }
    return key.check().isEmpty() || keys.check(dataset, key.version()).equals(key.check())
        ? Optional.empty()
        : Optional.of(
            "the secret of %s in %s is another one now: bring the keys of this lake back with 'lake keys restore FILE'"
                .formatted(name, keys.folder()));
  }

  /**
   * Checks that the vaults are there from which a zone has its tokens.
   *
   * @throws LakeException if one is lost, for another would give other tokens to the same values
   */
  void checkVaults(Keys keys, Contract contract, Zone zone, Version open) {
    State state = open.state();
    if (state.partitions().isEmpty()
        || !state.contract().equals(contract.hash())
        || state.key().version() != keys.version()) {
      return; // all of it is made anew
    }
    List<Path> missing = keys.missingVaults(contract, zone);
    if (!missing.isEmpty()) {
      throw new LakeException(
          "%s, which holds the tokens under which %s is released, is not there: bring it back from the backup of the lake; if there is none, 'lake keys rotate %s' lets the next run make all tokens anew"
              .formatted(missing.get(0), contract.dataset(), contract.dataset()));
    }
  }

  private static boolean isThere(Keys keys, DatasetName dataset, State.Key key) {
    return keys.has(dataset, key.version())
        && keys.check(dataset, key.version()).equals(key.check());
  }

  /** The versions of all keys. */
  public List<Standing> list() {
    LedgerState ledger = Ledger.of(lake).state();
    Optional<Keys> keys = Keys.asIs(folder());
    List<Standing> standings = new ArrayList<>();
    for (DatasetName dataset : datasets(ledger)) {
      SortedMap<Zone, State.Key> inUse = inUse(dataset);
      List<Certificate> certificates = Certificates.of(lake, dataset);
      for (KeyVersion version : ledger.keys(dataset.toString())) {
        List<String> issued =
            certificates.stream()
                .filter(each -> each.keyVersion() == version.version())
                .map(each -> each.issuedAt().toString())
                .sorted()
                .toList();
        standings.add(
            new Standing(
                dataset.toString(),
                version.version(),
                version.state().name().toLowerCase(Locale.ROOT),
                version.since(),
                inUse.entrySet().stream()
                    .filter(zone -> zone.getValue().version() == version.version())
                    .map(zone -> zone.getKey().catalog())
                    .toList(),
                issued.size(),
                issued.isEmpty() ? "" : issued.get(0),
                issued.isEmpty() ? "" : issued.get(issued.size() - 1),
                keys.filter(there -> there.has(dataset, version.version())).isPresent()));
      }
    }
    return standings;
  }

  /** The datasets that have a key: something is released under it, or ordered about it. */
  private SortedSet<DatasetName> datasets(LedgerState ledger) {
    SortedSet<DatasetName> datasets = new TreeSet<>();
    ledger.keys().keySet().forEach(name -> datasets.add(DatasetName.parse(name)));
    for (Zone zone : ZONES) {
      lake.datasets(zone).stream()
          .filter(dataset -> !inUse(dataset).isEmpty())
          .forEach(datasets::add);
    }
    return datasets;
  }

  /**
   * Orders a new version of a dataset's key: the next run makes all that is released anew under it
   * and swaps it in at once. An order that no run has carried out yet is not repeated.
   *
   * @return the version that is active now
   */
  public int rotate(DatasetName dataset, String by) {
    return active(
        order(
            dataset,
            "rotate",
            by,
            versions -> {
              int active = active(versions);
              boolean used =
                  inUse(dataset).values().stream().anyMatch(key -> key.version() == active);
              return used ? moved(versions, active, KeyVersion.State.DEACTIVATED) : versions;
            }));
  }

  /**
   * Records that somebody else may have a version of a dataset's key. If it is active, a new one
   * takes its place, and the next run withdraws what it cannot make anew.
   *
   * @param version 0: the one that is in use
   * @throws RefusedKeyOrderException if there is no such version
   */
  public Compromise compromised(DatasetName dataset, int version, String by) {
    int which =
        version > 0
            ? version
            : inUse(dataset).values().stream()
                .mapToInt(State.Key::version)
                .max()
                .orElse(active(Ledger.of(lake).state().keys(dataset.toString())));
    List<KeyVersion> versions =
        order(
            dataset,
            "compromised",
            by,
            known ->
                find(dataset, known, which).state() == KeyVersion.State.DESTROYED
                    ? known
                    : moved(known, which, KeyVersion.State.COMPROMISED));
    SortedMap<String, String> issued = new TreeMap<>();
    Certificates.of(lake, dataset).stream()
        .filter(each -> each.keyVersion() == which)
        .forEach(
            each ->
                issued.merge(
                    each.zone() + " " + each.partition(),
                    each.issuedAt().toString(),
                    (a, b) -> a.compareTo(b) > 0 ? a : b));
    return new Compromise(dataset.toString(), which, active(versions), issued);
  }

  /**
   * Deletes the secret of a version of a dataset's key for good. Afterwards nobody can make or
   * compare its tokens, except who has a backup with it.
   *
   * @return the backups made so far, which may hold it, with the time of each
   * @throws RefusedKeyOrderException if there is no such version, or a zone is under it
   */
  public List<String> destroy(DatasetName dataset, int version, String by) {
    Keys keys = keys();
    order(
        dataset,
        "destroy",
        by,
        versions -> {
          KeyVersion found = find(dataset, versions, version);
          inUse(dataset)
              .forEach(
                  (zone, key) -> {
                    if (key.version() == version) {
                      throw new RefusedKeyOrderException(
                          "the %s zone holds %s under version %d of its key: lake keys rotate %s, lake run, and then destroy it"
                              .formatted(zone.catalog(), dataset, version, dataset));
                    }
                  });
          return found.state() == KeyVersion.State.DESTROYED
              ? versions
              : moved(versions, version, KeyVersion.State.DESTROYED);
        });
    keys.destroy(dataset, version);
    return Ledger.of(lake).records("key").stream()
        .filter(record -> json(record).path("action").asText().equals("backup"))
        .map(record -> record.time() + " " + json(record).path("file").asText())
        .toList();
  }

  /**
   * Gives up what is not in the key store any more: the datasets that are released under it get a
   * new version, and the lake a new key for its signatures if that is lost too; what is known of
   * published rows under another one is given up.
   *
   * @return the datasets whose tokens the next run makes anew
   */
  public List<DatasetName> lost(String by) {
    Keys keys = Keys.open(folder());
    keys.beginAnew();
    List<DatasetName> lost = new ArrayList<>();
    for (DatasetName dataset : datasets(Ledger.of(lake).state())) {
      for (State.Key key : Set.copyOf(inUse(dataset).values())) {
        if (!isThere(keys, dataset, key)) {
          order(
              dataset,
              "lost",
              by,
              versions ->
                  find(dataset, versions, key.version()).state() == KeyVersion.State.DESTROYED
                      ? versions
                      : moved(versions, key.version(), KeyVersion.State.DESTROYED));
          lost.add(dataset);
        }
      }
    }
    return lost;
  }

  /** The public half of the key that signs certificates now, as 64 hex digits. */
  public String publicKey() {
    return HexFormat.of().formatHex(Certificate.publicKey(keys().signing()));
  }

  /** The public half of its SM2 key, as 130 hex digits. */
  public String sm2Key() {
    return HexFormat.of().formatHex(Sm2.of(keys().signing()).publicKey());
  }

  /** How many vaults there are in the key folder; a backup of the keys has none of them. */
  public int vaults() {
    return Keys.asIs(folder()).map(Keys::vaults).orElse(0);
  }

  /**
   * Writes all secrets to a file under a password of its own, and records that there is one.
   *
   * @return how many secrets it holds
   */
  public int backup(Path file, char[] password, String by) {
    int secrets = Keys.load(folder()).backup(file, password);
    record("backup", file, secrets, by);
    return secrets;
  }

  /**
   * Brings back the secrets of a backup that the key store lacks; what was destroyed stays away.
   *
   * @return the names of those brought back
   */
  public SortedSet<String> restore(Path file, char[] password, String by) {
    Set<String> destroyed = new TreeSet<>();
    Ledger.of(lake)
        .state()
        .keys()
        .forEach(
            (dataset, versions) ->
                versions.stream()
                    .filter(each -> each.state() == KeyVersion.State.DESTROYED)
                    .map(each -> Keys.name(DatasetName.parse(dataset), each.version()))
                    .forEach(destroyed::add));
    SortedSet<String> restored = Keys.restore(folder(), file, password, destroyed::contains);
    record("restore", file, restored.size(), by);
    return restored;
  }

  private void record(String action, Path file, int secrets, String by) {
    ObjectNode body = Evidence.JSON.createObjectNode();
    body.put("action", action);
    body.put("file", file.getFileName().toString());
    body.put("secrets", secrets);
    body.put("by", by);
    Ledger.of(lake)
        .append(
            "key", state -> new Ledger.Change(List.of(Ledger.entry("key", "", "", body)), state));
  }

  /** Records what is ordered about a dataset's key; an order that changes nothing is not. */
  private List<KeyVersion> order(
      DatasetName dataset, String action, String by, UnaryOperator<List<KeyVersion>> order) {
    String name = dataset.toString();
    return Ledger.of(lake)
        .append(
            "key",
            state -> {
              if (!state.keys().containsKey(name) && !hasKey(dataset)) {
                throw new RefusedKeyOrderException(
                    name + " has no key: nothing of it was ever released under one");
              }
              List<KeyVersion> before = state.keys(name);
              List<KeyVersion> after = order.apply(before);
              if (after.equals(before)) {
                return Ledger.Change.none(state);
              }
              ObjectNode body = Evidence.JSON.createObjectNode();
              body.put("action", action);
              body.put("by", by);
              body.set("versions", Evidence.JSON.valueToTree(after));
              return new Ledger.Change(
                  List.of(Ledger.entry("key", name, "", body)), state.with(name, after));
            })
        .keys(name);
  }

  /** The versions with one in another state; if that was the active one, a new one is. */
  private static List<KeyVersion> moved(
      List<KeyVersion> versions, int version, KeyVersion.State state) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<KeyVersion> moved = new ArrayList<>();
    for (KeyVersion each : versions) {
      moved.add(
          each.version() == version && each.state() != state ? each.become(state, now) : each);
    }
    if (active(versions) == version) {
      moved.add(new KeyVersion(version + 1, KeyVersion.State.ACTIVE, now));
    }
    return moved;
  }

  private static int active(List<KeyVersion> versions) {
    return versions.get(versions.size() - 1).version();
  }

  private static KeyVersion find(DatasetName dataset, List<KeyVersion> versions, int version) {
    return versions.stream()
        .filter(each -> each.version() == version)
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedKeyOrderException(
                    "the key of %s has no version %d: there are versions 1 to %d"
                        .formatted(dataset, version, active(versions))));
  }

  private boolean hasKey(DatasetName dataset) {
    return ZONES.stream()
        .flatMap(zone -> lake.version(zone, dataset).stream())
        .anyMatch(version -> version.state().key().version() > 0);
  }

  /** Under which key each zone is; without zones that need none. */
  private SortedMap<Zone, State.Key> inUse(DatasetName dataset) {
    SortedMap<Zone, State.Key> keys = new TreeMap<>();
    for (Zone zone : ZONES) {
      lake.version(zone, dataset)
          .map(Version::state)
          .filter(state -> state.key().version() > 0 && !state.partitions().isEmpty())
          .ifPresent(state -> keys.put(zone, state.key()));
    }
    return keys;
  }

  private static JsonNode json(AuditRecord record) {
    try {
      return Evidence.JSON.readTree(record.body());
    } catch (IOException e) {
      throw new LakeException("record " + record.seq() + " is no JSON: run 'lake verify'", e);
    }
  }
}
