package org.jinyanglake.desensitize.recognize;

import java.util.List;

/** Identifiers of letters and digits, by length, structure and check character. */
final class Numbers implements Recognizer {
  private static final int SHORTEST = 7;

  private static final Cues RESIDENT = new Cues("身份证", "证件号", "身份号", "公民身份", "SFZ");
  private static final Cues ORGANIZATION = new Cues("组织机构代码", "机构代码");
  private static final Cues PHONE = new Cues(6, "电话", "座机", "固话", "传真", "号码", "拨打", "TEL");
  private static final Cues CARD = new Cues("银行卡", "卡号", "账号", "帐号", "账户", "储蓄卡", "信用卡");
  private static final Cues PASSPORT = new Cues("护照", "PASSPORT");
  private static final Cues PERMIT = new Cues("通行证", "回乡证", "台胞证", "港澳证", "往来港澳", "往来台湾");
  private static final Cues HONG_KONG = new Cues("香港身份证", "港人身份证", "HKID");
  private static final Cues VEHICLE = new Cues("车架号", "车辆识别", "VIN", "识别代号");
  private static final Cues DEVICE = new Cues("IMEI", "串号", "设备识别", "手机串");
  private static final Cues SUBSCRIBER = new Cues("IMSI", "用户识别");

  @Override
  public void find(Text text, List<Finding> found) {
    Run run = null;
    int at = 0;
    while (at < text.length()) {
      if (!text.isLatinOrAsciiDigit(at) && text.digit(at) < 0) {
        at++;
        continue;
      }
      if (run == null) {
        run = new Run(text); // most texts need none
      }
      if (run.read(at, SHORTEST)) {
        judge(text, run, found);
      }
      at = run.end();
    }
  }

  private static void judge(Text text, Run run, List<Finding> found) {
    for (int first = 0; first < run.groups(); first++) {
      int from = run.group(first);
      for (int last = first; last < run.groups(); last++) {
        int to = run.group(last + 1);
        if (to - from > Run.LONGEST) {
          break;
        }
        if (to - from >= SHORTEST) {
          CharSequence what = run.characters().subSequence(from, to);
          Candidate candidate =
              new Candidate(text, what, run.place(from), run.place(to - 1) + 1, last > first);
          judge(candidate, found);
        }
      }
    }
  }

  /**
   * Consecutive groups, looked at as one identifier.
   *
   * @param what without what divides the groups
   * @param divided whether there is more than one group
   */
  private record Candidate(Text text, CharSequence what, int start, int end, boolean divided) {
    boolean digits(int from, int to) {
      for (int i = from; i < to; i++) {
        if (what.charAt(i) < '0' || what.charAt(i) > '9') {
          return false;
        }
      }
      return true;
    }

    boolean digits() {
      return digits(0, what.length());
    }

    char at(int index) {
      return what.charAt(index);
    }

    int number(int from, int to) {
      return Integer.parseInt(what, from, to, 10);
    }

    boolean after(Cues cues) {
      return cues.before(text, start);
    }

    void is(Kind kind, double score, List<Finding> found) {
      found.add(new Finding(kind, start, end, score));
    }
  }

  private static void judge(Candidate it, List<Finding> found) {
    switch (it.what.length()) {
      case 7, 8 -> {
        landline(it, 0, found);
        permit(it, found);
      }
      case 9 -> {
        organization(it, found);
        passport(it, found);
        permit(it, found);
      }
      case 10 -> {
        landline(it, 3, found);
        permit(it, found);
      }
      case 11 -> {
        mobile(it, 0, found);
        landline(it, it.at(1) <= '2' ? 3 : 4, found);
        permit(it, found);
      }
      case 12 -> landline(it, 4, found);
      case 13 -> mobile(it, 2, found);
      case 15 -> {
        residentOf15(it, found);
        card(it, found);
        device(it, found);
      }
      case 16, 19 -> card(it, found);
      case 17 -> {
        card(it, found);
        vehicle(it, found);
      }
      case 18 -> {
        residentOf18(it, found);
        creditCode(it, found);
        card(it, found);
      }
      default -> {
        // No identifier is so long.
      }
    }
  }

  private static void residentOf18(Candidate it, List<Finding> found) {
    if (!it.digits(0, 17)
        || !Checks.mod11(it.what)
        || !Checks.day(it.number(6, 10), it.number(10, 12), it.number(12, 14))) {
      return;
    }
    if (it.at(0) == '9') {
      if (Checks.province(it.what, 1)) {
        it.is(Kind.PERMANENT_RESIDENT_ID, 1, found);
      }
    } else if (Checks.county(it.what)) {
      it.is(Kind.RESIDENT_ID, 1, found);
    }
  }

  /** Without a check digit: numbers of enterprises have 15 digits too, so a word must say it. */
  private static void residentOf15(Candidate it, List<Finding> found) {
    if (it.digits()
        && Checks.county(it.what)
        && Checks.day(1900 + it.number(6, 8), it.number(8, 10), it.number(10, 12))) {
      it.is(Kind.RESIDENT_ID, it.after(RESIDENT) ? 0.95 : 0.6, found);
    }
  }

  private static void creditCode(Candidate it, List<Finding> found) {
    if (it.digits(2, 8) && Checks.creditCode(it.what)) {
      it.is(Kind.CREDIT_CODE, 1, found);
    }
  }

  private static void organization(Candidate it, List<Finding> found) {
    if (it.digits(1, 8) || it.after(ORGANIZATION)) {
      boolean written = it.divided && it.text.at(it.end - 2) == '-';
      boolean said = it.after(ORGANIZATION);
      if ((written || said) && Checks.organization(it.what)) {
        it.is(Kind.ORGANIZATION_CODE, said ? 0.95 : 0.85, found);
      }
    }
  }

  /** Prefixes of the numbering plan as of 2022; 140 to 149 are in part those of things. */
  private static boolean isMobile(CharSequence number, int from) {
    if (number.charAt(from) != '1') {
      return false;
    }
    char third = number.charAt(from + 2);
    return switch (number.charAt(from + 1)) {
      case '3', '8' -> true;
      case '4' -> "01456789".indexOf(third) >= 0;
      case '5' -> third != '4';
      case '6' -> "2567".indexOf(third) >= 0;
      case '7' -> third != '9';
      case '9' -> third != '4';
      default -> false;
    };
  }

  private static void mobile(Candidate it, int prefix, List<Finding> found) {
    if (it.digits()
        && isMobile(it.what, prefix)
        && (prefix == 0 || it.at(0) == '8' && it.at(1) == '6')) {
      int before = it.text.visibleBefore(it.start);
      boolean plus = before >= 0 && it.text.at(before) == '+';
      found.add(new Finding(Kind.MOBILE, plus ? before : it.start, it.end, 0.95));
    }
  }

  /** With its area code, in two groups or beginning with 0; without one, if a word says so. */
  private static void landline(Candidate it, int area, List<Finding> found) {
    if (!it.digits()) {
      return;
    }
    if (area == 0) {
      if (it.at(0) > '1' && !it.divided && it.after(PHONE)) {
        it.is(Kind.LANDLINE, 0.85, found);
      }
    } else if (it.at(0) == '0' && it.at(1) != '0' && it.at(area) > '1') {
      it.is(Kind.LANDLINE, it.divided || it.after(PHONE) ? 0.95 : 0.6, found);
    }
  }

  /** One in ten numbers passes Luhn's check: the issuer's number counts, or a word before it. */
  private static void card(Candidate it, List<Finding> found) {
    if (!it.digits() || it.at(0) < '3' || it.at(0) > '6' || !Checks.luhn(it.what)) {
      return;
    }
    boolean unionPay = it.at(0) == '6' && it.at(1) == '2' && it.what.length() >= 16;
    boolean said = it.after(CARD);
    if (unionPay || said) {
      it.is(Kind.BANK_CARD, said ? 1 : 0.95, found);
    }
  }

  private static void vehicle(Candidate it, List<Finding> found) {
    boolean letters = !it.digits();
    if (!it.divided && Checks.vin(it.what) && (it.at(0) == 'L' && letters || it.after(VEHICLE))) {
      it.is(Kind.VIN, 1, found);
    }
  }

  private static void device(Candidate it, List<Finding> found) {
    if (!it.digits()) {
      return;
    }
    if (Checks.luhn(it.what) && it.after(DEVICE)) {
      it.is(Kind.IMEI, 1, found);
    } else if (it.at(0) == '4' && it.at(1) == '6' && it.at(2) == '0' && it.after(SUBSCRIBER)) {
      it.is(Kind.IMSI, 1, found);
    }
  }

  private static void passport(Candidate it, List<Finding> found) {
    boolean structure =
        "EGDSP".indexOf(it.at(0)) >= 0 && it.digits(1, 9)
            || it.at(0) == 'E' && isLetterOfSerial(it.at(1)) && it.digits(2, 9)
            || "DSP".indexOf(it.at(0)) >= 0 && it.at(1) == 'E' && it.digits(2, 9);
    if (structure && !it.divided && it.after(PASSPORT)) {
      it.is(Kind.PASSPORT, 0.95, found);
    }
  }

  private static void permit(Candidate it, List<Finding> found) {
    int length = it.what.length();
    boolean structure =
        switch (length) {
          case 8, 10 -> it.digits();
          case 9 ->
              "CHM".indexOf(it.at(0)) >= 0
                  && (it.digits(1, 9) || isLetterOfSerial(it.at(1)) && it.digits(2, 9));
          case 11 -> "HM".indexOf(it.at(0)) >= 0 && it.digits(1, 11);
          default -> false;
        };
    if (structure && !it.divided && it.after(PERMIT)) {
      it.is(Kind.PERMIT, 0.95, found);
    }
    if (length == 8 && it.after(HONG_KONG) && hongKong(it.what)) {
      it.is(Kind.HONG_KONG_ID, 1, found);
    }
  }

  private static boolean isLetterOfSerial(char c) {
    return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O';
  }

  /** Letter, six digits, check digit: weights 8 to 1 after a blank that counts 36. */
  static boolean hongKong(CharSequence eight) {
    char letter = eight.charAt(0);
    if (letter < 'A' || letter > 'Z') {
      return false;
    }
    int sum = 9 * 36 + 8 * (letter - 'A' + 10);
    for (int i = 1; i < 7; i++) {
      int digit = eight.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      sum += digit * (8 - i);
    }
    return "0A987654321".charAt(sum % 11) == eight.charAt(7);
  }
}
