package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.amazon.deequ.analyzers.CustomSql;
import com.amazon.deequ.analyzers.CustomSqlState;
import com.amazon.deequ.analyzers.runners.IllegalAnalyzerParameterException;
import com.amazon.deequ.analyzers.runners.MetricCalculationException;
import com.amazon.deequ.dqdl.execution.DQDLExecutor;
import com.amazon.deequ.dqdl.model.CustomSqlRowLevelExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.Passed$;
import com.amazon.deequ.dqdl.model.RuleOutcome;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Entity;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map$;
import scala.util.Failure;
import scala.util.Left;
import software.amazon.glue.dqdl.model.DQRule;

/**
 * A rule that deequ evaluates by a run of its own over the rows of one partition, such as {@code
 * CustomSql}, which sees them as the table {@code primary}.
 *
 * <p>Each run has a session of its own with the settings of the caller's, so that {@code primary}
 * is neither seen by a run beside it nor left behind.
 */
final class SingleRun {

  private SingleRun() {}

  /** The verdict of deequ on a rule that is not made of its analyzers. */
  static Verdict of(ExecutableRule rule, Dataset<Row> rows) {
    Map<DQRule, RuleOutcome> outcomes =
        JavaConverters.mapAsJavaMap(
            DQDLExecutor.executeRules(
                JavaConverters.asScalaBuffer(List.of(rule)), isolated(rows), Map$.MODULE$.empty()));
    RuleOutcome outcome = outcomes.get(rule.dqRule());
    // The message and the measure are left out: both may hold values of the data.
    return outcome.outcome().equals(Passed$.MODULE$)
        ? new Verdict(true, OptionalDouble.empty(), "")
        : outcome.evaluatedMetrics().isEmpty()
            ? Verdict.faulty("cannot be evaluated by deequ")
            : Verdict.failed("deequ's measure is out of bounds");
  }

  /**
   * The verdict on a query that returns the rows that are right, by some of their columns. deequ
   * counts a row once for each time that the query returns it; here it counts once.
   */
  static Verdict share(CustomSqlRowLevelExecutableRule query, Dataset<Row> rows) {
    try {
      Dataset<Row> all = isolated(rows);
      Dataset<Row> right = all.sparkSession().sql(query.customSqlStatement());
      List<String> names = List.of(right.columns());
      if (!List.of(all.columns()).containsAll(names)) {
        return Verdict.faulty("the query returns something else than columns of the dataset");
      }
      Dataset<Row> named =
          right.toDF(names.stream().map(name -> "right_" + name).toArray(String[]::new));
      Column same =
          names.stream()
              .map(name -> col(name).eqNullSafe(col("right_" + name)))
              .reduce(lit(true), Column::and);
      double share = (double) all.join(named, same, "left_semi").count() / all.count();
      boolean passed = Share.threshold(query.dqRule()).test(share);
      return new Verdict(
          passed,
          OptionalDouble.of(share),
          passed ? "" : "the share of rows that the query returns is " + share);
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      return Verdict.faulty("the query cannot be evaluated: " + about(e));
    }
  }

  private static String about(Exception e) {
    return e instanceof AnalysisException analysis
        ? analysis.getSimpleMessage() // about the text of the query only
        : e.getClass().getSimpleName();
  }

  /** The number that a query returns. deequ itself takes null for zero; here it is a failure. */
  static DoubleMetric of(CustomSql query, Dataset<Row> rows) {
    try {
      Dataset<Row> answer = isolated(rows).sparkSession().sql(query.expression());
      if (answer.columns().length != 1) {
        return failure("the query does not return exactly one column");
      }
      List<Row> numbers =
          answer.select(answer.col(answer.columns()[0]).cast("double")).takeAsList(2);
      return numbers.size() != 1 || numbers.get(0).isNullAt(0)
          ? noNumber()
          : metric(query, numbers.get(0).getDouble(0));
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      return failure(about(e));
    }
  }

  /** The measure of a query that returned a number. */
  static DoubleMetric metric(CustomSql query, double number) {
    return query.computeMetricFrom(Option.apply(new CustomSqlState(new Left<>(number))));
  }

  /** The measure of a query that returned none, or several. */
  static DoubleMetric noNumber() {
    return failure("the query does not return exactly one number");
  }

  private static DoubleMetric failure(String reason) {
    return failure(new IllegalAnalyzerParameterException(reason));
  }

  /** The measure of a query that has none; deequ's own would drop the kind of failure. */
  static DoubleMetric failure(MetricCalculationException reason) {
    return new DoubleMetric(
        Entity.Dataset(), "CustomSQL", "*", new Failure<>(reason), Option.empty());
  }

  /** The rows as the table {@code primary} of a session of their own. */
  static Dataset<Row> isolated(Dataset<Row> rows) {
    SparkSession own = rows.sparkSession().cloneSession();
    Dataset<Row> isolated = Dataset.ofRows(own, rows.queryExecution().analyzed());
    isolated.createOrReplaceTempView("primary");
    return isolated;
  }
}
