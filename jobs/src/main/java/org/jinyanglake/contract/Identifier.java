package org.jinyanglake.contract;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for names that become tables, columns, folders and catalog rows. */
final class Identifier {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** Words that Spark would take for a catalog before it takes them for a domain. */
  private static final Set<String> CATALOGS =
      Set.of(
          "raw",
          "open",
          "conditional",
          "ledger",
          "lake",
          "refused",
          "audit",
          "spark_catalog",
          "system",
          "session",
          "default",
          "global_temp",
          "information_schema");

  private Identifier() {}

  static boolean isValid(String name) {
    return FORM.matcher(name).matches();
  }

  /** What is wrong with the name of a column. */
  static Optional<String> complain(String name) {
    if (isValid(name)) {
      return Optional.empty();
    }
    return Optional.of(
        name.startsWith("_")
            ? "name '" + Place.shorten(name) + "' begins with '_', as the lake's own columns do"
            : "name '"
                + Place.shorten(name)
                + "' is not a letter a-z followed by at most 62 of a-z, 0-9, _");
  }

  /**
   * What is wrong with the name of a domain or dataset. Two underscores separate domain from
   * dataset in the table of refused rows.
   */
  static Optional<String> complainOfTable(String name, boolean domain) {
    if (isValid(name) && name.contains("__")) {
      return Optional.of("name '" + name + "' has two underscores in a row, which the lake keeps");
    }
    if (domain && CATALOGS.contains(name)) {
      return Optional.of("name '" + name + "' is the lake's or Spark's own");
    }
    return complain(name);
  }
}
