package org.jinyanglake.quality;

import java.util.List;

/**
 * What was measured of each period, whether a rule asks for it or not.
 *
 * @param measure its name, as {@code RowCount} or {@code Completeness(street)}
 * @param zh its name in Chinese
 * @param unit of its values
 * @param series by day, the oldest first
 */
public record Measured(String measure, String zh, RuleReport.Unit unit, List<Point> series) {

  /** How many of the last days are told. */
  public static final int TOLD = Period.TOLD;
}
