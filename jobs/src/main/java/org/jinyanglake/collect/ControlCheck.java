package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * Compares files with what their control files say. If one disagrees or is refused, its whole
 * consignment is held back, and if one waits, it waits: nothing of it is stored.
 */
final class ControlCheck {
  private static final Set<Type.Kind> NUMBERS =
      Set.of(Type.Kind.INTEGER, Type.Kind.LONG, Type.Kind.DOUBLE, Type.Kind.DECIMAL);
  private static final int MOST_NAMED = 5;

  private final Contract contract;
  private final Account account;
  private final SortedMap<String, FileState> known;
  private final List<Consignment> consignments;
  private final Map<Consignment, String> held = new HashMap<>();
  private final Map<Consignment, String> waiting = new HashMap<>();
  private final Set<Consignment> left = new HashSet<>();
  private final Map<LandingFile, Fingerprint> prints;
  private final FoundFigures found;

  /**
   * A check.
   *
   * @param known files that the table knew before
   * @param prints of all files that are collected now
   */
  ControlCheck(
      Contract contract,
      Account account,
      SortedMap<String, FileState> known,
      List<Consignment> consignments,
      Map<LandingFile, Fingerprint> prints) {
    this.contract = contract;
    this.account = account;
    this.known = known;
    this.consignments = consignments;
    this.prints = prints;
    this.found = new FoundFigures(prints, known);
  }

  /** The names of the columns whose sums are stated. */
  Set<String> summed() {
    Set<String> names = new TreeSet<>();
    for (Consignment each : consignments) {
      each.files().stream()
          .flatMap(file -> each.says(file).sums().keySet().stream())
          .flatMap(header -> column(header).stream())
          .forEach(column -> names.add(column.name()));
    }
    return names;
  }

  /** A column of numbers, by its name in the files. */
  private Optional<Column> column(String header) {
    return contract.sourceColumns().stream()
        .filter(each -> each.header().equals(header) && NUMBERS.contains(each.type().kind()))
        .findFirst();
  }

  /** Compares all but sums; returns the files without those that are held back. */
  Map<LandingFile, Fingerprint> before() {
    Map<LandingFile, Fingerprint> others = new LinkedHashMap<>(prints);
    for (Consignment each : consignments) {
      List<LandingFile> members = members(each);
      if (members.stream().anyMatch(this::isUnstable)) {
        // What changes while it is read is looked at again in the next run, and all with it.
        left.add(each);
        members.stream().filter(file -> !isUnstable(file)).forEach(others::remove);
        continue;
      }
      if (!each.controls().get(0).fault().isEmpty()) {
        held.put(each, each.controls().get(0).fault());
        continue;
      }
      SortedMap<String, String> wrong = new TreeMap<>();
      each.files().forEach(file -> differ(each, file).ifPresent(why -> wrong.put(file, why)));
      if (!wrong.isEmpty()) {
        others.keySet().removeAll(hold(each, wrong, Set.of()));
      }
    }
    return others;
  }

  private boolean isUnstable(LandingFile file) {
    return prints.get(file).refusal().filter(r -> r.rule().equals("changed")).isPresent();
  }

  /** The files of a consignment that are collected now, and those in its archives. */
  private List<LandingFile> members(Consignment consignment) {
    return consignment.files().stream().flatMap(name -> found.now(name).stream()).toList();
  }

  private Optional<String> differ(Consignment consignment, String file) {
    if (!found.has(file)) {
      return Optional.of("not there; deliver it, or a control file that does not name it");
    }
    if (consignment.contradicts(file)) {
      return Optional.of("control files say different things of it; take away the wrong one");
    }
    Figures expected = consignment.says(file);
    for (String header : expected.sums().keySet()) {
      if (column(header).isEmpty()) {
        return Optional.of(
            "sum of " + header + ": no column of numbers has this name in the files");
      }
    }
    Figures is = found.of(file);
    if (isAdded(file) && !is.sha256().equals(known.get(file).inTable().map(FileState::sha256))) {
      return Optional.of("changed after it was collected; deliver corrections under a new name");
    }
    String why =
        Stream.of(
                differ("rows", expected.rows(), is.rows()),
                differ("bytes", expected.bytes(), is.bytes()),
                differ("sha256", expected.sha256(), is.sha256()))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return Optional.of(why).filter(text -> !text.isEmpty());
  }

  private static <T> Optional<String> differ(String what, Optional<T> expected, Optional<T> is) {
    return expected.isEmpty() || is.isEmpty() || expected.equals(is)
        ? Optional.empty()
        : Optional.of(what + ": expected " + expected.get() + ", found " + is.get());
  }

  /** Whether rows of it were added in an earlier run, so that it is not read again. */
  private boolean isAdded(String file) {
    FileState before = known.get(file);
    return contract.loadMode() == LoadMode.APPEND && before != null && before.inTable().isPresent();
  }

  /**
   * Holds back what belongs to files that were refused, or wait, for reasons of their own.
   *
   * @param readable files that were not, and do not
   * @return those of them that are not held back
   */
  List<CheckedFile> whole(List<CheckedFile> readable) {
    Set<LandingFile> good = readable.stream().map(CheckedFile::file).collect(Collectors.toSet());
    Set<LandingFile> without = new HashSet<>();
    for (Consignment each : open()) {
      SortedMap<String, String> wrong = new TreeMap<>();
      Set<String> waits = new TreeSet<>();
      for (LandingFile file : members(each)) {
        FileState state = account.files().get(file.name());
        if (good.contains(file) || state == null) {
          continue;
        }
        if (state.outcome() == Outcome.REFUSED) {
          wrong.put(file.name(), state.reason());
        } else if (state.outcome() == Outcome.WAITING) {
          waits.add(file.name());
        }
      }
      if (!wrong.isEmpty()) {
        without.addAll(hold(each, wrong, wrong.keySet()));
      } else if (!waits.isEmpty()) {
        without.addAll(wait(each, waits));
      }
    }
    return without(readable, without);
  }

  /**
   * Files whose sums are stated and that give way to others, as those of the same bytes: nobody
   * reads their rows otherwise.
   */
  List<CheckedFile> unread(List<CheckedFile> readable) {
    Set<LandingFile> read = readable.stream().map(CheckedFile::file).collect(Collectors.toSet());
    return open().stream()
        .flatMap(
            each ->
                each.files().stream()
                    .filter(file -> !each.says(file).sums().isEmpty())
                    .flatMap(file -> found.now(file).stream()))
        .filter(file -> !file.isArchive() && !read.contains(file) && prints.get(file).size() > 0)
        .map(file -> CheckedFile.of(contract, file, prints.get(file)))
        .filter(each -> each.header().refusal().isEmpty())
        .toList();
  }

  /**
   * Compares sums after all rows were read; returns the files that are not held back.
   *
   * @param counts of the files, and of those that are {@link #unread}
   */
  List<CheckedFile> sums(List<CheckedFile> readable, Map<String, Tally.OfFile> counts) {
    Set<LandingFile> without = new HashSet<>();
    for (Consignment each : open()) {
      SortedMap<String, String> wrong = new TreeMap<>();
      for (String file : each.files()) {
        List<LandingFile> now = found.now(file);
        // One that is empty was not read, and its sums are 0.
        List<Tally.OfFile> parts =
            now.stream().map(read -> counts.get(read.name())).flatMap(Stream::ofNullable).toList();
        if (!now.isEmpty()) {
          differ(each.says(file).sums(), parts).ifPresent(why -> wrong.put(file, why));
        }
      }
      if (!wrong.isEmpty()) {
        without.addAll(hold(each, wrong, Set.of()));
      }
    }
    return without(readable, without);
  }

  private Optional<String> differ(
      SortedMap<String, BigDecimal> expected, List<Tally.OfFile> parts) {
    List<String> why = new ArrayList<>();
    expected.forEach(
        (header, sum) -> {
          Column column = column(header).orElseThrow();
          Optional<BigDecimal> is = Optional.of(BigDecimal.ZERO);
          for (Tally.OfFile part : parts) {
            is = is.flatMap(s -> Optional.ofNullable(part.sums().get(column.name())).map(s::add));
          }
          if (is.filter(value -> value.compareTo(sum) == 0).isEmpty()) {
            why.add("sum of " + header + ": " + words(column, sum, is));
          }
        });
    long refused = parts.stream().mapToLong(Tally.OfFile::refused).sum();
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(", ", why)
                + (refused == 0 ? "" : " without the rows that do not fit, " + refused));
  }

  /** A sum over few rows tells of somebody, if its column does. */
  private static String words(Column column, BigDecimal expected, Optional<BigDecimal> is) {
    return column.classification() == Classification.PUBLIC
        ? "expected "
            + expected.toPlainString()
            + ", found "
            + is.map(BigDecimal::toPlainString).orElse("none, for it holds NaN or an infinity")
        : "another one than expected, not shown since the column is not public";
  }

  private static List<CheckedFile> without(List<CheckedFile> readable, Set<LandingFile> without) {
    return readable.stream().filter(each -> !without.contains(each.file())).toList();
  }

  /** Consignments of which nothing wrong is known. */
  private List<Consignment> open() {
    return consignments.stream()
        .filter(each -> !held.containsKey(each) && !waiting.containsKey(each))
        .filter(each -> !left.contains(each))
        .toList();
  }

  /**
   * Refuses the files of a consignment that are collected now.
   *
   * @param wrong why, by file
   * @param told files of which it was said already
   * @return the files
   */
  private List<LandingFile> hold(
      Consignment consignment, SortedMap<String, String> wrong, Set<String> told) {
    held.put(
        consignment,
        "nothing of its delivery is stored; deliver the right file, or a right control file, for "
            + some(wrong.keySet()));
    List<LandingFile> members = notAdded(consignment);
    for (LandingFile file : members) {
      if (!told.contains(file.name())) {
        String why = told.isEmpty() ? wrong.get(FoundFigures.outer(file)) : null;
        account.refuse(
            file,
            prints.get(file),
            why == null
                ? "held back with "
                    + some(wrong.keySet())
                    + ", named with it by "
                    + consignment.names()
                : why + "; so says " + consignment.names());
      }
    }
    return members;
  }

  private List<LandingFile> notAdded(Consignment consignment) {
    return members(consignment).stream().filter(file -> !isAdded(file.name())).toList();
  }

  /**
   * Lets the files of a consignment wait that are collected now.
   *
   * @param waits files of it that wait by themselves
   * @return the files
   */
  private List<LandingFile> wait(Consignment consignment, Set<String> waits) {
    waiting.put(consignment, "waits with " + some(waits));
    List<LandingFile> members = notAdded(consignment);
    for (LandingFile file : members) {
      if (!waits.contains(file.name())) {
        account.settle(
            file,
            prints.get(file),
            Outcome.WAITING,
            "waits with " + some(waits) + ", named with it by " + consignment.names());
      }
    }
    return members;
  }

  private static String some(Set<String> names) {
    String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() <= MOST_NAMED
        ? some
        : some + " and " + (names.size() - MOST_NAMED) + " more";
  }

  /** Enters the control files, once all is known of what they name. */
  void settle() {
    for (Consignment each : consignments) {
      if (!left.contains(each)) {
        each.controls().forEach(control -> settle(control, each));
      }
    }
  }

  private void settle(ControlFile control, Consignment of) {
    if (held.containsKey(of)) {
      account.control(control, Outcome.REFUSED, held.get(of));
    } else if (waiting.containsKey(of)) {
      account.control(control, Outcome.WAITING, waiting.get(of));
    } else {
      account.control(control, Outcome.CONTROL, "");
    }
  }
}
