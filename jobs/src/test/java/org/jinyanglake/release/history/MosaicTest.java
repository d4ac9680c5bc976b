package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two tables, each safe alone, are joined by what they have in common. */
class MosaicTest {
  private static final List<String> COLUMNS = List.of("diagnosis string");

  private record OpenRow(long person, String classKey, List<String> values) {}

  private static OpenRow row(long person, String classKey, String... values) {
    return new OpenRow(person, classKey, List.of(values));
  }

  private static Mosaic join(int k, List<OpenRow> here, List<OpenRow> there) {
    return Mosaic.of(
        "health.other", COLUMNS, open(COLUMNS, here), List.of(open(COLUMNS, there)), k);
  }

  private static OpenRows open(List<String> columns, List<OpenRow> rows) {
    LongRecords records = new LongRecords(2 + columns.size());
    for (OpenRow row : rows) {
      int at = records.add();
      records.set(at, 0, row.person());
      records.set(at, 1, row.classKey().hashCode());
      for (int i = 0; i < columns.size(); i++) {
        records.set(at, 2 + i, row.values().get(i).hashCode());
      }
    }
    return OpenRows.of(columns, records);
  }

  @Test
  void thePatientOfTwoHospitalsHasTheOneDiagnosisThatBothClassesHold() {
    // Ganta, Kasiviswanathan, Smith (KDD 2008), figure 1: two hospitals, classes of 4 and 6.
    List<OpenRow> one =
        List.of(
            row(1, "13** <30", "AIDS"),
            row(2, "13** <30", "heart disease"),
            row(3, "13** <30", "viral infection"),
            row(4, "13** <30", "viral infection"));
    List<OpenRow> other =
        List.of(
            row(1, "130** <35", "AIDS"),
            row(5, "130** <35", "tuberculosis"),
            row(6, "130** <35", "flu"),
            row(7, "130** <35", "tuberculosis"),
            row(8, "130** <35", "cancer"),
            row(9, "130** <35", "cancer"));
    assertThat(join(4, one, other)).isEqualTo(new Mosaic("health.other", COLUMNS, 1, 1));
    assertThat(join(6, other, one).singledOut()).isOne();
  }

  @Test
  void whoAgreesWithEnoughOthersIsNotFound() {
    List<OpenRow> here = new ArrayList<>();
    List<OpenRow> there = new ArrayList<>();
    for (int person = 1; person <= 6; person++) {
      here.add(row(person, "A", person <= 3 ? "flu" : "cough"));
      there.add(row(person, "B", person <= 3 ? "flu" : "cough"));
    }
    assertThat(join(3, here, there)).isEqualTo(new Mosaic("health.other", COLUMNS, 6, 0));
  }

  @Test
  void whoIsAloneInTheTableThatIsOpenAlreadyIsFoundToo() {
    List<OpenRow> now = List.of(row(1, "A", "flu"), row(2, "A", "flu"), row(3, "A", "flu"));
    List<OpenRow> open = List.of(row(1, "B", "flu"), row(4, "B", "cough"), row(5, "B", "cough"));
    assertThat(join(3, now, open)).isEqualTo(new Mosaic("health.other", COLUMNS, 1, 1));
  }

  @Test
  void rowsWithoutAPersonAreNobodys() {
    assertThat(join(3, List.of(row(0, "A", "flu")), List.of(row(0, "B", "flu"))).tried()).isZero();
  }

  /** As a number does that clerks write where they know none. */
  @Test
  void aPersonInVeryManyClassesCountsAsFoundUnseen() {
    List<OpenRow> rows = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      rows.add(row(1, "class " + i, "flu"));
    }
    assertThat(join(1, rows, rows)).isEqualTo(new Mosaic("health.other", COLUMNS, 1, 1));
  }

  @Test
  void manyRowsOfOneClassAreLookedAtOnce() {
    List<OpenRow> here = new ArrayList<>(Collections.nCopies(40_000, row(1, "A", "flu")));
    List<OpenRow> there = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      there.add(row(1, "class " + i, "flu"));
    }
    assertThat(join(1, here, there)).isEqualTo(new Mosaic("health.other", COLUMNS, 1, 0));
  }

  @Test
  void agreesWithTheJoinDoneRowByRow() {
    Random random = new Random(8);
    int found = 0;
    for (int trial = 0; trial < 600; trial++) {
      List<String> columns = List.of("a string", "b string").subList(0, 1 + trial % 2);
      List<OpenRow> here = table(random, columns.size());
      List<OpenRow> there = table(random, columns.size());
      Mosaic expected = rowByRow(columns, here, there, 3);
      int half = there.size() / 2;
      List<OpenRows> parts =
          List.of(
              withAnother(columns, there.subList(0, half)),
              withAnother(columns, there.subList(half, there.size())));
      assertThat(Mosaic.of("health.other", columns, open(columns, here), parts, 3))
          .as("%s with %s", here, there)
          .isEqualTo(expected);
      found += expected.singledOut() == 0 ? 0 : 1;
    }
    assertThat(found).as("both outcomes occur").isBetween(60, 540);
  }

  /** By the definition, without any index. */
  private static Mosaic rowByRow(
      List<String> columns, List<OpenRow> here, List<OpenRow> there, int k) {
    Set<Long> tried = new HashSet<>();
    Set<Long> singledOut = new HashSet<>();
    for (OpenRow own : here) {
      for (OpenRow partner : there) {
        if (own.person() != 0 && own.person() == partner.person()) {
          tried.add(own.person());
          Set<Long> candidates = new HashSet<>();
          Set<Long> partners = new HashSet<>();
          for (OpenRow a : here) {
            for (OpenRow b : there) {
              if (a.classKey().equals(own.classKey())
                  && b.classKey().equals(partner.classKey())
                  && a.values().equals(b.values())) {
                candidates.add(a.person());
                partners.add(b.person());
              }
            }
          }
          if (own.values().equals(partner.values())
              && Math.min(candidates.size(), partners.size()) < k) {
            singledOut.add(own.person());
          }
        }
      }
    }
    return new Mosaic("health.other", columns, tried.size(), singledOut.size());
  }

  /** A table that has another column before those in common, and these in another order. */
  private static OpenRows withAnother(List<String> columns, List<OpenRow> rows) {
    List<String> all = new ArrayList<>(columns);
    all.add("other string");
    Collections.reverse(all);
    return open(
        all,
        rows.stream()
            .map(
                row -> {
                  List<String> values = new ArrayList<>(row.values());
                  values.add("" + row.person() % 3);
                  Collections.reverse(values);
                  return new OpenRow(row.person(), row.classKey(), values);
                })
            .toList());
  }

  /** Rows of persons who have one, two or none; some are nobody's. */
  private static List<OpenRow> table(Random random, int columns) {
    List<OpenRow> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String[] values = new String[columns];
      Arrays.setAll(values, any -> "" + random.nextInt(columns == 1 ? 3 : 2));
      rows.add(row(random.nextInt(18), "" + random.nextInt(2), values));
    }
    return rows;
  }
}
