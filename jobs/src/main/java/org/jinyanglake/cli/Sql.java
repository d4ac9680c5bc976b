package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.ZoneSql;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads one zone with SQL. */
@Command(
    name = "sql",
    description = "Read one zone with SQL: SELECT, WITH, SHOW TABLES, DESCRIBE.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake sql \"SELECT count(*) FROM health.epidemic_daily\"",
      "  lake sql --zone ledger \"SELECT * FROM refused\" --format csv",
      "",
      "In the zone ledger there are audit.records and the views runs, fetches, files,",
      "rule_results, releases, approvals and refused."
    })
final class Sql implements Callable<Integer> {
  /** The ledger's records by kind, their bodies as columns. */
  private static final Map<String, String> VIEWS =
      Map.of(
          "runs",
          ledger("run", "run STRING, datasets STRING"),
          "fetches",
          ledger(
              "fetch",
              "file STRING, `from` STRING, bytes BIGINT, sha256 STRING, rows BIGINT, replaces STRING,"
                  + " fetched STRING, run STRING"),
          "files",
          ledger(
              "file",
              "file STRING, size BIGINT, sha256 STRING, rows BIGINT, stored BIGINT, refused BIGINT,"
                  + " outcome STRING, reason STRING, run STRING"),
          "rule_results",
          ledger(
              "check",
              "rule STRING, severity STRING, passed BOOLEAN, metric DOUBLE, reason STRING,"
                  + " contract STRING, run STRING"),
          "measures",
          "SELECT seq, time, dataset, partition, contract, run, inline(measures) FROM ("
              + ledger(
                  "measure",
                  "contract STRING, run STRING,"
                      + " measures ARRAY<STRUCT<metric: STRING, `column`: STRING, value: DOUBLE>>")
              + ")",
          "releases",
          ledger(
              "release",
              "zone STRING, snapshot STRING, run STRING, certificate STRUCT<id: STRING, keyVersion: INT,"
                  + " rows: STRUCT<`in`: BIGINT, out: BIGINT, withheld: BIGINT>, contract:"
                  + " STRUCT<version: STRING, hash: STRING>, approval: STRUCT<proposer: STRING,"
                  + " approver: STRING>, issuedAt: STRING>"),
          "approvals",
          ledger(
              "approval",
              "version STRING, contract STRING, proposer STRING, proposedAt STRING,"
                  + " officer STRING, approvedAt STRING, effectiveAt STRING"),
          "refused",
          ledger("refused", "stage STRING, rows BIGINT, kept STRING, run STRING"));

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      defaultValue = "open",
      description = "raw, open (default), conditional or ledger.")
  private String zone;

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "table",
      description = "table (default), csv or json (one object a line).")
  private String format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N rows (default: 1000 in a table, else all).")
  private Integer limit;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      description = "In which times are shown (default: that of contracts, ${DEFAULT-VALUE}).")
  private String timeZone;

  private static String ledger(String kind, String body) {
    return "SELECT seq, time, dataset, partition, b.* FROM (SELECT seq, time, dataset, partition,"
        + " from_json(body, '"
        + body
        + "') b FROM audit.records WHERE kind = '"
        + kind
        + "')";
  }

  @Override
  public Integer call() {
    Zone wanted = zone(zone);
    String shape = options.json() ? "json" : format;
    if (!List.of("table", "csv", "json").contains(shape)) {
      throw new UsageException("no format '" + format + "': table, csv or json");
    }
    if (limit != null && limit < 1) {
      throw new UsageException("--limit: expected 1 or more");
    }
    int most = limit != null ? limit : shape.equals("table") ? 1000 : Integer.MAX_VALUE;
    try (Lake lake = Workplace.lake(options);
        Engine engine = Engine.start(lake)) {
      ZoneSql zoneSql = ZoneSql.in(engine, wanted, timeZone);
      if (wanted == Zone.LEDGER && !lake.datasets(Zone.LEDGER).isEmpty()) {
        VIEWS.forEach(zoneSql::view);
      }
      PrintWriter out = spec.commandLine().getOut();
      SqlRows rows = new SqlRows(zoneSql.query(sql), most);
      switch (shape) {
        case "csv" -> rows.csv(out);
        case "json" -> rows.json(out);
        default -> rows.table(out);
      }
      out.flush();
      return ExitCode.DONE;
    } catch (ZoneSql.RefusedSqlException e) {
      throw new UsageException(e.getMessage());
    }
  }

  static Zone zone(String name) {
    for (Zone each : Zone.values()) {
      if (each.catalog().equals(name)) {
        return each;
      }
    }
    throw new UsageException("no zone '" + name + "': raw, open, conditional or ledger");
  }
}
