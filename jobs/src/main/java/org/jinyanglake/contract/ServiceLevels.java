package org.jinyanglake.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service levels of a contract (ODCS slaProperties). A month counts as 30 days, a year as 365.
 */
final class ServiceLevels {

  /** Those of ODCS that are lengths of time. */
  private static final List<String> DURATIONS =
      List.of("frequency", "retention", "latency", "timeToDetect", "timeToNotify", "timeToRepair");

  private static final List<String> MOMENTS =
      List.of("generalAvailability", "endOfSupport", "endOfLife", "timeOfAvailability");

  private static final Map<String, Duration> UNITS = new HashMap<>();

  static {
    unit(Duration.ofMinutes(1), "minute", "minutes", "min");
    unit(Duration.ofHours(1), "hour", "hours", "h");
    unit(Duration.ofDays(1), "day", "days", "d");
    unit(Duration.ofDays(7), "week", "weeks", "w");
    unit(Duration.ofDays(30), "month", "months", "mo");
    unit(Duration.ofDays(365), "year", "years", "yr", "y");
  }

  private final Map<String, Duration> durations = new HashMap<>();

  private ServiceLevels() {}

  private static void unit(Duration duration, String... names) {
    for (String name : names) {
      UNITS.put(name, duration);
    }
  }

  static ServiceLevels read(Place properties, Report report) {
    ServiceLevels levels = new ServiceLevels();
    properties.items().forEach(property -> levels.add(property, report));
    return levels;
  }

  Optional<Duration> get(String property) {
    return Optional.ofNullable(durations.get(property));
  }

  private void add(Place property, Report report) {
    String name = property.get("property").textOrEmpty();
    Optional<String> cron = property.get("schedule").text();
    if (cron.isPresent()
        && property.get("scheduler").text().orElse("cron").equalsIgnoreCase("cron")) {
      Cron.complain(cron.get()).ifPresent(m -> report.error(property.get("schedule"), m));
    }
    if (DURATIONS.contains(name)) {
      duration(property, name, report);
    } else if (!MOMENTS.contains(name)) {
      Nearest.of(name, DURATIONS)
          .ifPresent(
              near ->
                  report.error(
                      property.get("property"),
                      "unknown service level '"
                          + Place.shorten(name)
                          + "'; did you mean '"
                          + near
                          + "'?"));
    }
  }

  private void duration(Place property, String name, Report report) {
    Place value = property.get("value");
    Optional<Long> number = value.integer();
    if (number.isEmpty() || number.get() < 1 || number.get() > 10_000) {
      report.error(value, name + " must be a whole number from 1 to 10000; correct it");
      return;
    }
    Place unit = property.get("unit");
    Duration length = UNITS.get(unit.textOrEmpty());
    if (length == null) {
      report.error(
          unit,
          "unit of "
              + name
              + " must be minutes, h, d, w, months or y"
              + (unit.textOrEmpty().equals("m") ? "; m could be minutes or months" : "; name one"));
    } else if (durations.putIfAbsent(name, length.multipliedBy(number.get())) != null) {
      report.error(
          property.get("property"), name + " stands here a second time; delete one of the two");
    }
  }
}
