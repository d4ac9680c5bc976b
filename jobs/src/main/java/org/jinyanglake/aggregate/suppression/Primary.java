package org.jinyanglake.aggregate.suppression;

import java.util.Map;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Margins;

/** Which cells must not be seen for their own sake. */
record Primary(String persons, int least, Map<String, Margins.Dominance> dominance) {

  /** Too few persons, or one of them too large a part of a sum. */
  boolean isUnsafe(Row cell) {
    double count = number(cell, persons);
    if (!(count >= least)) {
      return true;
    }
    return dominance.entrySet().stream()
        .anyMatch(rule -> dominates(cell, number(cell, rule.getKey()), rule.getValue()));
  }

  private static boolean dominates(Row cell, double sum, Margins.Dominance rule) {
    double[] largest =
        rule.largest().stream()
            .mapToDouble(column -> Math.max(0, number(cell, column)))
            .map(value -> Double.isNaN(value) ? 0 : value)
            .toArray();
    if (rule.percent().isPresent()) {
      double rest = sum - largest[0] - largest[1];
      if (rest < rule.percent().getAsDouble() / 100 * largest[0]) {
        return true;
      }
    }
    double first = 0;
    for (int n = 1; n <= largest.length; n++) {
      first += largest[n - 1];
      Double most = rule.most().get(n);
      if (most != null && first > most / 100 * sum) {
        return true;
      }
    }
    return false;
  }

  /** NaN if there is none. */
  static double number(Row row, String column) {
    Object value = row.getAs(column);
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }
}
