package org.jinyanglake.quality;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The quality of datasets.
 *
 * @param at the moment that it is told of, ISO 8601
 * @param passed whether no rule of severity error fails and nothing is late
 * @param score of all of them
 * @param departments by domain
 * @param providers by who provides the data
 * @param datasets those that are late first, then those that are held back, then by name
 */
public record QualityReport(
    String at,
    boolean passed,
    Score score,
    List<Group> departments,
    List<Group> providers,
    List<DatasetReport> datasets) {

  /**
   * What several datasets have in common.
   *
   * @param datasets how many there are
   * @param failing of these, in how many a rule of severity error fails
   * @param late of these, how many are late
   */
  public record Group(String name, int datasets, int failing, int late, Score score) {}

  /** The report on some datasets. */
  public static QualityReport of(List<DatasetReport> datasets, Instant at) {
    List<DatasetReport> ordered =
        datasets.stream()
            .sorted(
                Comparator.comparing((DatasetReport each) -> !each.freshness().late())
                    .thenComparing(each -> !each.fails())
                    .thenComparing(DatasetReport::dataset))
            .toList();
    return new QualityReport(
        at.toString(),
        datasets.stream().noneMatch(DatasetReport::fails),
        Score.mean(datasets.stream().map(DatasetReport::score).toList()),
        groups(ordered, DatasetReport::department),
        groups(ordered, DatasetReport::provider),
        ordered);
  }

  private static List<Group> groups(
      List<DatasetReport> datasets, Function<DatasetReport, String> by) {
    Map<String, List<DatasetReport>> groups =
        datasets.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.toList()));
    return groups.entrySet().stream()
        .map(
            group ->
                new Group(
                    group.getKey(),
                    group.getValue().size(),
                    (int)
                        group.getValue().stream()
                            .filter(each -> each.failing("error") > 0 || !each.held().isEmpty())
                            .count(),
                    (int) group.getValue().stream().filter(each -> each.freshness().late()).count(),
                    Score.mean(group.getValue().stream().map(DatasetReport::score).toList())))
        .toList();
  }

  /** The datasets whose data are late, the longest first. */
  public List<DatasetReport> late() {
    return datasets.stream()
        .filter(each -> each.freshness().late())
        .sorted(
            Comparator.comparing(
                (DatasetReport each) -> Instant.parse(each.freshness().lateSince())))
        .toList();
  }
}
