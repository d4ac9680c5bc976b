package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
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
    public boolean there(Object[] row) {
      changes++;
      rows.put(key(row), (Integer) row[1]);
      return true;
    }

    @Override
    public boolean gone(Object[] row) {
      changes++;
      rows.remove(key(row));
      return true;
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
    Difference difference = new Difference(new Table(), columns("append"), attempts, 2);
    List<String> told = new ArrayList<>();
    difference.write(
        version(Map.of(1, 1, 2, 2, 3, 3), random, "a"),
        version(Map.of(1, 1, 2, 9, 3, 3), random, "b"),
        new Difference.Sink() {
          @Override
          public boolean there(Object[] row) {
            return told.add("there " + row[0] + " " + row[1]);
          }

          @Override
          public boolean gone(Object[] row) {
            return told.add("gone " + row[0] + " " + row[1]);
          }
        });
    assertThat(told).containsExactlyInAnyOrder("gone d2 2", "there d2 9");
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
      Difference difference = new Difference(new Table(), columns, attempts, most);
      SortedMap<String, VersionedTable.Part> old = version(before, random, "a");
      SortedMap<String, VersionedTable.Part> fresh = version(after, random, "b");
      Applied applied = new Applied(before);
      difference.write(old, fresh, applied);

      assertThat(applied.rows).isEqualTo(after);
      assertThat(applied.changes).isEqualTo(changes(before, after));
      assertThat(difference.isAny(old, fresh)).isEqualTo(!before.equals(after));
    }
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
  private static final class Table implements VersionedTable {
    @Override
    public Rows rows(Part part, List<String> columns) {
      Iterator<?> rows = ((List<?>) part.source()).iterator();
      return new Rows() {
        @Override
        public Object[] next() {
          return rows.hasNext() ? (Object[]) rows.next() : null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Optional<String> current() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean holds(String version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant committed(String version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> columns() {
      return COLUMNS;
    }

    @Override
    public SortedMap<String, Part> parts(String version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isThere(Part part) {
      return true;
    }

    @Override
    public void close() {}
  }
}
