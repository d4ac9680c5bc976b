package org.jinyanglake.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The register of the keys with which persons sign: {@code conf/persons.yaml}, a list of one entry
 * for each key. A person may have several keys in succession. An entry is never deleted: what its
 * key signed could not be verified any more.
 *
 * @param keys in the register's order
 */
public record Persons(List<Key> keys) {
  /** Nobody can sign. */
  public static final Persons NONE = new Persons(List.of());

  private static final Set<String> FIELDS =
      Set.of("name", "publicKey", "from", "until", "revoked", "demo");

  /** Blanks, control characters, marks and what has no width. */
  private static final BitSet UNSEEN = new BitSet();

  static {
    for (byte type :
        new byte[] {
          Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.UNASSIGNED
        }) {
      UNSEEN.set(type);
    }
  }

  private static final String FORM =
      "like {name: gao.jing, publicKey: 64 hex digits, from: 2026-01-31}, with until, revoked or"
          + " without, and hold no other key";

  /**
   * A key of a person.
   *
   * @param person user name, as contracts name the person
   * @param publicKey Ed25519, 64 hex digits
   * @param from since when it counts
   * @param until from when on it counts no more; empty: open-ended
   * @param revoked from when on it counts no more, since somebody else may have it; empty: it was
   *     not
   * @param demo whether {@code lake demo} made it, for its own lake only
   */
  public record Key(
      String person,
      String publicKey,
      Instant from,
      Optional<Instant> until,
      Optional<Instant> revoked,
      boolean demo) {

    /** Why a signature of that time does not count; empty if it does. */
    public Optional<String> objection(Instant at) {
      if (at.isBefore(from)) {
        return Optional.of("the key of " + person + " counts from " + from + " on only");
      }
      if (revoked.filter(when -> !at.isBefore(when)).isPresent()) {
        return Optional.of("the key of " + person + " is revoked since " + revoked.get());
      }
      return until
          .filter(when -> !at.isBefore(when))
          .map(when -> "the key of " + person + " expired at " + when);
    }
  }

  public Persons {
    keys = List.copyOf(keys);
  }

  /** Whether the keys that {@code lake demo} made are those that count. */
  public boolean demo() {
    return !keys.isEmpty() && keys.stream().allMatch(Key::demo);
  }

  /** The entry of a key, if it is registered. */
  public Optional<Key> key(String publicKey) {
    return keys.stream().filter(key -> key.publicKey().equals(publicKey)).findFirst();
  }

  /**
   * The register that holds for a lake: the one of the configuration, or, as long as that names
   * nobody, the one that {@code lake demo} made in the lake's own folder. So a key of the demo
   * counts in no other lake, and in none where persons are registered.
   *
   * @param conf {@code persons.yaml} of the configuration; may be missing
   * @param demo {@code persons.yaml} of the demo; may be missing
   * @throws IllegalArgumentException that names file, entry and what to write there
   */
  public static Persons of(Path conf, Path demo) {
    Persons registered = read(conf);
    registered.keys.stream()
        .filter(Key::demo)
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  "%s: the key of %s is one of the demo, whose password anybody can read; make a key with 'lake keys person %s --out FILE'"
                      .formatted(conf, key.person(), key.person()));
            });
    if (!registered.keys.isEmpty()) {
      return registered;
    }
    Persons made = read(demo);
    if (made.keys.stream().anyMatch(key -> !key.demo())) {
      throw new IllegalArgumentException(
          demo + " is for keys of the demo only; register persons in " + conf);
    }
    return made;
  }

  /** Reads a register; one that is not there names nobody. */
  static Persons read(Path file) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Persons parse(String file, String yaml) {
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + " is no YAML: " + e.getMessage(), e);
    }
    if (document == null) {
      return NONE;
    }
    if (!(document instanceof List<?> entries)) {
      throw new IllegalArgumentException(file + " must be a list of entries " + FORM);
    }
    List<Key> keys = new ArrayList<>();
    Set<String> known = new HashSet<>();
    Map<String, String> names = new HashMap<>();
    for (Object entry : entries) {
      String where = file + ", entry " + (keys.size() + 1);
      Key key = key(where, entry);
      if (!known.add(key.publicKey())) {
        throw new IllegalArgumentException(
            where + ": the key is registered already; each person has keys of their own");
      }
      String other = names.putIfAbsent(key.person().toLowerCase(Locale.ROOT), key.person());
      if (isMisleading(key.person()) || other != null && !other.equals(key.person())) {
        throw new IllegalArgumentException(
            where
                + ": the name looks like another one; write each person's in one way, in one script, without blanks");
      }
      keys.add(key);
    }
    return new Persons(keys);
  }

  /**
   * Whether a name may be read as another one: full-width, with what cannot be seen, or with
   * Cyrillic or Greek letters among Latin ones (after Unicode Technical Standard 39).
   */
  private static boolean isMisleading(String name) {
    Set<Character.UnicodeScript> scripts =
        name.codePoints().mapToObj(Character.UnicodeScript::of).collect(Collectors.toSet());
    scripts.remove(Character.UnicodeScript.COMMON);
    return !Normalizer.isNormalized(name, Normalizer.Form.NFKC)
        || name.codePoints().anyMatch(c -> UNSEEN.get(Character.getType(c)))
        || scripts.size() > 1
            && (scripts.contains(Character.UnicodeScript.CYRILLIC)
                || scripts.contains(Character.UnicodeScript.GREEK));
  }

  private static Key key(String where, Object entry) {
    if (!(entry instanceof Map<?, ?> fields)
        || !FIELDS.containsAll(fields.keySet())
        || !(fields.get("name") instanceof String name)
        || name.isBlank()
        || !(fields.get("publicKey") instanceof String publicKey)
        || !publicKey.matches("[0-9a-f]{64}")
        || !(fields.get("from") instanceof String)
        || !(fields.getOrDefault("demo", null) == null || fields.get("demo") instanceof Boolean)) {
      throw new IllegalArgumentException(where + " must be " + FORM);
    }
    return new Key(
        name,
        publicKey,
        instant(where, fields, "from").orElseThrow(),
        instant(where, fields, "until"),
        instant(where, fields, "revoked"),
        Boolean.TRUE.equals(fields.get("demo")));
  }

  private static Optional<Instant> instant(String where, Map<?, ?> fields, String name) {
    Object given = fields.get(name);
    if (given == null) {
      return Optional.empty();
    }
    try {
      String text = (String) given;
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text));
    } catch (DateTimeException | ClassCastException e) {
      throw new IllegalArgumentException(
          "%s: %s must be a day, 2026-01-31, which begins at 00:00 UTC, or a time, 2026-01-31T08:00:00Z"
              .formatted(where, name),
          e);
    }
  }
}
