package org.jinyanglake.release.identifiers;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that are identifiers by what stands around them: of passports and of permits for Hong
 * Kong, Macau and Taiwan after their names, Hong Kong identity cards by their brackets and check
 * digit, and addresses of mail of providers at which persons have theirs.
 */
final class Papers {
  private static final Pattern PASSPORT =
      Pattern.compile(
          "(?:护照|PASSPORT)[^0-9A-Z]{0,8}(?:E[0-9A-HJ-NP-Z][0-9]{7}|[GDSP][0-9]{8}|[DSP]E[0-9]{7})(?![0-9])");
  private static final Pattern PERMIT =
      Pattern.compile(
          "(?:通行证|回乡证|台胞证)[^0-9A-Z]{0,8}(?:C[0-9A-HJ-NP-Z][0-9]{7}|[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}(?:[0-9]{2})?)(?![0-9])");
  private static final Pattern HONG_KONG =
      Pattern.compile("(?<![A-Z0-9])([A-Z]{1,2})([0-9]{6})\\(([0-9A])\\)");
  private static final Pattern MAIL =
      Pattern.compile(
          "[A-Z0-9][A-Z0-9._%+-]*@(?:(?:VIP\\.)?(?:QQ|163|126|SINA|SOHU|FOXMAIL|139|189|ALIYUN|GMAIL|HOTMAIL|OUTLOOK|YAHOO|ICLOUD)\\.COM|YEAH\\.NET|SINA\\.CN|TOM\\.COM|21CN\\.COM)(?![A-Z0-9])");
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cf}\\p{Mn}\\p{Me}\\x{1160}\\x{2800}\\s·.\\-—–]+");
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cf}\\p{Mn}\\p{Me}\\x{1160}]+");

  private Papers() {}

  /** The kinds in a text that has one of their signs. */
  static int in(String text) {
    int found = 0;
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKD).toUpperCase(java.util.Locale.ROOT);
    plain = digits(HIDDEN.matcher(plain).replaceAll(""));
    String tight = INVISIBLE.matcher(plain).replaceAll("");
    if (PASSPORT.matcher(tight).find()) {
      found |= Identifier.PASSPORT.bit();
    }
    if (PERMIT.matcher(tight).find()) {
      found |= Identifier.PERMIT.bit();
    }
    if (hasHongKong(plain) || hasHongKong(tight)) {
      found |= Identifier.HONG_KONG_ID.bit();
    }
    if (MAIL.matcher(plain.replace(" ", "")).find()) {
      found |= Identifier.EMAIL.bit();
    }
    return found;
  }

  private static boolean hasHongKong(String text) {
    for (Matcher card = HONG_KONG.matcher(text); card.find(); ) {
      if (isHongKong(card.group(1), card.group(2), card.group(3).charAt(0))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Weights 9 to 2 over letters (A = 10; a missing first one counts 36) and digits, then the check.
   */
  private static boolean isHongKong(String letters, String digits, char check) {
    int sum = letters.length() == 1 ? 36 * 9 : (letters.charAt(0) - 'A' + 10) * 9;
    sum += (letters.charAt(letters.length() - 1) - 'A' + 10) * 8;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (7 - i);
    }
    return (sum + (check == 'A' ? 10 : check - '0')) % 11 == 0;
  }

  private static String digits(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      int digit = c < 128 ? -1 : IdentifierScanner.hanDigit(c);
      digit = digit < 0 && c >= 128 ? IdentifierScanner.digit(c) : digit;
      if (digit >= 0) {
        out.setCharAt(i, (char) ('0' + digit));
      }
    }
    return out.toString();
  }
}
