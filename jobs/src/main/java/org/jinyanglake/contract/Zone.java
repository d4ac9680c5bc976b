package org.jinyanglake.contract;

import java.util.Locale;

/** A part of the lake that is granted as a whole: one Iceberg catalog, one warehouse folder. */
public enum Zone {
  /** What was collected, as it came. Restricted; closed data never leaves it. */
  RAW,
  /** 无条件开放: anyone may read it. */
  OPEN,
  /** 有条件开放: read by grant only. */
  CONDITIONAL,
  /** The evidence: runs, files, rules, releases, approvals. */
  LEDGER;

  /**
   * The name of the zone's Iceberg catalog, of its catalog database and of its warehouse folder.
   */
  public String catalog() {
    return name().toLowerCase(Locale.ROOT);
  }
}
