package org.jinyanglake.check.suggest;

import com.amazon.deequ.analyzers.DataTypeInstances;
import com.amazon.deequ.profiles.ColumnProfile;
import com.amazon.deequ.profiles.StringColumnProfile;
import com.amazon.deequ.suggestions.ConstraintSuggestion;
import com.amazon.deequ.suggestions.ConstraintSuggestionResult;
import com.amazon.deequ.suggestions.ConstraintSuggestionRunBuilder;
import com.amazon.deequ.suggestions.ConstraintSuggestionRunner;
import com.amazon.deequ.suggestions.rules.CategoricalRangeRule;
import com.amazon.deequ.suggestions.rules.CategoricalRangeRule$;
import com.amazon.deequ.suggestions.rules.CompleteIfCompleteRule;
import com.amazon.deequ.suggestions.rules.NonNegativeNumbersRule;
import com.amazon.deequ.suggestions.rules.RetainCompletenessRule;
import com.amazon.deequ.suggestions.rules.UniqueIfApproximatelyUniqueRule;
import com.amazon.deequ.suggestions.rules.interval.WilsonScoreIntervalStrategy;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import scala.Console;
import scala.Enumeration;
import scala.Predef$;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** What deequ's profiler and the rules of its constraint suggestion say of the columns. */
final class Profiles {

  /** More values than so many are no list that a person keeps. */
  private static final int MOST_VALUES = 60;

  private static final double LEAST_COMPLETENESS = 0.2;
  private static final double CONFIDENCE = 0.95;

  private final long rows;
  private final Map<String, ColumnProfile> profiles;
  private final Map<String, List<ConstraintSuggestion>> suggested = new LinkedHashMap<>();

  private Profiles(ConstraintSuggestionResult result) {
    rows = result.numRecordsUsedForProfiling();
    profiles = JavaConverters.mapAsJavaMap(result.columnProfiles());
    JavaConverters.mapAsJavaMap(result.constraintSuggestions())
        .forEach((column, each) -> suggested.put(column, JavaConverters.seqAsJavaList(each)));
  }

  /** Profiles columns; texts stay texts, also if they look like numbers. */
  static Profiles of(Dataset<Row> rows) {
    Map<String, Enumeration.Value> texts =
        Stream.of(rows.schema().fields())
            .filter(field -> field.dataType().equals(DataTypes.StringType))
            .collect(Collectors.toMap(field -> field.name(), field -> DataTypeInstances.String()));
    ConstraintSuggestionRunBuilder run =
        new ConstraintSuggestionRunner()
            .onData(rows)
            .addConstraintRule(new CompleteIfCompleteRule())
            .addConstraintRule(
                new RetainCompletenessRule(
                    LEAST_COMPLETENESS, 1, new WilsonScoreIntervalStrategy()))
            .addConstraintRule(new UniqueIfApproximatelyUniqueRule())
            .addConstraintRule(
                new CategoricalRangeRule(
                    CategoricalRangeRule$.MODULE$.$lessinit$greater$default$1()))
            .addConstraintRule(new NonNegativeNumbersRule())
            .withLowCardinalityHistogramThreshold(MOST_VALUES)
            .setPredefinedTypes(
                JavaConverters.mapAsScalaMapConverter(texts)
                    .asScala()
                    .toMap(Predef$.MODULE$.<Tuple2<String, Enumeration.Value>>$conforms()));
    // deequ prints the types that it has no histogram of, where the verb's result is to stand.
    return new Profiles(Console.withOut(OutputStream.nullOutputStream(), run::run));
  }

  /** How many rows there are. */
  long rows() {
    return rows;
  }

  boolean complete(String column) {
    return suggests(column, CompleteIfCompleteRule.class);
  }

  /** Where there are nulls: the least share of values that is to be expected. */
  OptionalDouble completeness(String column) {
    return suggests(column, RetainCompletenessRule.class)
        ? OptionalDouble.of(
            new WilsonScoreIntervalStrategy()
                .calculateTargetConfidenceInterval(
                    profiles.get(column).completeness(), rows, CONFIDENCE)
                .lowerBound())
        : OptionalDouble.empty();
  }

  /** Whether hardly any value comes twice, as far as an estimate tells. */
  boolean unique(String column) {
    return suggests(column, UniqueIfApproximatelyUniqueRule.class);
  }

  boolean nonNegative(String column) {
    return suggests(column, NonNegativeNumbersRule.class);
  }

  /** The values of a column that has few, with the number of their rows, most frequent first. */
  Optional<Map<String, Long>> values(String column) {
    if (!suggests(column, CategoricalRangeRule.class)) {
      return Optional.empty();
    }
    Map<String, Long> values = new LinkedHashMap<>();
    JavaConverters.mapAsJavaMap(profiles.get(column).histogram().get().values()).entrySet().stream()
        .filter(each -> !each.getKey().equals("NullValue"))
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, com.amazon.deequ.metrics.DistributionValue> each) ->
                        -each.getValue().absolute())
                .thenComparing(Map.Entry::getKey))
        .forEach(each -> values.put(each.getKey(), each.getValue().absolute()));
    return Optional.of(values);
  }

  /** About how many different values a column has. */
  long distinct(String column) {
    return profiles.get(column).approximateNumDistinctValues();
  }

  /** The length of the longest text. */
  OptionalLong longest(String column) {
    return profiles.get(column) instanceof StringColumnProfile text && text.maxLength().isDefined()
        ? OptionalLong.of(((Number) text.maxLength().get()).longValue())
        : OptionalLong.empty();
  }

  private boolean suggests(String column, Class<?> rule) {
    return suggested.getOrDefault(column, List.of()).stream()
        .anyMatch(each -> rule.isInstance(each.suggestingRule()));
  }
}
