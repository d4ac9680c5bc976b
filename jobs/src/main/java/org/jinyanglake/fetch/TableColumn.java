package org.jinyanglake.fetch;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Type;

/**
 * A column of a database's table. Its values leave the database as text that its server writes, so
 * no driver rounds or shifts them, and become JSON here.
 *
 * @param type as the database names it, for messages
 * @param nullable whether it may hold nulls
 * @param form how the server's text is read
 * @param expression of which the text is selected
 */
record TableColumn(String name, String type, boolean nullable, Form form, String expression) {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9:]{8}(\\.[0-9]{1,6})?)(\\+00)?");

  /** How the server's text is read. */
  enum Form {
    TEXT,
    INTEGER,
    /** Exact, with a point or without. */
    DECIMAL,
    /** 64 bits of floating point. */
    DOUBLE,
    /** 32 bits, which the server writes as 64. */
    FLOAT,
    BOOLEAN,
    DATE,
    /** Date and time of no zone. */
    LOCAL_TIME,
    /** A moment, which the server writes in UTC. */
    INSTANT;

    boolean isTime() {
      return this == DATE || this == LOCAL_TIME || this == INSTANT;
    }
  }

  /**
   * Writes a value.
   *
   * @param text of the server; null for null
   * @param wanted the type that the contract gives it
   */
  void write(JsonGenerator json, String text, Type.Kind wanted) throws IOException {
    if (text == null) {
      json.writeNull();
      return;
    }
    switch (form) {
      case INTEGER, DECIMAL, DOUBLE -> number(json, text, wanted);
      case FLOAT -> number(json, single(text), wanted);
      case BOOLEAN -> json.writeBoolean(text.equals("true") || text.equals("t"));
      case LOCAL_TIME, INSTANT -> json.writeString(iso(text));
      default -> json.writeString(text);
    }
  }

  /** Also what is no number in JSON, as NaN, is kept; a column of numbers refuses it. */
  private static void number(JsonGenerator json, String text, Type.Kind wanted) throws IOException {
    if (wanted == Type.Kind.BOOLEAN && (text.equals("0") || text.equals("1"))) {
      json.writeBoolean(text.equals("1"));
    } else if (NUMBER.matcher(text).matches()) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }

  /** The shortest text of the 32 bits. */
  private static String single(String text) {
    return NUMBER.matcher(text).matches() ? String.valueOf((float) Double.parseDouble(text)) : text;
  }

  /**
   * As ISO 8601; what is none, as infinity or year 0, is kept, and a column of times refuses it.
   */
  private String iso(String text) {
    Matcher time = TIME.matcher(text);
    return time.matches()
        ? time.group(1) + "T" + time.group(2) + (form == Form.INSTANT ? "Z" : "")
        : text;
  }
}
