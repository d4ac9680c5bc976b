package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of contracts, read together. */
class ContractsTest {

  private static final DatasetName TICKETS = DatasetName.parse("governance.tickets");
  private static final DatasetName DAILY = DatasetName.parse("city.daily");

  @TempDir Path folder;
  private Schemas schemas;

  @BeforeEach
  void open() {
    schemas = new Schemas(folder);
  }

  /** A derived contract {@code city.<name>} that reads one dataset. */
  private static String derived(String name, String input) {
    return Schemas.DAILY
        .replace("city:daily", "city:" + name)
        .replace("name: daily", "name: " + name)
        .replace("governance.tickets", input);
  }

  private List<String> validNames() {
    return schemas.read().contracts().stream().map(c -> c.dataset().toString()).toList();
  }

  @Test
  void everythingInAContractIsRead() {
    schemas.with("governance/tickets.yaml", Schemas.TICKETS);
    Contract contract = schemas.read().contract(TICKETS).orElseThrow();

    assertThat(contract.file()).endsWith("governance/tickets.yaml");
    assertThat(contract.id()).isEqualTo("urn:taiyuan:governance:tickets");
    assertThat(contract.version()).isEqualTo("1.0.0");
    assertThat(contract.tenant()).isEqualTo("太原市");
    assertThat(contract.title()).isEqualTo("12345 热线工单");
    assertThat(contract.purpose()).isEqualTo("12345 市民热线工单");
    assertThat(contract.openingType()).isEqualTo(OpeningType.CONDITIONAL);
    assertThat(contract.loadMode()).isEqualTo(LoadMode.APPEND);
    assertThat(contract.source())
        .isEqualTo(
            new Source.Files(
                "governance/tickets/*.csv",
                Source.Format.CSV,
                Charset.forName("GB18030"),
                Source.Dialect.RFC_4180,
                List.of("")));
    assertThat(contract.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    assertThat(contract.rules())
        .containsExactly(
            new Rule("IsComplete \"ticket_id\"", Severity.ERROR),
            new Rule("RowCount > 0", Severity.ERROR));
    assertThat(contract.anonymity()).contains(new Anonymity(5, "caller_id", 0.01));
    assertThat(contract.officer()).isEqualTo("wang.jianguo");
    assertThat(contract.steward()).isEqualTo("li.min");
    assertThat(contract.frequency()).contains(Duration.ofDays(1));
    assertThat(contract.retention()).contains(Duration.ofDays(3 * 365));
    assertThat(contract.opened()).containsExactly(Zone.CONDITIONAL);
    assertThat(contract.partitionColumns()).extracting(Column::name).containsExactly("day");
    assertThat(contract.primaryKey()).extracting(Column::name).containsExactly("ticket_id");
    assertThat(contract.columns(Zone.CONDITIONAL))
        .extracting(Column::name)
        .containsExactly("day", "ticket_id", "phone", "age", "happened_at");
    assertThat(contract.column("phone"))
        .isEqualTo(
            new Column(
                "phone",
                "来电号码",
                "phone",
                "",
                Type.STRING,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                0,
                Classification.DIRECT_IDENTIFIER,
                Map.of(Zone.CONDITIONAL, new TechniqueSpec("token", Map.of("domain", "phone")))));
    assertThat(contract.column("happened_at").format()).contains("yyyy-MM-dd HH:mm:ss");
    assertThat(contract.column("hour").expression()).contains("hour(happened_at)");
    assertThat(contract.column("age").type()).isEqualTo(Type.INTEGER);
  }

  @Test
  void aDerivedContractNamesItsInputs() {
    schemas.with("governance/tickets.yaml", Schemas.TICKETS).with("city/daily.yaml", Schemas.DAILY);
    Contract contract = schemas.read().contract(DAILY).orElseThrow();
    assertThat(contract.source())
        .isInstanceOfSatisfying(
            Source.Query.class, query -> assertThat(query.inputs()).isEqualTo(Set.of(TICKETS)));
    assertThat(contract.cells()).contains("persons");
  }

  @Test
  void rulesetsAreCutIntoRulesAndCommentsLeftOut() {
    schemas.with(
        "governance/tickets.yaml",
        Schemas.changed(
                Schemas.TICKETS,
                "RowCount > 0",
                """
                ColumnValues "ticket_id" in ["a, ]", "b"],  # all, of [ them
                            (IsComplete "age")
                              and (ColumnValues "age" between -1 and 131)\
                """)
            .replace("severity: error", "severity: row"));
    assertThat(schemas.problems()).isEmpty();
    assertThat(schemas.read().contract(TICKETS).orElseThrow().rules())
        .containsExactly(
            new Rule("IsComplete \"ticket_id\"", Severity.ROW),
            new Rule("ColumnValues \"ticket_id\" in [\"a, ]\", \"b\"]", Severity.ROW),
            new Rule(
                "(IsComplete \"age\") and (ColumnValues \"age\" between -1 and 131)",
                Severity.ROW));
  }

  @Test
  void aContractMayHaveNoRules() {
    schemas.with(
        "governance/tickets.yaml",
        Schemas.changed(Schemas.TICKETS, "RowCount > 0\n", "\n")
            .replace("IsComplete \"ticket_id\",", ""));
    assertThat(schemas.problems()).isEmpty();
    assertThat(schemas.read().contract(TICKETS).orElseThrow().rules()).isEmpty();
  }

  @Test
  void aBadContractHidesNoOther() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with("health/bad.yaml", "a: [")
        .with("health/worse.yaml", new byte[] {(byte) 0xff});
    assertThat(validNames()).containsExactly("governance.tickets");
    assertThat(schemas.read().problems())
        .extracting(problem -> Path.of(problem.file()).getFileName().toString())
        .containsExactly("bad.yaml", "worse.yaml");
  }

  @Test
  void whatDerivesFromABadContractIsBadDownToTheLast() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS.replace("status: active", "status: x"))
        .with("city/daily.yaml", Schemas.DAILY)
        .with("city/weekly.yaml", derived("weekly", "city.daily"));
    assertThat(validNames()).isEmpty();
    assertThat(schemas.problems())
        .containsExactly(
            "city/daily.yaml:15:16: derives from governance.tickets, whose contract governance/tickets.yaml has errors; correct those first",
            "city/weekly.yaml:15:16: derives from city.daily, whose contract city/daily.yaml has errors; correct those first",
            "governance/tickets.yaml:6:9: unknown status 'x'; choose from active, deprecated, draft, proposed, retired");
  }

  @Test
  void theOrderFollowsDependenciesAndThenNames() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with("city/a.yaml", derived("a", "city.b"))
        .with("city/b.yaml", derived("b", "governance.tickets"))
        .with("city/c.yaml", derived("c", "governance.tickets"));
    Contracts contracts = schemas.read();
    assertThat(contracts.problems()).isEmpty();
    assertThat(contracts.ordered())
        .extracting(contract -> contract.dataset().toString())
        .containsExactly("governance.tickets", "city.b", "city.a", "city.c");
    assertThat(contracts.contracts())
        .extracting(contract -> contract.dataset().toString())
        .containsExactly("city.a", "city.b", "city.c", "governance.tickets");
  }

  /** The tickets under another name, with a rule in the place of the one on their number. */
  private static String tickets(String name, String rule) {
    return Schemas.TICKETS
        .replace("name: tickets", "name: " + name)
        .replace("governance:tickets", "governance:" + name)
        .replace("governance/tickets/", "governance/" + name + "/")
        .replace("RowCount > 0", rule);
  }

  @Test
  void aRuleThatComparesNeedsTheOtherDatasetBefore() {
    schemas
        .with("governance/a.yaml", tickets("a", "RowCountMatch \"governance.z\" = 1.0"))
        .with(
            "governance/b.yaml",
            tickets("b", "(RowCount > 0) and (SchemaMatch \"governance.a\" = 1.0)"))
        .with("governance/z.yaml", tickets("z", "RowCount > 0"));
    Contracts contracts = schemas.read();
    assertThat(contracts.problems()).isEmpty();
    assertThat(contracts.ordered())
        .extracting(contract -> contract.dataset().name())
        .containsExactly("z", "a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ReferentialIntegrity "phone" "governance.codes.id" = 1.0          | there is no dataset governance.codes; did you mean 'governance.calls'?
          ReferentialIntegrity "phone" "governance.calls.phon" = 1.0        | governance.calls has no column 'phon'; did you mean 'phone'?
          ReferentialIntegrity "phon" "governance.calls.phone" = 1.0        | there is no column 'phon'; did you mean 'phone'?
          ReferentialIntegrity "phone" "governance.calls.age" = 1.0         | column phone is string, but age of governance.calls is integer; compare columns of one type
          ReferentialIntegrity "phone,age" "governance.calls.phone" = 1.0   | as many columns are needed on both sides; correct one of the two
          ReferentialIntegrity "phone" "governance.tickets.phone" = 1.0     | compares the dataset with itself; name another
          RowCountMatch "calls" = 1.0                                       | no other dataset is named; write it as RowCountMatch "domain.dataset" = 1.0
          AggregateMatch "sum(agee)" "sum(governance.calls.age)" = 1.0      | there is no column 'agee'; did you mean 'age'?
          AggregateMatch "sum(age)" "sum(governance.calls.agee)" = 1.0      | governance.calls has no column 'agee'; did you mean 'age'?
          DatasetMatch "governance.calls" "ticket_id->phon" = 1.0           | governance.calls has no column 'phon'; did you mean 'phone'?
          RowCountMatch "governance.back" = 1.0                             | each of the datasets would have to be judged before the other: governance.tickets → governance.back → governance.tickets; delete one of the rules
          """)
  void aRuleThatComparesWhatIsNotThereIsAnError(String rule, String message) {
    schemas
        .with("governance/tickets.yaml", tickets("tickets", rule))
        .with("governance/calls.yaml", tickets("calls", "RowCount > 0"))
        .with(
            "governance/back.yaml",
            rule.contains("back")
                ? tickets("back", "RowCountMatch \"governance.tickets\" = 1.0")
                : tickets("back", "RowCount > 0"));
    assertThat(schemas.problems())
        .filteredOn(each -> each.startsWith("governance/tickets.yaml:71:13: rule"))
        .singleElement()
        .asString()
        .endsWith(message);
  }

  @Test
  void whatComparesWithACycleIsToldSo() {
    schemas
        .with("governance/tickets.yaml", tickets("tickets", "RowCountMatch \"governance.a\" = 1.0"))
        .with("governance/a.yaml", tickets("a", "RowCountMatch \"governance.b\" = 1.0"))
        .with("governance/b.yaml", tickets("b", "RowCountMatch \"governance.a\" = 1.0"));
    assertThat(schemas.problems())
        .hasSize(3)
        .filteredOn(each -> each.startsWith("governance/tickets.yaml:71:13: rule"))
        .singleElement()
        .asString()
        .endsWith(
            "compares with governance.a, whose contract governance/a.yaml has errors; correct those"
                + " first");
    assertThat(validNames()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"> 0.9", "!= 1.0", "<= 1.0", "< 1"})
  void aRowRuleBetweenDatasetsDemandsACounterpartOfEachRow(String bound) {
    schemas
        .with(
            "governance/tickets.yaml",
            tickets("tickets", "ReferentialIntegrity \"phone\" \"governance.calls.phone\" " + bound)
                .replace("severity: error", "severity: row"))
        .with("governance/calls.yaml", tickets("calls", "RowCount > 0"));
    assertThat(schemas.problems())
        .singleElement()
        .asString()
        .endsWith(
            "severity row refuses every row without a counterpart; write = 1.0, or make it error or"
                + " warning");
  }

  @Test
  void r79OneIdInTwoContracts() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with(
            "governance/calls.yaml",
            Schemas.TICKETS
                .replace("name: tickets", "name: calls")
                .replace("governance/tickets/", "governance/calls/"));
    assertThat(schemas.problems())
        .containsExactly(
            "governance/calls.yaml:3:5: id 'urn:taiyuan:governance:tickets' is also that of governance/tickets.yaml:3; change one of the two",
            "governance/tickets.yaml:3:5: id 'urn:taiyuan:governance:tickets' is also that of governance/calls.yaml:3; change one of the two");
    assertThat(validNames()).isEmpty();
  }

  @Test
  void r79OneTableOfTwoContracts() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with("governance/calls.yaml", Schemas.TICKETS.replace("governance:tickets", "calls"));
    assertThat(schemas.problems())
        .contains(
            "governance/calls.yaml:4:7: table 'governance.tickets' is also that of governance/tickets.yaml:4; change one of the two",
            "governance/calls.yaml:4:7: name 'tickets' differs from the file 'calls'; make them equal",
            "governance/tickets.yaml:4:7: table 'governance.tickets' is also that of governance/calls.yaml:4; change one of the two");
    assertThat(validNames()).isEmpty();
  }

  @Test
  void r80DomainsThatACatalogWithWildcardsConfuses() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS)
        .with(
            "govern_nce/tickets.yaml",
            Schemas.TICKETS
                .replace("governance:", "other:")
                .replace("domain: governance", "domain: govern_nce")
                .replace("governance/", "govern_nce/"));
    assertThat(schemas.problems())
        .containsExactly(
            "govern_nce/tickets.yaml:7:9: domain 'govern_nce' cannot be told from 'governance' by a catalog that takes _ for any letter; rename one");
  }

  @Test
  void r82CycleIsToldWithItsPath() {
    schemas
        .with("city/a.yaml", derived("a", "city.b"))
        .with("city/b.yaml", derived("b", "city.c"))
        .with("city/c.yaml", derived("c", "city.a"))
        .with("city/d.yaml", derived("d", "city.e"))
        .with("city/e.yaml", derived("e", "city.a"));
    assertThat(schemas.problems())
        .containsExactly(
            "city/a.yaml:15:16: the datasets derive from each other: city.a → city.b → city.c → city.a; break the cycle",
            "city/b.yaml:15:16: the datasets derive from each other: city.b → city.c → city.a → city.b; break the cycle",
            "city/c.yaml:15:16: the datasets derive from each other: city.c → city.a → city.b → city.c; break the cycle",
            "city/d.yaml:15:16: derives from city.e, whose contract city/e.yaml has errors; correct those first",
            "city/e.yaml:15:16: derives from city.a, whose contract city/a.yaml has errors; correct those first");
    assertThat(validNames()).isEmpty();
  }

  @Test
  void r82ClosedDataAreOpenedAsCountsOnly() {
    String closed =
        Schemas.TICKETS
            .replace("openingType, value: conditional", "openingType, value: closed")
            .replaceAll("(?m)^ *customProperties:\\n *- \\{property: conditional.*\\n", "");
    schemas.with("governance/tickets.yaml", closed).with("city/daily.yaml", Schemas.DAILY);
    assertThat(schemas.problems()).isEmpty();

    schemas.with(
        "city/daily.yaml",
        Schemas.changed(Schemas.DAILY, "      - {property: cells, value: persons}\n", ""));
    assertThat(schemas.problems())
        .containsExactly(
            "city/daily.yaml:15:16: opens data of governance.tickets, which is closed; only counts may be opened: add the property cells or close the dataset");
  }

  @Test
  void draftsAreCheckedButNotRun() {
    schemas
        .with("governance/tickets.yaml", Schemas.TICKETS.replace("status: active", "status: draft"))
        .with("city/daily.yaml", Schemas.DAILY);
    assertThat(schemas.problems())
        .containsExactly(
            "city/daily.yaml:15:16: derives from governance.tickets, which is not run by its status; make it active",
            "governance/tickets.yaml:6:9: warning: status draft: the contract is checked but not run; write active to run it");
    assertThat(validNames()).isEmpty();
  }

  @Test
  void filesOutOfPlaceAreTold() {
    schemas
        .with("README.md", "# how to")
        .with("stray.yaml", Schemas.TICKETS)
        .with("governance/deep/tickets.yaml", Schemas.TICKETS)
        .with("governance/tickets.yml", Schemas.TICKETS)
        .with("governance/.tickets.yaml.swp", "x");
    assertThat(schemas.problems())
        .containsExactly(
            "governance/deep/tickets.yaml: not in its place; a contract is schemas/<domain>/<dataset>.yaml",
            "governance/tickets.yml: would not be found by others; rename it to end in .yaml",
            "stray.yaml: not in its place; a contract is schemas/<domain>/<dataset>.yaml");
  }

  @Test
  void aMissingFolderIsOneProblem() {
    Contracts contracts = Contracts.read(folder.resolve("none"));
    assertThat(contracts.problems())
        .singleElement()
        .asString()
        .endsWith("/none: there is no such folder of contracts; create it or name another");
    assertThat(contracts.contracts()).isEmpty();
  }

  @Test
  void generalizationIsCheckedAgainstTheHierarchies() {
    Schemas conf =
        new Schemas(folder.resolve("conf"))
            .with("region.csv", "street,district,city\n迎泽街道,迎泽区,太原市\n");
    String generalized =
        "logicalType: string\n"
            + "        classification: sensitive\n"
            + "        customProperties:\n"
            + "          - {property: conditional, value: {technique: generalize, hierarchy: %s,"
            + " level: %s}}";
    Schemas contracts = new Schemas(folder.resolve("schemas"));
    for (String[] use :
        new String[][] {
          {"region", "district", ""},
          {"regoin", "district", "there is no hierarchy 'regoin'; did you mean 'region'?"},
          {
            "region",
            "distrikt",
            "hierarchy region has no level 'distrikt'; did you mean 'district'?"
          }
        }) {
      contracts.with(
          "governance/tickets.yaml",
          Schemas.changed(
              Schemas.TICKETS,
              "logicalType: string\n        classification: direct-identifier",
              generalized.formatted(use[0], use[1])));
      List<Problem> problems =
          Contracts.in(contracts.folder()).hierarchies(conf.folder()).read().problems();
      assertThat(problems.stream().map(Problem::message).toList())
          .isEqualTo(use[2].isEmpty() ? List.of() : List.of(use[2]));
    }
  }

  @Test
  void aContractKnownByItsHashIsNotJudgedByTheStandardAgainButByAllElse() {
    schemas.with("governance/tickets.yaml", Schemas.TICKETS);
    String hash = schemas.read().contracts().get(0).hash();
    Contracts known = Contracts.in(folder).judged(hash::equals).read();
    assertThat(known.contracts()).isEqualTo(schemas.read().contracts());

    schemas.with("governance/tickets.yaml", Schemas.TICKETS.replace("k: 5", "k: 1"));
    assertThat(Contracts.in(folder).judged(any -> true).read().problems()).hasSize(1);
  }

  @Test
  void aMaskMayKeepHalfOfTheLengthThatARuleDemands() {
    String masked =
        Schemas.changed(
            Schemas.TICKETS,
            "{technique: token, domain: phone}",
            "{technique: mask, keepFirst: 6, keepLast: 4}");
    schemas.with("governance/tickets.yaml", masked);
    assertThat(schemas.problems()).hasSize(1);
    schemas.with(
        "governance/tickets.yaml",
        Schemas.changed(masked, "RowCount > 0", "ColumnLength \"phone\" = 20"));
    assertThat(schemas.problems()).isEmpty();
  }

  @Test
  void restoringSaysWhatIsWrong() {
    assertThatThrownBy(() -> Contracts.restore("{\"name\":\"x\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key 'domain' is missing");
  }
}
