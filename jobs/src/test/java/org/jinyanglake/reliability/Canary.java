package org.jinyanglake.reliability;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jinyanglake.release.identifiers.Identifier;

/**
 * An identifier that belongs to nobody, and the disguise in which it is planted.
 *
 * @param plain as it is issued
 * @param planted as it is written, with what says what it is where that is needed
 */
record Canary(Kind kind, Disguise disguise, String plain, String planted) {

  /** What is issued to whom; births lie before 1900, regions and letters are not assigned. */
  enum Kind {
    RESIDENT_ID(Identifier.RESIDENT_ID, "", 6, Canary::residentId),
    OLD_RESIDENT_ID(
        Identifier.RESIDENT_ID_15,
        "身份证",
        6,
        n -> "14019900%02d%02d%03d".formatted(1 + n / 28 % 12, 1 + n % 28, n % 1000)),
    CREDIT_CODE(Identifier.CREDIT_CODE, "", 6, Canary::creditCode),
    MOBILE(Identifier.MOBILE, "", 4, n -> "1390000%04d".formatted(n)),
    BANK_CARD(Identifier.BANK_CARD, "", 4, Canary::card),
    PLATE(Identifier.PLATE, "", 4, n -> "晋Z%05d".formatted(n)),
    VIN(Identifier.VIN, "", 6, Canary::vin),
    PASSPORT(Identifier.PASSPORT, "护照", 4, n -> "E9%07d".formatted(n)),
    PERMIT(Identifier.PERMIT, "通行证", 4, n -> "C9%07d".formatted(n)),
    HONG_KONG_ID(Identifier.HONG_KONG_ID, "", 4, Canary::hongKong),
    EMAIL(Identifier.EMAIL, "", 99, n -> "canary%06d@qq.com".formatted(n));

    final Identifier identifier;
    private final String cue;
    private final int group;
    private final IntFunction<String> issued;

    Kind(Identifier identifier, String cue, int group, IntFunction<String> issued) {
      this.identifier = identifier;
      this.cue = cue;
      this.group = group;
      this.issued = issued;
    }

    String issue(int n) {
      return issued.apply(n);
    }
  }

  /** How somebody writes it who does not think of a scanner, or does. */
  enum Disguise {
    PLAIN,
    FULL_WIDTH,
    SPACED,
    HYPHENED,
    DOTTED,
    CHINESE,
    FORMAL,
    ZERO_WIDTH,
    ARABIC_INDIC,
    MATHEMATICAL,
    CIRCLED,
    LOWER_CASE,
    SENTENCE,
    JSON,
    JSON_TWICE,
    UNICODE_ESCAPES,
    URL,
    HTML,
    HTML_HEX,
    BASE64,
    BASE64_OF_JSON,
    BACKWARDS
  }

  private static final Set<Disguise> OF_DIGITS =
      EnumSet.of(
          Disguise.SPACED,
          Disguise.HYPHENED,
          Disguise.DOTTED,
          Disguise.CHINESE,
          Disguise.FORMAL,
          Disguise.ARABIC_INDIC,
          Disguise.MATHEMATICAL,
          Disguise.CIRCLED);

  static Canary of(Kind kind, Disguise disguise, int n) {
    String plain = kind.issue(n);
    return new Canary(kind, disguise, plain, planted(kind, disguise, plain));
  }

  /** Every kind in every disguise that makes sense of it, so many times. */
  static List<Canary> all(int each) {
    List<Canary> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      int n = 0;
      for (Disguise disguise : Disguise.values()) {
        boolean sensible =
            switch (kind) {
              case EMAIL -> !OF_DIGITS.contains(disguise) && disguise != Disguise.BACKWARDS;
              case RESIDENT_ID, CREDIT_CODE -> true;
              default -> disguise != Disguise.BACKWARDS; // any number would be one, read backwards
            };
        for (int i = 0; sensible && i < each; i++) {
          all.add(of(kind, disguise, n++));
        }
      }
    }
    return all;
  }

  String cell() {
    return kind + "-" + disguise;
  }

  private static String planted(Kind kind, Disguise disguise, String plain) {
    String cued = kind.cue + plain;
    return switch (disguise) {
      case PLAIN -> cued;
      case FULL_WIDTH -> kind.cue + map(plain, c -> c > ' ' && c < 127 ? c + 0xfee0 : c);
      case SPACED -> kind.cue + grouped(kind, plain, " ");
      case HYPHENED -> kind.cue + grouped(kind, plain, "-");
      case DOTTED -> kind.cue + grouped(kind, plain, ".");
      case CHINESE -> kind.cue + digits(plain, "〇一二三四五六七八九");
      case FORMAL -> kind.cue + digits(plain, "零壹贰叁肆伍陆柒捌玖");
      case ZERO_WIDTH -> kind.cue + String.join("\u200b", plain.split(""));
      case ARABIC_INDIC -> kind.cue + digits(plain, "٠١٢٣٤٥٦٧٨٩");
      case MATHEMATICAL -> kind.cue + map(plain, c -> c >= '0' && c <= '9' ? c - '0' + 0x1D7CE : c);
      case CIRCLED -> kind.cue + digits(plain, "⓪①②③④⑤⑥⑦⑧⑨");
      case LOWER_CASE -> kind.cue + plain.toLowerCase(java.util.Locale.ROOT);
      case SENTENCE -> "来电人反映其" + cued + "，请尽快处理。";
      case JSON -> "{\"编号\":\"" + cued + "\",\"n\":1}";
      case JSON_TWICE -> "{\"原文\":\"{\\\"编号\\\":\\\"" + escaped(cued, "\\\\u%04x") + "\\\"}\"}";
      case UNICODE_ESCAPES -> escaped(cued, "\\u%04x");
      case URL -> "https://a.example.org/q?x=" + url(cued);
      case HTML -> escaped(cued, "&#%d;");
      case HTML_HEX -> escaped(cued, "&#x%x;");
      case BASE64 -> base64(cued);
      case BASE64_OF_JSON -> "附件" + base64("{\"id\":\"" + cued + "\"}");
      case BACKWARDS -> new StringBuilder(plain).reverse().toString();
    };
  }

  private static String map(String text, java.util.function.IntUnaryOperator change) {
    return text.codePoints()
        .map(change)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String digits(String text, String digits) {
    return map(text, c -> c >= '0' && c <= '9' ? digits.charAt(c - '0') : c);
  }

  /** Groups from the end, so that none at the end is short. */
  private static String grouped(Kind kind, String text, String between) {
    StringBuilder grouped = new StringBuilder(text);
    for (int at = text.length() - kind.group; at >= 3; at -= kind.group) {
      grouped.insert(at, between);
    }
    return grouped.toString();
  }

  private static String escaped(String text, String format) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(format.formatted(c)));
    return escaped.toString();
  }

  private static String url(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append(b < 0 ? "%%%02X".formatted(b & 0xff) : "%%%02x".formatted(b));
    }
    return out.length() > 0 ? out.toString() : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String residentId(int n) {
    String digits =
        "14019918%02d%02d%02d%03d".formatted(70 + n / 9_000 % 29, 1 + n % 12, 1 + n % 28, n % 1000);
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (digits.charAt(i) - '0') * ((1 << (17 - i)) % 11);
    }
    return digits + "10X98765432".charAt(sum % 11);
  }

  private static String creditCode(int n) {
    String alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    String organisation = "MA%06d".formatted(n);
    int[] inner = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += Character.digit(organisation.charAt(i), 36) * inner[i];
    }
    String code = "91140199" + organisation + "0123456789X0".charAt(11 - sum % 11);
    int outer = 0;
    int weight = 1;
    for (int i = 0; i < 17; i++) {
      outer += alphabet.indexOf(code.charAt(i)) * weight;
      weight = weight * 3 % 31;
    }
    return code + alphabet.charAt((31 - outer % 31) % 31);
  }

  private static String card(int n) {
    String body = "622202%012d".formatted(100_000_007L * (n + 1));
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = (body.charAt(body.length() - 1 - i) - '0') * (i % 2 == 0 ? 2 : 1);
      sum += digit / 10 + digit % 10;
    }
    return body + (10 - sum % 10) % 10;
  }

  private static String vin(int n) {
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    String number = "LZZZZ99Z0Z0%06d".formatted(n); // Z counts 9
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      char c = number.charAt(i);
      sum += weights[i] * (c == 'Z' ? 9 : c == 'L' ? 3 : c - '0');
    }
    return number.substring(0, 8) + "0123456789X".charAt(sum % 11) + number.substring(9);
  }

  private static String hongKong(int n) {
    String digits = "%06d".formatted(n);
    int sum = 36 * 9 + 35 * 8;
    for (int i = 0; i < 6; i++) {
      sum += (digits.charAt(i) - '0') * (7 - i);
    }
    return "Z" + digits + "(" + "0123456789A".charAt((11 - sum % 11) % 11) + ")";
  }
}
