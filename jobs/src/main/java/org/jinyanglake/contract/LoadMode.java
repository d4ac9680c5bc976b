package org.jinyanglake.contract;

/** What a new file of a dataset means for the rows that are already there. */
public enum LoadMode {
  /** Each file adds its rows, once. */
  APPEND,
  /** The newest file is the whole table. */
  SNAPSHOT,
  /** A row replaces the row of the same primary key if its order column is not older. */
  UPSERT,
  /**
   * A row is a version of its primary key, valid from its order column to that of the next version.
   */
  HISTORY;

  /** Whether rows are told apart by primary key and order column. */
  public boolean isByKey() {
    return this == UPSERT || this == HISTORY;
  }
}
