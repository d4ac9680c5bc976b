package org.jinyanglake.quality;

/** The dimensions of data quality of GB/T 36344-2018 (信息技术 数据质量评价指标), in its order. */
public enum Dimension {
  /** Data follow standards, models, business rules and lists of reference (01). */
  CONFORMITY("规范性"),
  /** What should be there is there: cells and records (02). */
  COMPLETENESS("完整性"),
  /** Values, formats and ranges are right, nothing is there twice (03). */
  ACCURACY("准确性"),
  /** The same says the same elsewhere, and what belongs together agrees (04). */
  CONSISTENCY("一致性"),
  /** Data come when they are due (05). */
  TIMELINESS("时效性"),
  /** Who may use the data can (06). */
  ACCESSIBILITY("可访问性");

  private final String label;

  Dimension(String label) {
    this.label = label;
  }

  /** As the standard calls it. */
  public String label() {
    return label;
  }
}
