package org.jinyanglake.desensitize.inspect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.desensitize.recognize.Kind;

/**
 * What a column may hold that tells of a person: the identifiers that {@link Kind} knows, the
 * quasi-identifiers of GB/T 42460 that a value or a name gives away, and free text.
 *
 * <p>Each has a share of the values from which on a column counts as one of it, without help of its
 * name: {@code 0.01} where a check character or a form leaves nothing to chance, far above what
 * chance gives where it does not (one in ten numbers passes Luhn's check, one in thirteen of eleven
 * digits begins as a mobile number). And it has a conviction: the score of a column all of whose
 * values are of it and whose name says nothing.
 */
enum Meaning {
  RESIDENT_ID(
      Kind.RESIDENT_ID,
      0.01,
      1,
      "id",
      "身份证 身份号 公民身份 证件号 id_card idcard id_no id_number identity resident_id person_id sfz sfzh sfzhm zjhm"),
  PERMANENT_RESIDENT_ID(Kind.PERMANENT_RESIDENT_ID, 0.01, 1, "id", "永居 永久居留"),
  CREDIT_CODE(Kind.CREDIT_CODE, 0.01, 1, "company", "信用代码 uscc credit_code tyshxydm"),
  ORGANIZATION_CODE(Kind.ORGANIZATION_CODE, 0.5, 0.9, "company", "机构代码 org_code organization_code"),
  MOBILE(
      Kind.MOBILE,
      0.4,
      0.95,
      "phone",
      "手机 电话 号码 联系方式 phone mobile tel telephone cellphone cell sjh sjhm lxdh"),
  LANDLINE(
      Kind.LANDLINE, 0.4, 0.9, "phone", "座机 固话 固定电话 电话 联系方式 传真 landline phone tel telephone fax"),
  BANK_CARD(
      Kind.BANK_CARD,
      0.5,
      0.95,
      "card",
      "银行卡 卡号 账号 帐号 账户 bank_card card_no card_number bank_account account_no yhkh"),
  PLATE(Kind.PLATE, 0.01, 0.95, "plate", "车牌 号牌 牌照 plate plate_no cphm hphm"),
  PASSPORT(Kind.PASSPORT, 0.5, 0.9, "passport", "护照 passport"),
  PERMIT(Kind.PERMIT, 0.5, 0.9, "permit", "通行证 回乡证 台胞证 travel_permit"),
  HONG_KONG_ID(Kind.HONG_KONG_ID, 0.01, 1, "hkid", "香港身份证 hkid"),
  MILITARY_ID(Kind.MILITARY_ID, 0.01, 1, "", "军官证 士兵证 军人证 警官证 military_id"),
  MILITARY_PLATE(Kind.MILITARY_PLATE, 0.01, 1, "", "军牌 军车 military_plate"),
  VIN(Kind.VIN, 0.01, 1, "vehicle", "车架号 车辆识别 识别代号 vin"),
  IMEI(Kind.IMEI, 0.5, 0.95, "device", "串号 设备识别 imei"),
  IMSI(Kind.IMSI, 0.5, 0.95, "device", "用户识别 imsi"),
  EMAIL(Kind.EMAIL, 0.01, 0.95, "mail", "邮箱 电子邮件 email e_mail mail"),
  IP(Kind.IP, 0.3, 0.9, "ip", "ip地址 ip ip_address"),
  MAC(Kind.MAC, 0.01, 1, "device", "mac地址 mac mac_address"),
  NAME(
      Kind.NAME,
      0.8,
      0.75,
      "",
      "姓名 联系人 来电人 报修人 投诉人 举报人 申请人 经办人 上报人 当事人 法定代表人 法人 户主 业主 患者 乘客 学生 名字 name contact holder"
          + " legal_person owner xm"),
  ADDRESS(Kind.ADDRESS, 0.2, 0.9, "", "地址 住址 住所 门牌 address addr dz jtzz"),
  COORDINATES(Kind.COORDINATES, 0.01, 0.95, "", "坐标 经纬 coordinate coordinates location"),

  SEX("性别", 0.9, 0.9, Content.SEX, "性别 sex gender xb"),
  AGE("年龄", Share.NEVER, 0.5, Content.AGE, "年龄 岁数 周岁 age nl"),
  BIRTH_DATE("出生日期", Share.NEVER, 0.5, Content.DATE, "出生 生日 birth birthday birthdate dob csrq"),
  REGION(
      "地区",
      0.8,
      0.8,
      Content.REGION,
      "省 地市 城市 区县 县区 行政区 街道 乡镇 社区 村 籍贯 户籍 region district county city province street town township"
          + " village community"),
  OCCUPATION("职业", 0.5, 0.8, Content.OCCUPATION, "职业 职务 工种 岗位 occupation job profession"),
  ETHNICITY("民族", 0.9, 0.8, Content.ETHNICITY, "民族 ethnicity ethnic_group"),
  EDUCATION("学历", 0.8, 0.8, Content.EDUCATION, "学历 文化程度 教育程度 education degree"),
  MARITAL_STATUS("婚姻状况", 0.8, 0.8, Content.MARITAL, "婚姻 marital"),
  /** A longitude or a latitude alone, fine enough to tell a house from the next. */
  POSITION("经纬度", Share.NEVER, 0.8, Content.DEGREES, "经度 纬度 longitude latitude lng lon lat"),

  /** Sentences in which identifiers stand now and then. */
  TEXT("自由文本", 0.01, 0, Content.NONE, "");

  /** Of a score of at least this a meaning is given. */
  static final double LIKELY = 0.5;

  private static final Set<Meaning> CLASSIFIED = Set.of(MILITARY_ID, MILITARY_PLATE);
  private static final TechniqueSpec SUPPRESS = new TechniqueSpec("suppress", Map.of());
  private static final TechniqueSpec KEEP = new TechniqueSpec("keep", Map.of());

  private static final class Share {
    static final double NEVER = 2;
  }

  private final String label;
  private final Optional<Kind> kind;
  private final double least;
  private final double conviction;
  private final String domain;
  private final Content content;
  private final List<String> words;

  Meaning(Kind kind, double least, double conviction, String domain, String words) {
    this(kind.label(), Optional.of(kind), least, conviction, domain, Content.NONE, words);
  }

  Meaning(String label, double least, double conviction, Content content, String words) {
    this(label, Optional.empty(), least, conviction, "", content, words);
  }

  Meaning(
      String label,
      Optional<Kind> kind,
      double least,
      double conviction,
      String domain,
      Content content,
      String words) {
    this.label = label;
    this.kind = kind;
    this.least = least;
    this.conviction = conviction;
    this.domain = domain;
    this.content = content;
    this.words = words.isEmpty() ? List.of() : List.of(words.split(" "));
  }

  /** What it is called in Chinese. */
  String label() {
    return label;
  }

  /** What recognizers find of it; empty: {@link #content} tells. */
  Optional<Kind> kind() {
    return kind;
  }

  Content content() {
    return content;
  }

  /** Words of names: Chinese ones anywhere in it, others as whole words in a row. */
  List<String> words() {
    return words;
  }

  /** The share of values from which on a column is of it; {@code NEVER} by content alone. */
  double least(boolean named) {
    if (!named) {
      return least;
    }
    return kind.isEmpty() ? 0.5 : this == NAME ? 0.3 : Math.min(least, 0.05);
  }

  double conviction() {
    return conviction;
  }

  /** To be excluded before desensitization, by a reviewer of its own (脱密). */
  boolean isClassified() {
    return CLASSIFIED.contains(this);
  }

  Classification classification() {
    return kind.isEmpty() && this != TEXT || this == COORDINATES
        ? Classification.QUASI_IDENTIFIER
        : Classification.DIRECT_IDENTIFIER;
  }

  TechniqueSpec open() {
    return classification() == Classification.DIRECT_IDENTIFIER ? SUPPRESS : conditional();
  }

  TechniqueSpec conditional() {
    return switch (this) {
      case AGE -> new TechniqueSpec("range", Map.of("width", 10L));
      case POSITION -> new TechniqueSpec("grid", Map.of("cell", 0.01)); // a kilometre
      case BIRTH_DATE -> new TechniqueSpec("truncate", Map.of("unit", "year"));
      case SEX, ETHNICITY, EDUCATION, MARITAL_STATUS, OCCUPATION -> KEEP;
      default -> domain.isEmpty() ? SUPPRESS : new TechniqueSpec("token", Map.of("domain", domain));
    };
  }
}
