package org.jinyanglake.contract;

import java.util.Locale;

/** What a column can tell about a person (GB/T 37964: 直接标识符, 准标识符, 敏感属性). */
public enum Classification {
  /** Names one person or company by itself: resident ID, phone, USCC, name. */
  DIRECT_IDENTIFIER,
  /** Names one together with others: age, sex, street, date. */
  QUASI_IDENTIFIER,
  /** Must not be learnt of a person: diagnosis, income. */
  SENSITIVE,
  /** Tells nothing about a person. */
  PUBLIC;

  /** As contracts write it: {@code direct-identifier}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
