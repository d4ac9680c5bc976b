package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Judges contracts together: two that claim the same, and those that derive from others. */
final class Together {

  /** One file; {@code result} is empty if it is not YAML. */
  record Entry(DatasetName dataset, Report report, Optional<ContractReader.Result> result) {

    boolean isValid() {
      return !report.failed() && result.flatMap(ContractReader.Result::contract).isPresent();
    }

    Set<DatasetName> inputs() {
      return result
          .flatMap(ContractReader.Result::source)
          .map(source -> source instanceof Source.Query query ? query.inputs() : null)
          .orElse(Set.of());
    }

    /** What is read of other datasets, by the rule that reads it. */
    Map<RulesReader.Result, List<Reference>> references() {
      Map<RulesReader.Result, List<Reference>> references = new LinkedHashMap<>();
      result.stream()
          .flatMap(read -> read.rules().stream())
          .forEach(rule -> references.put(rule, Reference.in(rule.rule())));
      references.values().removeIf(List::isEmpty);
      return references;
    }

    /** The datasets that must be there before. */
    Set<DatasetName> before() {
      Set<DatasetName> before = new TreeSet<>(inputs());
      references().values().stream()
          .flatMap(List::stream)
          .map(Reference::dataset)
          .filter(other -> !other.equals(dataset))
          .forEach(before::add);
      linked().stream().filter(other -> !other.equals(dataset)).forEach(before::add);
      return before;
    }

    /** The tables of counts that it shares cells with. */
    List<DatasetName> linked() {
      return result
          .flatMap(ContractReader.Result::contract)
          .flatMap(Contract::margins)
          .map(Margins::linked)
          .orElse(List.of());
    }

    private Map<String, Column> columns() {
      Map<String, Column> columns = new LinkedHashMap<>();
      result.ifPresent(read -> read.columns().forEach(each -> columns.put(each.name(), each)));
      return columns;
    }
  }

  private final Map<DatasetName, Entry> entries = new TreeMap<>();
  private final List<Problem> problems;

  Together(List<Entry> entries, List<Problem> problems) {
    entries.forEach(entry -> this.entries.put(entry.dataset(), entry));
    this.problems = new ArrayList<>(problems);
  }

  Contracts judge() {
    checkTwins("id", result -> result.root().get("id"), result -> text(result, "id"));
    checkTwins(
        "table",
        result -> result.root().get("name"),
        result -> text(result, "domain").flatMap(d -> text(result, "name").map(n -> d + "." + n)));
    checkDomains();
    InputGraph dependencies = new InputGraph();
    entries.values().forEach(entry -> dependencies.add(entry.dataset(), entry.before()));
    entries.values().forEach(entry -> checkUpstream(entry, dependencies));
    List<DatasetName> order = dependencies.ordered();
    entries.values().forEach(entry -> checkCircle(entry, dependencies));
    // In this order an error passes on to everything below it.
    order.forEach(
        dataset -> {
          checkInputsAreValid(entries.get(dataset));
          checkReferences(entries.get(dataset));
        });
    entries.values().forEach(entry -> LinkedTables.check(entry, entries, dependencies));
    checkBelowCycles(order, dependencies);
    return contracts(order);
  }

  private static Optional<String> text(ContractReader.Result result, String key) {
    return result.root().get(key).text();
  }

  private void checkTwins(
      String what,
      Function<ContractReader.Result, Place> place,
      Function<ContractReader.Result, Optional<String>> value) {
    Map<String, List<Entry>> claims = new TreeMap<>();
    for (Entry entry : entries.values()) {
      entry
          .result()
          .flatMap(value)
          .ifPresent(v -> claims.computeIfAbsent(v, k -> new ArrayList<>()).add(entry));
    }
    claims.forEach(
        (claim, twins) -> {
          for (Entry entry : twins) {
            for (Entry other : twins) {
              if (entry != other) {
                Place theirs = place.apply(other.result().orElseThrow());
                entry
                    .report()
                    .error(
                        place.apply(entry.result().orElseThrow()),
                        "%s '%s' is also that of %s:%d; change one of the two"
                            .formatted(
                                what, Place.shorten(claim), other.report().file(), theirs.line()));
              }
            }
          }
        });
  }

  /** The JDBC catalog looks namespaces up by LIKE, where an underscore stands for any letter. */
  private void checkDomains() {
    Set<String> domains =
        entries.keySet().stream()
            .map(DatasetName::domain)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Entry entry : entries.values()) {
      String domain = entry.dataset().domain();
      if (entry.result().isEmpty() || domain.indexOf('_') < 0) {
        continue;
      }
      for (String other : domains) {
        if (!other.equals(domain) && isLike(other, domain)) {
          entry
              .report()
              .error(
                  entry.result().get().root().get("domain"),
                  "domain '%s' cannot be told from '%s' by a catalog that takes _ for any letter; rename one"
                      .formatted(domain, other));
        }
      }
    }
  }

  private static boolean isLike(String name, String pattern) {
    if (name.length() != pattern.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (pattern.charAt(i) != '_' && pattern.charAt(i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void checkUpstream(Entry entry, InputGraph dependencies) {
    if (entry.inputs().isEmpty()) {
      return;
    }
    Place place = entry.result().orElseThrow().sourcePlace();
    for (DatasetName input : entry.inputs()) {
      if (!entries.containsKey(input)) {
        List<String> names = entries.keySet().stream().map(DatasetName::toString).toList();
        entry
            .report()
            .error(
                place,
                input.toString(),
                "there is no dataset " + input + "; " + Nearest.remedy(input.toString(), names));
      }
    }
    dependencies
        .cycle(entry.dataset())
        .ifPresent(
            cycle ->
                entry
                    .report()
                    .error(
                        place,
                        cycle.get(1).toString(),
                        cycle.size() == 2
                            ? "the query reads its own dataset; read another"
                            : "the datasets derive from each other: "
                                + cycle.stream()
                                    .map(DatasetName::toString)
                                    .collect(Collectors.joining(" → "))
                                + "; break the cycle"));
  }

  /** Rules that need each other's dataset judged first. */
  private void checkCircle(Entry entry, InputGraph dependencies) {
    Optional<List<DatasetName>> cycle = dependencies.cycle(entry.dataset());
    entry
        .references()
        .forEach(
            (rule, references) -> {
              if (references.stream().anyMatch(each -> each.dataset().equals(entry.dataset()))) {
                tell(entry, rule, "compares the dataset with itself; name another");
              } else if (cycle.isPresent() && entry.inputs().isEmpty()) {
                tell(
                    entry,
                    rule,
                    "each of the datasets would have to be judged before the other: "
                        + cycle.get().stream()
                            .map(DatasetName::toString)
                            .collect(Collectors.joining(" → "))
                        + "; delete one of the rules");
              }
            });
  }

  private void checkReferences(Entry entry) {
    entry
        .references()
        .forEach(
            (rule, references) ->
                references.forEach(
                    each -> faults(entry, each).forEach(message -> tell(entry, rule, message))));
  }

  private List<String> faults(Entry entry, Reference reference) {
    DatasetName other = reference.dataset();
    Entry upstream = entries.get(other);
    if (other.equals(entry.dataset())) {
      return List.of(); // already told
    }
    if (upstream == null) {
      List<String> names = entries.keySet().stream().map(DatasetName::toString).toList();
      return List.of(
          "there is no dataset " + other + "; " + Nearest.remedy(other.toString(), names));
    }
    if (!upstream.isValid()) {
      return List.of(
          "compares with %s, whose contract %s has errors; correct those first"
              .formatted(other, upstream.report().file()));
    }
    if (!upstream.result().orElseThrow().runs()) {
      return List.of(
          "compares with %s, which is not run by its status; make it active".formatted(other));
    }
    return reference.faults(entry.columns(), upstream.columns());
  }

  private static void tell(Entry entry, RulesReader.Result rule, String message) {
    entry
        .report()
        .error(
            rule.place(),
            rule.source(),
            "rule " + Place.shorten(rule.rule().dqdl()) + ": " + message);
  }

  private void checkInputsAreValid(Entry entry) {
    for (DatasetName input : entry.inputs()) {
      Entry upstream = entries.get(input);
      if (upstream == null) {
        continue; // already told
      }
      ContractReader.Result derived = entry.result().orElseThrow();
      if (!upstream.isValid()) {
        entry
            .report()
            .error(
                derived.sourcePlace(),
                input.toString(),
                "derives from %s, whose contract %s has errors; correct those first"
                    .formatted(input, upstream.report().file()));
      } else if (!upstream.result().orElseThrow().runs()) {
        entry
            .report()
            .error(
                derived.sourcePlace(),
                input.toString(),
                "derives from %s, which is not run by its status; make it active".formatted(input));
      } else if (isClosed(upstream) && !derived.opened().isEmpty() && !derived.counts()) {
        entry
            .report()
            .error(
                derived.sourcePlace(),
                input.toString(),
                "opens data of %s, which is closed; only counts may be opened: add the property cells or close the dataset"
                    .formatted(input));
      } else {
        checkGrade(entry, input, upstream);
      }
    }
  }

  /** Counts may be graded lower than what they count, but for what is core. */
  private void checkGrade(Entry entry, DatasetName input, Entry upstream) {
    ContractReader.Result derived = entry.result().orElseThrow();
    Optional<Grade> grade = derived.contract().map(Contract::grade);
    Grade above = upstream.result().flatMap(ContractReader.Result::contract).get().grade();
    if (grade.isPresent()
        && above.isAbove(grade.get())
        && (!derived.counts() || above == Grade.CORE)) {
      entry
          .report()
          .error(
              derived.sourcePlace(),
              input.toString(),
              "derives from %s, which is %s, but is graded %s; raise the grade%s"
                  .formatted(
                      input,
                      above,
                      grade.get(),
                      above == Grade.CORE ? "" : ", or make it counts with the property cells"));
    }
  }

  /** What derives from a cycle, or compares with one, without being part of it has no place. */
  private void checkBelowCycles(List<DatasetName> order, InputGraph dependencies) {
    Set<DatasetName> below = new TreeSet<>(entries.keySet());
    order.forEach(below::remove);
    below.removeIf(dataset -> dependencies.cycle(dataset).isPresent());
    // Every round reaches one level further down.
    for (int round = 0; round < below.size(); round++) {
      below.forEach(
          dataset -> {
            checkInputsAreValid(entries.get(dataset));
            checkReferences(entries.get(dataset));
          });
    }
  }

  private static boolean isClosed(Entry entry) {
    return entry
        .result()
        .flatMap(ContractReader.Result::contract)
        .filter(contract -> contract.openingType() == OpeningType.CLOSED)
        .isPresent();
  }

  private Contracts contracts(List<DatasetName> order) {
    List<Contract> valid = new ArrayList<>();
    Map<DatasetName, ContractReader.Result> read = new TreeMap<>();
    for (DatasetName dataset : order) {
      Entry entry = entries.get(dataset);
      if (entry.isValid() && entry.result().orElseThrow().runs()) {
        valid.add(entry.result().orElseThrow().contract().orElseThrow());
      }
    }
    for (Entry entry : entries.values()) {
      problems.addAll(entry.report().problems());
      entry.result().ifPresent(result -> read.put(entry.dataset(), result));
    }
    Collections.sort(problems);
    return new Contracts(valid, problems, read);
  }
}
