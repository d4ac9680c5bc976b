package org.jinyanglake.contract;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jinyanglake.contract.SqlText.Kind;
import org.jinyanglake.contract.SqlText.Token;

/**
 * What SQL in a contract may do: one SELECT over datasets, or one expression over columns, with
 * functions from a list. It works on tokens and errs on the side of refusing; whether the SQL is
 * well formed is left to Spark's own parser.
 */
final class SqlGuard {

  /** Something that is not allowed, with the piece of SQL in which it stands. */
  record Fault(String fragment, String message) {}

  /**
   * A query's inputs and faults.
   *
   * @param inputs the datasets that it reads, {@code domain.name}
   */
  record Query(Set<DatasetName> inputs, List<Fault> faults) {}

  /** Words that stand before a parenthesis without being functions. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("all and any as asc between by case cross cube cluster desc distinct distribute div else"
                  + " end escape except filter for from full group having ilike in inner intersect"
                  + " interval is join lateral left like limit minus natural not null nulls offset"
                  + " on or order outer over partition pivot preceding following unbounded current"
                  + " row rows rlike right rollup select semi anti sets grouping sort then union"
                  + " unpivot using values varchar when where window with within true false"
                  + " include exclude view both leading trailing respect ignore")
              .split(" "));

  /** Words of expressions that are no columns: types, units and literals. */
  private static final Set<String> EXPRESSION_WORDS =
      Set.of(
          ("string int integer bigint long smallint tinyint double float decimal boolean binary"
                  + " date timestamp year years quarter month months week weeks day days dayofweek"
                  + " dow doy hour hours minute minutes second seconds array map struct to")
              .split(" "));

  private static final Set<String> STATEMENTS =
      Set.of(
          ("insert update delete merge overwrite into drop create alter truncate copy grant revoke"
                  + " call cache refresh load table tablesample")
              .split(" "));

  /** Functions in whose parentheses FROM is no clause: EXTRACT(YEAR FROM x). */
  private static final Set<String> FROM_INSIDE =
      Set.of("extract", "trim", "ltrim", "rtrim", "substring", "substr", "overlay", "position");

  /** Functions whose second argument says how long the result is. */
  private static final Set<String> LENGTHENING = Set.of("lpad", "rpad", "repeat");

  private static final int LONGEST_TEXT = 1000;

  /** Words that end a FROM clause at their level. */
  private static final Set<String> AFTER_FROM =
      Set.of(
          ("where group having order sort cluster distribute limit union intersect except minus"
                  + " window select offset view")
              .split(" "));

  private final List<Fault> faults = new ArrayList<>();
  private final Set<DatasetName> inputs = new TreeSet<>();
  private final List<Token> tokens;

  private SqlGuard(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** One SELECT over {@code domain.name} tables. */
  static Query query(String sql) {
    return query(sql, Set.of());
  }

  /**
   * One SELECT.
   *
   * @param tables the tables of one part that it may read besides datasets
   */
  static Query query(String sql, Set<String> tables) {
    SqlGuard guard = tokenize(sql);
    guard.checkQuery(tables);
    return new Query(guard.inputs, guard.faults);
  }

  /** One expression over the given columns. */
  static List<Fault> expression(String sql, Set<String> columns) {
    return expression(sql, columns, Set.of());
  }

  /**
   * One expression over the given columns.
   *
   * @param computed other columns of the dataset, which it must not read
   */
  static List<Fault> expression(String sql, Set<String> columns, Set<String> computed) {
    SqlGuard guard = tokenize(sql);
    guard.checkExpression(columns, computed);
    return guard.faults;
  }

  /** All names in an expression, in lower case; of one that does not end, none. */
  static Set<String> names(String sql) {
    return tokenize(sql).tokens.stream()
        .filter(Token::isName)
        .map(token -> token.text().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static SqlGuard tokenize(String sql) {
    try {
      SqlGuard guard = new SqlGuard(SqlText.tokens(sql));
      if (sql.contains("${")) { // also within strings
        guard.faults.add(
            new Fault("${", "'${' is replaced by Spark's settings; write the value out"));
      }
      return guard;
    } catch (SqlText.Unterminated e) {
      SqlGuard guard = new SqlGuard(List.of());
      guard.faults.add(new Fault(e.rest, e.getMessage()));
      return guard;
    }
  }

  private void fault(Token token, String message) {
    faults.add(new Fault(token.source(), message));
  }

  private Token token(int i) {
    return i >= 0 && i < tokens.size() ? tokens.get(i) : new Token(Kind.SYMBOL, "", "");
  }

  private void checkQuery(Set<String> tables) {
    if (tokens.isEmpty()) {
      return;
    }
    if (!token(0).is("select") && !token(0).is("with") && !token(0).symbol("(")) {
      fault(token(0), "the query begins with " + token(0).source() + "; write one SELECT");
    }
    checkTokens(true);
    new Relations(tables).find();
  }

  private void checkExpression(Set<String> columns, Set<String> computed) {
    checkTokens(false);
    Set<String> lambda = lambdaParameters();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = token(i);
      String word = token.text().toLowerCase(Locale.ROOT);
      if (token.is("select") || token.is("from") && !insideFrom(i)) {
        fault(token, "an expression reads no table; write it over the columns of this dataset");
      } else if (token.symbol(".")) {
        fault(token(i - 1), "a column is named without a table; delete the part before the dot");
      } else if (computed.contains(word) && readsColumn(i)) {
        fault(token, "column '" + word + "' is computed itself; use columns that the source has");
      } else if (token.isName()
          && !token(i + 1).symbol("(")
          && !columns.contains(word)
          && !lambda.contains(word)
          && (token.kind() == Kind.BACKQUOTED
              || !KEYWORDS.contains(word) && !EXPRESSION_WORDS.contains(word))
          && !SqlFunctions.isBareCall(word)) {
        fault(
            token,
            "unknown column '"
                + Place.shorten(token.text())
                + "'; "
                + Nearest.remedy(token.text(), new TreeSet<>(columns)));
      }
    }
  }

  /** Whether a word that may be a unit as well, as hour, stands for a column. */
  private boolean readsColumn(int i) {
    return token(i).isName()
        && !token(i + 1).symbol("(")
        && !token(i + 1).is("from")
        && token(i - 1).kind() != Kind.NUMBER
        && token(i - 1).kind() != Kind.STRING;
  }

  private Set<String> lambdaParameters() {
    Set<String> parameters = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (token(i).symbol("->")) {
        if (token(i - 1).isName()) {
          parameters.add(token(i - 1).text().toLowerCase(Locale.ROOT));
        }
        for (int j = i - 1; j >= 0 && token(i - 1).symbol(")") && !token(j).symbol("("); j--) {
          parameters.add(token(j).text().toLowerCase(Locale.ROOT));
        }
      }
    }
    return parameters;
  }

  private boolean insideFrom(int i) {
    int depth = 0;
    for (int j = i - 1; j >= 0; j--) {
      if (token(j).symbol(")")) {
        depth++;
      } else if (token(j).symbol("(") && depth-- == 0) {
        return FROM_INSIDE.contains(token(j - 1).text().toLowerCase(Locale.ROOT));
      }
    }
    return token(i - 1).is("distinct");
  }

  /** What neither queries nor expressions may hold. */
  private void checkTokens(boolean query) {
    Set<String> names = query ? commonTables() : Set.of();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = token(i);
      String word = token.text().toLowerCase(Locale.ROOT);
      if (token.symbol(";")) {
        fault(token, "';' separates statements; write one and leave it out");
      } else if (token.is("using") && token(i + 1).kind() == Kind.STRING) {
        fault(token, "USING with a text starts a program; use functions");
      } else if (token.isName() && token(i + 1).symbol("(")) {
        checkCall(i, names);
      } else if (token.kind() == Kind.WORD && !token(i - 1).symbol(".")) {
        if (SqlFunctions.isBareCall(word) && !token(i + 1).symbol(".") && !token(i - 1).is("as")) {
          SqlFunctions.complain(token.text()).ifPresent(message -> fault(token, message));
        } else if (STATEMENTS.contains(word) && !token(i - 1).is("as")) {
          fault(
              token,
              token.text() + " changes or names tables; write one SELECT, a column in backquotes");
        }
      }
    }
  }

  private void checkCall(int i, Set<String> names) {
    Token token = token(i);
    String word = token.text().toLowerCase(Locale.ROOT);
    if (token(i - 1).symbol(".")) {
      fault(token, "function " + token.text() + " of another catalog; use a built-in function");
    } else if (token.kind() == Kind.BACKQUOTED
        || !KEYWORDS.contains(word) && !names.contains(word)) {
      boolean alias = token(i - 1).is("as") || token(i - 1).symbol(")");
      if (!alias) {
        SqlFunctions.complain(token.text()).ifPresent(message -> fault(token, message));
      }
      if (LENGTHENING.contains(word) && !isBounded(i)) {
        fault(
            token,
            "the length in %s() is no number up to %d; one row could fill the memory"
                .formatted(word, LONGEST_TEXT));
      }
    }
  }

  /** Whether the second argument of a call is a small number. */
  private boolean isBounded(int call) {
    int depth = 0;
    for (int i = call + 1; i < tokens.size(); i++) {
      if (token(i).symbol("(")) {
        depth++;
      } else if (token(i).symbol(")")) {
        depth--;
      } else if (token(i).symbol(",") && depth == 1) {
        boolean alone = token(i + 2).symbol(",") || token(i + 2).symbol(")");
        return alone
            && token(i + 1).kind() == Kind.NUMBER
            && token(i + 1).text().matches("\\d{1,4}")
            && Integer.parseInt(token(i + 1).text()) <= LONGEST_TEXT;
      }
    }
    return false;
  }

  /** Names that the query itself gives: {@code WITH name AS ( … )}. */
  private Set<String> commonTables() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean introduced = token(i - 1).is("with") || token(i - 1).symbol(",");
      if (token(i).isName() && introduced && definesTable(i + 1)) {
        names.add(token(i).text().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private boolean definesTable(int i) {
    int at = i;
    if (token(at).symbol("(")) {
      while (at < tokens.size() && !token(at).symbol(")")) {
        at++;
      }
      at++;
    }
    return token(at).is("as") && token(at + 1).symbol("(");
  }

  /** Finds the tables after FROM, JOIN and the commas between them. */
  private final class Relations {
    private final Set<String> tables;
    private final Deque<Boolean> outer = new ArrayDeque<>();
    private boolean inFrom;
    private boolean expected;

    Relations(Set<String> tables) {
      this.tables = new HashSet<>(tables);
      this.tables.addAll(commonTables());
    }

    void find() {
      int i = 0;
      while (i < tokens.size()) {
        Token token = token(i);
        if (token.symbol("(")) {
          outer.push(inFrom);
          // (a JOIN b) names tables as well; (SELECT …) starts its own clause.
          inFrom = expected;
        } else if (token.symbol(")")) {
          inFrom = !outer.isEmpty() && outer.pop();
          expected = false;
        } else if (expected && token.isName() && !token.is("lateral") && !startsQuery(token)) {
          i = relation(i);
          expected = false;
          continue;
        } else {
          step(i, token);
        }
        i++;
      }
    }

    private boolean startsQuery(Token token) {
      return token.is("select") || token.is("with") || token.is("values") || token.is("from");
    }

    private void step(int i, Token token) {
      if (token.is("from") && !insideFrom(i) || token.is("join")) {
        inFrom = true;
        expected = true;
      } else if (token.symbol(",") && inFrom) {
        expected = true;
      } else if (token.kind() == Kind.STRING && expected) {
        fault(token, "a table is named by a text; name it domain.name");
        expected = false;
      } else if (token.kind() == Kind.WORD
          && AFTER_FROM.contains(token.text().toLowerCase(Locale.ROOT))) {
        inFrom = false;
        expected = false;
      } else if (token.is("values")) {
        expected = false;
        inFrom = false;
      } else if (token.is("of") && token(i - 1).is("as")) {
        fault(token, "AS OF reads an older state; a dataset is read as it is now");
      }
    }

    /** Reads a table name and returns the index after it. */
    private int relation(int start) {
      List<Token> parts = new ArrayList<>();
      int i = start;
      parts.add(token(i++));
      while (token(i).symbol(".") && token(i + 1).isName()) {
        parts.add(token(i + 1));
        i += 2;
      }
      if (token(i).symbol("(")) {
        return i; // a function that returns a table, checked as every function
      }
      List<String> names = parts.stream().map(part -> part.text()).toList();
      String written = String.join(".", parts.stream().map(Token::source).toList());
      if (names.size() == 1 && tables.contains(names.get(0).toLowerCase(Locale.ROOT))) {
        return i;
      }
      if (names.size() == 2 && names.stream().allMatch(Identifier::isValid)) {
        inputs.add(new DatasetName(names.get(0), names.get(1)));
      } else {
        faults.add(
            new Fault(
                written,
                "table "
                    + Place.shorten(written)
                    + " is no dataset; name it domain.name in small letters"));
      }
      return i;
    }
  }
}
