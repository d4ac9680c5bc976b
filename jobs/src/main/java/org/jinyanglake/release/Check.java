package org.jinyanglake.release;

/**
 * What the gate checks in a staged partition. The codes stand in certificates and in messages and
 * never change their meaning.
 */
public enum Check {
  /** A file holds the columns that the contract opens in the zone, and no others. */
  COLUMNS("columns"),
  /** A file's footer carries nothing but the schema. */
  METADATA("metadata"),
  /** The catalog keeps least and greatest values of public columns only. */
  BOUNDS("bounds"),
  /** The rows of a file lie in the file's partition. */
  PARTITION("partition"),
  /** As many rows as the catalog says, and as the source has less those withheld. */
  ROWS("rows"),
  /** No value holds a resident ID, a credit code, a mobile or bank card number. */
  IDENTIFIERS("identifiers"),
  /** No value holds a number of a soldier, a military plate, or a listed term or area. */
  CLASSIFIED("classified"),
  /** Each value has the form that its column's technique gives. */
  FORMS("forms"),
  /** Each published quasi-identifier covers the raw value that it stands for. */
  LABELS("labels"),
  /** Each class has as many rows as the source gives it. */
  CLASSES("classes"),
  /** Each class has at least k persons. */
  PERSONS("persons"),
  /** Sensitive values are in each class as the contract says. */
  SENSITIVE("sensitive"),
  /** No cell of fewer than n_min persons shows its measures. */
  CELLS("cells"),
  /** No attack finds more than the policy allows. */
  ATTACKS("attacks"),
  /** All published versions of the rows, taken together, single out nobody. */
  HISTORY("history"),
  /** Joined with what else is open, the rows single out nobody. */
  MOSAIC("mosaic");

  private final String code;

  Check(String code) {
    this.code = code;
  }

  /** The stable name of the check. */
  public String code() {
    return code;
  }
}
