package org.jinyanglake.fetch;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jinyanglake.fetch.TableColumn.Form;

/**
 * Values of a watermark: in a database's text, in SQL and in the names of files. Only numbers,
 * dates and times are, so none tells of a person.
 */
final class Mark {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(\\+00)?");

  private final Form form;

  private Mark(Form form) {
    this.form = form;
  }

  static Mark of(TableColumn column) throws FetchException {
    return switch (column.form()) {
      case INTEGER, DECIMAL, DATE, LOCAL_TIME, INSTANT -> new Mark(column.form());
      default ->
          throw FetchException.refused(
              "column "
                  + column.name()
                  + " is "
                  + column.type()
                  + ", and a watermark or partition column must be a whole or decimal number, a date or"
                  + " a time; name another one");
    };
  }

  /** The value as names of files hold it: {@code 20240304T101112.5}, {@code 42}. */
  String inName(String text) throws FetchException {
    boolean fits =
        switch (form) {
          case DATE -> DATE.matcher(text).matches();
          case LOCAL_TIME, INSTANT -> TIME.matcher(text).matches();
          default -> NUMBER.matcher(text).matches();
        };
    if (!fits) {
      throw FetchException.refused(
          "its watermark holds something that is no "
              + (form.isTime() ? "time of the years 1 to 9999" : "plain number")
              + "; correct the row at the source");
    }
    return form.isTime()
        ? text.replaceFirst("\\+00$", "").replaceAll("[-:]", "").replace(' ', 'T')
        : text;
  }

  /** The value in SQL, from the name of a file. */
  String inSql(String name) throws FetchException {
    String text = name;
    if (form.isTime()) {
      text =
          name.replaceFirst("^(\\d{4})(\\d{2})(\\d{2})", "$1-$2-$3")
              .replaceFirst("T(\\d{2})(\\d{2})(\\d{2})", " $1:$2:$3");
    }
    if (!inName(text).equals(name)) {
      throw FetchException.refused(
          "a file in the landing folder is named as none is that was fetched; remove it");
    }
    return literal(text);
  }

  private String literal(String text) {
    return switch (form) {
      case DATE -> "DATE '" + text + "'";
      case LOCAL_TIME -> "TIMESTAMP '" + text + "'";
      // The session's zone is UTC; MySQL has no other literal.
      case INSTANT -> "TIMESTAMP '" + text + "'";
      default -> new BigDecimal(text).toPlainString();
    };
  }

  /** The latest value that no other transaction is likely to add a row of; for times only. */
  String settled(Instant latest, ZoneId zone) {
    return switch (form) {
      case DATE -> literal(latest.atZone(zone).toLocalDate().minusDays(1).toString());
      case LOCAL_TIME -> literal(LOCAL.format(latest.atZone(zone)));
      default -> literal(LOCAL.format(latest.atZone(ZoneOffset.UTC)));
    };
  }

  boolean isTime() {
    return form.isTime();
  }
}
