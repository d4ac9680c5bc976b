package org.jinyanglake.release.identifiers;

/**
 * Finds an identifier that is cut in two and stands in two columns of a row, side by side. Both
 * values must be nothing but its parts. Two numbers side by side look like one by chance, so that
 * the share of rows that do has to speak: one in ten pairs of eleven digits that begin with 1 is a
 * mobile number, of eighteen digits eight in a million are a resident ID. Not thread-safe.
 */
public final class SplitScanner {
  private static final int SHORTEST = 11;
  private static final int LONGEST = 19;

  /** Thirty times what chance gives. */
  private static final double CHECKED_SHARE = 0.0005;

  private static final double LOOSE_SHARE = 0.75;
  private static final int LEAST_LOOSE = 3;

  private final char[] joined = new char[LONGEST];
  private final long[] hits = new long[Identifier.values().length];
  private long pairs;

  /** Looks at the two values of a row, texts or not, in either order. */
  public void add(Object left, Object right) {
    if (left instanceof String first && right instanceof String second) {
      boolean parts = join(first, second);
      if (parts && !first.equals(second)) {
        join(second, first);
      }
      pairs += parts ? 1 : 0;
    }
  }

  /** Whether the two may be parts of a number. */
  private boolean join(String first, String second) {
    int size = first.length() + second.length();
    if (size < SHORTEST || size > LONGEST || first.isEmpty() || second.isEmpty()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      char c =
          IdentifierScanner.fold(
              i < first.length() ? first.charAt(i) : second.charAt(i - first.length()), true);
      if (!IdentifierScanner.isPart(c)) {
        return false;
      }
      joined[i] = c;
    }
    if (size == IdentifierScanner.CREDIT_CODE_LENGTH) {
      count(Identifier.RESIDENT_ID, ResidentId.matches(joined, 0));
      count(Identifier.CREDIT_CODE, CreditCode.matches(joined, 0));
    }
    if (IdentifierScanner.allDigits(joined, 0, size)) {
      count(Identifier.MOBILE, MobileNumber.matches(joined, 0, size));
      count(Identifier.BANK_CARD, BankCard.matches(joined, 0, size));
    }
    return true;
  }

  private void count(Identifier kind, boolean hit) {
    hits[kind.ordinal()] += hit ? 1 : 0;
  }

  /** In how many rows the columns make up one of that kind; 0 where that may be chance. */
  public long found(Identifier kind) {
    long found = hits[kind.ordinal()];
    boolean checked = kind == Identifier.RESIDENT_ID || kind == Identifier.CREDIT_CODE;
    boolean speaks =
        checked
            ? found > CHECKED_SHARE * pairs
            : found >= LEAST_LOOSE && found > LOOSE_SHARE * pairs;
    return speaks ? found : 0;
  }
}
