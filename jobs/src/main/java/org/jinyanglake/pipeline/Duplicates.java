package org.jinyanglake.pipeline;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jinyanglake.collect.Preview;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Widened;
import org.jinyanglake.overlap.ContentOverlap;
import org.jinyanglake.overlap.NameOverlap;
import org.jinyanglake.overlap.SketchKey;
import org.jinyanglake.overlap.Sketches;
import org.jinyanglake.overlap.TableSketch;

/**
 * Finds what is collected twice (第十一条): by content where both datasets have data, else by what
 * their contracts say. A derived dataset is no duplicate of what it is made from. Not thread-safe,
 * but for {@link #byName}.
 */
final class Duplicates {
  private static final double ALL = 0.95;

  private final Lake lake;
  private final Map<DatasetName, Contract> contracts;
  private final Policy.Duplicates policy;
  private final Supplier<Optional<SketchKey>> key;
  private final NameOverlap.Among names;
  private final Map<DatasetName, SoftReference<Optional<TableSketch>>> sketches = new HashMap<>();

  Duplicates(Lake lake, Map<DatasetName, Contract> contracts, Policy policy) {
    this.lake = lake;
    this.contracts = contracts;
    this.policy = policy.duplicates();
    Path folder = lake.conf().home().resolve("keys");
    this.key =
        new Once<>(
            () ->
                Keys.asIs(folder)
                    .filter(Keys::hasSketchKey)
                    .map(keys -> new LakeSketchKey(keys.folder())));
    this.names = NameOverlap.among(contracts.values());
  }

  /** Where the key for sketches is found, by tasks too. */
  record LakeSketchKey(String folder) implements SketchKey {
    LakeSketchKey(Path folder) {
      this(folder.toString());
    }

    @Override
    public byte[] open() {
      return Keys.sketchKey(Path.of(folder));
    }
  }

  /**
   * With sketches of all that the raw tables hold. Those of partitions that changed since are made
   * now; a dataset whose rows cannot be read is compared as it was sketched last.
   */
  static Duplicates upToDate(
      Lake lake, Map<DatasetName, Contract> contracts, Policy policy, Supplier<Engine> engine) {
    Supplier<SketchKey> key = new Once<>(() -> key(lake, KeyLifecycle.of(lake).keys()));
    Supplier<Engine> started = new Once<>(engine);
    for (Contract contract : contracts.values()) {
      Sketches sketches = Sketches.of(lake, contract.dataset());
      lake.version(Zone.RAW, contract.dataset())
          .ifPresent(
              raw -> {
                Contract wide = Widened.by(contract, raw);
                if (!sketches.upToDate(wide, raw, key)) {
                  sketches.bringUpTo(raw, wide, key.get(), started.get().in(contract.zone()));
                }
              });
    }
    return new Duplicates(lake, contracts, policy);
  }

  /** The key for sketches; where there is none, one is made and all sketches with it. */
  private static SketchKey key(Lake lake, Keys keys) {
    if (!keys.hasSketchKey()) {
      Sketches.deleteAll(lake);
      keys.makeSketchKey();
    }
    return new LakeSketchKey(keys.folder());
  }

  /** Of each two datasets one duplicate at the most, told of the first. */
  List<Duplicate> amongAll() {
    List<Duplicate> found = new ArrayList<>();
    for (Contract contract : contracts.values()) {
      found.addAll(
          of(
              contract,
              sketch(contract),
              other -> contract.dataset().compareTo(other.dataset()) < 0));
    }
    return found;
  }

  /** Which collected datasets would hold what a dataset holds, by what their contracts say. */
  List<Duplicate> byName(Contract contract) {
    return of(contract, Optional.empty(), other -> other.source() instanceof Source.Files);
  }

  /** Which datasets hold what a dataset holds, or would hold. */
  List<Duplicate> of(Contract contract) {
    return of(contract, sketch(contract), other -> true);
  }

  /** Which datasets hold what a file of a dataset holds. */
  List<Duplicate> of(Contract contract, Path file, Engine engine) {
    if (key.get().isEmpty()) {
      return of(contract, Optional.empty(), other -> true);
    }
    Engine zoned = engine.in(contract.zone());
    var rows = Preview.of(contract, zoned, new org.apache.hadoop.fs.Path(file.toUri()));
    return of(contract, Sketches.of(rows, contract, key.get().get()), other -> true);
  }

  private List<Duplicate> of(
      Contract contract, Optional<TableSketch> mine, Predicate<Contract> wanted) {
    List<Duplicate> found = new ArrayList<>();
    Set<DatasetName> inputs = inputs(contract);
    for (Contract other : contracts.values()) {
      if (other.dataset().equals(contract.dataset())
          || !wanted.test(other)
          || inputs.contains(other.dataset())
          || inputs(other).contains(contract.dataset())) {
        continue;
      }
      Optional<TableSketch> theirs = mine.isEmpty() ? Optional.empty() : sketch(other);
      (theirs.isPresent()
              ? ContentOverlap.of(mine.get(), theirs.get(), policy.content() / 100.0)
                  .map(overlap -> told(contract, other, overlap))
              : byName(contract, other))
          .ifPresent(found::add);
    }
    return found;
  }

  /** What a derived dataset is made from, directly or not. */
  private Set<DatasetName> inputs(Contract contract) {
    Set<DatasetName> inputs = new TreeSet<>();
    if (contract.source() instanceof Source.Query query) {
      for (DatasetName input : query.inputs()) {
        inputs.add(input);
        Optional.ofNullable(contracts.get(input)).ifPresent(each -> inputs.addAll(inputs(each)));
      }
    }
    return inputs;
  }

  private Optional<TableSketch> sketch(Contract contract) {
    SoftReference<Optional<TableSketch>> known = sketches.get(contract.dataset());
    Optional<TableSketch> sketch = known == null ? null : known.get();
    if (sketch == null) {
      sketch =
          key.get()
              .flatMap(
                  each ->
                      lake.version(Zone.RAW, contract.dataset())
                          .flatMap(raw -> Sketches.of(lake, contract.dataset()).read(raw, each)));
      sketches.put(contract.dataset(), new SoftReference<>(sketch));
    }
    return sketch;
  }

  private static Duplicate told(Contract contract, Contract other, ContentOverlap overlap) {
    String basis = overlap.basis().name().toLowerCase(Locale.ROOT);
    int percent = percent(overlap.share());
    String what = overlap.basis() == ContentOverlap.Basis.VALUES ? "identifying values" : basis;
    boolean inside = overlap.part() == ContentOverlap.Part.FIRST;
    String why =
        "%d %% of the %s of %s are in %s, %d of %d columns agree"
            .formatted(
                percent,
                what,
                (inside ? contract : other).dataset(),
                (inside ? other : contract).dataset(),
                overlap.columns().size(),
                overlap.of());
    return new Duplicate(
        contract.dataset().toString(),
        other.dataset().toString(),
        other.title(),
        other.provider(),
        basis,
        overlap.relation().name().toLowerCase(Locale.ROOT),
        percent,
        overlap.pairs(),
        overlap.of(),
        why);
  }

  private Optional<Duplicate> byName(Contract contract, Contract other) {
    double threshold = policy.names() / 100.0;
    NameOverlap mine = names.of(contract, other);
    NameOverlap theirs = names.of(other, contract);
    if (!mine.reaches(threshold) && !theirs.reaches(threshold)) {
      return Optional.empty();
    }
    boolean inside = mine.share() >= theirs.share();
    NameOverlap part = inside ? mine : theirs;
    String relation =
        mine.share() >= ALL && theirs.share() >= ALL ? "equal" : inside ? "subset" : "superset";
    String why =
        mine.origin()
            ? "both are fetched from " + contract.origin().orElseThrow().name()
            : "%d of %d columns of %s, %d %% by weight, have names that %s has%s%s"
                .formatted(
                    part.columns().size(),
                    part.of(),
                    (inside ? contract : other).dataset(),
                    percent(part.share()),
                    (inside ? other : contract).dataset(),
                    part.key() ? ", the key too" : "",
                    part.title() ? ", and the title is alike" : "");
    return Optional.of(
        new Duplicate(
            contract.dataset().toString(),
            other.dataset().toString(),
            other.title(),
            other.provider(),
            mine.origin() ? "origin" : "names",
            relation,
            percent(part.share()),
            part.pairs(),
            part.of(),
            why));
  }

  private static int percent(double share) {
    return (int) Math.floor(100 * share + 1e-9);
  }
}
