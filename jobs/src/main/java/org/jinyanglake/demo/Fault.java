package org.jinyanglake.demo;

import java.util.Locale;

/**
 * What is wrong with a broken row, and who refuses it. The labels beside the demo city's files name
 * a fault by {@link #label}.
 *
 * <p>A row refused at <em>collect</em> never gets into a table, because it cannot be read as the
 * contract says. A row refused at <em>check</em> is read, but fails one of the contract's rules of
 * severity {@code row}.
 */
public enum Fault {
  /** A date or time that the calendar or the clock does not have, as 2024-02-30. */
  BAD_DATE(Stage.COLLECT),
  /** The first column of the primary key has no value. */
  MISSING_KEY(Stage.COLLECT),
  /** A number with a letter in it, as 1O3. */
  LETTERS_IN_NUMBER(Stage.COLLECT),
  /** One cell too few or too many. CSV only. */
  WRONG_COLUMN_COUNT(Stage.COLLECT),
  /** A cell begins with a quote that is never closed. CSV only. */
  STRAY_QUOTE(Stage.COLLECT),
  /** The line ends in the middle of the JSON object. JSON lines only. */
  BROKEN_JSON(Stage.COLLECT),
  /**
   * A character is cut in half, so the bytes are no text in the file's encoding. Not a row's fault
   * but a file's (row number 0): with text that cannot be trusted the whole file is refused. One
   * small file of the hotline, see {@link DemoCity}.
   */
  BAD_BYTES(Stage.COLLECT),
  /**
   * The row repeats the sound row before it, key and all; only the second one is labelled. Not in
   * datasets loaded by upsert, where a key may come again.
   */
  DUPLICATE_KEY(Stage.CHECK),
  /** A number of the right type that no such thing can have: a negative fare, an age of 999. */
  OUT_OF_RANGE(Stage.CHECK),
  /** A code that is not on the list: an unknown district, industry or card type. */
  UNKNOWN_CODE(Stage.CHECK);

  /** The stage of the pipeline that refuses a row. */
  public enum Stage {
    COLLECT,
    CHECK
  }

  private final Stage refusedAt;

  Fault(Stage refusedAt) {
    this.refusedAt = refusedAt;
  }

  public Stage refusedAt() {
    return refusedAt;
  }

  /** The fault's name in the labels: {@code bad_date}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
