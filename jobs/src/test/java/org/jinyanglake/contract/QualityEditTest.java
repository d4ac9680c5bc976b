package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityEditTest {

  private static final List<QualityEdit.Remarked> RULES =
      List.of(
          new QualityEdit.Remarked(new Rule("IsComplete \"id\"", Severity.ROW), "no row lacks it"),
          new QualityEdit.Remarked(new Rule("RowCount > 0", Severity.ERROR), "why"),
          new QualityEdit.Remarked(
              new Rule("ColumnValues \"id\" matches \"[A-Z]\"", Severity.ROW), "so"));

  @Test
  void writesRulesBelowThoseThatAreThere() {
    QualityEdit edit =
        QualityEdit.of(
                """
                schema:
                  - name: t
                    properties:
                      - {name: id, logicalType: string}
                    quality:
                      # rows
                      - type: custom
                        implementation: |
                          Rules = [ RowCount > 0 ]

                team: {}
                """,
                RULES)
            .orElseThrow();
    assertThat(edit.diff("schemas/d/t.yaml"))
        .isEqualTo(
            """
            --- schemas/d/t.yaml
            +++ schemas/d/t.yaml
            @@ -7,5 +7,20 @@
                   - type: custom
                     implementation: |
                       Rules = [ RowCount > 0 ]
            +      - type: custom
            +        engine: deequ
            +        severity: error
            +        implementation: |
            +          Rules = [
            +            RowCount > 0 # why
            +          ]
            +      - type: custom
            +        engine: deequ
            +        severity: row
            +        implementation: |
            +          Rules = [
            +            IsComplete "id", # no row lacks it
            +            ColumnValues "id" matches "[A-Z]" # so
            +          ]
            \s
             team: {}
            """);
    assertThat(edit.text()).contains("Rules = [ RowCount > 0 ]\n      - type: custom\n");
  }

  @Test
  void beginsTheListWhereThereIsNone() {
    assertThat(
            QualityEdit.of(
                    """
                    schema:
                      - name: t
                        properties:
                          - {name: id, logicalType: string}
                    """,
                    RULES.subList(0, 1))
                .orElseThrow()
                .text())
        .isEqualTo(
            """
            schema:
              - name: t
                quality:
                  - type: custom
                    engine: deequ
                    severity: row
                    implementation: |
                      Rules = [
                        IsComplete "id" # no row lacks it
                      ]
                properties:
                  - {name: id, logicalType: string}
            """);
  }

  @Test
  void leavesListsInOneLineToPeople() {
    String text = "schema: [{name: t, quality: [{type: text}], properties: [{name: id}]}]\n";
    assertThat(QualityEdit.of(text, RULES)).isEmpty();
    assertThat(QualityEdit.of(text, List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "FunctionalDependency \"zip\" -> \"city\", ROW, true",
        "FunctionalDependency \"zip\" \"id\" -> \"city\" >= 0.9, WARNING, true",
        "FunctionalDependency \"zip\" -> \"city\" >= 0.9, ROW, false",
        "FunctionalDependency \"zip\" -> \"town\", ERROR, false",
        "FunctionalDependency \"zip\" -> \"zip\", ERROR, false",
        "FunctionalDependency \"zip\" \"city\", ERROR, false",
        "FunctionalDependency \"zip\" -> \"city\" where, ERROR, false",
        "FunctionalDependency \"zip\" -> \"city\" where \"id > 1\", ROW, false",
        "FunctionalDependency \"zip\" -> \"city\" > 0.9 where \"id > 1\", ERROR, false",
        "FunctionalDependency \"zip\" -> \"city\" with threshold > 0.9, ERROR, false",
        "ColumnValues \"city\" matches \"(a+)+\", ROW, false"
      })
  void allowsRulesThatCanBeJudged(String rule, Severity severity, boolean allowed) {
    List<Column> columns = List.of(column("id"), column("zip"), column("city"));
    assertThat(QualityEdit.allows(columns, new Rule(rule, severity))).isEqualTo(allowed);
  }

  private static Column column(String name) {
    return new Column(
        name,
        name,
        name,
        "",
        Type.STRING,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        0,
        Classification.PUBLIC,
        Map.of());
  }
}
