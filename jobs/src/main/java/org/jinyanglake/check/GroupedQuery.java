package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.collection.JavaConverters;

/**
 * A query of one aggregated number, {@code SELECT aggregate FROM primary WHERE condition}, asked of
 * all partitions at once: with a {@code GROUP BY} of the partition. Anything else (a subquery, a
 * join, {@code HAVING}, {@code LIMIT}, a window) may see rows of other partitions then, so there is
 * none of it.
 */
final class GroupedQuery {
  private static final String PRIMARY = "primary";

  private GroupedQuery() {}

  /**
   * The numbers by partition: the columns {@code partitions}, then the number as double. A
   * partition without rows that the query looks at has none.
   *
   * @param rows the table {@code primary} of a session of their own
   * @param partitions columns of the rows that no query names
   */
  static Optional<Dataset<Row>> of(String sql, Dataset<Row> rows, List<String> partitions) {
    SparkSession session = rows.sparkSession();
    try {
      LogicalPlan plan = session.sessionState().sqlParser().parsePlan(sql);
      if (!(plan instanceof Project project)
          || project.projectList().size() != 1
          || !isOfPrimary(project)) {
        return Optional.empty();
      }
      List<Expression> groups = new ArrayList<>();
      List<NamedExpression> selected = new ArrayList<>();
      for (String name : partitions) {
        UnresolvedAttribute group = UnresolvedAttribute.quoted(name);
        groups.add(group);
        selected.add(group);
      }
      selected.add(project.projectList().apply(0));
      Dataset<Row> grouped =
          Dataset.ofRows(session, new Aggregate(seq(groups), seq(selected), project.child()));
      boolean aggregates =
          grouped.queryExecution().analyzed() instanceof Aggregate aggregate
              && aggregates(aggregate.aggregateExpressions().last());
      return aggregates ? Optional.of(named(grouped, partitions)) : Optional.empty();
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      return Optional.empty(); // asked of one partition, it says what is wrong with it
    }
  }

  private static Dataset<Row> named(Dataset<Row> grouped, List<String> partitions) {
    List<String> names = new ArrayList<>(partitions);
    names.add("value");
    return grouped
        .toDF(names.toArray(String[]::new))
        .withColumn("value", col("value").cast("double"));
  }

  /** Whether it reads the table, maybe under a condition, and nothing else. */
  private static boolean isOfPrimary(Project project) {
    LogicalPlan from = project.child();
    if (hasSubquery(project)) {
      return false;
    }
    if (from instanceof Filter filter) {
      if (hasSubquery(filter)) {
        return false;
      }
      from = filter.child();
    }
    if (from instanceof SubqueryAlias alias) {
      from = alias.child();
    }
    return from instanceof UnresolvedRelation table
        && table.multipartIdentifier().size() == 1
        && table.multipartIdentifier().head().equalsIgnoreCase(PRIMARY);
  }

  private static boolean hasSubquery(LogicalPlan plan) {
    return JavaConverters.seqAsJavaList(plan.expressions()).stream()
        .anyMatch(each -> holds(each, PlanExpression.class));
  }

  private static boolean aggregates(Object selected) {
    return holds((Expression) selected, AggregateExpression.class);
  }

  private static boolean holds(Expression expression, Class<?> kind) {
    return kind.isInstance(expression)
        || JavaConverters.seqAsJavaList(expression.children()).stream()
            .anyMatch(child -> holds(child, kind));
  }

  private static <T> scala.collection.Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }
}
