package org.jinyanglake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * The one text of a JSON value, after RFC 8785 (JCS): no white space, keys sorted by UTF-16 code
 * units, numbers as ECMAScript writes them. What is hashed or signed is hashed or signed in this
 * form, so that anyone can check it with any JSON library.
 */
public final class CanonicalJson {

  private static final long GREATEST_EXACT = 1L << 53;

  private CanonicalJson() {}

  /**
   * The canonical text; throws {@link IllegalArgumentException} for integers beyond 2⁵³, which a
   * JSON number cannot hold exactly (write them as text), and for numbers that are not finite.
   */
  public static String of(JsonNode value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  /** SHA-256 of the canonical text in UTF-8, as 64 hex digits. */
  public static String sha256(JsonNode value) {
    try {
      byte[] bytes = of(value).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void write(JsonNode value, StringBuilder json) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, json);
      case ARRAY -> {
        json.append('[');
        for (int i = 0; i < value.size(); i++) {
          json.append(i == 0 ? "" : ",");
          write(value.get(i), json);
        }
        json.append(']');
      }
      case STRING -> write(value.textValue(), json);
      case NUMBER -> json.append(number(value));
      case BOOLEAN -> json.append(value.booleanValue());
      case NULL -> json.append("null");
      default -> throw new IllegalArgumentException("not JSON: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, StringBuilder json) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    Collections.sort(keys);
    json.append('{');
    String separator = "";
    for (String key : keys) {
      json.append(separator);
      write(key, json);
      json.append(':');
      write(object.get(key), json);
      separator = ",";
    }
    json.append('}');
  }

  private static void write(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  private static String number(JsonNode value) {
    if (value.isIntegralNumber()) {
      if (!value.canConvertToLong() || Math.abs(value.longValue()) > GREATEST_EXACT) {
        throw new IllegalArgumentException("an integer beyond 2^53 must be written as text");
      }
      return Long.toString(value.longValue());
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("JSON has no number that is not finite");
    }
    return ecmaScript(number);
  }

  /** ECMA-262, Number::toString: the shortest digits that read back as the same double. */
  private static String ecmaScript(double number) {
    if (number == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    BigDecimal shortest = exact;
    for (int precision = 1; precision <= 17; precision++) {
      shortest = exact.round(new MathContext(precision));
      if (shortest.doubleValue() == Math.abs(number)) {
        break;
      }
    }
    String digits = shortest.stripTrailingZeros().unscaledValue().toString();
    int point = digits.length() - shortest.stripTrailingZeros().scale();
    StringBuilder text = new StringBuilder(number < 0 ? "-" : "");
    if (digits.length() <= point && point <= 21) {
      text.append(digits).append("0".repeat(point - digits.length()));
    } else if (0 < point && point <= 21) {
      text.append(digits, 0, point).append('.').append(digits, point, digits.length());
    } else if (-6 < point && point <= 0) {
      text.append("0.").append("0".repeat(-point)).append(digits);
    } else {
      text.append(digits.charAt(0));
      if (digits.length() > 1) {
        text.append('.').append(digits, 1, digits.length());
      }
      text.append('e').append(point > 0 ? '+' : '-').append(Math.abs(point - 1));
    }
    return text.toString();
  }
}
