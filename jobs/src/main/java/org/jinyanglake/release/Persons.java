package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.right;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Anonymity;

/**
 * Who a source row is about. One person whom departments write in two ways (full-width digits, +86
 * before a mobile number, x for X) must not count as two: that would make a class look larger.
 */
final class Persons {
  private static final String WIDE;
  private static final String NARROW;
  private static final int MOBILE = 11;

  static {
    StringBuilder wide = new StringBuilder("\u3000");
    StringBuilder narrow = new StringBuilder(" ");
    for (char c = '\uff01'; c <= '\uff5e'; c++) {
      wide.append(c);
      narrow.append((char) (c - 0xfee0));
    }
    WIDE = wide.toString();
    NARROW = narrow.toString();
  }

  private Persons() {}

  /** The person of a row; null without one, or if the contract names none. */
  static Column of(Gate.Staged staged) {
    String name = staged.contract().anonymity().map(Anonymity::person).orElse(null);
    return name == null ? lit(null) : of(name, staged.raw().orElseThrow());
  }

  private static Column of(String name, Dataset<Row> raw) {
    if (!raw.schema().apply(name).dataType().equals(DataTypes.StringType)) {
      return col(name);
    }
    Column text = col(name);
    // What is deleted from a text ends the list: zero-width characters and the byte order mark.
    Column narrow = translate(text, WIDE + "\u200b\u200c\u200d\u2060\ufeff", NARROW);
    // Nearly all are of ASCII, and to translate one takes longer than all else that is done to it.
    Column plain = trim(when(octet_length(text).equalTo(length(text)), text).otherwise(narrow));
    Column tight =
        when(plain.contains(" ").or(plain.contains("-")), translate(plain, " -", ""))
            .otherwise(plain);
    Column prefixed =
        length(tight).between(MOBILE, MOBILE + 4).and(tight.rlike("^(\\+|00)?(86)?1[0-9]{10}$"));
    Column residentId = length(plain).equalTo(18).and(plain.rlike("^[0-9]{17}x$"));
    Column canonical =
        when(prefixed, right(tight, lit(MOBILE))).when(residentId, upper(plain)).otherwise(plain);
    return when(length(canonical).gt(0), canonical);
  }
}
