package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;

/** What passed one standard passes another one, or not. */
class StandardTest {
  private static final Contracts TOWN =
      Contracts.in(Town.schemas())
          .hierarchies(org.jinyanglake.testing.TestLake.hierarchies())
          .read();

  private static Standard standard(String dataset, Zone zone, int k, int nMin, String... tree) {
    Contract contract = TOWN.contract(DatasetName.parse(dataset)).orElseThrow();
    TreeMap<String, String> hierarchies = new TreeMap<>();
    Arrays.stream(tree).forEach(digest -> hierarchies.put("region", digest));
    Policy.Threshold all = new Policy.Threshold(k, nMin);
    return Standard.of(contract, zone, new Policy(all, all), hierarchies, 0);
  }

  private static Standard visits(int k, String... tree) {
    return standard("health.visits", Zone.CONDITIONAL, k, 5, tree);
  }

  @Test
  void aHigherThresholdIsStricterAndALowerOneIsNot() {
    assertThat(visits(5).beyond(visits(4))).containsExactly("k was 4 and is 5");
    assertThat(visits(4).beyond(visits(5))).isEmpty();
    assertThat(visits(5).beyond(visits(5))).isEmpty();
  }

  @Test
  void whatAContractAsksForAnywayIsNotStricter() {
    assertThat(visits(3).beyond(visits(2))).as("the contract's k is 3").isEmpty();
  }

  @Test
  void onlyWhatConcernsTheDatasetCounts() {
    String readings = "environment.readings";
    String overview = "city.overview";
    assertThat(standard(readings, Zone.OPEN, 20, 50).beyond(standard(readings, Zone.OPEN, 2, 2)))
        .isEmpty();
    assertThat(
            standard(overview, Zone.CONDITIONAL, 20, 5)
                .beyond(standard(overview, Zone.CONDITIONAL, 2, 5)))
        .isEmpty();
    assertThat(
            standard(overview, Zone.CONDITIONAL, 2, 50)
                .beyond(standard(overview, Zone.CONDITIONAL, 2, 5)))
        .containsExactly("nMin was 5 and is 50");
  }

  @Test
  void ofTwoHierarchiesNobodyCanSayWhichIsCoarser() {
    assertThat(visits(5, "a").beyond(visits(5, "b")))
        .containsExactly("the hierarchies were others");
    assertThat(visits(5, "a").beyond(visits(5))).containsExactly("hierarchies was not asked for");
    assertThat(visits(5).beyond(visits(5, "a"))).isEmpty();
  }

  @Test
  void aNewerVerifierAndRecognizersAreStricter() {
    Standard now = Standard.parse("recognizers>=2 verifier>=10");

    assertThat(now.beyond(Standard.parse("recognizers>=2 verifier>=9")))
        .as("numbers, not texts")
        .containsExactly("verifier was 9 and is 10");
    assertThat(now.beyond(Standard.parse("verifier>=10")))
        .containsExactly("recognizers was not asked for");
  }

  @Test
  void aLowerCeilingIsStricter() {
    Standard low = Standard.parse("linkage<=0.05");

    assertThat(low.beyond(Standard.parse("linkage<=0.2"))).hasSize(1);
    assertThat(Standard.parse("linkage<=0.2").beyond(low)).isEmpty();
  }

  @Test
  void theLimitsOfAttacksOnWhatADatasetHasAreRequirements() {
    assertThat(attacked("health.visits", 0.2).beyond(attacked("health.visits", 1)))
        .containsExactly("linkage was 1 and is 0.2");
    assertThat(attacked("health.visits", 1).beyond(attacked("health.visits", 0.2))).isEmpty();
    assertThat(attacked("city.overview", 0.2).beyond(attacked("city.overview", 1)))
        .as("cells are of no single person")
        .isEmpty();
  }

  private static Standard attacked(String dataset, double linkage) {
    Policy.Threshold all =
        new Policy.Threshold(2, 2, new Policy.Attacks(linkage, 0.01, 0, 0.5, 0.5));
    Contract contract = TOWN.contract(DatasetName.parse(dataset)).orElseThrow();
    return Standard.of(contract, Zone.CONDITIONAL, new Policy(all, all), new TreeMap<>(), 0);
  }

  @Test
  void whatWasJudgedByNobodyKnowsWhatPassesNothing() {
    assertThat(visits(2).beyond(Standard.parse(""))).hasSize(1);
  }

  @Test
  void itsTextSaysAllOfIt() {
    Standard standard = visits(5, "a");

    assertThat(standard.text())
        .matches(
            "(dictionary<=0 frequency<=0.5 )?hierarchies=[0-9a-f]{16} history<=0 k>=5 linkage<=1 mosaic<=0 verifier>=\\d+");
    assertThat(Standard.parse(standard.text())).isEqualTo(standard);
  }

  /** A threshold that is not would be raised without anything being released anew. */
  @Test
  void everyThresholdOfThePolicyIsARequirement() {
    Set<String> names = new TreeSet<>(Policy.Attacks.DEFAULT.limits().keySet());
    assertThat(Policy.Attacks.class.getRecordComponents())
        .extracting(component -> component.getName())
        .containsExactlyInAnyOrderElementsOf(names);
    for (RecordComponent component : Policy.Threshold.class.getRecordComponents()) {
      if (!component.getName().equals("attacks")) {
        names.add(component.getName());
      }
    }
    assertThat(names).containsExactlyInAnyOrderElementsOf(Standard.THRESHOLDS);
  }
}
