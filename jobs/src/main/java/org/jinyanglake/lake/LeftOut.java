package org.jinyanglake.lake;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.jinyanglake.contract.DatasetName;
import scala.Function1;
import scala.runtime.AbstractPartialFunction;

/** Leaves rows out of the tables that a query reads, wherever in it they are read. */
final class LeftOut extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
  private final SparkSession session;
  private final Map<DatasetName, Column> conditions;

  private LeftOut(SparkSession session, Map<DatasetName, Column> conditions) {
    this.session = session;
    this.conditions = conditions;
  }

  /**
   * The query over the tables without those rows.
   *
   * @param conditions of which rows to leave out, by the dataset whose table it is; never null
   */
  static Dataset<Row> of(Dataset<Row> query, Map<DatasetName, Column> conditions) {
    if (conditions.isEmpty()) {
      return query;
    }
    LogicalPlan plan = query.queryExecution().analyzed();
    return Dataset.ofRows(
        query.sparkSession(),
        plan.transformUpWithSubqueries(new LeftOut(query.sparkSession(), conditions)));
  }

  @Override
  public boolean isDefinedAt(LogicalPlan plan) {
    return plan instanceof DataSourceV2Relation relation
        && relation.identifier().isDefined()
        && conditions.containsKey(name(relation.identifier().get()));
  }

  @Override
  @SuppressWarnings("unchecked") // A1 and B1 of Scala are LogicalPlan here
  public <A extends LogicalPlan, B> B applyOrElse(A plan, Function1<A, B> otherwise) {
    if (!isDefinedAt(plan)) {
      return otherwise.apply(plan);
    }
    DataSourceV2Relation relation = (DataSourceV2Relation) (LogicalPlan) plan;
    Column condition = conditions.get(name(relation.identifier().get()));
    return (B)
        Dataset.ofRows(session, relation)
            .where(org.apache.spark.sql.functions.not(condition))
            .queryExecution()
            .analyzed();
  }

  private static DatasetName name(Identifier identifier) {
    return new DatasetName(identifier.namespace()[0], identifier.name());
  }
}
