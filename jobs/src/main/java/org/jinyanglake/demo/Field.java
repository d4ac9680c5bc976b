package org.jinyanglake.demo;

/**
 * A column of a landing file.
 *
 * @param name as the file's header or JSON object says it
 * @param role what can go wrong with it
 * @param absurd a value of the right type that no such thing can have; empty: none
 */
record Field(String name, Role role, String absurd) {

  enum Role {
    TEXT,
    /** Part of the primary key. */
    KEY,
    /** A date or a time. */
    TIME,
    /** A number; JSON writes it without quotes. */
    NUMBER,
    /** One of a closed list of codes. */
    CODE
  }

  static Field text(String name) {
    return new Field(name, Role.TEXT, "");
  }

  static Field key(String name) {
    return new Field(name, Role.KEY, "");
  }

  static Field time(String name) {
    return new Field(name, Role.TIME, "");
  }

  static Field number(String name, String absurd) {
    return new Field(name, Role.NUMBER, absurd);
  }

  static Field code(String name, String absurd) {
    return new Field(name, Role.CODE, absurd);
  }
}
