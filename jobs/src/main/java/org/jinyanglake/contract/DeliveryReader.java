package org.jinyanglake.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Delivery.FewRows;
import org.jinyanglake.contract.Delivery.FinalDays;
import org.jinyanglake.contract.Delivery.NoData;
import org.jinyanglake.contract.Delivery.Then;
import org.jinyanglake.contract.Type.Kind;

/**
 * Reads the property {@code delivery}: {@code {noData: hold, fewRows: {below: 50, then: wait},
 * finalDays: {after: 3, then: warn}, daysAhead: 1}}.
 */
final class DeliveryReader {

  private static final List<String> OPTIONS =
      List.of("noData", "fewRows", "finalDays", "daysAhead");
  private static final int MOST_DAYS = 36_500;

  private final List<Column> columns;
  private final ServiceLevels levels;
  private final LoadMode mode;
  private final Optional<Origin> origin;
  private final Report report;

  DeliveryReader(
      List<Column> columns,
      ServiceLevels levels,
      LoadMode mode,
      Optional<Origin> origin,
      Report report) {
    this.columns = columns;
    this.levels = levels;
    this.mode = mode;
    this.origin = origin;
    this.report = report;
  }

  /**
   * Reads it.
   *
   * @param derived whether the dataset comes from a query and not from files
   */
  Delivery read(Place place, boolean derived) {
    if (!place.exists()) {
      return Delivery.due(due());
    }
    if (derived) {
      report.error(place, "delivery is for datasets of files, this one is derived; delete it");
      return Delivery.due(due());
    }
    if (!place.isMapping()) {
      report.error(
          place, "delivery is a mapping; write {noData: warn, fewRows: {below: 50, then: hold}}");
      return Delivery.due(due());
    }
    report.options(place, "delivery", OPTIONS);
    Place ahead = place.get("daysAhead");
    return new Delivery(
        noData(place.get("noData")),
        fewRows(place.get("fewRows")),
        finalDays(place.get("finalDays")),
        ahead.exists() ? number(ahead, "daysAhead", 0, MOST_DAYS) : Delivery.NONE.daysAhead(),
        due());
  }

  private Optional<Duration> due() {
    return levels
        .get("frequency")
        .map(every -> every.plus(levels.get("latency").orElse(Duration.ZERO)));
  }

  private Optional<NoData> noData(Place place) {
    Optional<Then> then = Words.read(Then.class, place, "noData", report);
    if (then.isPresent() && due().isEmpty()) {
      report.error(
          place,
          "noData needs to know how often data are due; add frequency, and latency, to slaProperties");
    }
    return due().flatMap(after -> then.map(word -> new NoData(after, word)));
  }

  private Optional<FewRows> fewRows(Place place) {
    if (!isMapping(place, "fewRows", "below", "{below: 50, then: hold}")) {
      return Optional.empty();
    }
    if (origin.filter(this::bringsChanges).isPresent()) {
      report.error(
          place, "only what changed is fetched, and that may be a single row; delete fewRows");
    }
    int below = number(place.get("below"), "below", 1, 99);
    return then(place).map(then -> new FewRows(below, then));
  }

  /** Whether what is fetched is not all that there is. */
  private boolean bringsChanges(Origin from) {
    return from instanceof Origin.Database database && database.watermark().isPresent()
        || from instanceof Origin.LakeTable && mode != LoadMode.SNAPSHOT;
  }

  private Optional<FinalDays> finalDays(Place place) {
    if (!isMapping(place, "finalDays", "after", "{after: 3, then: hold}")) {
      return Optional.empty();
    }
    if (columns.stream().noneMatch(DeliveryReader::isDay)) {
      report.error(
          place, "finalDays needs days; partition the table by a column of logicalType date");
    }
    if (mode == LoadMode.SNAPSHOT) {
      report.error(place, "each snapshot holds all days again, so none is final; delete finalDays");
    }
    int after = number(place.get("after"), "after", 0, MOST_DAYS);
    Optional<Then> then = then(place);
    if (then.filter(Then.WAIT::equals).isPresent()) {
      report.error(
          place.get("then"), "a final day does not become another by waiting; write warn or hold");
    }
    return then.map(word -> new FinalDays(after, word));
  }

  private static boolean isDay(Column column) {
    return column.partition() && column.type() != null && column.type().kind() == Kind.DATE;
  }

  private boolean isMapping(Place place, String what, String option, String example) {
    if (place.exists() && !place.isMapping()) {
      report.error(place, what + " is a mapping; write " + example);
    }
    report.options(place, what, List.of(option, "then"));
    return place.isMapping();
  }

  private Optional<Then> then(Place place) {
    Place then = place.get("then");
    if (!then.exists()) {
      report.error(place, "what then? add then: warn, then: hold or then: wait");
    }
    return Words.read(Then.class, then, "then", report);
  }

  private int number(Place place, String what, int least, int most) {
    Optional<Long> number = place.integer().filter(n -> n >= least && n <= most);
    if (number.isEmpty()) {
      report.error(
          place,
          "%s must be a whole number from %d to %d; correct it".formatted(what, least, most));
    }
    return number.map(Long::intValue).orElse(least);
  }
}
