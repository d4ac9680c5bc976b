package org.jinyanglake.contract;

import java.util.Locale;

/**
 * How grave it is if data leak or are misused, from slight to grave (GB/T 43697-2024, 数据分类分级规则:
 * 一般数据, here in four levels, 重要数据, 核心数据). What may be opened follows from it: {@code
 * docs/rules.md}.
 */
public enum Grade {
  GENERAL_1("一般数据1级"),
  GENERAL_2("一般数据2级"),
  GENERAL_3("一般数据3级"),
  GENERAL_4("一般数据4级"),
  IMPORTANT("重要数据"),
  CORE("核心数据");

  private final String label;

  Grade(String label) {
    this.label = label;
  }

  /** The standard's word for it. */
  public String label() {
    return label;
  }

  boolean isAbove(Grade other) {
    return compareTo(other) > 0;
  }

  /** Whether data of this grade may be opened in a zone. */
  boolean opensIn(Zone zone) {
    return switch (zone) {
      case OPEN -> !isAbove(GENERAL_3);
      case CONDITIONAL -> !isAbove(IMPORTANT);
      case RAW, LEDGER -> true;
    };
  }

  /** As contracts write it: {@code general-1}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
