package org.jinyanglake.collect;

import java.io.Serializable;

/**
 * Why a record or a cell is refused.
 *
 * @param rule the name of the rule that it breaks, as {@code cells}, {@code quote}, {@code integer}
 * @param reason a phrase that never contains the value, as {@code letters in an integer}
 * @param digits of a number that is too large for its column but not for one of the next type: how
 *     many digits it takes; else 0
 */
record Misfit(String rule, String reason, int digits) implements Serializable {

  Misfit(String rule, String reason) {
    this(rule, reason, 0);
  }

  static final Misfit TOO_LONG =
      new Misfit("length", "the line is longer than " + (Lines.LONGEST >> 20) + " MB");
  static final Misfit NUL = new Misfit("nul", "a NUL character");
  static final Misfit CONTROL = new Misfit("control", "a control character");
  static final Misfit SURROGATE = new Misfit("encoding", "half of a surrogate pair");
  static final Misfit BYTE_ORDER_MARK =
      new Misfit("encoding", "a byte-order mark that is not at the start of the file");
  static final Misfit STRAY_QUOTE =
      new Misfit(
          "quote", "a quote inside a cell that is not doubled and does not enclose the cell");
  static final Misfit UNCLOSED_QUOTE = new Misfit("quote", "a quote that is not closed");
  static final Misfit HEADER = new Misfit("header", "the header line again");
  static final Misfit REQUIRED = new Misfit("required", "no value, but one is required");

  static Misfit malformed(Encoding encoding, long offset) {
    return new Misfit("encoding", "byte " + offset + " is not " + encoding.charset());
  }

  static Misfit cells(int found, int expected) {
    return new Misfit("cells", found + " cells, but " + expected + " are expected");
  }
}
