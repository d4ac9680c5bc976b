package org.jinyanglake.release.history;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody learns who keeps every published version of some rows: the rows of a cohort, which
 * were together so far, go to several classes now, or some go and some stay away. Whoever knows how
 * a person moved knows the person to be in that part; each part must be of at least k persons.
 *
 * <p>This one rule covers the differences between versions (Byun, Sohn, Bertino, Li 2006: who was
 * added), their intersections (Ganta, Kasiviswanathan, Smith 2008: two recodings of the same
 * persons) and what m-invariance asks of persons (Xiao, Tao 2007), over any number of versions. It
 * is about rows and persons; how sensitive values are spread over a part is not looked at.
 *
 * <p>A cohort that stays together tells nothing new and is not judged again.
 *
 * @param persons in the rows of the partition, published before or now
 * @param singledOut of those, persons in parts of fewer than k
 * @param parts how many such parts there are, without those that are only {@code left}
 * @param left parts of fewer than k persons some of whose rows are in raw no more: to keep back the
 *     new version would keep them published, so this is told and not refused
 */
public record Differences(long persons, long singledOut, long parts, long left)
    implements Serializable {

  /** How many of the persons are singled out, from 0 to 1. */
  public double rate() {
    return persons == 0 ? 0 : (double) singledOut / persons;
  }

  /** Of rows of which none was published before. */
  static final Differences NONE = new Differences(0, 0, 0, 0);

  /** Where rows are that a version does not have. */
  private static final String ABSENT = "";

  /**
   * The differences of each partition of the zone, and what is to be remembered of its rows.
   *
   * @param after by raw partition
   */
  public record Judged(
      SortedMap<String, Differences> partitions, SortedMap<String, List<Member>> after) {
    /** Where nothing is known of persons. */
    public static final Judged NOTHING = new Judged(new TreeMap<>(), new TreeMap<>());
  }

  /** Rows that were together and stay so. */
  private static final class Part {
    private final Set<Long> persons = new HashSet<>();
    private final Set<String> partitions = new TreeSet<>();
    private boolean left;
  }

  private record Move(long from, long into) {}

  /** Where rows of a cohort go. */
  private record Way(long from, String partition, String key) {}

  /**
   * Judges what is to be published together with all that was.
   *
   * @param before all rows published before of the raw partitions concerned, by those
   * @param now all raw rows of them
   * @param k the least number of persons
   */
  public static Judged of(
      Map<String, ? extends Collection<Member>> before, Collection<Seen> now, int k) {
    Map<String, String> partitions = new HashMap<>();
    Map<String, Map<Long, Seen>> rows = new HashMap<>();
    for (Seen each : now) {
      partitions.put(each.raw(), each.partition());
      rows.computeIfAbsent(each.raw(), any -> new HashMap<>()).putIfAbsent(each.row(), each);
    }
    boolean first = before.values().stream().allMatch(Collection::isEmpty);
    Map<Way, Long> names = new HashMap<>();
    Map<Move, Part> parts = new HashMap<>();
    Map<Long, Set<Long>> ways = new HashMap<>();
    Map<String, Set<Long>> persons = new TreeMap<>();
    SortedMap<String, List<Member>> after = new TreeMap<>();
    Recorder recorder =
        (raw, seen, member) -> {
          String partition = partitions.get(raw);
          String key = seen == null || seen.classKey() == null ? ABSENT : seen.classKey();
          long from = member == null ? 0 : member.cohort();
          long into =
              names.computeIfAbsent(
                  new Way(from, key.equals(ABSENT) ? ABSENT : partition, key),
                  way -> cohort(way.from(), way.partition(), way.key()));
          long person = member == null ? seen.person() : member.person();
          if (!first) {
            Part part = parts.computeIfAbsent(new Move(from, into), any -> new Part());
            part.persons.add(person);
            part.left |= seen == null;
            if (partition != null) {
              part.partitions.add(partition);
              persons.computeIfAbsent(partition, any -> new HashSet<>()).add(person);
            }
            ways.computeIfAbsent(from, any -> new HashSet<>()).add(into);
          }
          long row = member == null ? seen.row() : member.row();
          after
              .computeIfAbsent(raw, any -> new ArrayList<>())
              .add(new Member(row, person, into, seen == null ? 0 : seen.group()));
        };
    before.forEach(
        (raw, members) -> {
          Map<Long, Seen> there = rows.getOrDefault(raw, Map.of());
          members.forEach(member -> recorder.add(raw, there.remove(member.row()), member));
        });
    rows.forEach(
        (raw, there) ->
            there.values().stream()
                .filter(seen -> seen.classKey() != null)
                .forEach(seen -> recorder.add(raw, seen, null)));
    Map<String, Set<Long>> singledOut = new HashMap<>();
    Map<String, long[]> counts = new HashMap<>();
    parts.forEach(
        (move, part) -> {
          boolean together = move.from() != 0 && ways.get(move.from()).size() == 1;
          if (!together && part.persons.size() < k) {
            for (String partition : part.partitions) {
              singledOut.computeIfAbsent(partition, any -> new HashSet<>()).addAll(part.persons);
              counts.computeIfAbsent(partition, any -> new long[2])[part.left ? 1 : 0]++;
            }
          }
        });
    SortedMap<String, Differences> differences = new TreeMap<>();
    partitions.values().stream()
        .distinct()
        .forEach(
            partition -> {
              long[] found = counts.getOrDefault(partition, new long[2]);
              differences.put(
                  partition,
                  new Differences(
                      persons.getOrDefault(partition, Set.of()).size(),
                      singledOut.getOrDefault(partition, Set.of()).size(),
                      found[0],
                      found[1]));
            });
    return new Judged(differences, after);
  }

  private interface Recorder {
    void add(String raw, Seen seen, Member member);
  }

  /**
   * The name of the rows of a cohort that go one way; never 0, which is those never published.
   *
   * @param partition into which they go, or empty
   * @param key of their class, or empty
   */
  static long cohort(long from, String partition, String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(from).array());
      byte[] to = (partition + "\n" + key).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(sha256.digest(to)).getLong() | 2;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
