package org.jinyanglake.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Content;
import org.jinyanglake.release.Issuer;
import org.jinyanglake.release.history.Earlier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes released partitions anew from what their certificates name, and compares them with what is
 * published. It only reads: no row is written, not even to staging, and nothing is recorded.
 */
public final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

  /** Where nothing could be read. */
  private static final Content NONE = new Content(0, "");

  private final Context context;
  private final DatasetName dataset;
  private final List<Partition> partitions = new ArrayList<>();

  /** By the id of a certificate, the raw version that its partition was made from. */
  private final Map<String, String> rawVersions = new HashMap<>();

  Rebuild(Context context, DatasetName dataset) {
    this.context = context;
    this.dataset = dataset;
  }

  /** What came of a partition. */
  public enum Outcome {
    /** The same rows. */
    @JsonProperty("equal")
    EQUAL,
    /** Other rows. */
    @JsonProperty("differs")
    DIFFERS,
    /** Something that its certificate names is gone or another one now. */
    @JsonProperty("impossible")
    IMPOSSIBLE
  }

  /**
   * A released partition.
   *
   * @param certificate its id
   * @param source the raw snapshot that the certificate names, as text; empty without certificate
   * @param version of the contract
   * @param keyVersion of the dataset's key; 0 if no column needs one
   * @param rows of the partition made anew, and {@code content} their hash; 0 and empty if they
   *     cannot be made
   * @param publishedRows in the zone now, and {@code publishedContent} their hash; 0 and empty if
   *     they were not or cannot be read
   * @param reason empty if equal
   */
  public record Partition(
      String zone,
      String partition,
      String certificate,
      String source,
      String version,
      int keyVersion,
      long rows,
      String content,
      long publishedRows,
      String publishedContent,
      Outcome outcome,
      String reason) {}

  /** The partitions, by zone and name. */
  public record Result(String dataset, List<Partition> partitions) {
    /** How many of them came out so. */
    public long count(Outcome outcome) {
      return partitions.stream().filter(each -> each.outcome() == outcome).count();
    }
  }

  /** What partitions are made from; those that have it in common are made together. */
  private record Recipe(String contract, long snapshot, int key, Certificate.Made made) {
    static Recipe of(Certificate certificate) {
      return new Recipe(
          certificate.contract().hash(),
          Long.parseLong(certificate.source().snapshotId()),
          certificate.keyVersion(),
          certificate.made());
    }

    boolean isKnown() {
      return !made.equals(Certificate.Made.UNKNOWN);
    }
  }

  /** All that a recipe names, found again. */
  private record Ingredients(Contract contract, Version raw, Keys keys, Context context) {}

  Result execute(Collection<Zone> zones, Optional<String> partition) {
    Map<String, Certificate> certificates = new HashMap<>();
    for (Certificates.Recorded each : Certificates.recorded(context.lake(), dataset)) {
      certificates.put(each.certificate().id(), each.certificate());
      rawVersions.put(each.certificate().id(), each.rawVersion());
    }
    for (Zone zone : zones) {
      context
          .lake()
          .version(zone, dataset)
          .ifPresent(
              open ->
                  recipes(open, partition, certificates)
                      .forEach((recipe, of) -> rebuild(open, recipe, of)));
    }
    partitions.sort(
        (a, b) ->
            Arrays.compare(
                new String[] {a.zone(), a.partition()}, new String[] {b.zone(), b.partition()}));
    return new Result(dataset.toString(), List.copyOf(partitions));
  }

  /** The certificates of a zone's partitions, by what those are made from. */
  private Map<Recipe, SortedMap<String, Certificate>> recipes(
      Version open, Optional<String> only, Map<String, Certificate> certificates) {
    Map<Recipe, SortedMap<String, Certificate>> recipes = new LinkedHashMap<>();
    open.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              if (only.isPresent() && !only.get().equals(path)) {
                return;
              }
              Certificate certificate = certificates.get(partition.certificate());
              if (certificate == null) {
                unknown(
                    open,
                    path,
                    partition.certificate(),
                    "its certificate is not in the ledger: 'lake run' records it if a run was cut off; else see 'lake verify'");
              } else if (!certificate.partition().equals(path)
                  || !certificate.zone().equals(open.zone().catalog())) {
                unknown(
                    open,
                    path,
                    partition.certificate(),
                    "it carries the certificate of another partition: see 'lake verify'");
              } else {
                recipes
                    .computeIfAbsent(Recipe.of(certificate), any -> new TreeMap<>())
                    .put(path, certificate);
              }
            });
    return recipes;
  }

  private void unknown(Version open, String path, String certificate, String reason) {
    partitions.add(
        new Partition(
            open.zone().catalog(),
            path,
            certificate,
            "",
            "",
            0,
            0,
            "",
            0,
            "",
            Outcome.IMPOSSIBLE,
            reason));
  }

  private void rebuild(Version open, Recipe recipe, SortedMap<String, Certificate> certificates) {
    Ingredients found;
    SortedMap<String, Certificate> there = new TreeMap<>(certificates);
    try {
      found = find(open, recipe);
      obstacles(found.raw(), certificates)
          .forEach((path, reason) -> impossible(there.remove(path), reason));
    } catch (LakeException e) {
      certificates.values().forEach(each -> impossible(each, e.getMessage()));
      return;
    }
    if (!there.isEmpty()) {
      compare(open, found, there);
    }
  }

  private Ingredients find(Version open, Recipe recipe) {
    Contract contract = contract(recipe.contract());
    Version raw =
        context
            .lake()
            .version(Zone.RAW, dataset, recipe.snapshot())
            .orElseThrow(
                () ->
                    new LakeException(
                        "the raw snapshot %d that it was made from is gone: restore a backup of the raw zone of that time beside this lake and rebuild there"
                            .formatted(recipe.snapshot())));
    Keys keys = context.keys().get().at(recipe.key()).readOnly();
    State.Key inUse = open.state().key();
    State.Key key =
        new State.Key(recipe.key(), inUse.version() == recipe.key() ? inUse.check() : "");
    KeyLifecycle.of(context.lake())
        .lacking(keys, dataset, key)
        .ifPresent(
            reason -> {
              throw new LakeException(reason);
            });
    for (Path vault : keys.missingVaults(contract, open.zone())) {
      throw new LakeException(
          vault + ", which holds its tokens, is not there: bring it back from the lake's backup");
    }
    Context under = context;
    if (recipe.isKnown()) {
      same(recipe.made().hierarchies(), context.hierarchies(contract, open.zone()));
      under = context.under(policy(open.zone(), recipe.made()));
    }
    return new Ingredients(contract, raw, keys, under);
  }

  /** The contract of a hash, as it stands in its file or as it was approved. */
  private Contract contract(String hash) {
    Contract now = context.contracts().get(dataset);
    if (now != null && now.hash().equals(hash)) {
      return now;
    }
    String text =
        PastApprovals.of(context.lake(), context.ledger().get(), dataset, hash)
            .map(Approval::canonical)
            .orElseThrow(
                () ->
                    new LakeException(
                        "the ledger holds no approval of its contract version: see 'lake verify'"));
    try {
      Contract then = Contracts.restore(text);
      if (then.hash().equals(hash)) {
        return then;
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("{}: the contract {} is not valid any more", dataset, hash, e);
      throw new LakeException(
          "its contract version is not valid by the rules of this program: rebuild with the program that released it",
          e);
    }
    throw new LakeException(
        "the text of its contract version in the ledger is another one: see 'lake verify'");
  }

  private void same(SortedMap<String, String> then, SortedMap<String, String> now) {
    if (!then.equals(now)) {
      SortedSet<String> others = new TreeSet<>(then.keySet());
      others.removeIf(name -> then.get(name).equals(now.get(name)));
      throw new LakeException(
          "%s in %s is not as it was: put the file of that time back, or name a folder that has it with --conf"
              .formatted(String.join(", ", others), context.hierarchies()));
    }
  }

  private Policy policy(Zone zone, Certificate.Made made) {
    Policy now = context.policy();
    return now.with(zone, new Policy.Threshold(made.k(), made.nMin(), now.in(zone).attacks()));
  }

  /** Why some of the partitions cannot be made anew from a raw version. */
  private SortedMap<String, String> obstacles(
      Version raw, SortedMap<String, Certificate> certificates) {
    SortedMap<String, String> obstacles = new TreeMap<>();
    String list = context.policy().classified().version();
    certificates.forEach(
        (path, certificate) -> {
          SortedSet<String> of = of(path, certificate);
          if (!raw.state().partitions().keySet().containsAll(of)
              || !raw.state().version(of).equals(rawVersions.get(certificate.id()))) {
            obstacles.put(
                path, "its raw snapshot is not what its certificate says: see 'lake verify'");
            return;
          }
          for (String each : of) {
            State.PartitionState source = raw.state().partitions().get(each);
            if (!source.classified().isEmpty() && !source.searched().equals(list)) {
              obstacles.put(
                  path,
                  "the declassification list is another one now: name a folder that has the list of version %s with --conf"
                      .formatted(source.searched()));
            }
          }
        });
    Map<String, String> missing = missing(raw, of(certificates).values());
    certificates.forEach(
        (path, certificate) ->
            of(path, certificate).stream()
                .filter(missing::containsKey)
                .findFirst()
                .ifPresent(
                    each ->
                        obstacles.put(
                            path,
                            missing.get(each)
                                + " with its raw rows is gone: restore it from a backup")));
    return obstacles;
  }

  /** The raw partitions that a partition was made of. */
  private static SortedSet<String> of(String path, Certificate certificate) {
    List<String> merged = certificate.source().merged();
    return new TreeSet<>(merged.isEmpty() ? List.of(path) : merged);
  }

  private static SortedMap<String, SortedSet<String>> of(
      SortedMap<String, Certificate> certificates) {
    SortedMap<String, SortedSet<String>> of = new TreeMap<>();
    certificates.forEach((path, certificate) -> of.put(path, of(path, certificate)));
    return of;
  }

  /** Of each partition a file that is gone; partitions that have all of theirs are not in it. */
  private Map<String, String> missing(Version raw, Collection<SortedSet<String>> of) {
    Set<String> paths = of.stream().flatMap(Set::stream).collect(Collectors.toSet());
    Map<String, String> missing = new HashMap<>();
    try (CloseableIterable<FileScanTask> tasks =
        raw.table().newScan().useSnapshot(raw.snapshot().snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        String path = Version.path(raw.table(), task.file());
        if (paths.contains(path)) {
          Stream.concat(Stream.of(task.file()), task.deletes().stream())
              .map(ContentFile::location)
              .filter(file -> !raw.table().io().newInputFile(file).exists())
              .forEach(file -> missing.put(path, file));
        }
      }
    } catch (IOException | NotFoundException e) {
      throw new LakeException(
          "the manifests of its raw snapshot cannot be read: restore the raw zone from a backup",
          e);
    }
    return missing;
  }

  private void compare(Version open, Ingredients found, SortedMap<String, Certificate> of) {
    context
        .lake()
        .observer()
        .at("rebuild", dataset.toString(), of.size() + " " + open.zone().catalog() + " partitions");
    Contract contract = found.contract();
    SortedSet<String> paths = new TreeSet<>(of.keySet());
    Engine engine = context.engine().get().in(contract.zone());
    SortedMap<String, Content> made = null;
    try {
      Optional<Earlier> earlier =
          found.context().earlier(contract, open.zone(), Optional.of(open), of(of));
      Dataset<Row> rows =
          found
              .context()
              .make(
                  contract,
                  open.zone(),
                  found.raw(),
                  of(of),
                  found.keys(),
                  engine,
                  source -> earlier.map(each -> each.regrouped(source)).orElse(source))
              .rows();
      made = Content.of(rows, contract);
      SortedMap<String, Content> published =
          Content.of(published(open, contract, paths, engine), contract);
      for (Map.Entry<String, Certificate> each : of.entrySet()) {
        String path = each.getKey();
        add(
            each.getValue(),
            made.getOrDefault(path, Content.EMPTY),
            published.getOrDefault(path, Content.EMPTY));
      }
    } catch (Exception e) { // Spark's own are not declared
      if (of.size() > 1) { // each speaks for itself
        of.forEach((path, one) -> compare(open, found, new TreeMap<>(Map.of(path, one))));
      } else {
        unreadable(of.get(of.firstKey()), Optional.ofNullable(made), e);
      }
    }
  }

  private void unreadable(
      Certificate certificate, Optional<SortedMap<String, Content>> made, Exception e) {
    LOG.error("{} {} cannot be rebuilt", dataset, certificate.partition(), e);
    String reason = "cannot be read: " + Pipeline.reason(e);
    if (made.isEmpty()) {
      impossible(certificate, "its raw rows " + reason);
    } else {
      partitions.add(
          partition(
              certificate,
              made.get().getOrDefault(certificate.partition(), Content.EMPTY),
              NONE,
              Outcome.DIFFERS,
              "what is published " + reason + "; see 'lake verify'"));
    }
  }

  /** The columns that the contract opened; a later version may have given the table others. */
  private static Dataset<Row> published(
      Version open, Contract contract, SortedSet<String> paths, Engine engine) {
    List<String> columns = contract.columns(open.zone()).stream().map(Column::name).toList();
    for (String column : columns) {
      if (open.table().schema().findField(column) == null) {
        throw new LakeException(
            "the table has no column '" + column + "' any more, which its contract version opened");
      }
    }
    return engine
        .read(open, contract, paths)
        .select(columns.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new));
  }

  private void add(Certificate certificate, Content made, Content published) {
    boolean equal = made.equals(published) && made.rows() == certificate.rows().out();
    partitions.add(
        partition(
            certificate,
            made,
            published,
            equal ? Outcome.EQUAL : Outcome.DIFFERS,
            equal ? "" : difference(certificate, published)));
  }

  private static String difference(Certificate certificate, Content published) {
    String program = certificate.made().program();
    return "published are %d rows, %s, and certified %d rows; %s"
        .formatted(
            published.rows(),
            published.hash(),
            certificate.rows().out(),
            certificate.made().equals(Certificate.Made.UNKNOWN)
                ? "its certificate is from before hierarchies, policy and program were noted, so one of them may be another"
                : program.equals(Issuer.program())
                    ? "'lake verify' tells whether what is published was altered; if not, raw rows were"
                    : "it was released by another program: "
                        + (program.isEmpty() ? "one that was not built into a jar" : program));
  }

  private void impossible(Certificate certificate, String reason) {
    partitions.add(
        partition(certificate, new Content(0, ""), new Content(0, ""), Outcome.IMPOSSIBLE, reason));
  }

  private static Partition partition(
      Certificate certificate, Content made, Content published, Outcome outcome, String reason) {
    return new Partition(
        certificate.zone(),
        certificate.partition(),
        certificate.id(),
        certificate.source().snapshotId(),
        certificate.contract().version(),
        certificate.keyVersion(),
        made.rows(),
        made.hash(),
        published.rows(),
        published.hash(),
        outcome,
        reason);
  }
}
