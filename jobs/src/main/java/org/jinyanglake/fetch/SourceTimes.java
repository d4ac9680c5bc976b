package org.jinyanglake.fetch;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates and times of other lakes as ISO 8601, those with a zone in UTC. */
final class SourceTimes {
  private SourceTimes() {}

  /** A date or time as text, with seconds; any other value as it is. */
  static Object iso(Object value) {
    if (value instanceof LocalDateTime local) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local);
    } else if (value instanceof OffsetDateTime moment) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
              moment.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime())
          + "Z";
    } else if (value instanceof Instant moment) {
      return iso(moment.atOffset(ZoneOffset.UTC));
    }
    return value;
  }
}
