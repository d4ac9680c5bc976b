package org.jinyanglake.desensitize.recognize;

/**
 * A run of letters and digits, in groups that single spaces or hyphens or a change between Arabic
 * and Chinese numerals divide: an identifier is one group or several that follow each other.
 */
final class Run {
  /** No identifier is longer; longer groups are none. */
  static final int LONGEST = 20;

  private final Text text;
  private final StringBuilder compact = new StringBuilder();
  private int[] places = new int[64];
  private int[] groups = new int[32];
  private int groupCount;
  private int end;

  Run(Text text) {
    this.text = text;
  }

  /** Reads the run that begins at a place; {@link #end} is after it. False if it is too short. */
  boolean read(int from, int shortest) {
    compact.setLength(0);
    groupCount = 0;
    boolean fresh = true;
    int kind = 0;
    int at = from;
    while (at < text.length()) {
      int here = kind(at);
      if (here == 0) {
        char c = text.at(at);
        if (c == Text.NOTHING) {
          at++;
          continue;
        }
        int next = text.visible(at + 1);
        if (c != ' ' && c != '-' || next == text.length() || kind(next) == 0) {
          break;
        }
        fresh = true;
        at = next;
        continue;
      }
      if (fresh || here != kind) {
        if (groupCount + 1 >= groups.length) {
          groups = java.util.Arrays.copyOf(groups, groups.length * 2);
        }
        groups[groupCount++] = compact.length();
        fresh = false;
        kind = here;
      }
      if (compact.length() == places.length) {
        places = java.util.Arrays.copyOf(places, places.length * 2);
      }
      places[compact.length()] = at;
      compact.append(here == 2 ? (char) ('0' + text.digit(at)) : text.at(at));
      at++;
    }
    end = at;
    return compact.length() >= shortest;
  }

  /** 1: ASCII letter or digit, 2: Chinese numeral, 0: anything else. */
  private int kind(int at) {
    if (text.isLatinOrAsciiDigit(at)) {
      return 1;
    }
    return text.digit(at) >= 0 ? 2 : 0;
  }

  int end() {
    return end;
  }

  int groups() {
    return groupCount;
  }

  /** Where a group begins in {@link #characters}; of the one after the last, the length. */
  int group(int index) {
    return index < groupCount ? groups[index] : compact.length();
  }

  /** All groups together, without what divides them. */
  CharSequence characters() {
    return compact;
  }

  /** The place in the text of a character. */
  int place(int index) {
    return places[index];
  }
}
