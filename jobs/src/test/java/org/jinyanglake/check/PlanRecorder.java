package org.jinyanglake.check;

import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.util.QueryExecutionListener;

/** Writes down the physical scans of every query. */
final class PlanRecorder implements QueryExecutionListener {

  private final StringBuilder scans;

  PlanRecorder(StringBuilder scans) {
    this.scans = scans;
  }

  @Override
  public void onSuccess(String function, QueryExecution query, long nanoseconds) {
    query.sparkPlan().collectLeaves().foreach(leaf -> scans.append(leaf.output()));
  }

  @Override
  public void onFailure(String function, QueryExecution query, Exception failure) {
    throw new AssertionError(failure);
  }
}
