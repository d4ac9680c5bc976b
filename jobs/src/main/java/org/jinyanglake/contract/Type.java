package org.jinyanglake.contract;

import java.io.Serializable;
import java.util.Locale;

/**
 * The type of a column. {@code precision} and {@code scale} are those of a DECIMAL and 0 for all
 * others.
 */
public record Type(Kind kind, int precision, int scale) implements Serializable {

  /**
   * The kinds of type; TIMESTAMP is an instant, read in the contract's zone where text has none.
   */
  public enum Kind {
    STRING,
    INTEGER,
    LONG,
    DOUBLE,
    DECIMAL,
    DATE,
    TIMESTAMP,
    BOOLEAN
  }

  public static final Type STRING = of(Kind.STRING);
  public static final Type INTEGER = of(Kind.INTEGER);
  public static final Type LONG = of(Kind.LONG);
  public static final Type DOUBLE = of(Kind.DOUBLE);
  public static final Type DATE = of(Kind.DATE);
  public static final Type TIMESTAMP = of(Kind.TIMESTAMP);
  public static final Type BOOLEAN = of(Kind.BOOLEAN);

  /** A type other than DECIMAL. */
  public static Type of(Kind kind) {
    return new Type(kind, 0, 0);
  }

  /** DECIMAL(precision, scale), 1 ≤ precision ≤ 38, 0 ≤ scale ≤ precision. */
  public static Type decimal(int precision, int scale) {
    return new Type(Kind.DECIMAL, precision, scale);
  }

  /** As a contract writes it in {@code physicalType}, if it is a number. */
  public String physical() {
    return kind == Kind.LONG ? "bigint" : kind == Kind.INTEGER ? "int" : toString();
  }

  /** As a contract's author names it: {@code string}, {@code decimal(10,2)}. */
  @Override
  public String toString() {
    return kind == Kind.DECIMAL
        ? "decimal(" + precision + "," + scale + ")"
        : kind.name().toLowerCase(Locale.ROOT);
  }
}
