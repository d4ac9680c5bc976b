package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R81: what SQL in a contract may read and call. */
class SqlGuardTest {

  private static final Set<String> COLUMNS = new TreeSet<>(List.of("age", "day", "entered_at"));

  private static List<String> inputsOf(String sql) {
    return SqlGuard.query(sql).inputs().stream().map(DatasetName::toString).toList();
  }

  private static List<String> faultsOf(String sql) {
    return SqlGuard.query(sql).faults().stream().map(SqlGuard.Fault::message).toList();
  }

  private static List<String> faultsOfExpression(String sql) {
    return SqlGuard.expression(sql, COLUMNS).stream().map(SqlGuard.Fault::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT x FROM a.b | a.b",
        "select x from a.b t, c.d join e.f u on t.k = u.k, g.h | a.b c.d e.f g.h",
        "SELECT x FROM `a`.`b` | a.b",
        "WITH c AS (SELECT * FROM a.b), e(k) AS (SELECT 1) SELECT * FROM c JOIN e JOIN d.f | a.b d.f",
        "SELECT extract(YEAR FROM d), trim(BOTH ' ' FROM x) FROM a.b | a.b",
        "SELECT * FROM a.b WHERE x IS NOT DISTINCT FROM y | a.b",
        "SELECT * FROM (a.b JOIN c.d ON 1 = 1) x, e.f | a.b c.d e.f",
        "SELECT * FROM a.b LATERAL VIEW explode(split(x, ',')) t AS y, z | a.b",
        "SELECT (SELECT max(x) FROM a.b) FROM c.d WHERE k IN (SELECT k FROM e.f) | a.b c.d e.f",
        "SELECT x FROM a.b UNION ALL SELECT y FROM c.d ORDER BY 1 | a.b c.d",
        "SELECT 'FROM x.y' /* FROM v.w /* nested */ FROM t.u */ FROM a.b -- FROM r.s | a.b",
        "SELECT r'\\' , ' FROM c.d' FROM a.b | a.b",
        "SELECT count(*) FILTER (WHERE x > 0), row_number() OVER (PARTITION BY k ORDER BY t) FROM a.b | a.b",
        "SELECT cast(x AS decimal(10,2)), date '2020-01-01' AS first, filter(a, x -> x > 1) FROM a.b | a.b",
      })
  void findsTheDatasetsThatAQueryReads(String sql, String inputs) {
    assertThat(inputsOf(sql)).containsExactlyInAnyOrder(inputs.split(" "));
    assertThat(faultsOf(sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO a.b SELECT * FROM c.d",
        "WITH c AS (SELECT 1) INSERT INTO a.b SELECT * FROM c",
        "FROM a.b INSERT INTO c.d SELECT *",
        "DROP TABLE a.b",
        "SELECT x FROM a.b; DROP TABLE a.b",
        "SELECT x FROM a.b;",
        "COPY a.b",
        "ADD JAR x",
        "SET x = 1",
        "TABLE a.b",
        "SELECT x FROM a.b WHERE y = '${spark.x}'",
        "SELECT transform(x) USING 'sh' AS (y) FROM a.b",
        "SELECT map(x) USING \"sh\" FROM a.b"
      })
  void refusesWhatIsNoSingleSelect(String sql) {
    assertThat(faultsOf(sql)).isNotEmpty().allSatisfy(fault -> assertThat(fault).contains("; "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM csv.`/etc/passwd` | csv.`/etc/passwd`",
        "SELECT * FROM parquet.`s3a://x/y` | parquet.`s3a://x/y`",
        "SELECT * FROM a.b JOIN json.`../x` | json.`../x`",
        "SELECT * FROM raw.a.b | raw.a.b",
        "SELECT * FROM a.b.files | a.b.files",
        "SELECT * FROM tickets | tickets",
        "SELECT * FROM A.B | A.B"
      })
  void refusesTablesThatAreNoDatasets(String sql, String table) {
    assertThat(faultsOf(sql))
        .containsExactly("table " + table + " is no dataset; name it domain.name in small letters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a.csv'", "\"a.b\""})
  void refusesTablesNamedByText(String table) {
    assertThat(faultsOf("SELECT * FROM " + table))
        .containsExactly("a table is named by a text; name it domain.name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reflect",
        "java_method",
        "try_reflect",
        "input_file_name",
        "from_csv",
        "aes_encrypt",
        "version",
        "identifier",
        "`reflect`"
      })
  void refusesFunctionsThatAreNotListed(String function) {
    String name = function.replace("`", "");
    assertThat(faultsOf("SELECT " + function + "('x', 'y') FROM a.b"))
        .singleElement()
        .asString()
        .startsWith("function " + name + " is not allowed in a contract");
    assertThat(faultsOfExpression(function + "(age)"))
        .singleElement()
        .asString()
        .startsWith("function " + name + " is not allowed in a contract");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"now()", "rand()", "uuid()", "current_date", "CURRENT_TIMESTAMP", "first(age)"})
  void refusesValuesThatARerunWouldChange(String call) {
    assertThat(faultsOf("SELECT " + call + " FROM a.b"))
        .singleElement()
        .asString()
        .endsWith("gives another value in a rerun; use a column instead");
    assertThat(faultsOfExpression(call)).hasSize(1);
  }

  @Test
  void refusesOlderStatesAndSamples() {
    assertThat(faultsOf("SELECT * FROM a.b VERSION AS OF 1"))
        .containsExactly("AS OF reads an older state; a dataset is read as it is now");
    assertThat(faultsOf("SELECT * FROM a.b TABLESAMPLE (10 PERCENT)")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'abc FROM a.b", "SELECT `x FROM a.b", "SELECT 1 /* FROM a.b"})
  void refusesTextThatIsNeverClosed(String sql) {
    assertThat(faultsOf(sql)).singleElement().asString().endsWith(" is never closed; close it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hour(entered_at)",
        "CASE WHEN age > 3 THEN 'a' ELSE NULL END",
        "extract(YEAR FROM day)",
        "cast(age AS int) BETWEEN 1 AND 2",
        "transform(array(age), x -> x + 1)",
        "aggregate(array(age), 0, (sum_so_far, x) -> sum_so_far + x)",
        "`age` + 1",
        "lpad(concat('x', 'y'), 6, '0')",
        "timestamp '2020-01-01 00:00:00' + interval 1 day",
        "date_format(entered_at, 'yyyy') || \"x\""
      })
  void takesExpressionsOverColumns(String sql) {
    assertThat(faultsOfExpression(sql)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "entred_at + 1 | unknown column 'entred_at'; did you mean 'entered_at'?",
        "lpad('x', age, ' ') | the length in lpad() is no number up to 1000; one row could fill the memory",
        "repeat('x', 200000000) | the length in repeat() is no number up to 1000; one row could fill the memory",
        "a.age | a column is named without a table; delete the part before the dot",
        "(SELECT max(age)) | an expression reads no table; write it over the columns of this dataset",
        "age; age | ';' separates statements; write one and leave it out"
      })
  void refusesOtherExpressions(String sql, String fault) {
    assertThat(faultsOfExpression(sql)).contains(fault);
  }
}
