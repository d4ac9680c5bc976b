package org.jinyanglake.demo;

import java.math.BigDecimal;
import java.util.List;

/** Registrations of enterprises; one in three is the shop of a single person. */
record Enterprises(City city, Population people) implements Feed {

  private static final List<String> TRADES =
      List.of("商贸", "科技", "餐饮管理", "建筑工程", "物流", "文化传媒", "信息咨询", "农业开发", "装饰", "汽车服务");
  private static final List<String> SHOPS = List.of("小吃店", "便利店", "理发店", "服装店", "水果店", "修理铺");

  /** In units of ten thousand yuan, the small ones more often. */
  private static final Weighted<Integer> CAPITALS =
      Weighted.zipf(List.of(10, 100, 50, 200, 500, 30, 300, 1000, 5, 2000, 800, 5000, 10_000));

  private static final List<Field> FIELDS =
      List.of(
          Field.key("uscc"),
          Field.text("enterprise_name"),
          Field.text("legal_person"),
          Field.text("legal_person_id"),
          Field.text("legal_person_phone"),
          Field.text("address"),
          Field.text("district_code"),
          Field.code("industry_code", "ZZ"),
          Field.number("capital", "-100.00"),
          Field.time("registered_on"),
          Field.text("reported_on"));

  @Override
  public String dataset() {
    return "market.enterprises";
  }

  @Override
  public FileFormat format() {
    return FileFormat.CSV_WITH_BYTE_ORDER_MARK;
  }

  @Override
  public List<Field> fields() {
    return FIELDS;
  }

  @Override
  public int share() {
    return 60;
  }

  @Override
  public double[] week() {
    return new double[] {1.2, 1.1, 1, 1, 1, .3, .2};
  }

  @Override
  public void fill(Timetable timetable, int day, long row, Dice dice, String[] cells) {
    Person owner = people.any(dice);
    City.Street street = owner.street();
    boolean shop = dice.chance(0.33);
    cells[0] = creditCode(shop, street.districtCode(), timetable.before(day) + row);
    cells[1] =
        shop
            ? street.districtName() + owner.name() + dice.pick(SHOPS)
            : city.name()
                + city.givenCharacters().pick(dice)
                + city.givenCharacters().pick(dice)
                + dice.pick(TRADES)
                + "有限公司";
    cells[2] = owner.name();
    cells[3] = owner.residentId();
    cells[4] = owner.phone();
    cells[5] = owner.address();
    cells[6] = street.districtCode();
    cells[7] = city.industries().pick(dice);
    cells[8] = BigDecimal.valueOf(CAPITALS.pick(dice) * 100L, 2).toPlainString();
    cells[9] = timetable.date(day).minusDays(dice.below(4)).toString();
    cells[10] = timetable.date(day).toString();
  }

  /** After GB 32100: registered with the market regulator (9), company (1) or shop (2). */
  private static String creditCode(boolean shop, String district, long number) {
    StringBuilder code =
        new StringBuilder(18).append('9').append(shop ? '2' : '1').append(district);
    char[] body = "MA000000".toCharArray();
    int base = CheckCharacters.CREDIT_CODE_CHARACTERS.length();
    for (int i = body.length - 1; number > 0; i--) {
      body[i] = CheckCharacters.CREDIT_CODE_CHARACTERS.charAt((int) (number % base));
      number /= base;
    }
    String organisation = new String(body);
    code.append(organisation).append(CheckCharacters.organisation(organisation));
    return code.append(CheckCharacters.creditCode(code)).toString();
  }
}
