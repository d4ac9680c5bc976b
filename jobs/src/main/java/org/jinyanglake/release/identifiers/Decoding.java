package org.jinyanglake.release.identifiers;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a text says to whoever undoes how it was packed: {@code \}{@code u0031} of JSON and Java,
 * {@code %31} of addresses, {@code &#49;} and {@code &#x31;} of HTML and XML, and Base64. Not a
 * decoder of documents: what does not fit stays as it is.
 */
final class Decoding {
  private static final int LEAST_BASE64 = 12;

  private Decoding() {}

  /** The text without escapes; the same text if there are none. */
  static String unescaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    byte[] bytes = new byte[text.length()];
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int next = -1;
      if (c == '%') {
        int count = 0;
        while (at + 2 < text.length() && text.charAt(at) == '%' && hex(text, at + 1, 2) >= 0) {
          bytes[count++] = (byte) hex(text, at + 1, 2);
          at += 3;
        }
        // The last one may end the text.
        if (at + 3 == text.length() && text.charAt(at) == '%' && hex(text, at + 1, 2) >= 0) {
          bytes[count++] = (byte) hex(text, at + 1, 2);
          at += 3;
        }
        if (count > 0) {
          out.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
          continue;
        }
      } else if (c == '\\') {
        next = backslash(text, at, out);
      } else if (c == '&') {
        next = entity(text, at, out);
      }
      if (next < 0) {
        out.append(c);
        next = at + 1;
      }
      at = next;
    }
    return out.length() == text.length() ? text : out.toString();
  }

  /** Behind what a backslash stands for; −1 if it stands for nothing. */
  private static int backslash(String text, int at, StringBuilder out) {
    if (at + 1 >= text.length()) {
      return -1;
    }
    char kind = text.charAt(at + 1);
    if (kind == 'u' && hex(text, at + 2, 4) >= 0) {
      out.append((char) hex(text, at + 2, 4));
      return at + 6;
    }
    if (kind == 'x' && hex(text, at + 2, 2) >= 0) {
      out.append((char) hex(text, at + 2, 2));
      return at + 4;
    }
    if (kind == '\\' || kind == '"' || kind == '/') {
      out.append(kind);
      return at + 2;
    }
    return -1;
  }

  private static int entity(String text, int at, StringBuilder out) {
    int end = text.indexOf(';', at);
    if (end < 0 || end - at > 9) {
      return -1;
    }
    String name = text.substring(at + 1, end);
    if (name.equals("amp") || name.equals("nbsp")) {
      out.append(name.equals("amp") ? '&' : ' ');
      return end + 1;
    }
    if (name.length() < 2 || name.charAt(0) != '#') {
      return -1;
    }
    boolean isHex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
    try {
      int code = Integer.parseInt(name.substring(isHex ? 2 : 1), isHex ? 16 : 10);
      if (!Character.isValidCodePoint(code)) {
        return -1;
      }
      out.appendCodePoint(code);
      return end + 1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static int hex(String text, int from, int length) {
    if (from + length > text.length()) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + length; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  /** The texts that stand in Base64 in it, of nine bytes and more. */
  static List<String> base64(String text) {
    List<String> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && isBase64(text.charAt(i))) {
        continue;
      }
      if (i - start >= LEAST_BASE64) {
        String decoded = text(text.substring(start, i));
        if (decoded != null) {
          found.add(decoded);
        }
      }
      start = i + 1;
    }
    return found;
  }

  static boolean isBase64(char c) {
    return c >= '0' && c <= '9'
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c == '+'
        || c == '/'
        || c == '-'
        || c == '_';
  }

  /** Null if it is no Base64 of a text: bytes that are no UTF-8, or hold control characters. */
  private static String text(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded.replace('-', '+').replace('_', '/'));
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) < ' ' && !Character.isWhitespace(text.charAt(i))) {
          return null;
        }
      }
      return text.toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }
}
