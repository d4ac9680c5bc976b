package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two tables, each safe alone, are joined by what they have in common. */
class MosaicTest {
  private static final List<String> COLUMNS = List.of("diagnosis string");

  private static OpenRow row(long person, String classKey, String value) {
    return new OpenRow(person, classKey.hashCode(), List.of((long) value.hashCode()));
  }

  private static Mosaic join(int k, List<OpenRow> here, List<OpenRow> there) {
    return Mosaic.of("health.other", COLUMNS, here, there, k);
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

  @Test
  void agreesWithTheJoinDoneRowByRow() {
    Random random = new Random(8);
    int found = 0;
    for (int trial = 0; trial < 300; trial++) {
      List<OpenRow> here = table(random);
      List<OpenRow> there = table(random);
      Set<Long> singledOut = new HashSet<>();
      for (OpenRow own : here) {
        for (OpenRow partner : there) {
          if (own.person() == partner.person() && own.values().equals(partner.values())) {
            Set<Long> candidates = new HashSet<>();
            Set<Long> partners = new HashSet<>();
            for (OpenRow a : here) {
              for (OpenRow b : there) {
                if (a.classKey() == own.classKey()
                    && b.classKey() == partner.classKey()
                    && a.values().equals(b.values())) {
                  candidates.add(a.person());
                  partners.add(b.person());
                }
              }
            }
            if (Math.min(candidates.size(), partners.size()) < 3) {
              singledOut.add(own.person());
            }
          }
        }
      }
      assertThat(join(3, here, there).singledOut()).isEqualTo(singledOut.size());
      found += singledOut.isEmpty() ? 0 : 1;
    }
    assertThat(found).as("both outcomes occur").isBetween(30, 270);
  }

  private static List<OpenRow> table(Random random) {
    Map<Long, OpenRow> rows = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      long person = 1 + random.nextInt(20);
      rows.put(person, row(person, "" + random.nextInt(2), "" + random.nextInt(3)));
    }
    return List.copyOf(rows.values());
  }
}
