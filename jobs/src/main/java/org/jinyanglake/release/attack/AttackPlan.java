package org.jinyanglake.release.attack;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What attackers look for in the files of a release. It holds raw values, and goes to tasks only as
 * part of their code, never into a plan.
 *
 * @param columns that are published, but for those of the partition
 * @param targets by the path of the partition in which they are published
 * @param salts the names of the dataset, its columns and the domains of its tokens
 * @param persons whether rows are of persons, who can be found
 */
public record AttackPlan(
    List<Attacked> columns, Map<String, List<Target>> targets, Set<String> salts, boolean persons)
    implements Serializable {

  /** Nothing to look for. */
  public static final AttackPlan NONE = new AttackPlan(List.of(), Map.of(), Set.of(), false);

  /** Nobody in particular is looked for. */
  public AttackPlan withoutTargets() {
    return new AttackPlan(columns, Map.of(), salts, false);
  }

  /**
   * What is needed to attack files of no more rows than so many each: the same with fewer targets
   * where files are not searched for all of them, which spares sending them to each task.
   */
  public AttackPlan forFiles(long rows) {
    Map<String, List<Target>> sought = new HashMap<>();
    targets.forEach((path, all) -> sought.put(path, FileAttack.sought(columns, all, rows)));
    return new AttackPlan(columns, sought, salts, persons);
  }

  List<Target> targets(String partition) {
    return targets.getOrDefault(partition, List.of());
  }
}
