package org.jinyanglake.desensitize.recognize;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Sentences of a hotline with things in them that are known, and sentences with things that look
 * like them. Everything is made here, check characters too: nothing of the recognizers is used.
 * Persons are not real, and born before 1900.
 */
public final class Corpus {
  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String[] COUNTIES = {
    "140105", "140106", "140107", "140108", "140109", "140110", "140121", "140122", "140123",
    "140181", "140102", "140111", "110101", "310115", "440524", "142401", "142622", "130682",
    "410103", "610113", "371502", "510107"
  };
  private static final String CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final String[] MOBILES = {
    "130", "135", "138", "139", "145", "147", "150", "152", "158", "166", "173", "177", "178",
    "180", "186", "189", "191", "198", "199"
  };
  private static final String[] NO_MOBILES = {
    "100", "106", "110", "120", "154", "179", "194", "161", "142"
  };
  private static final String SURNAMES =
      "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国志梅鑫晓红春雪飞玲丹萍宇浩凯健俊帆帅旭宁龙林欢阳慧婷";
  private static final String[] COMPOUNDS = {"欧阳", "上官", "司马", "诸葛", "慕容", "令狐"};
  private static final String[] ROADS = {
    "柳巷南路", "迎泽大街", "长风街", "晋祠路", "平阳路", "府西街", "桃园北路", "建设南路", "南内环街", "坞城路", "五一路", "解放北路", "旱西关街"
  };
  private static final String[] ESTATES = {
    "阳光花园", "丽华苑", "恒大绿洲小区", "铁路宿舍", "教师公寓", "滨河小区", "富力城", "国师街家属院"
  };
  private static final String[] DISTRICTS = {"小店区", "迎泽区", "杏花岭区", "尖草坪区", "万柏林区", "晋源区", "清徐县"};

  /** A sentence; what is known to be in it stands from start to end, nothing if start is -1. */
  public record Sentence(String text, int start, int end) {}

  private final SplittableRandom random;
  private final Map<Kind, Function<Corpus, Sentence>> positives = new EnumMap<>(Kind.class);
  private final Map<Kind, Function<Corpus, String>> negatives = new EnumMap<>(Kind.class);

  public Corpus(long seed) {
    random = new SplittableRandom(seed);
    known(Kind.RESIDENT_ID, c -> c.told("身份证号", c.disguised(c.resident(c.pick(COUNTIES)))));
    known(
        Kind.PERMANENT_RESIDENT_ID,
        c ->
            c.told(
                "永居证",
                c.disguised(
                    c.resident(
                        "9"
                            + c.pick("14", "11", "31", "44")
                            + c.pick("840", "392", "410", "036")))));
    known(Kind.CREDIT_CODE, c -> c.told("信用代码", c.disguised(c.credit())));
    known(Kind.ORGANIZATION_CODE, c -> c.told("组织机构代码", c.organization(true)));
    known(
        Kind.MOBILE,
        c ->
            c.told(
                "电话",
                c.disguised(c.maybe("+86 ", "86", "", "", "") + c.pick(MOBILES) + c.digits(8))));
    known(
        Kind.LANDLINE,
        c ->
            c.told(
                "座机",
                c.maybe("0351-", "010-", "0354 ", "0351")
                    + c.from(2, 9)
                    + c.digits(c.last().startsWith("010") ? 7 : 6)));
    known(
        Kind.BANK_CARD,
        c -> c.told("银行卡", c.disguised(c.luhn("62" + c.digits(c.random.nextBoolean() ? 13 : 16)))));
    known(Kind.PLATE, c -> c.told("车牌", c.plate()));
    known(
        Kind.PASSPORT,
        c ->
            c.told(
                "护照号",
                c.maybe("E", "G", "DE", "PE").equals("E")
                    ? "E" + c.digits(8)
                    : "E" + c.maybe("A", "B", "H") + c.digits(7)));
    known(Kind.PERMIT, c -> c.told("通行证号", c.maybe("C", "H", "M") + c.digits(8)));
    known(Kind.HONG_KONG_ID, c -> c.told("证件", c.hongKong(0)));
    known(
        Kind.MILITARY_ID,
        c -> c.told("证件", c.maybe("军", "武", "空", "海") + "字第" + c.digits(7) + "号"));
    known(Kind.MILITARY_PLATE, c -> c.told("车", "WJ" + c.maybe("晋", "京", "冀") + c.digits(5)));
    known(Kind.VIN, c -> c.told("车架号", c.vin(0)));
    known(Kind.IMEI, c -> c.told("手机串号", c.luhn("86" + c.digits(12))));
    known(Kind.IMSI, c -> c.told("IMSI码", "46001" + c.digits(10)));
    known(
        Kind.EMAIL,
        c ->
            c.told(
                "邮箱",
                c.maybe("li.min", "zhang_san88", "w2020", "a-b")
                    + "@"
                    + c.maybe("qq.com", "163.com", "mail.ty.gov.cn", "ｇmail.com")));
    known(
        Kind.IP,
        c ->
            c.told(
                "地址",
                c.random.nextInt(5) == 0
                    ? "fe80::" + c.hex(4) + ":" + c.hex(4)
                    : c.from(1, 254)
                        + "."
                        + c.from(0, 255)
                        + "."
                        + c.from(0, 255)
                        + "."
                        + c.from(1, 254)));
    known(
        Kind.MAC,
        c ->
            c.told(
                "网卡",
                String.join(
                    c.maybe(":", "-"),
                    List.of(c.hex(2), c.hex(2), c.hex(2), c.hex(2), c.hex(2), c.hex(2)))));
    known(Kind.NAME, Corpus::name);
    known(Kind.ADDRESS, c -> c.told(c.maybe("家住", "地址：", "住在", "位于"), "", c.address()));
    known(
        Kind.COORDINATES,
        c ->
            c.told(
                "坐标", "112." + c.digits(5) + c.maybe(",", ", ", " ", "，") + "37." + c.digits(6)));

    unlike(
        Kind.RESIDENT_ID,
        c ->
            switch (c.random.nextInt(4)) {
              case 0 -> c.spoiled(c.resident(c.pick(COUNTIES)));
              case 1 -> c.resident("999999");
              case 2 -> c.resident(c.pick(COUNTIES)) + c.digits(2);
              default ->
                  c.checked(
                      c.pick(COUNTIES)
                          + "1890"
                          + c.maybe("0231", "1301", "0230", "0631")
                          + c.digits(3));
            });
    unlike(
        Kind.PERMANENT_RESIDENT_ID,
        c ->
            c.spoiled(
                c.resident(
                    "9" + c.pick("14", "11", "31", "44") + c.pick("840", "392", "410", "036"))));
    unlike(Kind.CREDIT_CODE, c -> c.spoiled(c.credit()));
    unlike(
        Kind.ORGANIZATION_CODE,
        c -> c.random.nextBoolean() ? c.spoiledOrganization() : c.organization(false));
    unlike(
        Kind.MOBILE,
        c ->
            switch (c.random.nextInt(4)) {
              case 0 -> c.pick(NO_MOBILES) + c.digits(8);
              case 1 -> c.pick(MOBILES) + c.digits(9);
              case 2 -> "NO" + c.pick(MOBILES) + c.digits(8);
              default -> "2024-03-0" + c.from(1, 9) + " 10:2" + c.from(0, 9);
            });
    unlike(
        Kind.LANDLINE,
        c ->
            c.maybe(
                "20240304", "0300" + c.digits(2), "订单" + c.digits(8), "2024-03-04", "3500000元"));
    unlike(
        Kind.BANK_CARD,
        c -> c.random.nextBoolean() ? c.spoiledLuhn() : c.luhn("11" + c.digits(13)));
    unlike(
        Kind.PLATE,
        c -> c.maybe("晋A级", "川菜12345", "晋A1I345", "晋I12345", "京东618", "晋祠A区12", "豫剧A12", "晋A123"));
    unlike(Kind.PASSPORT, c -> "型号E" + c.digits(8));
    unlike(Kind.PERMIT, c -> c.maybe("编号C" + c.digits(8), c.digits(8), "H" + c.digits(8)));
    unlike(Kind.HONG_KONG_ID, c -> c.hongKong(1 + c.random.nextInt(9)));
    unlike(
        Kind.MILITARY_ID,
        c -> c.maybe("文字第" + c.digits(3) + "号", "后字" + c.digits(2), "空调第1234567号", "水字第1234567号"));
    unlike(
        Kind.MILITARY_PLATE,
        c -> c.maybe("WJ" + c.digits(5), "WJ晋" + c.digits(3), "AWJ晋" + c.digits(5)));
    unlike(Kind.VIN, c -> c.vin(1 + c.random.nextInt(9)));
    unlike(Kind.IMEI, c -> "手机串号" + c.spoiledImei());
    unlike(Kind.IMSI, c -> "46001" + c.digits(10));
    unlike(Kind.EMAIL, c -> c.maybe("@客服", "a@b", "单价@15.5元", "user@", "@gmail.com", "见@第3页"));
    unlike(
        Kind.IP,
        c ->
            c.maybe(
                "1.2.3",
                "300.1.2.3",
                "2024.03.04",
                "v1.2.3.4",
                "1.2.3.4.5",
                "1.2.3.4b",
                "10:20:30",
                "12:30"));
    unlike(
        Kind.MAC,
        c ->
            c.maybe(
                "10:20:30",
                "AA:BB:CC:DD:EE",
                "AA:BB:CC:DD:EE:FF:00",
                "2024-03-04",
                "12-34-56-78-90"));
    unlike(
        Kind.NAME,
        c ->
            c.maybe(
                "今天高温天气",
                "安全检查不到位",
                "市民高度评价这项工作",
                "黄河沿岸",
                "马路上有积水",
                "居民方便多了",
                "业主都很满意",
                "司机强行变道",
                "患者多花了钱",
                "学生安全问题",
                "家长们",
                "通知方式",
                "市民文明出行",
                "居民生活用水",
                "金额不对",
                "万元",
                "白天施工"));
    unlike(
        Kind.ADDRESS,
        c ->
            c.maybe(
                "迎泽大街堵车",
                "地铁2号线",
                "长风街和平阳路路口",
                "3号台风",
                "坞城路积水",
                "12号机房",
                "社区医院",
                "公交1路车",
                "第5号令",
                "小区门口",
                "滨河小区停电"));
    unlike(
        Kind.COORDINATES,
        c ->
            c.maybe(
                "12.3456",
                "价格0.1234和5.6789",
                "200.12345,95.12345",
                "112.5,37.8",
                "3.14159",
                "112.54321"));
  }

  private void known(Kind kind, Function<Corpus, Sentence> maker) {
    positives.put(kind, maker);
  }

  private void unlike(Kind kind, Function<Corpus, String> maker) {
    negatives.put(kind, maker);
  }

  public Sentence positive(Kind kind) {
    return positives.get(kind).apply(this);
  }

  public Sentence negative(Kind kind) {
    String what = negatives.get(kind).apply(this);
    return new Sentence(
        pick("市民来电反映", "记录：", "", "工单备注 ") + what + pick("，请处理。", "", "；谢谢", "。"), -1, -1);
  }

  /** A ticket as long as those of a hotline are, with or without something in it. */
  public String ticket() {
    StringBuilder text = new StringBuilder();
    Kind[] kinds = Kind.values();
    for (int i = 0; i < 4; i++) {
      text.append("市民反映近日小区门口道路施工影响出行，噪音较大，多次与物业沟通未果，希望有关部门尽快处理并回复，");
      Kind kind = kinds[random.nextInt(kinds.length)];
      text.append(random.nextBoolean() ? positive(kind).text() : negative(kind).text());
    }
    return text.toString();
  }

  private String last = "";

  private String last() {
    return last;
  }

  private String maybe(String... choices) {
    last = choices[random.nextInt(choices.length)];
    return last;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String from(int least, int most) {
    return String.valueOf(random.nextInt(least, most + 1));
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String hex(int count) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < count; i++) {
      hex.append("0123456789abcdefABCDEF".charAt(random.nextInt(22)));
    }
    return hex.toString();
  }

  private Sentence told(String cue, String what) {
    return told(pick("市民来电，", "备注：", "", "反映人提供"), cue + pick("：", ":", "", "是"), what);
  }

  private Sentence told(String before, String cue, String what) {
    String text = before + cue;
    String after = pick("，请尽快处理。", "", "；谢谢", "。", " 等");
    if (random.nextInt(10) == 0) {
      text = "{\"remark\":\"" + text;
      after = after + "\"}";
    }
    return new Sentence(text + what + after, text.length(), text.length() + what.length());
  }

  /** One in two is disguised. */
  private String disguised(String plain) {
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        StringBuilder wide = new StringBuilder();
        plain.chars().forEach(c -> wide.append(c > 32 && c < 127 ? (char) (c + 0xFEE0) : (char) c));
        return wide.toString();
      }
      case 2 -> {
        return String.join(" ", parts(plain));
      }
      case 3 -> {
        return String.join("-", parts(plain));
      }
      case 4 -> {
        StringBuilder han = new StringBuilder();
        plain
            .chars()
            .forEach(
                c -> han.append(c >= '0' && c <= '9' ? "零一二三四五六七八九".charAt(c - '0') : (char) c));
        return plain.startsWith("+") || plain.startsWith("86") ? plain : han.toString();
      }
      case 5 -> {
        int at = 1 + random.nextInt(plain.length() - 1);
        return plain.substring(0, at) + pick("\u200B", "\uFEFF", "\u00AD") + plain.substring(at);
      }
      default -> {
        return plain;
      }
    }
  }

  private static List<String> parts(String plain) {
    List<String> parts = new ArrayList<>();
    String rest = plain.replace(" ", "");
    for (int i = 0; i < rest.length(); i += 4) {
      parts.add(rest.substring(i, Math.min(rest.length(), i + 4)));
    }
    return parts;
  }

  private String resident(String county) {
    return checked(
        county
            + "18"
            + (50 + random.nextInt(50))
            + "0"
            + (1 + random.nextInt(9))
            + (10 + random.nextInt(19))
            + digits(3));
  }

  private static String checked(String seventeen) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (seventeen.charAt(i) - '0') * WEIGHTS[i];
    }
    return seventeen + "10X98765432".charAt(sum % 11);
  }

  private String spoiled(String checked) {
    char last = checked.charAt(checked.length() - 1);
    char other = (char) ('0' + random.nextInt(10));
    return checked.substring(0, checked.length() - 1)
        + (other == last ? (char) ('0' + (other - '0' + 1) % 10) : other);
  }

  private String credit() {
    String eight = pick("MA", "71", "58", "05") + digits(6);
    String inner = eight + organizationCheck(eight);
    String seventeen = pick("91", "92", "12", "52") + pick("140100", "140105", "110000") + inner;
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < 17; i++) {
      sum += CREDIT.indexOf(seventeen.charAt(i)) * weight;
      weight = weight * 3 % 31;
    }
    return seventeen + CREDIT.charAt((31 - sum % 31) % 31);
  }

  private String organization(boolean hyphen) {
    String eight = pick("MA", "71", "D2", "05") + digits(6);
    return eight + (hyphen ? "-" : "") + organizationCheck(eight);
  }

  private String spoiledOrganization() {
    String code = organization(true);
    char last = code.charAt(9);
    return "编号" + code.substring(0, 9) + (last == '7' ? '3' : '7');
  }

  private static char organizationCheck(String eight) {
    int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      char c = eight.charAt(i);
      sum += (c <= '9' ? c - '0' : c - 'A' + 10) * weights[i];
    }
    int check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
  }

  private static String luhn(String digits) {
    for (char check = '0'; check <= '9'; check++) {
      int sum = 0;
      String all = digits + check;
      for (int i = 0; i < all.length(); i++) {
        int digit = all.charAt(all.length() - 1 - i) - '0';
        digit = i % 2 == 1 ? digit * 2 : digit;
        sum += digit / 10 + digit % 10;
      }
      if (sum % 10 == 0) {
        return all;
      }
    }
    throw new AssertionError();
  }

  private String spoiledLuhn() {
    String card = luhn("62" + digits(13));
    int last = card.charAt(card.length() - 1) - '0';
    return card.substring(0, card.length() - 1) + (last + 1 + random.nextInt(9)) % 10;
  }

  private String spoiledImei() {
    String device = luhn("86" + digits(12));
    int last = device.charAt(14) - '0';
    return device.substring(0, 14) + (last + 1 + random.nextInt(9)) % 10;
  }

  private String plate() {
    String letter = pick("A", "B", "C", "K", "M");
    String serial =
        switch (random.nextInt(4)) {
          case 0 -> pick("D", "F") + digits(5);
          case 1 -> digits(5) + pick("D", "F");
          case 2 -> digits(2) + pick("A", "Q", "Z") + digits(2);
          default -> pick("K", "8") + digits(4);
        };
    return pick("晋", "京", "冀", "豫") + letter + pick("", "", "·", " ") + serial;
  }

  private String hongKong(int off) {
    String letter = pick("A", "G", "Z", "K");
    String six = digits(6);
    int sum = 9 * 36 + 8 * (letter.charAt(0) - 'A' + 10);
    for (int i = 0; i < 6; i++) {
      sum += (six.charAt(i) - '0') * (7 - i);
    }
    int check = (11 - sum % 11) % 11;
    check = (check + off) % 11;
    return letter + six + "(" + (check == 10 ? "A" : String.valueOf(check)) + ")";
  }

  private String vin(int off) {
    String letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
    StringBuilder vin = new StringBuilder("LSV");
    for (int i = 3; i < 17; i++) {
      vin.append(
          i == 8
              ? '0'
              : i < 11 ? letters.charAt(random.nextInt(23)) : (char) ('0' + random.nextInt(10)));
    }
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    Map<Character, Integer> values = new java.util.HashMap<>();
    String order = "ABCDEFGH1JKLMN1P1R1STUVWXYZ";
    int[] numbers = {
      1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 0, 2, 3, 4, 5, 6, 7, 8, 9
    };
    for (int i = 0; i < order.length(); i++) {
      values.put(order.charAt(i), numbers[i]);
    }
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      char c = vin.charAt(i);
      sum += (c >= '0' && c <= '9' ? c - '0' : values.get(c)) * weights[i];
    }
    vin.setCharAt(8, "0123456789X".charAt((sum + off) % 11));
    return vin.toString();
  }

  private Sentence name() {
    String surname =
        random.nextInt(20) == 0
            ? pick(COMPOUNDS)
            : String.valueOf(SURNAMES.charAt(random.nextInt(SURNAMES.length())));
    StringBuilder name = new StringBuilder(surname);
    for (int i = 1 + random.nextInt(2); i >= 1; i--) {
      name.append(GIVEN.charAt(random.nextInt(GIVEN.length())));
    }
    String what = name.toString();
    return switch (random.nextInt(6)) {
      case 0 -> told("", pick("姓名：", "联系人：", "来电人", "报修人:"), what);
      case 1 -> sentence("市民", what, pick("反映", "来电投诉", "致电咨询", "称") + "路灯不亮");
      case 2 -> sentence(pick("请联系", "找", "对方是"), what, pick("先生", "女士") + "处理");
      case 3 -> sentence(pick("，", "。", ""), surname, pick("先生", "女士", "师傅") + "来电反映停水");
      case 4 -> sentence("我叫", what, "，住在附近");
      default -> sentence("户主", what, pick("，", "的", "电话") + "1号");
    };
  }

  private static Sentence sentence(String before, String what, String after) {
    return new Sentence(before + what + after, before.length(), before.length() + what.length());
  }

  private String address() {
    String road =
        pick("太原市", "", "山西省太原市")
            + pick(DISTRICTS)
            + pick(ROADS)
            + from(1, 320)
            + "号"
            + pick("", "院");
    String house =
        from(1, 30)
            + pick("号楼", "栋", "幢")
            + pick("", from(1, 6) + "单元" + pick("", from(101, 3302) + "室"));
    return switch (random.nextInt(4)) {
      case 0 -> road;
      case 1 -> road + pick(ESTATES) + house;
      case 2 -> pick(DISTRICTS) + pick(ESTATES) + house;
      default -> pick(ESTATES) + from(1, 20) + "-" + from(1, 4) + "-" + from(101, 999);
    };
  }
}
