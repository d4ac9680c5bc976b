package org.jinyanglake.desensitize.recognize;

/** What can be found in text. */
public enum Kind {
  /** GB 11643: 18 characters with a check character, or the older 15 digits. */
  RESIDENT_ID("居民身份证号"),
  /** Foreigners' permanent residence card: as a resident ID, beginning with 9. */
  PERMANENT_RESIDENT_ID("外国人永久居留身份证号"),
  /** GB 32100. */
  CREDIT_CODE("统一社会信用代码"),
  /** GB 11714. */
  ORGANIZATION_CODE("组织机构代码"),
  MOBILE("手机号"),
  LANDLINE("固定电话"),
  /** ISO/IEC 7812 with Luhn's check digit. */
  BANK_CARD("银行卡号"),
  /** GA 36. */
  PLATE("车牌号"),
  PASSPORT("护照号"),
  /** Travel permits to and from Hong Kong, Macau and Taiwan. */
  PERMIT("通行证号"),
  HONG_KONG_ID("香港身份证号"),
  /** Of soldiers, officers, armed police. To be excluded rather than masked. */
  MILITARY_ID("军人证件号"),
  /** Of military and armed police vehicles. */
  MILITARY_PLATE("军用车牌号"),
  /** GB 16735. */
  VIN("车辆识别代号"),
  IMEI("设备识别码"),
  IMSI("用户识别码"),
  EMAIL("电子邮箱"),
  IP("IP地址"),
  MAC("MAC地址"),
  NAME("姓名"),
  ADDRESS("地址"),
  /** Longitude and latitude in or near China, with four decimals or more. */
  COORDINATES("坐标");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** What it is called in Chinese. */
  public String label() {
    return label;
  }
}
