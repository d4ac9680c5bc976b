package org.jinyanglake.contract;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which rules demand that columns are a key. */
final class Keys {

  private static final Pattern DEMAND =
      Pattern.compile("(?:IsPrimaryKey|IsUnique)((?: \"[^\"]+\")+)");
  private static final Pattern COLUMN = Pattern.compile("\"([^\"]+)\"");

  private Keys() {}

  /** Whether one of the rules says, with whichever severity, how often values may repeat. */
  static boolean demanded(Collection<String> columns, List<Rule> rules) {
    Set<String> key = new TreeSet<>(columns);
    return rules.stream().anyMatch(rule -> key.equals(columns(rule)));
  }

  private static Set<String> columns(Rule rule) {
    Set<String> columns = new TreeSet<>();
    Matcher demand = DEMAND.matcher(rule.dqdl());
    if (rule.measure().isPresent()) {
      rule.measure()
          .filter(metric -> metric.kind() == OdcsMetric.Kind.DUPLICATES)
          .ifPresent(metric -> columns.addAll(metric.columns()));
    } else if (demand.matches()) {
      Matcher column = COLUMN.matcher(demand.group(1));
      while (column.find()) {
        columns.add(column.group(1));
      }
    }
    return columns;
  }
}
