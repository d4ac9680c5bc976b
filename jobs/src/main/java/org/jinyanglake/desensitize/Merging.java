package org.jinyanglake.desensitize;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Merge;
import org.jinyanglake.lake.Partitions;

/**
 * Under which values a contract publishes partitions that are merged: {@code day=2024-03-04} as
 * {@code day=2024-W10}, {@code 2024-03}, {@code 2024-Q1} or {@code 2024}, or a region as the one
 * above it.
 */
public final class Merging {
  private final Contract contract;
  private final Hierarchies hierarchies;
  private final Map<String, Merge> merges = new HashMap<>();

  private Merging(Contract contract, Hierarchies hierarchies) {
    this.contract = contract;
    this.hierarchies = hierarchies;
    contract.merges().forEach(merge -> merges.put(merge.column(), merge));
  }

  /** What a contract says of it. */
  public static Merging of(Contract contract, Hierarchies hierarchies) {
    return new Merging(contract, hierarchies);
  }

  /**
   * The path of the merged partition into which a raw one may go; empty if the hierarchy does not
   * have the value.
   */
  public Optional<String> target(String path) {
    List<String> values = Partitions.values(path);
    List<Object> labels = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Merge merge = merges.get(contract.partitionColumns().get(i).name());
      Optional<String> label =
          merge == null
              ? Optional.of(Objects.requireNonNullElse(values.get(i), Partitions.NULL))
              : label(merge, values.get(i));
      if (label.isEmpty()) {
        return Optional.empty();
      }
      labels.add(label.get());
    }
    return Optional.of(Partitions.path(contract, labels));
  }

  /** Whether partitions are merged however many persons they have. */
  public boolean isAlways() {
    return merges.values().stream().anyMatch(Merge::always);
  }

  /**
   * Of a merged partition, the period of which more may come: that of the newest day, or one that
   * is not over by the calendar; empty if there is none.
   *
   * @param newest of each partition column the greatest value that there is; null if there is none
   */
  public Optional<String> unfinished(String target, List<String> newest, LocalDate today) {
    List<String> labels = Partitions.values(target);
    for (int i = 0; i < labels.size(); i++) {
      Merge merge = merges.get(contract.partitionColumns().get(i).name());
      if (merge != null
          && merge.hierarchy().isEmpty()
          && (label(merge, newest.get(i)).filter(labels.get(i)::equals).isPresent()
              || labels.get(i).compareTo(period(today, merge.to())) >= 0)) {
        return Optional.of(merge.to());
      }
    }
    return Optional.empty();
  }

  private Optional<String> label(Merge merge, String value) {
    if (value == null) {
      return Optional.empty();
    }
    if (merge.hierarchy().isEmpty()) {
      return Optional.of(period(LocalDate.parse(value), merge.to()));
    }
    Hierarchy hierarchy = hierarchies.get(merge.hierarchy().get());
    return hierarchy
        .levelOf(value)
        .map(
            there ->
                hierarchy
                    .ancestor(UTF8String.fromString(value), hierarchy.level(merge.to()))
                    .toString());
  }

  private static String period(LocalDate day, String unit) {
    return switch (unit) {
      case "week" ->
          "%04d-W%02d"
              .formatted(
                  day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case "month" -> "%04d-%02d".formatted(day.getYear(), day.getMonthValue());
      case "quarter" -> "%04d-Q%d".formatted(day.getYear(), day.get(IsoFields.QUARTER_OF_YEAR));
      case "year" -> "%04d".formatted(day.getYear());
      default -> throw new IllegalArgumentException("no such period: " + unit);
    };
  }
}
