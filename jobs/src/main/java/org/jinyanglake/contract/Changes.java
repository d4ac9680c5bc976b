package org.jinyanglake.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what two versions of a contract open. Techniques are compared by their options; of two
 * different ones nobody can say in general which tells more, so that such a change counts as
 * opening more, unless it goes from keep or to replace.
 */
final class Changes {

  private static final List<String> FINE_TO_COARSE = List.of("hour", "day", "month", "year");

  private final Contract from;
  private final Contract to;
  private final List<Change> changes = new ArrayList<>();

  private Changes(Contract from, Contract to) {
    this.from = from;
    this.to = to;
  }

  static List<Change> between(Contract from, Contract to) {
    Changes changes = new Changes(from, to);
    changes.compareType();
    changes.compareGrade();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      changes.compareZone(zone);
    }
    changes.compareProtection();
    changes.compareRetention();
    changes.compareQuery();
    changes.compareControl();
    changes.compareDeletion();
    return List.copyOf(changes.changes);
  }

  private void add(String what, boolean opensMore) {
    changes.add(new Change(what, opensMore));
  }

  private void compareType() {
    OpeningType before = from.openingType();
    OpeningType after = to.openingType();
    if (before != after) {
      add("opening type " + word(before) + " → " + word(after), after.compareTo(before) < 0);
    }
    if (from.retired() != to.retired()) {
      add(
          to.retired() ? "the dataset is retired" : "the dataset is no longer retired",
          from.retired());
    }
  }

  private void compareGrade() {
    if (from.grade() != to.grade()) {
      add("grade " + from.grade() + " → " + to.grade(), from.grade().isAbove(to.grade()));
    }
    if (!from.reviewer().equals(to.reviewer())) {
      add(
          "declassification reviewer %s → %s"
              .formatted(from.reviewer().orElse("none"), to.reviewer().orElse("none")),
          to.reviewer().isEmpty());
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Column> opened(Contract contract, Zone zone) {
    Map<String, Column> columns = new LinkedHashMap<>();
    contract.columns(zone).forEach(column -> columns.put(column.name(), column));
    return columns;
  }

  private void compareZone(Zone zone) {
    Map<String, Column> before = opened(from, zone);
    Map<String, Column> after = opened(to, zone);
    Set<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    for (String name : names) {
      Column old = before.get(name);
      Column now = after.get(name);
      String where = "column " + name + " in the " + zone.catalog() + " zone";
      if (old == null) {
        add(where + " is newly opened: " + say(now.techniques().get(zone)), true);
      } else if (now == null) {
        add(where + " is no longer opened", false);
      } else {
        compareColumn(where, old, now, zone);
      }
    }
  }

  private void compareColumn(String where, Column old, Column now, Zone zone) {
    TechniqueSpec before = old.techniques().get(zone);
    TechniqueSpec after = now.techniques().get(zone);
    if (!before.equals(after)) {
      add(where + ": " + say(before) + " → " + say(after), isWeaker(before, after));
    }
    if (old.classification() != now.classification()) {
      add(
          where + ": " + old.classification() + " → " + now.classification(),
          now.classification().compareTo(old.classification()) > 0);
    }
    if (old.exclusion() != now.exclusion()) {
      add(
          where + ": classified content leaves out its " + word(now.exclusion()),
          now.exclusion() == Exclusion.CELL);
    }
    if (!old.header().equals(now.header())
        || !old.expression().equals(now.expression())
        || !old.cells().equals(now.cells())) {
      add(where + ": it has another source", true);
    }
  }

  private static String say(TechniqueSpec technique) {
    return technique.options().isEmpty()
        ? technique.name()
        : technique.name() + " " + new TreeMap<>(technique.options());
  }

  private static boolean isWeaker(TechniqueSpec before, TechniqueSpec after) {
    if (!before.name().equals(after.name())) {
      return !before.name().equals("keep") && !after.name().equals("replace");
    }
    return switch (after.name()) {
      case "mask" -> Techniques.kept(after) > Techniques.kept(before) || sameKept(before, after);
      case "range" -> number(after, "width") < number(before, "width");
      case "bottom" -> number(after, "at") < number(before, "at");
      case "microaggregate" -> number(after, "k") < number(before, "k");
      case "round" -> number(after, "to") < number(before, "to");
      case "top" -> number(after, "at") > number(before, "at");
      case "truncate" -> unit(after) < unit(before);
      default -> !after.name().equals("replace");
    };
  }

  /** As many characters, but others. */
  private static boolean sameKept(TechniqueSpec before, TechniqueSpec after) {
    return Techniques.kept(after) == Techniques.kept(before)
        && !Objects.equals(
            before.options().getOrDefault("keepFirst", 0L),
            after.options().getOrDefault("keepFirst", 0L));
  }

  private static double number(TechniqueSpec technique, String option) {
    return ((Number) technique.options().get(option)).doubleValue();
  }

  private static int unit(TechniqueSpec technique) {
    return FINE_TO_COARSE.indexOf((String) technique.options().get("unit"));
  }

  private void compareProtection() {
    Optional<Anonymity> before = from.anonymity();
    Optional<Anonymity> after = to.anonymity();
    if (!before.equals(after)) {
      boolean more =
          before.isPresent()
              && (after.isEmpty()
                  || after.get().k() < before.get().k()
                  || !after.get().person().equals(before.get().person())
                  || after.get().mostLoss() > before.get().mostLoss()
                  || after.get().inValues() != before.get().inValues()
                  || !before.get().merge().containsAll(after.get().merge())
                  || !implies(after.get().sensitive(), before.get().sensitive()));
      boolean withhold =
          before.isPresent()
              && after.isPresent()
              && before.get().withhold() != after.get().withhold();
      add("anonymity " + say(before, withhold) + " → " + say(after, withhold), more);
    }
    if (!from.cells().equals(to.cells())) {
      add(
          "cells " + from.cells().orElse("none") + " → " + to.cells().orElse("none"),
          from.cells().isPresent());
    }
    if (!from.margins().equals(to.margins())) {
      add("margins, and how their cells are protected, are others", true);
    }
    if (!from.attacks().equals(to.attacks())) {
      add(
          "limits of attacks " + from.attacks().words() + " → " + to.attacks().words(),
          !to.attacks().implies(from.attacks()));
    }
    if (!from.sample().equals(to.sample())) {
      boolean more =
          from.sample().isPresent()
              && (to.sample().isEmpty()
                  || to.sample().get().fraction() > from.sample().get().fraction()
                  || !to.sample().get().by().equals(from.sample().get().by()));
      add("sample " + saySample(from.sample()) + " → " + saySample(to.sample()), more);
    }
  }

  private static boolean implies(List<Diversity> after, List<Diversity> before) {
    return before.stream().allMatch(old -> after.stream().anyMatch(now -> now.implies(old)));
  }

  private static String say(Optional<Anonymity> anonymity, boolean withhold) {
    return anonymity
        .map(
            a ->
                "k="
                    + a.k()
                    + " of "
                    + a.person()
                    + (withhold ? ", withhold=" + a.withhold() : "")
                    + (a.mostLoss() < 1 ? ", mostLoss=" + a.mostLoss() : "")
                    + (a.inValues() ? ", in values" : "")
                    + (a.search() ? "" : ", without search")
                    + a.sensitive().stream()
                        .map(each -> ", " + each.condition() + " of " + each.column())
                        .collect(Collectors.joining())
                    + a.merge().stream()
                        .map(each -> ", " + each.words())
                        .collect(Collectors.joining()))
        .orElse("none");
  }

  private static String saySample(Optional<Sample> sample) {
    return sample.map(s -> s.fraction() + " of " + s.by()).orElse("none");
  }

  private void compareRetention() {
    if (!from.retention().equals(to.retention())) {
      // Without a term, data are kept for ever.
      boolean longer =
          from.retention().isPresent()
              && (to.retention().isEmpty()
                  || to.retention().get().compareTo(from.retention().get()) > 0);
      add("retention " + term(from.retention()) + " → " + term(to.retention()), longer);
    }
    if (from.keepOriginals() != to.keepOriginals()) {
      add(
          "originals " + originals(from.keepOriginals()) + " → " + originals(to.keepOriginals()),
          to.keepOriginals());
    }
  }

  private static String originals(boolean kept) {
    return kept ? "kept" : "not kept";
  }

  private static String term(Optional<Duration> retention) {
    return retention.map(term -> term.toDays() + " days").orElse("unlimited");
  }

  /** Rows that meant a deletion become rows like others. */
  private void compareDeletion() {
    if (!from.deletion().equals(to.deletion())) {
      add(
          "deleted rows: " + say(from.deletion()) + " → " + say(to.deletion()),
          from.deletion().isPresent());
    }
  }

  private static String say(Optional<Deletion> deletion) {
    return deletion.map(each -> each.column() + " in " + each.values()).orElse("none");
  }

  private void compareQuery() {
    boolean query = from.source() instanceof Source.Query || to.source() instanceof Source.Query;
    if (query && !from.source().equals(to.source())) {
      add("the dataset derives from another query", true);
    }
  }

  private void compareControl() {
    if (!control(from).equals(control(to))) {
      add("control files " + control(from) + " → " + control(to), control(to).equals("none"));
    }
  }

  private static String control(Contract contract) {
    return contract.source() instanceof Source.Files files
        ? files.control().orElse("none")
        : "none";
  }
}
