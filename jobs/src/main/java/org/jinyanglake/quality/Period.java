package org.jinyanglake.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.Partitions;

/**
 * One place on the axis of time along which a dataset's rules are told: of a table partitioned by
 * days a day, with the last judgement of each partition of it; of any other table a moment at which
 * something was judged, with the judgement of each partition that held then.
 *
 * @param label the day, {@value #NO_DAY} for rows without one, or the moment to the minute
 * @param judged by partition, in their order
 */
record Period(String label, List<Judged> judged) {
  /** How many of the last periods are told. */
  static final int TOLD = 60;

  private static final String NO_DAY = "null";

  static boolean areDays(Contract contract) {
    return !contract.partitionColumns().isEmpty()
        && contract.partitionColumns().get(0).type().kind() == Type.Kind.DATE;
  }

  /**
   * All periods, the oldest first; before them what has no day.
   *
   * @param all judgements, the newest first
   */
  static List<Period> of(Contract contract, List<Judged> all) {
    return areDays(contract) ? days(all) : moments(contract, all);
  }

  private static List<Period> days(List<Judged> all) {
    Map<String, Judged> last = new LinkedHashMap<>();
    all.forEach(each -> last.putIfAbsent(each.partition(), each));
    Map<String, List<Judged>> days =
        new TreeMap<>(Comparator.nullsFirst(Comparator.naturalOrder()));
    for (Judged each : last.values()) {
      String day = Partitions.values(each.partition()).get(0);
      days.computeIfAbsent(day, any -> new ArrayList<>()).add(each);
    }
    List<Period> periods = new ArrayList<>();
    days.forEach(
        (day, judged) -> {
          judged.sort(Comparator.comparing(Judged::partition));
          periods.add(new Period(day == null ? NO_DAY : day, judged));
        });
    return periods;
  }

  /** Those that are told: each says all that held then, so older ones add nothing to it. */
  private static List<Period> moments(Contract contract, List<Judged> all) {
    Map<String, Judged> holds = new TreeMap<>();
    List<Period> periods = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Judged each = all.get(i);
      holds.put(each.partition(), each);
      if (i == 0 || !all.get(i - 1).at().equals(each.at())) {
        periods.add(
            new Period(Figures.minute(each.at(), contract.zone()), List.copyOf(holds.values())));
      }
    }
    return told(periods);
  }

  /** The last of these that are told. */
  static List<Period> told(List<Period> periods) {
    return periods.subList(Math.max(0, periods.size() - TOLD), periods.size());
  }
}
