package org.jinyanglake.fetch;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chain of extracts by a watermark: each file begins where the one before ended, which their
 * names tell, {@code STEM.by-COLUMN.from-A_to-B.jsonl.gz}. Two runs at once may both bring a file
 * that begins at the same place; only one of them becomes a link of the chain, and what is
 * collected follows from the names alone.
 */
final class Extracts {
  static final String START = "start";

  private static final Pattern NAME =
      Pattern.compile("(.+\\.by-[^.]+)\\.from-(.+)_to-(.+)\\.jsonl\\.gz");

  /** The rows above {@code from} up to {@code to}; above {@link #START} all are. */
  record Range(String from, String to) {}

  private final String chain;
  private final String start;

  /**
   * A chain.
   *
   * @param stem how the files' names begin, with the folder
   */
  Extracts(String stem, String column) {
    this(stem, column, START);
  }

  /** A chain whose first file begins at {@code start}. */
  Extracts(String stem, String column, String start) {
    this.chain = stem + ".by-" + Inbox.stem(column);
    this.start = start;
  }

  /** The name of a link. */
  String name(String from, String to) {
    return chain + ".from-" + from + "_to-" + to + ".jsonl.gz";
  }

  /** Where the chain ends; where it starts if it has no link. */
  String end(Collection<String> collected, Collection<String> lying) {
    return walk(lying, walk(collected, start, new HashSet<>()), new HashSet<>());
  }

  /** Of names, the links of the chain. */
  Set<String> links(Collection<String> names) {
    Set<String> links = new LinkedHashSet<>();
    walk(names, start, links);
    return links;
  }

  /** Where a link begins and where it ends. */
  Range range(String link) {
    Matcher matcher = NAME.matcher(link);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(link + " is no link");
    }
    return new Range(matcher.group(2), matcher.group(3));
  }

  /** Of files that are not collected yet, those that are no links of the chain. */
  Set<String> beside(Collection<String> collected, Collection<String> fresh) {
    Set<String> links = new HashSet<>();
    walk(fresh, walk(collected, start, new HashSet<>()), links);
    Set<String> beside = new LinkedHashSet<>(fresh);
    beside.removeIf(
        name -> !NAME.matcher(name).matches() || collected.contains(name) || links.contains(name));
    return beside;
  }

  /** Whether a name is one of this chain. */
  boolean isLink(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && matcher.group(1).equals(chain);
  }

  /** A link that ends at a place; empty if there is none. */
  Optional<String> link(Collection<String> names, String end) {
    return names.stream()
        .filter(
            name -> {
              Matcher matcher = NAME.matcher(name);
              return matcher.matches()
                  && matcher.group(1).equals(chain)
                  && matcher.group(3).equals(end);
            })
        .findFirst();
  }

  /** A file of another chain; empty if there is none. */
  Optional<String> other(Collection<String> names) {
    return names.stream()
        .filter(
            name -> {
              Matcher matcher = NAME.matcher(name);
              return matcher.matches() && !matcher.group(1).equals(chain);
            })
        .findFirst();
  }

  private String walk(Collection<String> names, String from, Set<String> links) {
    // Of several that begin at one place always the same is taken.
    Map<String, String> following = new TreeMap<>();
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches() && matcher.group(1).equals(chain)) {
        following.merge(matcher.group(2), name, (a, b) -> a.compareTo(b) < 0 ? a : b);
      }
    }
    String end = from;
    for (String next = following.get(end); next != null && links.add(next); ) {
      Matcher matcher = NAME.matcher(next);
      end = matcher.matches() ? matcher.group(3) : end;
      next = following.get(end);
    }
    return end;
  }
}
