package org.jinyanglake.cli;

/** What a figure means for who has to sign: said in words, and coloured. */
enum Light {
  GOOD("合格", "fine", "passed"),
  CARE("请留意", "look twice", "some"),
  BAD("不合格", "not fine", "failed"),
  NONE("仅供参考", "for information", "");

  private final String zh;
  private final String en;
  private final String style;

  Light(String zh, String en, String style) {
    this.zh = zh;
    this.en = en;
    this.style = style;
  }

  String zh() {
    return zh;
  }

  String en() {
    return en;
  }

  /** The class of its badge. */
  String style() {
    return style;
  }

  /** Of a figure that must not be above a limit. */
  static Light atMost(double figure, double limit) {
    return figure <= limit + 1e-9 ? GOOD : BAD;
  }

  /** Of a figure that is better the lower it is. */
  static Light rising(double figure, double care, double bad) {
    return figure <= care ? GOOD : figure <= bad ? CARE : BAD;
  }
}
