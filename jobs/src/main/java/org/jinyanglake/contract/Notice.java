package org.jinyanglake.contract;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How long before it takes effect a change is approved, so that readers can prepare: {@code notice}
 * in {@code conf/policy.yaml}.
 *
 * @param widen for an opening type that opens to more people
 * @param narrow for one that opens to fewer
 * @param retire for the end of a dataset
 */
public record Notice(Duration widen, Duration narrow, Duration retire) {
  public static final Notice NONE = new Notice(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** The notice that a version of a contract takes, given the one that is in force. */
  public Duration of(Contract before, Contract after) {
    if (after.retired() && !before.retired()) {
      return retire;
    }
    int narrower = after.openingType().compareTo(before.openingType());
    return narrower == 0 ? Duration.ZERO : narrower > 0 ? narrow : widen;
  }

  static Notice read(String file, Object given) {
    if (given == null) {
      return NONE;
    }
    if (!(given instanceof Map<?, ?> values)
        || !values.keySet().equals(Set.of("widen", "narrow", "retire"))) {
      throw new IllegalArgumentException(
          file
              + ": notice must be like {widen: P0D, narrow: P7D, retire: P30D} and hold no other key");
    }
    return new Notice(
        term(file, values, "widen"), term(file, values, "narrow"), term(file, values, "retire"));
  }

  private static Duration term(String file, Map<?, ?> values, String key) {
    try {
      Duration term = Duration.parse(String.valueOf(values.get(key)));
      if (!term.isNegative()) {
        return term;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s: notice.%s must be an ISO 8601 duration of days or hours, as P30D"
            .formatted(file, key));
  }
}
