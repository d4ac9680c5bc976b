package org.jinyanglake.contract;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Problem.Severity;

/** Collects the problems of one contract file, so that all of them are told at once. */
final class Report {

  private final String file;
  private final Set<Problem> problems = new LinkedHashSet<>();

  Report(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void error(Place place, String message) {
    add(place.line(), place.column(), place.pointer(), message, Severity.ERROR);
  }

  /** An error that says no more than another one at the same place, if there is one. */
  void errorUnlessTold(Place place, String message) {
    if (problems.stream().noneMatch(p -> p.isError() && p.path().equals(place.pointer()))) {
      error(place, message);
    }
  }

  /** An error at a fragment of a text, as one rule of a list of rules. */
  void error(Place place, String fragment, String message) {
    Place.Position position = place.find(fragment);
    add(position.line(), position.column(), place.pointer(), message, Severity.ERROR);
  }

  void error(int line, int column, String message) {
    add(line, column, "", message, Severity.ERROR);
  }

  void warning(int line, int column, String message) {
    add(line, column, "", message, Severity.WARNING);
  }

  void warning(Place place, String message) {
    add(place.line(), place.column(), place.pointer(), message, Severity.WARNING);
  }

  private void add(int line, int column, String path, String message, Severity severity) {
    problems.add(new Problem(file, line, column, path, message, severity));
  }

  boolean failed() {
    return problems.stream().anyMatch(Problem::isError);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The text at a place of which the standard does not say that it is text; reports others. */
  Optional<String> text(Place place, String what) {
    if (!place.exists()) {
      return Optional.empty();
    }
    Optional<String> text = place.text();
    if (text.isEmpty()) {
      error(place, what + " must be text; put it in quotes");
    }
    return text;
  }

  /** Reports the keys of a mapping that are none of its options, and names the nearest. */
  void options(Place mapping, String what, List<String> options) {
    for (String key : mapping.keys()) {
      if (!options.contains(key)) {
        error(
            mapping.key(key),
            what + " has no option '" + Place.shorten(key) + "'; " + Nearest.remedy(key, options));
      }
    }
  }

  /** One of the given words; reports any other and names the nearest. */
  Optional<String> oneOf(Place place, String what, Iterable<String> words) {
    Optional<String> text = text(place, what);
    if (text.isEmpty()) {
      return text;
    }
    for (String word : words) {
      if (word.equals(text.get())) {
        return text;
      }
    }
    error(
        place,
        "unknown "
            + what
            + " '"
            + Place.shorten(text.get())
            + "'; "
            + Nearest.remedy(text.get(), words));
    return Optional.empty();
  }
}
