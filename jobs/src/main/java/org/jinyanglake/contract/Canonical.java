package org.jinyanglake.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The canonical form of a contract: JSON in the manner of RFC 8785 (no white space, keys sorted by
 * UTF-16 code units), which comments, layout, quoting and the order of keys do not change. The
 * order of lists does. It differs from the RFC in numbers, which are written in full without
 * exponent or trailing zeros (0.10 and 1e-1 are 0.1), so that none is rounded; and in characters
 * that YAML does not print, which are escaped, so that the form is YAML as well.
 */
final class Canonical {

  private Canonical() {}

  static String of(Place root) {
    StringBuilder json = new StringBuilder();
    write(root, json);
    return json.toString();
  }

  /** SHA-256 in 64 hex digits. */
  static String hash(String canonical) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(Place place, StringBuilder json) {
    if (place.isMapping()) {
      json.append('{');
      List<String> keys = place.keys().stream().sorted().toList();
      for (int i = 0; i < keys.size(); i++) {
        json.append(i == 0 ? "" : ",");
        write(keys.get(i), json);
        json.append(':');
        write(place.get(keys.get(i)), json);
      }
      json.append('}');
    } else if (place.isSequence()) {
      json.append('[');
      List<Place> items = place.items();
      for (int i = 0; i < items.size(); i++) {
        json.append(i == 0 ? "" : ",");
        write(items.get(i), json);
      }
      json.append(']');
    } else if (place.text().isPresent()) {
      write(place.textOrEmpty(), json);
    } else if (place.number().isPresent()) {
      json.append(place.number().get().stripTrailingZeros().toPlainString());
    } else {
      json.append(place.bool().map(String::valueOf).orElse("null"));
    }
  }

  private static void write(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\b' -> json.append("\\b");
        case '\t' -> json.append("\\t");
        case '\n' -> json.append("\\n");
        case '\f' -> json.append("\\f");
        case '\r' -> json.append("\\r");
        default -> {
          if (printable(text, i)) {
            json.append(c);
          } else {
            json.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    json.append('"');
  }

  private static boolean printable(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return c >= 0x20
        && (c < 0x7f || c > 0x9f)
        && c != 0x2028
        && c != 0x2029
        && c != 0xfeff
        && c < 0xfffe;
  }
}
