package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.KeyText;
import org.jinyanglake.contract.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed between two versions of a table, whatever files their rows are in. */
class DifferenceTest {
  private static final List<String> COLUMNS = List.of("district", "persons");

  @TempDir java.nio.file.Path schemas;

  /** A version: rows in parts, by name. */
  private static SortedMap<String, VersionedTable.Part> version(
      Map<Integer, Integer> rows, Random random, String name) {
    SortedMap<String, List<Object[]>> parts = new TreeMap<>();
    rows.forEach(
        (key, value) ->
            parts
                .computeIfAbsent(name + random.nextInt(4), part -> new ArrayList<>())
                .add(new Object[] {"d" + key, value}));
    SortedMap<String, VersionedTable.Part> version = new TreeMap<>();
    parts.forEach((part, of) -> version.put(part, new VersionedTable.Part(of.size(), of)));
    return version;
  }

  /** What one version becomes by the changes that a comparison tells; also how many they are. */
  private static final class Applied implements Difference.Sink {
    private final Map<Integer, Integer> rows;
    private int changes;

    Applied(Map<Integer, Integer> rows) {
      this.rows = new TreeMap<>(rows);
    }

    private static int key(Object[] row) {
      return Integer.parseInt(((String) row[0]).substring(1));
    }

    @Override
    public void there(Object[] row) {
      changes++;
      rows.put(key(row), (Integer) row[1]);
    }

    @Override
    public void gone(Object[] row) {
      changes++;
      rows.remove(key(row));
    }
  }

  private DockedColumns columns(String mode) throws FetchException {
    Contract contract =
        Sources.read(
            schemas,
            Sources.contract(
                Sources.web("http://127.0.0.1/x.jsonl"),
                "jsonl",
                mode,
                Sources.COLUMNS.replace(
                    "string, class", "string, required: true, primaryKey: true, class")));
    return DockedColumns.of(contract, COLUMNS, "theirs");
  }

  /** Rows that are only added cannot be told from changed ones unless the old ones are named. */
  @Test
  void withoutKeysAChangedRowIsOneThatIsGoneAndOneThatIsNew() throws Exception {
    Random random = new Random(12);
    Attempts attempts =
        new Attempts(new Origin.Limits(1, Duration.ofHours(1), 1), Patience.DEFAULT);
    Difference difference = new Difference(DifferenceTest::rows, columns("append"), attempts, 2);
    List<String> told = new ArrayList<>();
    difference.write(
        version(Map.of(1, 1, 2, 2, 3, 3), random, "a"),
        version(Map.of(1, 1, 2, 9, 3, 3), random, "b"),
        new Difference.Sink() {
          @Override
          public void there(Object[] row) {
            told.add("there " + row[0] + " " + row[1]);
          }

          @Override
          public void gone(Object[] row) {
            told.add("gone " + row[0] + " " + row[1]);
          }
        });
    assertThat(told).containsExactly("gone d2 2", "there d2 9");
  }

  @Test
  void changesMakeOneVersionOfTheOtherAndAreNoMoreThanNeeded() throws Exception {
    DockedColumns columns = columns("upsert}\n      - {property: orderColumn, value: persons");
    Attempts attempts =
        new Attempts(new Origin.Limits(1, Duration.ofHours(1), 1), Patience.DEFAULT);
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      Map<Integer, Integer> before = rows(random);
      Map<Integer, Integer> after = new TreeMap<>(before);
      for (int i = random.nextInt(6); i > 0; i--) {
        if (random.nextBoolean()) {
          after.remove(random.nextInt(30));
        } else {
          after.put(random.nextInt(30), random.nextInt(3));
        }
      }
      long most = 1 + random.nextInt(20);
      Difference difference = new Difference(DifferenceTest::rows, columns, attempts, most);
      SortedMap<String, VersionedTable.Part> old = version(before, random, "a");
      SortedMap<String, VersionedTable.Part> fresh = version(after, random, "b");
      Applied applied = new Applied(before);
      difference.write(old, fresh, applied);

      assertThat(applied.rows).isEqualTo(after);
      assertThat(applied.changes).isEqualTo(changes(before, after));
      assertThat(difference.isAny(old, fresh)).isEqualTo(!before.equals(after));
    }
  }

  /** A table may hold a key twice, and write it in more ways than one. */
  @Test
  void aKeyOfWhichARowIsLeftIsNotDeleted() throws Exception {
    DockedColumns columns = columns("upsert}\n      - {property: orderColumn, value: persons");
    Attempts attempts =
        new Attempts(new Origin.Limits(1, Duration.ofHours(1), 1), Patience.DEFAULT);
    Random random = new Random(13);
    int left = 0;
    for (int round = 0; round < 300; round++) {
      SortedMap<String, List<Object[]>> before = parts(random, 0);
      SortedMap<String, List<Object[]>> after = new TreeMap<>(before);
      after.keySet().removeIf(part -> random.nextInt(3) == 0);
      after.putAll(parts(random, 1));
      // What both have in other parts is no change.
      before.forEach((name, rows) -> after.put("moved" + name, rows.subList(0, rows.size() / 2)));
      Map<String, Integer> raw = new TreeMap<>();
      before.values().forEach(part -> part.forEach(row -> raw.put(kept(row), (Integer) row[1])));
      boolean[] there = {false};
      Difference difference =
          new Difference(DifferenceTest::rows, columns, attempts, 1 + random.nextInt(20));
      difference.write(
          asVersion(before),
          asVersion(after),
          new Difference.Sink() {
            @Override
            public void gone(Object[] row) {
              assertThat(there[0]).as("deletions come first").isFalse();
              raw.remove(kept(row));
            }

            @Override
            public void there(Object[] row) {
              there[0] = true;
              raw.put(kept(row), (Integer) row[1]);
            }
          });
      Map<String, Set<Object>> expected = new TreeMap<>();
      after
          .values()
          .forEach(
              part ->
                  part.forEach(
                      row ->
                          expected.computeIfAbsent(kept(row), key -> new HashSet<>()).add(row[1])));
      assertThat(raw.keySet()).isEqualTo(expected.keySet());
      raw.forEach((key, value) -> assertThat(expected.get(key)).contains(value));
      left += raw.size();
    }
    assertThat(left).isPositive();
  }

  private static SortedMap<String, List<Object[]>> parts(Random random, int number) {
    List<String> ways = List.of("%s", "%s ", "\u3000%s", "%s\u200b");
    SortedMap<String, List<Object[]>> parts = new TreeMap<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      String key = (random.nextBoolean() ? "e\u0301" : "\u00e9") + random.nextInt(6);
      parts
          .computeIfAbsent("p" + number + random.nextInt(4), part -> new ArrayList<>())
          .add(
              new Object[] {
                ways.get(random.nextInt(ways.size())).formatted(key), random.nextInt(3)
              });
    }
    return parts;
  }

  private static String kept(Object[] row) {
    return KeyText.of((String) row[0]);
  }

  private static SortedMap<String, VersionedTable.Part> asVersion(
      SortedMap<String, List<Object[]>> parts) {
    SortedMap<String, VersionedTable.Part> version = new TreeMap<>();
    parts.forEach((name, rows) -> version.put(name, new VersionedTable.Part(rows.size(), rows)));
    return version;
  }

  private static Map<Integer, Integer> rows(Random random) {
    Map<Integer, Integer> rows = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      rows.put(random.nextInt(30), random.nextInt(3));
    }
    return rows;
  }

  private static int changes(Map<Integer, Integer> before, Map<Integer, Integer> after) {
    Map<Integer, Integer> keys = new TreeMap<>(before);
    keys.putAll(after);
    return (int)
        keys.keySet().stream()
            .filter(
                key ->
                    !Optional.ofNullable(before.get(key))
                        .equals(Optional.ofNullable(after.get(key))))
            .count();
  }

  /** Gives the rows that stand in a part. */
  private static VersionedTable.Rows rows(VersionedTable.Part part, List<String> columns) {
    Iterator<?> rows = ((List<?>) part.source()).iterator();
    return new VersionedTable.Rows() {
      @Override
      public Object[] next() {
        if (!rows.hasNext()) {
          return null;
        }
        Object[] row = (Object[]) rows.next();
        return columns.stream().map(name -> row[COLUMNS.indexOf(name)]).toArray();
      }

      @Override
      public void close() {}
    };
  }
}
