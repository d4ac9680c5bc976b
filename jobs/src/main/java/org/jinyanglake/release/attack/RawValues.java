package org.jinyanglake.release.attack;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The distinct raw values that targets have in a column. */
final class RawValues {
  private static final Object NULL = new Object();

  private final Map<Object, Integer> numbers = new HashMap<>();
  private final int[] ofTarget;
  private int scale = -1;

  /** As they are in the rows; by number. */
  final List<Object> values = new ArrayList<>();

  RawValues(List<Target> targets, int column) {
    ofTarget = new int[targets.size()];
    for (int i = 0; i < ofTarget.length; i++) {
      Object value = targets.get(i).values()[column];
      if (scale < 0 && value instanceof BigDecimal number) {
        scale = number.scale();
      }
      ofTarget[i] =
          numbers.computeIfAbsent(
              comparable(value),
              any -> {
                values.add(value);
                return values.size() - 1;
              });
    }
  }

  /** The number of a target's value. */
  int of(int target) {
    return ofTarget[target];
  }

  /** The number of the value that equals a published one; null if no target has it. */
  Integer of(Object published) {
    return numbers.get(comparable(published));
  }

  int size() {
    return values.size();
  }

  /** Equal for the same value, whether Spark or Iceberg read it. */
  private Object comparable(Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof CharSequence) {
      return value.toString();
    }
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof BigDecimal number) {
      return number.scale() == scale ? number : rescaled(number);
    }
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }

  /** At the scale that nearly all have, if it has that many digits and no more. */
  private BigDecimal rescaled(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    return plain.scale() <= scale ? plain.setScale(scale) : plain;
  }
}
