package org.jinyanglake.desensitize.recognize;

import java.util.List;

/**
 * Electronic mail, addresses of machines, and coordinates: a sign in the middle gives them away.
 */
final class Networks implements Recognizer {
  private static final Cues POSITION =
      new Cues("坐标", "经纬", "经度", "纬度", "定位", "位置", "POINT", "LNG", "LAT");

  @Override
  public void find(Text text, List<Finding> found) {
    for (int at = 1; at + 1 < text.length(); at++) {
      switch (text.at(at)) {
        case '@' -> email(text, at, found);
        case '.' -> dots(text, at, found);
        case ':' -> colons(text, at, found);
        case '-' -> mac(text, at, found);
        case '(' -> hongKong(text, at, found);
        default -> {
          // nothing begins here
        }
      }
    }
  }

  private static void email(Text text, int at, List<Finding> found) {
    int start = at;
    while (start > 0 && isMail(text, start - 1)) {
      start--;
    }
    int end = at + 1;
    int dot = -1;
    while (end < text.length() && isMail(text, end)) {
      if (text.at(end) == '.') {
        dot = end;
      }
      end++;
    }
    while (end > at + 1 && !text.isLatinOrAsciiDigit(end - 1)) {
      end--;
    }
    if (start < at && dot > at + 1 && end - dot > 2 && text.isLatin(end - 1)) {
      found.add(new Finding(Kind.EMAIL, start, end, 1));
    }
  }

  private static boolean isMail(Text text, int at) {
    char c = text.at(at);
    return text.isLatinOrAsciiDigit(at) || c == '.' || c == '-' || c == '_' || c == '+';
  }

  private static void dots(Text text, int at, List<Finding> found) {
    if (!text.isAsciiDigit(at - 1) || !text.isAsciiDigit(at + 1)) {
      return;
    }
    int start = at - 1;
    while (start > 0 && text.isAsciiDigit(start - 1)) {
      start--;
    }
    if (start > 0 && (text.at(start - 1) == '.' || text.isLatin(start - 1))) {
      return; // seen at an earlier dot, or the version of something
    }
    int end = at;
    int parts = 1;
    boolean bytes = number(text, start, at) <= 255;
    while (end < text.length() && text.at(end) == '.') {
      int from = end + 1;
      end = from;
      while (end < text.length() && text.isAsciiDigit(end)) {
        end++;
      }
      if (end == from) {
        end--;
        break;
      }
      parts++;
      bytes &= number(text, from, end) <= 255;
    }
    boolean alone = end >= text.length() || !text.isLatin(end);
    if (parts == 4 && bytes && alone) {
      found.add(new Finding(Kind.IP, start, end, 0.95));
    } else if (parts == 2 && alone && end - at > 4) {
      coordinates(text, start, end, found);
    }
  }

  private static int number(Text text, int from, int to) {
    return to - from > 3 ? 999 : Integer.parseInt(text.between(from, to));
  }

  /** Two numbers beside each other, of four decimals or more, in the box around China. */
  private static void coordinates(Text text, int start, int end, List<Finding> found) {
    int next = end;
    while (next < text.length()
        && next < end + 8
        && !text.isAsciiDigit(next)
        && (!text.isHan(next) || "东北经纬度".indexOf(text.at(next)) >= 0)) {
      next++;
    }
    int stop = next;
    int dot = -1;
    while (stop < text.length() && (text.isAsciiDigit(stop) || dot < 0 && text.at(stop) == '.')) {
      dot = text.at(stop) == '.' ? stop : dot;
      stop++;
    }
    if (next == end || dot <= next || stop - dot < 5 || stop - next > 20 || end - start > 20) {
      return;
    }
    double first = Double.parseDouble(text.between(start, end));
    double second = Double.parseDouble(text.between(next, stop));
    double east = Math.max(first, second);
    double north = Math.min(first, second);
    if (east > 73 && east < 136 && north > 3 && north < 54) {
      double score = POSITION.before(text, start) ? 1 : 0.85;
      found.add(new Finding(Kind.COORDINATES, start, stop, score));
    }
  }

  private static void colons(Text text, int at, List<Finding> found) {
    mac(text, at, found);
    ipv6(text, at, found);
  }

  private static void mac(Text text, int at, List<Finding> found) {
    int start = at - 2;
    int end = at + 15;
    if (start < 0
        || end > text.length()
        || isPart(text, start - 1)
        || isPart(text, end)
        || text.at(at) == at(text, start - 1) && isPart(text, start - 2)
        || text.at(at) == at(text, end) && isPart(text, end + 1)) {
      return;
    }
    for (int i = start; i < end; i++) {
      boolean divides = (i - start) % 3 == 2;
      if (divides ? text.at(i) != text.at(at) : Character.digit(text.at(i), 16) < 0) {
        return;
      }
    }
    found.add(new Finding(Kind.MAC, start, end, 1));
  }

  private static boolean isPart(Text text, int place) {
    return place >= 0 && place < text.length() && text.isLatinOrAsciiDigit(place);
  }

  private static char at(Text text, int place) {
    return place >= 0 && place < text.length() ? text.at(place) : Text.NOTHING;
  }

  private static void ipv6(Text text, int at, List<Finding> found) {
    int start = at;
    while (start > 0 && isIpv6(text, start - 1)) {
      start--;
      if (text.at(start) == ':') {
        return; // seen at an earlier colon
      }
    }
    int end = at;
    int colons = 0;
    boolean twice = false;
    boolean wide = false;
    int digits = 0;
    while (end < text.length() && isIpv6(text, end)) {
      if (text.at(end) == ':') {
        colons++;
        twice |= end > start && text.at(end - 1) == ':';
        digits = 0;
      } else {
        wide |= ++digits > 4;
      }
      end++;
    }
    boolean within = end < text.length() && text.isLatin(end);
    if (!wide
        && !within
        && (colons == 7 || twice && colons >= 2 && colons < 8)
        && end - start > 4) {
      found.add(new Finding(Kind.IP, start, end, 0.95));
    }
  }

  private static boolean isIpv6(Text text, int at) {
    return text.at(at) == ':' || Character.digit(text.at(at), 16) >= 0 && text.at(at) < 128;
  }

  /** As A123456(3). */
  private static void hongKong(Text text, int at, List<Finding> found) {
    int start = at - 7;
    if (start < 0
        || at + 2 >= text.length()
        || text.at(at + 2) != ')'
        || start > 0 && text.isLatinOrAsciiDigit(start - 1)) {
      return;
    }
    if (Numbers.hongKong(text.between(start, at) + text.at(at + 1))) {
      found.add(new Finding(Kind.HONG_KONG_ID, start, at + 3, 1));
    }
  }
}
