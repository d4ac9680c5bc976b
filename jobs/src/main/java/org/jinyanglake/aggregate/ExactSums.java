package org.jinyanglake.aggregate;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Average;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.catalyst.expressions.aggregate.V2Aggregator;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import scala.Function1;
import scala.collection.JavaConverters;
import scala.runtime.AbstractPartialFunction;

/** Puts {@link ExactSum} in the place of every sum and mean of doubles in a query. */
final class ExactSums extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {

  private ExactSums() {}

  /** The query, whose rows do not depend on how its inputs are cut into files and tasks then. */
  static Dataset<Row> in(Dataset<Row> query) {
    return Dataset.ofRows(
        query.sparkSession(),
        query.queryExecution().analyzed().transformUpWithSubqueries(new ExactSums()));
  }

  @Override
  public boolean isDefinedAt(LogicalPlan plan) {
    return true;
  }

  @Override
  @SuppressWarnings("unchecked") // A1 and B1 of Scala are LogicalPlan here
  public <A extends LogicalPlan, B> B applyOrElse(A plan, Function1<A, B> otherwise) {
    return (B) plan.transformExpressions(new InExpressions());
  }

  private static final class InExpressions extends AbstractPartialFunction<Expression, Expression> {

    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof AggregateExpression aggregate
          && (aggregate.aggregateFunction() instanceof Sum
              || aggregate.aggregateFunction() instanceof Average)
          && aggregate.aggregateFunction().dataType().equals(DataTypes.DoubleType);
    }

    @Override
    @SuppressWarnings("unchecked") // A1 and B1 of Scala are Expression here
    public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
      if (!isDefinedAt(expression)) {
        return otherwise.apply(expression);
      }
      AggregateExpression aggregate = (AggregateExpression) (Expression) expression;
      Expression number = aggregate.aggregateFunction().children().head();
      Expression asDouble = new Column(number).cast(DataTypes.DoubleType).expr();
      ExactSum exact =
          aggregate.aggregateFunction() instanceof Sum ? ExactSum.sum() : ExactSum.mean();
      return (B)
          new AggregateExpression(
              new V2Aggregator<>(
                  exact, JavaConverters.asScalaBuffer(List.of(asDouble)).toSeq(), 0, 0),
              aggregate.mode(),
              aggregate.isDistinct(),
              aggregate.filter(),
              aggregate.resultId());
    }
  }
}
