package org.jinyanglake.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The contracts of a folder {@code schemas/<domain>/<dataset>.yaml}: those that are valid, and
 * every problem of those that are not. One bad contract does not hide the others; what derives from
 * it is not valid either. Immutable.
 *
 * <p>A contract's version is the SHA-256 of its canonical form: JSON without white space, keys
 * sorted, numbers normalized, so that comments, layout, quoting and the order of keys do not count.
 */
public final class Contracts {

  private final List<Contract> ordered;
  private final List<Problem> problems;
  private final Map<DatasetName, ContractReader.Result> read;

  Contracts(
      List<Contract> ordered,
      List<Problem> problems,
      Map<DatasetName, ContractReader.Result> read) {
    this.ordered = List.copyOf(ordered);
    this.problems = List.copyOf(problems);
    this.read = read;
  }

  /** Reads all contracts below a folder. Never throws for what is in it, nor if it is missing. */
  public static Contracts read(Path schemas) {
    return in(schemas).read();
  }

  /** Reads contracts with more knowledge than their folder gives. */
  public static Reading in(Path schemas) {
    return new Reading(schemas);
  }

  /** How to read a folder of contracts. */
  public static final class Reading {
    private final Path schemas;
    private Optional<Path> hierarchies = Optional.empty();
    private Predicate<String> judged = hash -> false;

    private Reading(Path schemas) {
      this.schemas = schemas;
    }

    /** The folder of generalization hierarchies, against which techniques are checked. */
    public Reading hierarchies(Path folder) {
      hierarchies = Optional.of(folder).filter(Files::isDirectory);
      return this;
    }

    /**
     * Tells which contracts, by hash, were valid before. Their text is the same, so that the checks
     * which load large libraries, against the standard's JSON schema and of the rules' grammar, are
     * not repeated; all others are.
     */
    public Reading judged(Predicate<String> hashes) {
      judged = hashes;
      return this;
    }

    /** Reads them. */
    public Contracts read() {
      Map<Path, Report> files = new LinkedHashMap<>();
      List<Problem> problems = new ArrayList<>();
      list(files, problems);
      Optional<Hierarchies> known = hierarchies.map(Hierarchies::read);
      List<Together.Entry> entries =
          files.entrySet().parallelStream()
              .map(file -> read(file.getKey(), file.getValue(), known))
              .collect(Collectors.toList());
      return new Together(entries, problems).judge();
    }

    private void list(Map<Path, Report> files, List<Problem> problems) {
      List<Path> found = new ArrayList<>();
      try {
        Files.walkFileTree(
            schemas,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if ((name.endsWith(".yaml") || name.endsWith(".yml")) && !name.startsWith(".")) {
                  found.add(file);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) {
                Report report = new Report(display(file));
                report.error(
                    0,
                    0,
                    file.equals(schemas)
                        ? "there is no such folder of contracts; create it or name another"
                        : "cannot be read; check its permissions");
                problems.addAll(report.problems());
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("cannot list " + schemas, e);
      }
      Collections.sort(found);
      for (Path file : found) {
        Report report = new Report(display(file));
        if (schemas.relativize(file).getNameCount() != 2) {
          report.error(0, 0, "not in its place; a contract is schemas/<domain>/<dataset>.yaml");
        } else if (file.getFileName().toString().endsWith(".yml")) {
          report.error(0, 0, "would not be found by others; rename it to end in .yaml");
        } else {
          files.put(file, report);
          continue;
        }
        problems.addAll(report.problems());
      }
    }

    private Together.Entry read(Path file, Report report, Optional<Hierarchies> known) {
      DatasetName dataset =
          new DatasetName(
              file.getParent().getFileName().toString(),
              file.getFileName().toString().replaceFirst("\\.yaml$", ""));
      Optional<Place> root = Optional.empty();
      try {
        if (!Files.isRegularFile(file)) {
          report.error(0, 0, "is no file; replace it by one");
        } else if (Files.size(file) > Yaml.MAX_BYTES) {
          report.error(0, 0, "is larger than 3 MB; a contract describes one dataset");
        } else {
          root = Yaml.read(Files.readAllBytes(file), report);
        }
      } catch (IOException e) {
        report.error(0, 0, "cannot be read; check its permissions");
      }
      return new Together.Entry(
          dataset,
          report,
          root.map(place -> new ContractReader(dataset, known, judged, report).read(place)));
    }

    private static String display(Path file) {
      Path here = Path.of("").toAbsolutePath();
      return file.isAbsolute() && file.startsWith(here)
          ? here.relativize(file).toString()
          : file.toString();
    }
  }

  /** The valid contracts, by dataset name. */
  public List<Contract> contracts() {
    return ordered.stream()
        .sorted((a, b) -> a.dataset().compareTo(b.dataset()))
        .collect(Collectors.toUnmodifiableList());
  }

  /** The valid contracts, each after those from which it derives. */
  public List<Contract> ordered() {
    return ordered;
  }

  /** The valid contract of a dataset. */
  public Optional<Contract> contract(DatasetName dataset) {
    return ordered.stream().filter(contract -> contract.dataset().equals(dataset)).findFirst();
  }

  /** All errors and warnings, by file and line. */
  public List<Problem> problems() {
    return problems;
  }

  /** Whether any problem is an error. */
  public boolean failed() {
    return problems.stream().anyMatch(Problem::isError);
  }

  /**
   * The canonical JSON of a dataset's valid contract, whose SHA-256 is {@link Contract#hash};
   * {@link #restore} reads it.
   */
  public String canonical(DatasetName dataset) {
    if (contract(dataset).isEmpty()) {
      throw new IllegalArgumentException("there is no valid contract of " + dataset);
    }
    return read.get(dataset).canonical();
  }

  /**
   * Reads a contract from its canonical JSON, as it was when it was approved. Throws {@link
   * IllegalArgumentException} with every problem if it is not valid by today's rules.
   */
  public static Contract restore(String canonical) {
    Report report = new Report("canonical contract");
    Optional<Place> root = Yaml.read(canonical.getBytes(StandardCharsets.UTF_8), report);
    Optional<Contract> contract =
        root.flatMap(
            place ->
                new ContractReader(
                        new DatasetName(
                            place.get("domain").textOrEmpty(), place.get("name").textOrEmpty()),
                        Optional.empty(),
                        hash -> true,
                        report)
                    .read(place)
                    .contract());
    return contract.orElseThrow(
        () ->
            new IllegalArgumentException(
                report.problems().stream()
                    .map(Problem::toString)
                    .collect(Collectors.joining("\n"))));
  }

  /** What opens more or less in {@code to} than in {@code from}; empty if nothing does. */
  public static List<Change> changes(Contract from, Contract to) {
    return Changes.between(from, to);
  }

  /**
   * In what contracts ask for less than a policy does. It holds for them all the same; but who
   * reads such a contract takes a limit for one that it is not.
   */
  public List<Problem> againstPolicy(Policy policy) {
    List<Problem> all = new ArrayList<>();
    for (Contract contract : ordered) {
      Report report = new Report(contract.file());
      contract.attacks().against(policy, read.get(contract.dataset()).attacks(), report);
      all.addAll(report.problems());
    }
    return all;
  }

  /**
   * What stands against the present contract of a dataset, given the one approved last: its version
   * went back, or it did not go up although what is opened changed.
   */
  public List<Problem> againstApproved(Contract approved) {
    Optional<Contract> now = contract(approved.dataset());
    if (now.isEmpty()) {
      return List.of();
    }
    Report report = new Report(now.get().file());
    Place version = read.get(approved.dataset()).root().get("version");
    int order = SemanticVersion.compare(now.get().version(), approved.version());
    List<Change> changes = changes(approved, now.get());
    if (order < 0) {
      report.error(
          version,
          "version %s is lower than the approved %s; raise it"
              .formatted(now.get().version(), approved.version()));
    } else if (order == 0 && !changes.isEmpty()) {
      report.error(
          version,
          "version %s is approved already, but what is opened changed (%s); raise it"
              .formatted(approved.version(), changes.get(0).what()));
    }
    return report.problems();
  }
}
