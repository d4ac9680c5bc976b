package org.jinyanglake.contract;

/** How a dataset is opened, after 第八條 of the regulation. */
public enum OpeningType {
  /** 无条件开放. */
  UNCONDITIONAL,
  /** 有条件开放. */
  CONDITIONAL,
  /** 不予开放. */
  CLOSED
}
