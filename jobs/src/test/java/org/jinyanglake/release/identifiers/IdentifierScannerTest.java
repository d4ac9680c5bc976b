package org.jinyanglake.release.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers are the standards' own examples, or synthetic with birth dates before 1900, so that none
 * can belong to a living person.
 */
class IdentifierScannerTest {

  private final IdentifierScanner scanner = new IdentifierScanner();

  private Set<Identifier> found(String text) {
    int mask = scanner.scan(text);
    return Arrays.stream(Identifier.values())
        .filter(kind -> kind.in(mask))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "140106190001010003",
        "14010619000101002X",
        "440524188001010014",
        "11010519491231002X",
        "14018119000101002X",
        "810000190001010042",
        "830000190001010054",
        "14010619000101002x",
        "140100190001010013" // a prefecture's code: not a county's, but close enough to stop
      })
  void findsResidentIds(String id) {
    assertThat(found(id)).contains(Identifier.RESIDENT_ID);
    assertThat(found("来电人" + id + "反映漏水")).contains(Identifier.RESIDENT_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "14010518990229001X", // no such day
        "140109190002309997", // no such day
        "999999190001010031", // no such province
        "149501190001010001", // no prefecture has such a number
        "140106190001010004", // wrong check digit
        "1401061900010100030", // part of a longer number
        "140106209901010006", // not yet born
        "820001190001010008" // no permit is issued below 820000
      })
  void leavesWhatIsNoResidentId(String text) {
    assertThat(found(text)).doesNotContain(Identifier.RESIDENT_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "１４０１０６１９０００１０１０００３",
        "140106 19000101 0003",
        "140106-19000101-0003",
        "140106 - 19000101 - 0003",
        "140106.19000101.0003",
        "140106/19000101/0003",
        "1 4 0 1 0 6 1 9 0 0 0 1 0 1 0 0 0 3",
        "140106\u200B19000101\uFEFF0003",
        "140106　1900—0101–0003",
        "一四〇一〇六一九〇〇〇一〇一〇〇〇三",
        "①④〇106190001010003",
        "𝟏𝟒𝟎𝟏𝟎𝟔190001010003",
        "1\u03364\u03360\u03361\u03360\u033661900010\u03611\u200D0003", // struck through, tied
        "1\uFE0F\u20E34\uFE0F\u20E30106190001010003", // keys
        "140106\u316419000101\u28000003", // blanks that are letters and signs
        "140106\n19000101\r\n0003",
        "140106_19000101_0003",
        "140106&nbsp;19000101&nbsp;0003",
        "14010619000101002Χ", // Greek
        "14010619000101002Ｘ",
        "14010619000101002×",
        "14010619000101002Ⅹ",
        "身份证:140106190001010003,电话",
        "ID140106190001010003",
        "ID14010619000101002X号",
        "第一140106190001010003",
        "id=140106190001010003;",
        "{\"id\":\"140106190001010003\"}",
        "备注2020-01-11 140106190001010003"
      })
  void findsResidentIdsInDisguise(String text) {
    assertThat(found(text)).contains(Identifier.RESIDENT_ID);
  }

  @Test
  void findsOldResidentIdsBesideTheirCue() {
    assertThat(found("身份证140106000101002")).contains(Identifier.RESIDENT_ID_15);
    assertThat(found("单号140106000101002")).isEmpty();
  }

  @Test
  void marksOldResidentIdsThatAreTheWholeValue() {
    int id = scanner.scan("140106000101002");
    assertThat(id & IdentifierScanner.OLD_ID_SHAPE).isNotZero();
    int serial = scanner.scan("140106009901002");
    assertThat(serial & IdentifierScanner.OLD_ID_SHAPE).isZero();
    assertThat(serial & IdentifierScanner.FIFTEEN_DIGITS).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "91350100M000100Y43",
        "91140100MA0000007Q",
        "91140100ma0000007q",
        "91140100 MA0000007Q",
        "９１１４０１００ＭＡ０００００07Q",
        "代码：91140100MA0000007Q。"
      })
  void findsCreditCodes(String text) {
    assertThat(found(text)).containsExactly(Identifier.CREDIT_CODE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "91350100M000100Y4Z", // the outer check character is wrong
        "91140100MA00000003", // the inner organisation code is wrong
        "91140100MA0000007QA",
        "99I40100MA0000007Q"
      })
  void leavesWhatIsNoCreditCode(String text) {
    assertThat(found(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "13800000000",
        "电话13800000000转",
        "+8613800000000",
        "+86 138 0000 0000",
        "008613800000000",
        "013800000000",
        "138-0000-0000",
        "138 0000-0000",
        "１３８００００００００",
        "1 3 8 0 0 0 0 0 0 0 0",
        "一三八〇〇〇〇〇〇〇〇",
        "幺三八零零零零零零零零",
        "tel13800000000",
        "a13800000000",
        "13800000000x",
        "x１３８００００００００x",
        "u13800000000@qq.com",
        "138_0000_0000",
        "138\n0000\n0000",
        "1\u20E33\u20E38\u20E300000000",
        "138.0000.0000",
        "138/0000/0000",
        "2020-01-11 13800000000",
        "19900000000",
        "16600000000"
      })
  void findsMobileNumbers(String text) {
    assertThat(found(text)).contains(Identifier.MOBILE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "14200000000", // a series that is not allocated
        "16400000000",
        "12345678901",
        "1064700000000", // a machine's
        "138000000000",
        "6a138000000001f6",
        "138.00000000",
        "2020.01.11 12:30",
        "192.168.100.200",
        "13-15 2020-1-11",
        "13.800000000",
        "2020-01-11 12:30:45",
        "0351-4000000",
        "1380000000"
      })
  void leavesWhatIsNoMobileNumber(String text) {
    assertThat(found(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6222020000000000000",
        "6217000000000000004",
        "4000000000000002",
        "6222 0200 0000 0000 000",
        "4000-0000-0000-0002",
        "卡号6217000000000000004",
        "A6217000000000000004B"
      })
  void findsBankCards(String text) {
    assertThat(found(text)).containsExactly(Identifier.BANK_CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6222020000000000001", // Luhn fails
        "490154203237518", // Luhn holds, but the number of a device
        "7992739871300000000",
        "62170000000000000049"
      })
  void leavesWhatIsNoBankCard(String text) {
    assertThat(found(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {13800000000L, -13800000000L, 140106190001010003L, 6217000000000000004L})
  void findsIdentifiersThatBecameNumbers(long number) {
    assertThat(scanner.scan(number)).isNotZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "壹肆零壹零陆壹玖零零零壹零壹零零零叁 | RESIDENT_ID",
        "{\"备注\":\"{\\\"id\\\":\\\"\\u0031\\u0034\\u0030106190001010003\\\"}\"} | RESIDENT_ID",
        "q=%31%34%30%31%30%36190001010003&p=1 | RESIDENT_ID",
        "&#49;&#x34;0106190001010003 | RESIDENT_ID",
        "MTQwMTA2MTkwMDAxMDEwMDAz | RESIDENT_ID",
        "附件 eyJpZCI6IjE0MDEwNjE5MDAwMTAxMDAwMyJ9 已收 | RESIDENT_ID",
        "300010100091601041 | RESIDENT_ID",
        "晋A12345 | PLATE",
        "车牌晋Ａ·１２３４５ 违停 | PLATE",
        "晋 A D12345 | PLATE",
        "晋A一二三四五 | PLATE",
        "晋A1234学 | PLATE",
        "LSVAA4182E2000006 | VIN",
        "护照号：E12345678 | PASSPORT",
        "持通行证 C12345678 过境 | PERMIT",
        "HK A123456(3) | HONG_KONG_ID",
        "联系 zhang.san@163.com 即可 | EMAIL",
        "12345@ｑｑ．ｃｏｍ | EMAIL"
      })
  void findsWhatIsPackedOrKnownByItsForm(String text, Identifier kind) {
    assertThat(found(text)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "晋S312省道北侧",
        "京A级景区12家",
        "川藏线G318次",
        "豫园路A12号",
        "A123456(4)",
        "E12345678",
        "service@taiyuan.gov.cn",
        "https://data.example.org/a%20b?id=12345",
        "5fdab245591dd0de4bcf6d7d33f3a715",
        "R&amp;D 2024-03-04 12:30:45",
        "LSVAA4182E2000007",
        "Passport is needed"
      })
  void leavesWhatOnlyLooksLikeIt(String text) {
    assertThat(found(text)).isEmpty();
  }

  @Test
  void findsWhatIsSplitOverTwoColumns() {
    SplitScanner split = new SplitScanner();
    split.add("140106190001", "010003");
    split.add("外科", "12");
    assertThat(split.found(Identifier.RESIDENT_ID)).isEqualTo(1);
    SplitScanner numbers = new SplitScanner();
    for (int i = 0; i < 1000; i++) {
      numbers.add("2024%04d".formatted(i), "1%02d".formatted(i % 100));
    }
    assertThat(Identifier.values()).allMatch(kind -> numbers.found(kind) == 0);
  }

  @Test
  void tokensRaiseNoAlarm() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      String token = "%016x%016x".formatted(random.nextLong(), random.nextLong());
      assertThat(scanner.scan(token)).as(token).isZero();
    }
  }

  /** Date and check pass for 3·10⁻⁵ of random numbers, a region for a quarter, either way round. */
  @Test
  void seldomTakesRandomDigitsForResidentIds() {
    SplittableRandom random = new SplittableRandom(2);
    int hits = 0;
    for (int i = 0; i < 1_000_000; i++) {
      String digits =
          Long.toString(random.nextLong(100_000_000_000_000_000L, 1_000_000_000_000_000_000L));
      hits += Identifier.RESIDENT_ID.in(scanner.scan(digits)) ? 1 : 0;
    }
    assertThat(hits).isLessThan(70);
  }
}
