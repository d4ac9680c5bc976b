package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * That only some persons (or other things) of a dataset are opened, and of those all rows.
 *
 * @param fraction how many of them, greater than 0 and less than 1
 * @param by the column that tells one from another; rows without it are left out
 */
public record Sample(double fraction, String by) {

  private static final List<String> OPTIONS = List.of("fraction", "by");

  static Optional<Sample> read(Place place, List<String> columns, Report report) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!place.isMapping()) {
      report.error(place, "sample is a mapping; write {fraction: 0.1, by: column}");
      return Optional.empty();
    }
    report.options(place, "sample", OPTIONS);
    Optional<BigDecimal> fraction =
        place
            .get("fraction")
            .number()
            .filter(n -> n.signum() > 0 && n.compareTo(BigDecimal.ONE) < 0);
    if (fraction.isEmpty()) {
      report.error(
          place.get("fraction"),
          "fraction must be a number greater than 0 and less than 1; correct it");
    }
    String by = place.get("by").textOrEmpty();
    if (!columns.contains(by)) {
      report.error(
          place.get("by"),
          place.get("by").exists()
              ? "by names no column: '" + Place.shorten(by) + "'; " + Nearest.remedy(by, columns)
              : "sample needs by; name the column that tells persons apart");
      return Optional.empty();
    }
    return fraction.map(n -> new Sample(n.doubleValue(), by));
  }
}
