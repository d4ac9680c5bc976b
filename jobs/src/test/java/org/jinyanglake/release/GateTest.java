package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.spark.sql.Encoders;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One fault at a time in an otherwise good release: the check that stands for it must fail. */
class GateTest {

  private static final int DAY = 0;
  private static final int PERSON = 1;
  private static final int AGE = 2;
  private static final int STREET = 3;
  private static final int DIAGNOSIS = 4;
  private static final int COST = 5;

  @TempDir Path folder;
  private StagedVisits visits;

  @BeforeEach
  void stage() throws Exception {
    visits = new StagedVisits(folder);
  }

  /** The checks that failed in the first day, whose name none of the messages may hide. */
  private List<Check> failed() throws Exception {
    return visits.judge().get(0).failures().stream().map(Failure::check).distinct().toList();
  }

  /** A value that is kept, and that the source has, too. */
  private void plant(int row, int column, Object value) {
    Object[] published = visits.published.get(row);
    Object[] source =
        visits.raw.stream()
            .filter(each -> each[DAY].equals(published[DAY]))
            .skip(row % 12)
            .findFirst()
            .orElseThrow();
    published[column] = value;
    source[column] = value;
  }

  @Test
  void passesAGoodRelease() throws Exception {
    List<Verdict> verdicts = visits.judge();
    assertThat(verdicts)
        .extracting(Verdict::partition)
        .containsExactly("day=1899-01-11", "day=1899-01-12");
    assertThat(verdicts)
        .allSatisfy(
            verdict -> {
              assertThat(verdict.failures()).isEmpty();
              assertThat(verdict.passed()).isTrue();
              assertThat(verdict.rows()).isEqualTo(12);
              assertThat(verdict.rowsIn()).hasValue(13);
              assertThat(verdict.withheld()).isEqualTo(1);
              assertThat(verdict.classes()).isEqualTo(2);
              assertThat(verdict.kRequired()).isEqualTo(5);
              assertThat(verdict.kReached()).isEqualTo(6);
              assertThat(verdict.stringsScanned()).isEqualTo(36);
              assertThat(verdict.files()).hasSize(1);
              Verdict.StagedFile file = verdict.files().get(0);
              assertThat(file.rows()).isEqualTo(12);
              Path path = Path.of(file.location().replaceFirst("^file:", ""));
              assertThat(path).hasSize(file.bytes()).hasDigest("SHA-256", file.sha256());
            });
  }

  @Test
  void findsAPointThatTellsMoreThanTheRegionBesideIt() throws Exception {
    Files.createDirectories(folder.resolve("points"));
    Files.writeString(
        folder.resolve("points/region.csv"), "region,longitude,latitude\n迎泽区,112,38\n小店区,113,37\n");
    visits.technique(
        "cost", "centroid", "hierarchy", "region", "by", "street", "axis", "longitude");
    visits.published.forEach(row -> row[COST] = row[STREET].equals("迎泽区") ? 112L : 113L);
    assertThat(failed()).isEmpty();

    visits.published.get(0)[COST] = 113L;
    assertThat(visits.judge().get(0).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.check()).isEqualTo(Check.FORMS);
              assertThat(failure.column()).isEqualTo("cost");
              assertThat(failure.count()).isEqualTo(1);
            });
  }

  @Test
  void onlyTheFaultyPartitionFails() throws Exception {
    plant(0, DIAGNOSIS, "请致电13800000000");
    List<Verdict> verdicts = visits.judge();
    assertThat(verdicts).extracting(Verdict::passed).containsExactly(false, true);
    Failure failure = verdicts.get(0).failures().get(0);
    assertThat(failure.check()).isEqualTo(Check.IDENTIFIERS);
    assertThat(failure.column()).isEqualTo("diagnosis");
    assertThat(failure.count()).isEqualTo(1);
    assertThat(failure.toString()).contains("mobile number").doesNotContain("1380");
  }

  @ParameterizedTest
  @CsvSource({
    "140106190001010003, resident ID",
    "患者１４０１０６１９０００１０１０００３复诊, resident ID",
    "14010619 0001 0100 03, resident ID",
    "91140100MA0000007Q, unified social credit code",
    "卡号 6217 0000 0000 0000 004, bank card number",
    "140106000101002, 15-digit resident ID"
  })
  void findsAPlantedIdentifier(String text, String kind) throws Exception {
    plant(0, DIAGNOSIS, text);
    assertThat(visits.judge().get(0).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.check()).isEqualTo(Check.IDENTIFIERS);
              assertThat(failure.message()).isEqualTo("values that hold a " + kind);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "持军字第1234567号, military-id",
    "空 字 第 七六五四三二一 号, military-id",
    "ＶＡ·１２３４５, military-plate",
    "车牌号 KA 12345, military-plate",
    "WJ晋-8888X, military-plate",
    "前往虚　构\u200B七-号工程, term:works",
    "停留于(103.4212°E；42.1234°N), area:desert"
  })
  void findsPlantedClassifiedContentByCodeOfItsOwn(String text, String rule) throws Exception {
    visits.policy =
        visits.policy.classified(
            DeclassificationList.of(
                List.of(new DeclassificationList.Term("works", "虚构七号工程")),
                List.of(new DeclassificationList.Area("desert", 103.4, 42.1, 103.45, 42.14))));
    plant(0, DIAGNOSIS, text);
    assertThat(visits.judge().get(0).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.check()).isEqualTo(Check.CLASSIFIED);
              assertThat(failure.column()).isEqualTo("diagnosis");
              assertThat(failure.message()).contains("by the rule " + rule).doesNotContain(text);
            });
  }

  @Test
  void findsAnIdentifierThatBecameANumber() throws Exception {
    plant(0, COST, 140106190001010003L);
    assertThat(failed()).containsExactly(Check.IDENTIFIERS);
  }

  @Test
  void findsARawIdentifierWhereATokenShouldBe() throws Exception {
    visits.published.get(0)[PERSON] = "140106190001010003";
    assertThat(failed()).containsExactlyInAnyOrder(Check.FORMS, Check.IDENTIFIERS);
  }

  @Test
  void findsAValueThatWasNotDesensitized() throws Exception {
    visits.published.get(0)[PERSON] = "张三";
    assertThat(failed()).containsExactly(Check.FORMS);
  }

  @Test
  void findsAColumnThatIsNotOpened() throws Exception {
    visits.extraColumn = "phone";
    for (int i = 0; i < visits.published.size(); i++) {
      Object[] row = visits.published.get(i);
      visits.published.set(i, java.util.Arrays.copyOf(row, row.length + 1));
    }
    assertThat(visits.judge().get(0).failures())
        .extracting(Failure::check, Failure::column)
        .contains(org.assertj.core.groups.Tuple.tuple(Check.COLUMNS, "phone"));
  }

  @Test
  void findsBoundsOfAColumnThatIsNotPublic() throws Exception {
    visits.exposedColumn = "diagnosis";
    assertThat(visits.judge().get(0).failures())
        .extracting(Failure::check, Failure::column)
        .containsOnly(org.assertj.core.groups.Tuple.tuple(Check.BOUNDS, "diagnosis"));
  }

  @Test
  void findsAFileUnderAnotherPartition() throws Exception {
    visits.files =
        files ->
            files.stream()
                .map(
                    file ->
                        DataFiles.builder(dayPartitioned())
                            .copy(file)
                            .withPartitionPath("day=1899-01-11")
                            .build())
                .map(DataFile.class::cast)
                .toList();
    assertThat(failed()).contains(Check.PARTITION);
  }

  @Test
  void findsAWrongRecordCount() throws Exception {
    visits.files =
        files ->
            files.stream()
                .map(
                    file ->
                        DataFiles.builder(dayPartitioned())
                            .copy(file)
                            .withRecordCount(file.recordCount() + 1)
                            .build())
                .map(DataFile.class::cast)
                .toList();
    assertThat(failed()).containsExactly(Check.ROWS);
  }

  @Test
  void findsALostFile() throws Exception {
    visits.files = files -> files.subList(1, 2);
    assertThat(visits.judge())
        .filteredOn(verdict -> !verdict.passed())
        .singleElement()
        .satisfies(
            verdict ->
                assertThat(verdict.failures())
                    .extracting(Failure::check)
                    .contains(Check.ROWS, Check.CLASSES));
  }

  @Test
  void findsASmallClass() throws Exception {
    removePersons(4);
    List<Failure> failures = visits.judge().get(0).failures();
    assertThat(failures).hasSize(2);
    assertThat(failures.get(0).check()).isEqualTo(Check.PERSONS);
    assertThat(failures.get(0).message()).contains("fewer than 5", "smallest has 2");
    assertThat(failures.get(1).check()).isEqualTo(Check.ATTACKS);
    assertThat(failures.get(1).message()).contains("fewer than 5 persons");
  }

  @Test
  void theStricterOfContractAndPolicyHolds() throws Exception {
    visits.policy = new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(7, 5));
    assertThat(failed()).containsExactly(Check.PERSONS, Check.ATTACKS);
    visits.policy = new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(2, 5));
    removePersons(2);
    assertThat(failed()).containsExactly(Check.PERSONS, Check.ATTACKS);
  }

  /** Many rows, but of one person: what a count of rows would let pass. */
  @Test
  void countsPersonsNotRows() throws Exception {
    for (Object[] row : visits.raw) {
      if (row[PERSON].toString().startsWith("y")) {
        row[PERSON] = "y0";
      }
    }
    assertThat(failed()).containsExactly(Check.PERSONS, Check.ATTACKS);
    assertThat(visits.judge().get(0).kReached()).isEqualTo(1);
  }

  /** The quick count takes all of them for one; that leaves a doubt, which is then cleared. */
  @Test
  void personsWhoseHashesMeetAreStillSeveral() throws Exception {
    List<String> meeting =
        SharedSpark.session()
            .range(10_000)
            .selectExpr("concat('p', id) AS person")
            .where("pmod(xxhash64(person), 4096) = 7")
            .limit(2)
            .as(Encoders.STRING())
            .collectAsList();
    assertThat(meeting).hasSize(2);
    visits.policy = new Policy(new Policy.Threshold(5, 10), new Policy.Threshold(6, 5));
    for (Object[] row : visits.raw) {
      String person = row[PERSON].toString();
      row[PERSON] =
          person.equals("y0") ? meeting.get(0) : person.equals("y1") ? meeting.get(1) : person;
    }
    assertThat(failed()).isEmpty();
  }

  @Test
  void rowsWithoutAPersonAreOnePersonTogether() throws Exception {
    for (Object[] row : visits.raw) {
      row[PERSON] = null;
    }
    assertThat(failed()).containsExactly(Check.PERSONS, Check.ATTACKS);
  }

  @Test
  void findsPersonsThatCannotBeCounted() throws Exception {
    visits.staged =
        staged ->
            new Gate.Staged(
                staged.contract(),
                staged.zone(),
                staged.table(),
                staged.files(),
                Optional.empty(),
                staged.raw(),
                staged.policy());
    assertThat(failed()).contains(Check.PERSONS);
  }

  /** Of the six of a class all have the same diagnosis, so that the class tells it. */
  @Test
  void findsAClassThatTellsASensitiveValue() throws Exception {
    visits.sensitive =
        List.of(
            new Diversity("diagnosis", Diversity.Measure.DISTINCT, 2, 0, Optional.empty()),
            new Diversity("cost", Diversity.Measure.CLOSENESS, 0.5, 0, Optional.empty()));
    Verdict verdict = visits.judge().get(0);
    assertThat(verdict.failures())
        .singleElement()
        .hasToString("sensitive diagnosis: classes without l=2; the worst has 1.0 (2)");

    for (int row = 0; row < visits.published.size(); row += 4) {
      plant(row, DIAGNOSIS, "发热");
      plant(row + 1, DIAGNOSIS, "发热");
    }
    verdict = visits.judge().get(0);
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.sensitive())
        .extracting(each -> each.condition().condition(), Spread.Reached::rounded)
        .containsExactly(tuple("l=2", 2.0), tuple("t=0.5", 0.0));
  }

  /** Ages as ranges of what is there, streets as sets; both must hold what they stand for. */
  @Test
  void judgesValuesWhereTheContractPublishesThem() throws Exception {
    visits.inValues = true;
    visits.technique("age", "keep");
    visits.technique("street", "keep");
    for (List<Object[]> rows : List.of(visits.published, visits.recoding)) {
      for (Object[] row : rows) {
        replace(row, "30-39", "30-35");
        replace(row, "40-49", "40-45");
        replace(row, "迎泽区", "柳巷街道|桥东街道");
        replace(row, "小店区", "坞城街道");
      }
    }
    assertThat(failed()).isEmpty();

    visits.published.forEach(row -> replace(row, "30-35", "31-35"));
    visits.recoding.forEach(row -> replace(row, "30-35", "31-35"));
    assertThat(failed()).containsExactly(Check.LABELS);

    visits.published.forEach(row -> replace(row, "31-35", "35-31"));
    visits.recoding.forEach(row -> replace(row, "31-35", "35-31"));
    assertThat(failed()).containsExactlyInAnyOrder(Check.FORMS, Check.LABELS);
  }

  @Test
  void judgesDaysThatArePublishedAsOne() throws Exception {
    visits.asOne("1899-W02");

    assertThat(visits.judge())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.failures()).isEmpty();
              assertThat(verdict.partition()).isEqualTo("day=1899-W02");
              assertThat(verdict.rows()).isEqualTo(24);
              assertThat(verdict.withheld()).isEqualTo(2);
              assertThat(verdict.kReached()).isEqualTo(6);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1899-W03", "1899-01", "1899-01-11", "early"})
  void findsDaysThatArePublishedAsAnotherPeriod(String label) throws Exception {
    visits.asOne(label);

    assertThat(visits.judge().get(0).failures()).extracting(Failure::check).contains(Check.LABELS);
  }

  private static void replace(Object[] row, String text, String by) {
    for (int i = 0; i < row.length; i++) {
      row[i] = text.equals(row[i]) ? by : row[i];
    }
  }

  @Test
  void findsARowInTheWrongClass() throws Exception {
    visits.published.get(0)[STREET] = "小店区";
    visits.published.get(0)[AGE] = "40-49";
    assertThat(failed()).containsExactly(Check.CLASSES);
  }

  @Test
  void findsAnInventedRow() throws Exception {
    visits.published.add(visits.published.get(0));
    assertThat(failed()).containsExactlyInAnyOrder(Check.ROWS, Check.CLASSES);
  }

  @Test
  void findsAWithheldRowThatWasPublished() throws Exception {
    visits.published.add(
        new Object[] {StagedVisits.DAYS.get(0), "0".repeat(32), "70-79", "古交市", "咳嗽", 10L});
    assertThat(failed())
        .containsExactlyInAnyOrder(Check.ROWS, Check.CLASSES, Check.PERSONS, Check.ATTACKS);
  }

  @Test
  void findsASourceRowThatTheRecodingForgot() throws Exception {
    visits.recoding.remove(0);
    assertThat(failed()).contains(Check.CLASSES);
  }

  @Test
  void findsARangeThatDoesNotHoldTheValue() throws Exception {
    relabel(AGE, "30-39", 2, "50-59");
    assertThat(failed()).containsExactly(Check.LABELS);
  }

  @Test
  void findsARangeThatIsTooNarrow() throws Exception {
    relabel(AGE, "30-39", 2, "30-34");
    assertThat(failed()).contains(Check.FORMS, Check.LABELS);
  }

  @Test
  void findsADistrictThatTheStreetIsNotIn() throws Exception {
    relabel(STREET, "迎泽区", 4, "古交市");
    assertThat(failed()).containsExactly(Check.LABELS);
  }

  @Test
  void findsALabelFinerThanDeclared() throws Exception {
    relabel(STREET, "小店区", 4, "坞城街道");
    assertThat(failed()).contains(Check.FORMS, Check.LABELS);
  }

  @Test
  void passesACoarserLabel() throws Exception {
    relabel(STREET, "小店区", 4, "太原市");
    relabel(AGE, "40-49", 2, "*");
    assertThat(failed()).isEmpty();
  }

  /** Puts another label in the place of one, in the files and in the recoding. */
  private void relabel(int column, String label, int recoded, String other) {
    visits.published.stream()
        .filter(row -> label.equals(row[column]))
        .forEach(row -> row[column] = other);
    visits.recoding.stream()
        .filter(row -> label.equals(row[recoded]))
        .forEach(row -> row[recoded] = other);
  }

  /** Takes persons out of the first class of the first day, in the files and in the source. */
  private void removePersons(int count) {
    IntStream.range(0, count)
        .forEach(
            any -> {
              visits.published.remove(
                  visits.published.stream().filter(this::isInFirstClass).findFirst().orElseThrow());
              visits.raw.remove(
                  visits.raw.stream()
                      .filter(
                          row ->
                              row[DAY].equals(StagedVisits.DAYS.get(0))
                                  && row[PERSON].toString().startsWith("y"))
                      .findFirst()
                      .orElseThrow());
            });
  }

  private boolean isInFirstClass(Object[] row) {
    return row[DAY].equals(StagedVisits.DAYS.get(0)) && row[STREET].equals("迎泽区");
  }

  private static org.apache.iceberg.PartitionSpec dayPartitioned() {
    org.apache.iceberg.Schema schema =
        new org.apache.iceberg.Schema(
            org.apache.iceberg.types.Types.NestedField.optional(
                1, "day", org.apache.iceberg.types.Types.DateType.get()));
    return org.apache.iceberg.PartitionSpec.builderFor(schema).identity("day").build();
  }

  @Test
  void findsAMeanThatFewerRowsShareThanAGroupHas() throws Exception {
    visits.technique("cost", "microaggregate", "k", 12L);
    assertThat(failed()).isEmpty();
    visits.technique("cost", "microaggregate", "k", 13L);
    assertThat(failed()).containsExactly(Check.FORMS);
    visits.technique("cost", "microaggregate", "k", 12L);
    visits.published.get(0)[COST] = 11L;
    Failure failure = visits.judge().get(0).failures().get(0);
    assertThat(failure.toString())
        .contains("cost")
        .contains("means of groups of fewer than 12 rows");
    assertThat(failure.count()).isEqualTo(2);
  }

  /** Of random numbers some look like phone numbers; of plain phone numbers all do. */
  @Test
  void findsAColumnThatShouldBeEncryptedAndIsNot() throws Exception {
    visits.technique("diagnosis", "encrypt", "domain", "p", "alphabet", "digits", "minLength", 11L);
    for (Object[] row : visits.published) {
      row[DIAGNOSIS] = "20000000000";
    }
    visits.published.get(0)[DIAGNOSIS] = "13800000000";
    assertThat(failed()).isEmpty();
    for (int i = 0; i < 12; i++) {
      visits.published.get(i)[DIAGNOSIS] = "1380000000" + i % 10;
    }
    assertThat(failed()).containsExactly(Check.IDENTIFIERS);
    visits.published.get(0)[DIAGNOSIS] = "咳嗽";
    assertThat(failed()).containsExactlyInAnyOrder(Check.FORMS, Check.IDENTIFIERS, Check.ATTACKS);
  }
}
