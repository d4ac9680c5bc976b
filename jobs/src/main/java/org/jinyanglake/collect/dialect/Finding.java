package org.jinyanglake.collect.dialect;

/**
 * Something that a text holds beside the rows of its table, or a row that was not read as it is
 * written. It quotes no value.
 *
 * @param kind what it is
 * @param line the number of the line, from 1
 */
public record Finding(Kind kind, long line) {

  /** What a finding is. */
  public enum Kind {
    PREAMBLE("a line before the table"),
    EMPTY("a row without any content"),
    HEADER_AGAIN("the header again"),
    SECTION("a title between rows"),
    REPAIRED("quotes out of place"),
    OTHER_DELIMITER("another delimiter than all others"),
    SURPLUS_CELL("an empty cell too many"),
    SECOND_TABLE("another table begins"),
    RAGGED("more or fewer cells than columns");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Whether it is a row, one that collection would refuse. */
    public boolean isMisfit() {
      return this == REPAIRED || this == OTHER_DELIMITER || this == SURPLUS_CELL || this == RAGGED;
    }

    /** What it is in a sentence. */
    public String title() {
      return title;
    }
  }
}
