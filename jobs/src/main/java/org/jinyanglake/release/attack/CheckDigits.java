package org.jinyanglake.release.attack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Identifiers with a check character, which tells something of what a mask hides: the characters
 * that can stand in the hidden places are those with which the check comes out right.
 *
 * <p>They are counted, not listed: each place adds to the sum of the check, and it is counted how
 * many texts have each remainder.
 */
enum CheckDigits {
  /** 公民身份号码, GB 11643-1999: ISO 7064 MOD 11-2, a region and a date of birth. */
  RESIDENT_ID("0123456789X", 11) {
    @Override
    boolean isLength(int length) {
      return length == 18;
    }

    @Override
    int add(int place, int length, int symbol) {
      int weight = 1;
      for (int i = place; i < 17; i++) {
        weight = weight * 2 % 11;
      }
      return symbol == 10 && place < 17 ? NEVER : weight * symbol % 11;
    }

    @Override
    int right() {
      return 1;
    }

    @Override
    double[] count(String text, String mask) {
      double[] of = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      of = sum(of, BirthParts.REGIONS, text.substring(0, 6), 0, mask);
      of = sum(of, BirthParts.DATES, text.substring(6, 14), 6, mask);
      return places(of, text, 14, 18, mask);
    }
  },
  /**
   * 统一社会信用代码, GB 32100-2015: a sum modulo 31 over all, and the organization's code in it, GB
   * 11714-1997, a sum modulo 11.
   */
  CREDIT_CODE("0123456789ABCDEFGHJKLMNPQRTUWXY", 31 * 11) {
    private static final int[] ORGANIZATION = {3, 7, 9, 10, 5, 8, 4, 2, 1};

    @Override
    boolean isLength(int length) {
      return length == 18;
    }

    @Override
    int add(int place, int length, int symbol) {
      if (place >= 2 && place < 8 && symbol > 9) {
        return NEVER;
      }
      int power = 1;
      for (int i = 0; i < place; i++) {
        power = power * 3 % 31;
      }
      int all = (place == 17 ? symbol : power * symbol) % 31;
      if (place < 8 || place == 17) {
        return all * 11;
      }
      char written = symbols().charAt(symbol);
      int value = Character.isDigit(written) ? symbol : written - 'A' + 10;
      if (place == 16) { // digits, and X for ten
        value = written == 'X' ? 10 : symbol > 9 ? NEVER : symbol;
      }
      return value == NEVER ? NEVER : all * 11 + ORGANIZATION[place - 8] * value % 11;
    }

    @Override
    int plus(int a, int b) {
      return (a / 11 + b / 11) % 31 * 11 + (a + b) % 11;
    }

    @Override
    int right() {
      return 0;
    }
  },
  /** The number of a bank card, ISO/IEC 7812-1: Luhn's sum. */
  BANK_CARD("0123456789", 10) {
    @Override
    boolean isLength(int length) {
      return length >= 13 && length <= 19;
    }

    @Override
    int add(int place, int length, int symbol) {
      boolean doubled = (length - place) % 2 == 0;
      return doubled ? symbol * 2 / 10 + symbol * 2 % 10 : symbol;
    }

    @Override
    int right() {
      return 0;
    }
  },
  /** The identification number of a vehicle, GB 16735-2019. */
  VEHICLE("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 11) {
    private static final int[] WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    private static final String VALUES = "012345678912345678123457923456789";

    @Override
    boolean isLength(int length) {
      return length == 17;
    }

    @Override
    int add(int place, int length, int symbol) {
      if (place == 8) { // the check: a digit, or X for ten
        int check = symbols().charAt(symbol) == 'X' ? 10 : symbol;
        return check > 10 || symbol == 10 ? NEVER : (11 - check) % 11;
      }
      return WEIGHTS[place] * (VALUES.charAt(symbol) - '0') % 11;
    }

    @Override
    int right() {
      return 0;
    }
  };

  private static final int NEVER = -1;

  private static final int RESIDENT_ID_LENGTH = 18;

  /** Parts that were counted: one mask hides the same of all. */
  private static final Map<String, double[]> KNOWN = new ConcurrentHashMap<>();

  private static final int MOST_KNOWN = 1_000;

  /** Of a hundred texts, fewer than ten pass a check by chance. */
  private static final double SHARE = 0.5;

  private final String symbols;
  private final int remainders;

  CheckDigits(String symbols, int remainders) {
    this.symbols = symbols;
    this.remainders = remainders;
  }

  /** What texts are, if most of them are of one kind. */
  static Optional<CheckDigits> of(List<String> texts) {
    return Arrays.stream(values())
        .filter(kind -> texts.stream().filter(kind::isValid).count() > SHARE * texts.size())
        .findFirst();
  }

  boolean isValid(String text) {
    return candidates(text, "") == 1;
  }

  /**
   * How many identifiers a masked one can be; 0 if it has not the form of one.
   *
   * @param mask the character that stands for each hidden one; empty if none is hidden
   */
  double candidates(String text, String mask) {
    if (!isLength(text.length()) || text.length() != text.codePointCount(0, text.length())) {
      return 0;
    }
    return count(text, mask)[right()];
  }

  abstract boolean isLength(int length);

  /** What a symbol adds to the sum; {@link #NEVER} if it cannot stand there. */
  abstract int add(int place, int length, int symbol);

  /** The remainder of a right identifier. */
  abstract int right();

  int plus(int a, int b) {
    return (a + b) % remainders;
  }

  String symbols() {
    return symbols;
  }

  /** By remainder, how many texts fit. */
  double[] count(String text, String mask) {
    double[] none = new double[remainders];
    none[0] = 1;
    return places(none, text, 0, text.length(), mask);
  }

  final double[] places(double[] before, String text, int from, int to, String mask) {
    double[] of = before;
    for (int place = from; place < to; place++) {
      String here = text.substring(place, place + 1);
      boolean hidden = here.equals(mask);
      double[] next = new double[remainders];
      for (int symbol = 0; symbol < symbols.length(); symbol++) {
        int added =
            hidden || symbols.charAt(symbol) == here.charAt(0)
                ? add(place, text.length(), symbol)
                : NEVER;
        for (int i = 0; added != NEVER && i < remainders; i++) {
          next[plus(i, added)] += of[i];
        }
      }
      of = next;
    }
    return of;
  }

  /** The same of a part that is one of a list of numbers, in their order. */
  final double[] sum(double[] before, int[] list, String part, int from, String mask) {
    if (mask.isEmpty() || !part.contains(mask)) {
      return part.chars().allMatch(c -> c >= '0' && c <= '9')
              && Arrays.binarySearch(list, Integer.parseInt(part)) >= 0
          ? places(before, " ".repeat(from) + part, from, from + part.length(), mask)
          : new double[remainders];
    }
    if (KNOWN.size() > MOST_KNOWN) {
      KNOWN.clear();
    }
    double[] added =
        KNOWN.computeIfAbsent(from + mask + part, any -> count(list, part, from, mask));
    double[] next = new double[remainders];
    for (int i = 0; i < remainders; i++) {
      for (int j = 0; j < remainders; j++) {
        next[plus(i, j)] += before[i] * added[j];
      }
    }
    return next;
  }

  private double[] count(int[] list, String part, int from, String mask) {
    double[] counts = new double[remainders];
    for (int number : list) {
      int rest = number;
      int sum = 0;
      boolean fits = true;
      for (int i = part.length() - 1; fits && i >= 0; i--) {
        int digit = rest % 10;
        rest /= 10;
        fits = part.charAt(i) - '0' == digit || part.substring(i, i + 1).equals(mask);
        sum = plus(sum, add(from + i, RESIDENT_ID_LENGTH, digit));
      }
      counts[sum] += fits ? 1 : 0;
    }
    return counts;
  }
}
