package org.jinyanglake.release.attack;

import java.io.Serializable;

/**
 * A published column as an attacker sees it who knows the raw values.
 *
 * @param name of the column, raw and published
 * @param quasiIdentifier whether it makes the classes of a partition
 * @param covers tells of {@link Kind#COVERED} columns which raw values a published one may be
 * @param mask the character that stands for each hidden one of a masked text; empty if not masked
 */
public record Attacked(String name, Kind kind, boolean quasiIdentifier, Covers covers, String mask)
    implements Serializable {

  /** What can be told of a raw value from the published one. */
  public enum Kind {
    /** It is the raw value. */
    KEPT,
    /** It stands for some raw values, which {@link Attacked#covers} tells. */
    COVERED,
    /** It follows from the raw value and a secret: equal values look equal, and nothing else. */
    TOKEN,
    /** It is near the raw value. */
    NOISY,
    /** Nothing that the other columns do not tell. */
    UNKNOWN
  }

  /** Whether somebody who knows the raw value knows which rows may be meant. */
  boolean known() {
    return kind == Kind.KEPT || kind == Kind.COVERED;
  }
}
