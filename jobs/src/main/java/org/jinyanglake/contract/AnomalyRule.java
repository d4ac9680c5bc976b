package org.jinyanglake.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Type.Kind;

/**
 * A rule that compares a partition with the days before it, as DQDL writes it: {@code
 * DetectAnomalies "Completeness" "street"}. By which strategy, DQDL's tags say: {@code with
 * strategy = "HoltWinters"}.
 *
 * @param metric what is compared
 * @param column empty: of the dataset
 * @param options of the strategy, by name; those that are not there have deequ's defaults
 */
public record AnomalyRule(
    String metric, String column, Strategy strategy, Map<String, Double> options) {

  /** The kind's name. */
  static final String NAME = "DetectAnomalies";

  private static final String ROWS = "RowCount";

  /** Metrics that are kept of all columns, since they tell no value. */
  private static final List<String> OF_ANY = List.of("Completeness", "ApproxCountDistinct");

  /** Metrics that are kept of public columns of numbers. */
  private static final List<String> OF_NUMBERS =
      List.of("Mean", "Sum", "StandardDeviation", "Minimum", "Maximum");

  private static final Set<Kind> NUMBERS =
      Set.of(Kind.INTEGER, Kind.LONG, Kind.DOUBLE, Kind.DECIMAL);

  private static final Pattern CLAIMED = Pattern.compile("\\s*" + NAME + "\\b.*", Pattern.DOTALL);
  private static final Pattern RULE =
      Pattern.compile(
          "\\s*"
              + NAME
              + "\\s+\"([^\"]*)\"(?:\\s+(?:of\\s+)?\"([^\"]*)\")?"
              + "((?:\\s+with\\s+\\w+\\s*=\\s*(?:\"[^\"]*\"|[^\\s\"]+))*)\\s*");
  private static final Pattern TAG =
      Pattern.compile("with\\s+(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s\"]+))");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  /** How a value is compared with those before it; the names are deequ's. */
  public enum Strategy {
    /** As every dataset is watched: by medians of the days before and of the day of the week. */
    ROBUST("Robust"),
    /** By its ratio to the day before: less than maxRateDecrease or more than maxRateIncrease. */
    RELATIVE_RATE_OF_CHANGE("RelativeRateOfChange", "maxRateDecrease", "maxRateIncrease"),
    /**
     * By its difference from the day before: less than maxRateDecrease, more than maxRateIncrease.
     */
    ABSOLUTE_CHANGE("AbsoluteChange", "maxRateDecrease", "maxRateIncrease"),
    /** By mean and deviation, learnt day by day without the days that are anomalies. */
    ONLINE_NORMAL("OnlineNormal", "lowerDeviationFactor", "upperDeviationFactor"),
    /** By mean and deviation of all days before. */
    BATCH_NORMAL("BatchNormal", "lowerDeviationFactor", "upperDeviationFactor"),
    /** By exponential smoothing with a trend and a weekly season. */
    HOLT_WINTERS("HoltWinters");

    private final String word;
    private final List<String> options;

    Strategy(String word, String... options) {
      this.word = word;
      this.options = List.of(options);
    }

    /** As contracts write it. */
    public String word() {
      return word;
    }

    /** Whether a value is compared with the day before alone. */
    public boolean ofChange() {
      return this == RELATIVE_RATE_OF_CHANGE || this == ABSOLUTE_CHANGE;
    }
  }

  public AnomalyRule {
    options = Map.copyOf(options);
  }

  /** Whether a rule in DQDL is of this kind, well written or not. */
  public static boolean claims(String dqdl) {
    return CLAIMED.matcher(dqdl).matches();
  }

  /** Reads a rule that a valid contract holds. */
  public static AnomalyRule parse(String dqdl) {
    Matcher rule = RULE.matcher(dqdl);
    if (!rule.matches()) {
      throw new IllegalArgumentException(malformed());
    }
    Map<String, String> tags = tags(rule);
    Strategy strategy =
        strategy(tags.getOrDefault("strategy", Strategy.ROBUST.word))
            .orElseThrow(() -> new IllegalArgumentException("there is no such strategy"));
    Map<String, Double> options = new LinkedHashMap<>();
    tags.forEach(
        (name, value) -> {
          if (!name.equals("strategy")) {
            options.put(name, Double.valueOf(value));
          }
        });
    String column = rule.group(2) == null ? "" : rule.group(2);
    return new AnomalyRule(rule.group(1), column, strategy, options);
  }

  /** As a contract that declares nothing but the metric would write it. */
  public static String dqdl(String metric, String column) {
    return NAME + " \"" + metric + "\"" + (column.isEmpty() ? "" : " \"" + column + "\"");
  }

  /** What is wrong with a rule, and what to do; empty if nothing is. */
  static Optional<String> complain(Rule rule, Map<String, Column> columns) {
    Matcher read = RULE.matcher(rule.dqdl());
    if (!read.matches()) {
      return Optional.of(malformed());
    }
    if (rule.severity() == Rule.Severity.ROW) {
      return Optional.of(NAME + " judges a whole partition; make its severity error or warning");
    }
    List<Column> partitions = columns.values().stream().filter(Column::partition).toList();
    if (partitions.size() != 1 || partitions.get(0).type().kind() != Kind.DATE) {
      return Optional.of(
          NAME + " compares days: partition the dataset by one column of type date, or delete it");
    }
    return complain(read.group(1), read.group(2), columns).or(() -> complain(tags(read)));
  }

  private static Optional<String> complain(
      String metric, String column, Map<String, Column> columns) {
    if (metric.equals(ROWS)) {
      return column == null
          ? Optional.empty()
          : Optional.of(ROWS + " is of the dataset; delete \"" + Place.shorten(column) + "\"");
    }
    if (!OF_ANY.contains(metric) && !OF_NUMBERS.contains(metric)) {
      List<String> all = new java.util.ArrayList<>(List.of(ROWS));
      all.addAll(OF_ANY);
      all.addAll(OF_NUMBERS);
      return Optional.of(
          "no history is kept of " + Place.shorten(metric) + "; " + Nearest.remedy(metric, all));
    }
    if (column == null) {
      return Optional.of(metric + " is of a column; write " + dqdl(metric, "column"));
    }
    Column found = columns.get(column);
    if (found == null) {
      return Optional.of(
          "there is no column '"
              + Place.shorten(column)
              + "'; "
              + Nearest.remedy(column, columns.keySet()));
    }
    if (OF_NUMBERS.contains(metric) && !NUMBERS.contains(found.type().kind())) {
      return Optional.of(
          metric + " does not fit column " + column + " of type " + found.type() + "; use another");
    }
    if (OF_NUMBERS.contains(metric) && found.classification() != Classification.PUBLIC) {
      return Optional.of(
          "of "
              + column
              + ", which is not public, only "
              + String.join(" and ", OF_ANY)
              + " are kept; use one of them");
    }
    return Optional.empty();
  }

  private static Optional<String> complain(Map<String, String> tags) {
    String word = tags.getOrDefault("strategy", Strategy.ROBUST.word);
    Optional<Strategy> strategy = strategy(word);
    if (strategy.isEmpty()) {
      return Optional.of(
          "there is no strategy "
              + Place.shorten(word)
              + "; "
              + Nearest.remedy(
                  word, Arrays.stream(Strategy.values()).map(Strategy::word).toList()));
    }
    List<String> options = strategy.get().options;
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (tag.getKey().equals("strategy")) {
        continue;
      }
      if (!options.contains(tag.getKey())) {
        return Optional.of(
            word
                + " has no option "
                + Place.shorten(tag.getKey())
                + "; "
                + (options.isEmpty() ? "delete it" : Nearest.remedy(tag.getKey(), options)));
      }
      if (!NUMBER.matcher(tag.getValue()).matches()) {
        return Optional.of(tag.getKey() + " is a number, as 1.5; correct it");
      }
      if (!strategy.get().ofChange() && Double.parseDouble(tag.getValue()) <= 0) {
        return Optional.of(tag.getKey() + " must be greater than 0; correct it");
      }
    }
    if (strategy.get().ofChange()) {
      if (options.stream().noneMatch(tags::containsKey)) {
        return Optional.of(
            word
                + " needs "
                + options.stream()
                    .map(o -> "with " + o + " = …")
                    .collect(Collectors.joining(" or ")));
      }
      if (options.stream().allMatch(tags::containsKey)
          && Double.parseDouble(tags.get(options.get(0)))
              > Double.parseDouble(tags.get(options.get(1)))) {
        return Optional.of(options.get(0) + " is above " + options.get(1) + "; swap them");
      }
    }
    return Optional.empty();
  }

  private static String malformed() {
    return "write "
        + dqdl(ROWS, "")
        + " or "
        + dqdl("Completeness", "column")
        + ", and after it what differs, as: with strategy = \"HoltWinters\"";
  }

  private static Map<String, String> tags(Matcher rule) {
    Map<String, String> tags = new LinkedHashMap<>();
    Matcher tag = TAG.matcher(rule.group(3));
    while (tag.find()) {
      tags.put(tag.group(1), tag.group(2) == null ? tag.group(3) : tag.group(2));
    }
    return tags;
  }

  private static Optional<Strategy> strategy(String word) {
    return Arrays.stream(Strategy.values()).filter(each -> each.word.equals(word)).findFirst();
  }
}
