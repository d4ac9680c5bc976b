package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * Spark SQL cut into tokens, without comments. It knows what hides text from a reader: string
 * literals, raw ones among them, names in backquotes, line comments and nested block comments.
 */
final class SqlText {

  enum Kind {
    WORD,
    BACKQUOTED,
    STRING,
    NUMBER,
    SYMBOL
  }

  /**
   * A token; {@code text} is without its backquotes, and without its quotes for a string.
   *
   * @param source as it is written
   */
  record Token(Kind kind, String text, String source) {
    boolean is(String word) {
      return kind == Kind.WORD ? text.equalsIgnoreCase(word) : symbol(word);
    }

    boolean symbol(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
      return kind == Kind.WORD || kind == Kind.BACKQUOTED;
    }
  }

  /** A text that ends within a string, a quoted name or a comment. */
  static final class Unterminated extends Exception {
    private static final long serialVersionUID = 1;
    final String rest;

    Unterminated(String what, String rest) {
      super(what + " is never closed; close it");
      this.rest = rest;
    }
  }

  private final String sql;
  private int at;

  private SqlText(String sql) {
    this.sql = sql;
  }

  static List<Token> tokens(String sql) throws Unterminated {
    return new SqlText(sql).tokens();
  }

  private List<Token> tokens() throws Unterminated {
    List<Token> tokens = new ArrayList<>();
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        skipComment();
      } else {
        tokens.add(next(c));
      }
    }
    return tokens;
  }

  private Token next(char c) throws Unterminated {
    int start = at;
    if (c == '\'' || c == '"') {
      return quoted(start, c, true);
    }
    if ((c == 'r' || c == 'R') && at + 1 < sql.length() && "'\"".indexOf(sql.charAt(at + 1)) >= 0) {
      at++;
      return quoted(start, sql.charAt(at), false);
    }
    if (c == '`') {
      return backquoted(start);
    }
    if (Character.isDigit(c)) {
      while (at < sql.length()
          && (isWordPart(sql.charAt(at)) || (sql.charAt(at) == '.' && digitFollows()))) {
        at++;
      }
      return new Token(Kind.NUMBER, sql.substring(start, at), sql.substring(start, at));
    }
    if (isWordPart(c)) {
      while (at < sql.length() && isWordPart(sql.charAt(at))) {
        at++;
      }
      return new Token(Kind.WORD, sql.substring(start, at), sql.substring(start, at));
    }
    at += sql.startsWith("->", at) ? 2 : 1;
    return new Token(Kind.SYMBOL, sql.substring(start, at), sql.substring(start, at));
  }

  private boolean digitFollows() {
    return at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1));
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c);
  }

  private Token quoted(int start, char quote, boolean escapes) throws Unterminated {
    int open = at;
    at++;
    while (at < sql.length() && sql.charAt(at) != quote) {
      at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= sql.length()) {
      throw new Unterminated("a string", sql.substring(start));
    }
    at++;
    return new Token(Kind.STRING, sql.substring(open + 1, at - 1), sql.substring(start, at));
  }

  private Token backquoted(int start) throws Unterminated {
    int end = start + 1;
    while (end < sql.length() && (sql.charAt(end) != '`' || sql.startsWith("``", end))) {
      end += sql.charAt(end) == '`' ? 2 : 1;
    }
    if (end >= sql.length()) {
      throw new Unterminated("a name in backquotes", sql.substring(start));
    }
    at = end + 1;
    return new Token(
        Kind.BACKQUOTED,
        sql.substring(start + 1, end).replace("``", "`"),
        sql.substring(start, at));
  }

  private void skipComment() throws Unterminated {
    int start = at;
    int depth = 0;
    do {
      if (at >= sql.length()) {
        throw new Unterminated("a comment", sql.substring(start));
      }
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }
}
