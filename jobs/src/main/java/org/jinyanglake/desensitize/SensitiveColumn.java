package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;

/**
 * A condition on the values of a sensitive column in each class.
 *
 * @param path the published value, and what stands above it where the distance of values follows
 *     from that; as the driver reads them
 */
record SensitiveColumn(Diversity declared, Condition condition, List<Column> path) {

  static SensitiveColumn of(
      Diversity declared, org.jinyanglake.contract.Column column, Zone zone, Technique technique) {
    Distance distance = declared.distance(column, zone);
    List<Technique> levels = new ArrayList<>();
    levels.add(technique);
    if (declared.measure() == Diversity.Measure.CLOSENESS && distance == Distance.HIERARCHICAL) {
      for (Optional<Technique> next = technique.coarser();
          next.isPresent();
          next = next.get().coarser()) {
        levels.add(next.get());
      }
    }
    Type type = technique.resultType(column.type());
    return new SensitiveColumn(
        declared,
        new Condition(declared.measure(), declared.bound(), declared.c(), distance, levels.size()),
        levels.stream()
            .map(level -> Anonymize.exact(level.apply(col(column.name())), type))
            .toList());
  }
}
