package org.jinyanglake.desensitize.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.recognize.Corpus;
import org.jinyanglake.desensitize.recognize.Kind;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;

class ColumnProfileTest {
  private static final int ROWS = 1_000;
  private static final Hierarchies HIERARCHIES = Hierarchies.read(TestLake.hierarchies());

  /** Kinds that nothing but a word can tell from other numbers: here the column's name. */
  private static final Set<Kind> BY_NAME = Set.of(Kind.PASSPORT, Kind.PERMIT, Kind.IMEI, Kind.IMSI);

  private final SplittableRandom random = new SplittableRandom(11);
  private final Corpus corpus = new Corpus(11);

  private record Labelled(String name, String kind, ColumnFindings found) {}

  private ColumnFindings judged(String name, Supplier<String> values) {
    ColumnProfile profile = new ColumnProfile(name, List.of());
    for (int i = 0; i < ROWS; i++) {
      profile.add(random.nextInt(5) == 0 ? null : values.get());
    }
    return profile.judge(HIERARCHIES);
  }

  private String value(Kind kind) {
    Corpus.Sentence sentence = corpus.positive(kind);
    return sentence.text().substring(sentence.start(), sentence.end());
  }

  /** One in twenty is something else, as in real files. */
  private String dirty(Supplier<String> value) {
    return random.nextInt(20) == 0 ? pick("无", "不详", "/", "见附件", "0") : value.get();
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String day(int from, int to) {
    return "%d-%02d-%02d"
        .formatted(random.nextInt(from, to), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  private List<Labelled> sensitive() {
    List<Labelled> columns = new ArrayList<>();
    Map<Kind, List<String>> names =
        Map.of(
            Kind.RESIDENT_ID, List.of("身份证号", "idCard"),
            Kind.MOBILE, List.of("联系电话", "phone", "sjhm"),
            Kind.NAME, List.of("姓名", "applicant_name"),
            Kind.ADDRESS, List.of("家庭住址", "home_address"),
            Kind.PASSPORT, List.of("护照号码", "passport_no"),
            Kind.PERMIT, List.of("通行证号"),
            Kind.IMEI, List.of("IMEI"),
            Kind.IMSI, List.of("imsi"),
            Kind.BANK_CARD, List.of("银行卡号", "bank_account"));
    for (Kind kind : Kind.values()) {
      List<String> known = new ArrayList<>(names.getOrDefault(kind, List.of()));
      if (!BY_NAME.contains(kind)) {
        known.add("c7");
        known.add("备用字段");
      }
      for (String name : known) {
        columns.add(new Labelled(name, kind.name(), judged(name, () -> dirty(() -> value(kind)))));
      }
    }
    Map<String, Supplier<String>> others = new LinkedHashMap<>();
    others.put("性别 SEX", () -> pick("男", "女"));
    others.put("gender SEX", () -> pick("M", "F"));
    others.put("c7 SEX", () -> pick("男", "女", "未知"));
    others.put("年龄 AGE", () -> String.valueOf(random.nextInt(100)));
    others.put("patientAge AGE", () -> String.valueOf(random.nextInt(100)));
    others.put("出生日期 BIRTH_DATE", () -> day(1850, 1899));
    others.put("birth_date BIRTH_DATE", () -> day(1850, 1899).replace("-", ""));
    others.put("居住区县 REGION", () -> pick("小店区", "迎泽区", "清徐县", "古交市"));
    others.put("c7 REGION", () -> pick("小店区", "迎泽区", "清徐县", "古交市"));
    others.put("street_code REGION", () -> "1401050" + digits(2));
    others.put("职业 OCCUPATION", () -> pick("教师", "医生", "工人", "退休人员"));
    others.put("c7 OCCUPATION", () -> pick("教师", "医生", "工人", "司机", "公务员"));
    others.put("民族 ETHNICITY", () -> pick("汉族", "回族", "满族"));
    others.put("学历 EDUCATION", () -> pick("本科", "大专", "高中"));
    others.put("longitude POSITION", () -> "112." + digits(6));
    others.put("remark TEXT", corpus::ticket);
    others.put("c7 TEXT", () -> random.nextInt(20) == 0 ? corpus.ticket() : "路灯不亮，请尽快维修，谢谢。");
    others.forEach(
        (label, values) -> {
          String[] parts = label.split(" ");
          columns.add(new Labelled(parts[0], parts[1], judged(parts[0], values)));
        });
    return columns;
  }

  /** What looks like an identifier and is none. */
  private List<Labelled> harmless() {
    long[] counter = {0};
    Map<String, Supplier<String>> columns = new LinkedHashMap<>();
    columns.put("订单号", () -> digits(18));
    columns.put("order_no", () -> "2024" + digits(14));
    columns.put("serial", () -> digits(19));
    columns.put("流水号 11", () -> digits(11));
    columns.put("c1", () -> digits(18));
    columns.put("c2", () -> digits(11));
    columns.put("c3", () -> "62" + digits(16));
    columns.put("c4", () -> String.valueOf(13_000_000_000L + counter[0]++));
    columns.put("c5", () -> String.valueOf(140_106_190_001_010_000L + counter[0]++ * 1_000));
    columns.put("amount", () -> digits(5) + "." + digits(2));
    columns.put("金额", () -> String.valueOf(random.nextInt(100_000_000)));
    columns.put("created_at", () -> day(2023, 2025) + " 10:2" + digits(1) + ":30");
    columns.put("时间戳", () -> "17094" + digits(8));
    columns.put("epoch", () -> "17094" + digits(5));
    columns.put("batch", () -> "20240304" + digits(6));
    columns.put("enterprise_name", () -> "太原市" + pick("华", "明", "伟") + pick("强", "达") + "商贸有限公司");
    columns.put("企业名称", () -> pick("张氏", "李记", "王府") + pick("餐饮", "建材") + "有限责任公司");
    columns.put("department", () -> pick("内科", "外科", "儿科", "骨科", "眼科"));
    columns.put("hospital", () -> pick("高新医院", "白求恩医院", "金桥医院", "万康医院"));
    columns.put("topic", () -> pick("供暖", "噪音", "停车", "物业", "金融", "安全", "交通", "方便"));
    columns.put("status", () -> pick("已办结", "处理中", "未处理", "0", "1"));
    columns.put("version", () -> "1." + digits(1) + "." + digits(2));
    columns.put("sha256", () -> digits(20) + "abcdef");
    columns.put("station_id", () -> "TY" + digits(6));
    columns.put("temperature", () -> String.valueOf(random.nextInt(40)));
    columns.put("page", () -> String.valueOf(random.nextInt(100)));
    columns.put("usage", () -> String.valueOf(random.nextInt(100)));
    columns.put("gender_ratio", () -> "0." + digits(3));
    columns.put("phone_model", () -> pick("Mate 60", "X100", "小米14"));
    columns.put("合同编号", () -> "HT-2024-" + digits(6));
    columns.put("flag", () -> pick("0", "1"));
    columns.put("remark", () -> pick("路灯不亮，请尽快维修。", "小区停电，请处理。", "迎泽大街堵车。"));
    List<Labelled> labelled = new ArrayList<>();
    columns.forEach(
        (name, values) -> labelled.add(new Labelled(name, "", judged(name.split(" ")[0], values))));
    return labelled;
  }

  @Test
  void tellsSensitiveColumnsFromOthersAndSaysWhatTheyHold() {
    List<Labelled> all = new ArrayList<>(sensitive());
    int sensitive = all.size();
    all.addAll(harmless());
    List<Labelled> right =
        all.stream()
            .filter(each -> !each.kind().isEmpty() && each.found().kind().equals(each.kind()))
            .toList();
    List<Labelled> wrong =
        all.stream().filter(each -> !each.found().kind().equals(each.kind())).toList();
    long found = all.stream().filter(each -> each.found().sensitive()).count();
    double precision = (double) right.size() / found;
    double recall = (double) right.size() / sensitive;

    assertThat(all).hasSizeGreaterThan(90);
    assertThat(precision).as("%s", wrong).isGreaterThanOrEqualTo(0.97);
    assertThat(recall).as("%s", wrong).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void sentencesInWhichIdentifiersStandAreFreeText() {
    ColumnFindings found = judged("content", corpus::ticket);

    assertThat(found.kind()).isEqualTo("TEXT");
    assertThat(found.why()).contains("of the texts hold identifiers");
    assertThat(found.techniques().values()).containsOnly("{technique: suppress}");
  }

  @Test
  void militaryIdentifiersBelongToDeclassification() {
    ColumnFindings found = judged("证件", () -> value(Kind.MILITARY_ID));

    assertThat(found.classified()).isTrue();
    assertThat(found.why()).contains("脱密");
    assertThat(found.techniques().values()).containsOnly("{technique: suppress}");
  }

  @Test
  void proposesTechniquesAsContractsWriteThem() {
    assertThat(judged("phone", () -> value(Kind.MOBILE)).techniques())
        .containsEntry("open", "{technique: suppress}")
        .containsEntry("conditional", "{technique: token, domain: phone}");
    assertThat(judged("区县", () -> pick("小店区", "迎泽区")).techniques())
        .containsEntry("open", "{technique: generalize, hierarchy: region_name, level: district}");
    assertThat(judged("longitude", () -> "112." + digits(6)).techniques())
        .containsEntry("open", "{technique: grid, cell: 0.01}");
    assertThat(judged("年龄", () -> digits(2)).techniques())
        .containsEntry("open", "{technique: range, width: 10}");
  }

  @Test
  void numbersAreReadAsTheyWereBeforeASpreadsheetTookThem() {
    Supplier<String> phone = () -> pick("138", "139", "150", "177", "189") + digits(8);

    assertThat(judged("c7", () -> phone.get() + ".0").kind()).isEqualTo("MOBILE");
    assertThat(judged("c7", () -> String.valueOf(Double.parseDouble(phone.get()))).kind())
        .isEqualTo("MOBILE");
  }

  @Test
  void saysTheShareThatMatchesAndOfThatLengthTheShareThatIsValid() {
    int[] row = {0};
    ColumnFindings found =
        judged("证件号", () -> row[0]++ % 4 == 0 ? digits(17) + "A" : "14010619000101002X");

    assertThat(found.kind()).isEqualTo("RESIDENT_ID");
    assertThat(found.share()).isBetween(0.7, 0.8);
    assertThat(found.valid()).isBetween(0.7, 0.8);
    assertThat(found.word()).isEqualTo("证件号");
    assertThat(found.forms()).contains("99999999999999999A").doesNotContain("14010619000101002X");
    assertThat(found.toString()).doesNotContain("140106");
  }

  @Test
  void anEmptyColumnIsJudgedByItsName() {
    assertThat(new ColumnProfile("手机号", List.of()).judge(HIERARCHIES).kind()).isEqualTo("MOBILE");
    assertThat(new ColumnProfile("c7", List.of("联系人手机")).judge(HIERARCHIES).kind())
        .as("what the contract says of it counts as well")
        .isEqualTo("MOBILE");
  }
}
