package org.jinyanglake.desensitize.inspect;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What values of a quasi-identifier look like. None of them is proof: ages are whole numbers, as
 * much else is, so most count only where the column's name agrees.
 */
enum Content {
  NONE("(?!)"),
  SEX("男|女|男性|女性|未知|未说明|[MFmf]|(?i:male|female)"),
  AGE("(?:\\d|[1-9]\\d|1[0-2]\\d)(?:周?岁)?|\\d{1,3}\\s?[-~—至]\\s?\\d{1,3}岁?"),
  DATE("(\\d{4})[-/.年]?(\\d{1,2})[-/.月]?(\\d{1,2})日?(?:[ T].*)?"),
  /** Names of administrative divisions, or codes of GB/T 2260 and GB/T 10114. */
  REGION(
      "\\p{IsHan}{1,12}(?:省|市|区|县|旗|盟|州|街道|街道办|镇|乡|村|社区)"
          + "|(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])\\d{4}(?:\\d{3}|\\d{6})?"),
  OCCUPATION(
      "工人|农民|教师|医生|护士|学生|退休|公务员|司机|个体户?|职员|军人|干部|律师|会计|工程师|厨师|保安|保洁|无业|自由职业|务工|销售|快递员|程序员"
          + "|.{0,6}(?:人员|职员|工人|职工|干部)"),
  ETHNICITY("\\p{IsHan}{1,5}族"),
  EDUCATION("文盲|小学|初中|高中|中专|技校|职高|大专|专科|(?:大学)?本科|大学|(?:硕士|博士)(?:研究生)?|研究生"),
  /** With four decimals or more, some ten metres. */
  DEGREES("-?1?\\d{1,2}\\.\\d{4,}"),
  MARITAL("未婚|已婚|离异|离婚|丧偶|再婚|初婚");

  private static final int LONGEST = 40;
  private static final int EARLIEST = 1850;

  private final Pattern form;

  Content(String form) {
    this.form = Pattern.compile(form);
  }

  boolean fits(String value) {
    if (value.length() > LONGEST) {
      return false;
    }
    Matcher matcher = form.matcher(value);
    return matcher.matches() && (this != DATE || isDay(matcher));
  }

  private static boolean isDay(Matcher date) {
    try {
      LocalDate.of(
          Integer.parseInt(date.group(1)),
          Integer.parseInt(date.group(2)),
          Integer.parseInt(date.group(3)));
      return Integer.parseInt(date.group(1)) >= EARLIEST;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
