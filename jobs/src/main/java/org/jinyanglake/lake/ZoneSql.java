package org.jinyanglake.lake;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import scala.collection.JavaConverters;

/**
 * SQL that reads one zone: its tables as they are now, by {@code domain.name} or {@code
 * zone.domain.name}. No other zone, no file, no metadata, no setting, no program and no change can
 * be reached through it. The guard is for honest mistakes and curious readers; what truly keeps a
 * zone apart is an operating-system user and a database role of its own.
 */
public final class ZoneSql {
  private static final Set<String> CALL_JAVA = Set.of("reflect", "java_method", "try_reflect");
  private static final int LONGEST = 300;

  private final Lake lake;
  private final Zone zone;
  private final SparkSession session;

  private ZoneSql(Lake lake, Zone zone, SparkSession session) {
    this.lake = lake;
    this.zone = zone;
    this.session = session;
  }

  /** SQL that is refused, or does not fit the zone's tables; the message is one line. */
  public static final class RefusedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedSqlException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * SQL in a zone.
   *
   * @param timeZone in which times without an offset are read and shown
   */
  public static ZoneSql in(Engine engine, Zone zone, String timeZone) {
    Lake lake = engine.lake();
    SparkSession session =
        engine.confined(zone.catalog(), timeZone, dataset -> lake.version(zone, dataset));
    CALL_JAVA.forEach(
        name ->
            session.sessionState().functionRegistry().dropFunction(new FunctionIdentifier(name)));
    return new ZoneSql(lake, zone, session);
  }

  /** Adds a name of one part for a query over the zone. */
  public ZoneSql view(String name, String sql) {
    session.sql(sql).createOrReplaceTempView(name);
    return this;
  }

  /**
   * The rows of one SELECT, WITH, SHOW TABLES or DESCRIBE.
   *
   * @throws RefusedSqlException for anything else
   */
  public Dataset<Row> query(String sql) {
    // The parser takes its settings from the active session.
    SparkSession.setActiveSession(session);
    try {
      LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(sql);
      if (parsed instanceof ShowTables) {
        return tables();
      }
      boolean describes = parsed instanceof DescribeRelation describe && !describe.isExtended();
      if (!describes && holds(parsed, Command.class, ParsedStatement.class)) {
        throw new RefusedSqlException(
            "only SELECT, WITH, SHOW TABLES and DESCRIBE are allowed: a zone is read here, not changed",
            null);
      }
      Dataset<Row> rows = session.sql(sql);
      LogicalPlan analyzed = rows.queryExecution().analyzed();
      boolean runs = holds(analyzed, ScriptTransformation.class);
      for (LogicalPlan subquery : JavaConverters.seqAsJavaList(analyzed.subqueriesAll())) {
        runs |= holds(subquery, ScriptTransformation.class);
      }
      if (runs) {
        throw new RefusedSqlException("a query may not run programs", null);
      }
      return rows;
    } catch (AnalysisException e) {
      throw new RefusedSqlException(
          e instanceof ParseException
              ? "no SQL: " + line(e)
              : "TABLE_OR_VIEW_NOT_FOUND".equals(e.getErrorClass()) ? missing(e) : line(e),
          e);
    }
  }

  private Dataset<Row> tables() {
    List<String> names = lake.datasets(zone).stream().map(DatasetName::toString).toList();
    return session.createDataset(names, org.apache.spark.sql.Encoders.STRING()).toDF("table");
  }

  private String missing(AnalysisException e) {
    String name =
        JavaConverters.mapAsJavaMap(e.messageParameters())
            .getOrDefault("relationName", "of that name")
            .toString()
            .replace("`", "");
    String there =
        lake.datasets(zone).stream().map(DatasetName::toString).collect(Collectors.joining(", "));
    return "the "
        + zone.catalog()
        + " zone has no table "
        + name
        + ": "
        + (there.isEmpty() ? "it has none yet" : "there are " + there);
  }

  @SafeVarargs
  private static boolean holds(LogicalPlan plan, Class<? extends Object>... kinds) {
    for (Class<?> kind : kinds) {
      if (plan.exists(node -> kind.isInstance(node))) {
        return true;
      }
    }
    return false;
  }

  /** Spark's message without its plan, its error class and its line breaks. */
  private static String line(AnalysisException e) {
    String message =
        e.getMessage()
            .replaceAll("(?s)\\R== SQL ==.*", "")
            .replaceAll("(?s);\\R.*", "")
            .replaceAll("^\\[[A-Z_.]+\\] ", "")
            .replaceAll("\\s+", " ")
            .strip();
    return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }
}
