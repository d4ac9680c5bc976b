package org.jinyanglake.desensitize.recognize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What counts as classified, in words and in disguise. The step and the gate have nothing in common
 * but the list, and must see the same.
 */
class ClassifiedTest {
  private static final DeclassificationList LIST =
      DeclassificationList.of(
          List.of(
              new DeclassificationList.Term("works", "虚构七号工程"),
              new DeclassificationList.Term("depot", "XG-404仓库"),
              new DeclassificationList.Term("short", "七号")),
          List.of(new DeclassificationList.Area("desert", 103.4, 42.1, 103.45, 42.14)));

  private static final Classified STEP = new Classified(LIST);
  private static final ClassifiedScanner GATE = new ClassifiedScanner(LIST);

  private static Set<String> step(String text, boolean plates) {
    return STEP.in(text, plates).stream()
        .map(Classified.Hit::rule)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> gate(String text, boolean plates) {
    Set<String> found = GATE.scan(text, plates);
    return found == null ? Set.of() : found;
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "军字第1234567号, military-id",
        "武字12345, military-id",
        "海字第 1 2 3 4 5 6 7 号, military-id",
        "士字第一二三四五六八号, military-id",
        "文字第123号, -",
        "水字第1234567号, -",
        "军字第1234567890号, -",
        "车牌VA12345, military-plate",
        "Ｋ Ｂ·１２３４５, military-plate",
        "挂ka·12345牌照的车, military-plate",
        "军A12345, military-plate",
        "空B·12345, military-plate",
        "WJ晋8888X, military-plate",
        "ＷＪ 京-1234A, military-plate",
        "车牌WJ31消0010, military-plate",
        "VA12345, -",
        "订单VA12345号, -",
        "车牌晋A12345, -",
        "车牌VA123456, -",
        "WJ12345, -",
        "XVA·12345, -",
        "住北A10203室, -",
        "去虚构七号工程, short works",
        "去虚 构\u200B七-号·工　程, short works",
        "去七号院, short",
        "ｘｇ４０４仓库, depot",
        "虚构八号工程, -",
        "在(103.4212，42.1234), desert",
        "北纬42.1234 东经103.4212, desert",
        "'E１０３．４２１２,N４２．１２３４', desert",
        "在112.5512 37.8712, -",
        "价格103.4212元42.1, -"
      })
  void isFoundInWordsAndInDisguise(String text, String rules) {
    Set<String> expected =
        rules == null
            ? Set.of()
            : Set.of(rules.split(" ")).stream()
                .map(ClassifiedTest::full)
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(step(text, false)).as("step").isEqualTo(expected);
    assertThat(gate(text, false)).as("gate").isEqualTo(expected);
  }

  private static String full(String rule) {
    return switch (rule) {
      case "short", "works", "depot" -> "term:" + rule;
      case "desert" -> "area:" + rule;
      default -> rule;
    };
  }

  @Test
  void aBarePlateCountsInAColumnOfPlates() {
    for (String plate : List.of("VA12345", "ｖａ１２３４５", "WJ0112345", "兰B12345")) {
      assertThat(step(plate, true)).as(plate).containsExactly("military-plate");
      assertThat(gate(plate, true)).as(plate).containsExactly("military-plate");
      assertThat(step(plate, false)).as(plate).isEmpty();
    }
    assertThat(step("晋A12345", true)).isEmpty();
    assertThat(gate("晋A12345", true)).isEmpty();
  }

  @Test
  void placesAreThoseOfTheOriginal() {
    String text = "😀去虚 构七-号工程了";
    assertThat(STEP.in(text, false))
        .filteredOn(hit -> hit.rule().equals("term:works"))
        .singleElement()
        .satisfies(hit -> assertThat(text.substring(hit.start(), hit.end())).isEqualTo("虚 构七-号工程"));
  }

  @Test
  void whatTheGateWouldRefuseTheStepHasLeftOut() {
    Random random = new Random(7);
    String[] parts = {
      "军", "字", "第", "1234567", "１２", "3", "四", "号", "V", "A", "·", "12345", "WJ", "晋", "8888X",
          "车牌",
      "虚构", "七", "号工程", " ", "-", "\u200B", "，", "103.4212", "42.1234", ",", "正常", "a", "空", "XG",
          "404", "仓库"
    };
    int found = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 2 + random.nextInt(9); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Set<String> refused = gate(text.toString(), i % 2 == 0);
      found += refused.isEmpty() ? 0 : 1;
      assertThat(step(text.toString(), i % 2 == 0)).as(text.toString()).containsAll(refused);
    }
    assertThat(found).isGreaterThan(500);
  }
}
