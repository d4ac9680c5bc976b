package org.jinyanglake.portal;

import java.util.List;
import org.apache.iceberg.IcebergBuild;

/**
 * Text to paste into a tool, which then reads a table of the open zone.
 *
 * @param tool its name
 * @param text ready to paste; what only the reader knows stands in angle brackets
 */
record Snippet(String tool, String text) {

  /** Ways to read a published table. */
  static List<Snippet> of(Publication publication, Publication.Access access) {
    String table = publication.contract().dataset().toString();
    String zone = publication.zone().catalog();
    return List.of(
        new Snippet("DuckDB", duckdb(access)),
        new Snippet("PyIceberg", pyIceberg(table, zone, access)),
        new Snippet("Spark SQL", spark(table, zone, access)),
        new Snippet(
            "导出为文件（在本平台上）",
            "scripts/lake export %s --format csv --out %s"
                .formatted(table, publication.contract().dataset().name())));
  }

  private static String duckdb(Publication.Access access) {
    return """
    INSTALL iceberg; LOAD iceberg;
    SELECT * FROM iceberg_scan('%s') LIMIT 10;"""
        .formatted(access.metadata().replace("'", "''"));
  }

  private static String pyIceberg(String table, String zone, Publication.Access access) {
    return """
    # pip install "pyiceberg[%s,pyarrow]"
    from pyiceberg.catalog.sql import SqlCatalog
    catalog = SqlCatalog(%s, uri=%s,
                         warehouse=%s, init_catalog_tables="false")
    print(catalog.load_table(%s).scan(limit=10).to_arrow())"""
        .formatted(
            access.uri().startsWith("jdbc:postgresql:") ? "sql-postgres" : "sql-sqlite",
            python(zone),
            python(sqlAlchemy(access.uri())),
            python(access.warehouse()),
            python(table));
  }

  private static String spark(String table, String zone, Publication.Access access) {
    boolean sqlite = access.uri().startsWith("jdbc:sqlite:");
    String catalog = "spark.sql.catalog." + zone;
    return """
    spark-sql \\
      --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:%s,%s \\
      --conf %s=org.apache.iceberg.spark.SparkCatalog \\
      --conf %s.type=jdbc \\
      --conf %s.uri=%s \\
    %s  --conf %s.jdbc.schema-version=V1 \\
      --conf %s.warehouse=%s \\
      -e 'SELECT * FROM %s.%s LIMIT 10'"""
        .formatted(
            IcebergBuild.version(),
            sqlite
                ? "org.xerial:sqlite-jdbc:" + org.sqlite.SQLiteJDBCLoader.getVersion()
                : "<JDBC driver>",
            catalog,
            catalog,
            catalog,
            shell(access.uri()),
            sqlite
                ? ""
                : "  --conf %s.jdbc.user=<user> --conf %s.jdbc.password=<password> \\%n"
                    .formatted(catalog, catalog),
            catalog,
            catalog,
            shell(access.warehouse()),
            zone,
            table);
  }

  private static String sqlAlchemy(String jdbc) {
    if (jdbc.startsWith("jdbc:sqlite:")) {
      return "sqlite:///" + jdbc.substring("jdbc:sqlite:".length());
    }
    return jdbc.replaceFirst("^jdbc:postgresql://", "postgresql+psycopg2://<user>:<password>@");
  }

  private static String python(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
