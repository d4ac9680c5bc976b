package org.jinyanglake.release.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Finds in a task with which others a row may share a class; called with its raw partition and its
 * hash. It reads the notes of the partitions that it meets.
 */
final class Grouping implements UDF2<String, Long, Long> {
  private static final long serialVersionUID = 1;

  /** So many rows are held at once, or the notes of one file. */
  private static final int HELD = 500_000;

  private final Notes notes;
  private final TreeMap<String, String> noted;

  /** By cohort, who is left out; null: the groups are those that were noted. */
  private final HashMap<Long, HashSet<Long>> leftOut;

  private transient KeyedHash hash;
  private transient Map<String, Map<String, Map<Long, Long>>> opened;

  private Grouping(
      Notes notes, SortedMap<String, String> noted, HashMap<Long, HashSet<Long>> leftOut) {
    this.notes = notes;
    this.noted = new TreeMap<>(noted);
    this.leftOut = leftOut;
  }

  /** The groups of a new version. */
  static Grouping of(
      Notes notes, SortedMap<String, String> noted, HashMap<Long, HashSet<Long>> leftOut) {
    return new Grouping(notes, noted, leftOut);
  }

  /** The groups of the version that was noted. */
  static Grouping again(Notes notes, SortedMap<String, String> noted) {
    return new Grouping(notes, noted, null);
  }

  @Override
  public Long call(String path, Long row) {
    String file = noted.get(path);
    if (file == null) {
      return 0L;
    }
    if (hash == null) {
      hash = new KeyedHash(notes.key());
      opened = new LinkedHashMap<>(8, 0.75f, true);
    }
    Map<String, Map<Long, Long>> groups = opened.get(file);
    if (groups == null) {
      groups = read(file);
      opened.put(file, groups);
      var eldest = opened.values().iterator();
      for (long held = held(); held > HELD && opened.size() > 1; held = held()) {
        eldest.next();
        eldest.remove();
      }
    }
    return groups.getOrDefault(path, Map.of()).getOrDefault(hash.of(row), 0L);
  }

  private long held() {
    return opened.values().stream()
        .flatMap(file -> file.values().stream())
        .mapToLong(Map::size)
        .sum();
  }

  private Map<String, Map<Long, Long>> read(String file) {
    Map<String, Map<Long, Long>> groups = new HashMap<>();
    notes
        .read(file)
        .forEach(
            (path, of) -> {
              Map<Long, Long> rows = new HashMap<>();
              of.members().forEach(each -> rows.put(each.row(), group(each)));
              groups.put(path, rows);
            });
    return groups;
  }

  private long group(Member member) {
    if (leftOut == null) {
      return member.group();
    }
    HashSet<Long> persons = leftOut.get(member.cohort());
    // Whoever is left out shares a class with nobody who is not.
    return persons != null && persons.contains(member.person())
        ? member.cohort() ^ 1
        : member.cohort();
  }
}
