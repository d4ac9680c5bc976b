package org.jinyanglake.contract;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses contracts that hold passwords or keys, or database addresses with options that load code
 * or read files. Contracts are public; the values are never repeated in the message.
 */
final class Secrets {

  private static final Pattern KEY =
      Pattern.compile(
          "(?i)passw(or)?d|passphrase|credential|(api|access|private)_?key|secret|密码|口令"
              + "|^pwd$|^(auth|access)_?token$");

  /** They name the place of a secret, which {@link OriginReader} checks. */
  private static final Set<String> PLACES =
      Set.of("passwordEnv", "passwordFile", "tokenEnv", "tokenFile");

  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(password|passwd|pwd|secret|access_?key)\\s*=\\s*[^\\s;&]"
              + "|://[^/\\s:@]+:[^/\\s@]+@"
              + "|-----BEGIN [A-Z ]*PRIVATE KEY"
              + "|\\bAKIA[0-9A-Z]{16}\\b");

  private static final Pattern JDBC = Pattern.compile("(?i)jdbc:");
  private static final Pattern JDBC_OPTION = Pattern.compile("[?&;]\\s*([A-Za-z_.]+)\\s*=");

  /** The options of JDBC addresses that set how, not what is loaded. */
  private static final Set<String> JDBC_OPTIONS =
      Set.of(
          "ssl",
          "sslmode",
          "usessl",
          "characterencoding",
          "servertimezone",
          "connecttimeout",
          "sockettimeout",
          "logintimeout",
          "applicationname",
          "currentschema",
          "databasename",
          "encrypt");

  private Secrets() {}

  static void check(Place root, Report report) {
    check("", root, report);
  }

  private static void check(String name, Place place, Report report) {
    if (place.isMapping()) {
      for (String key : place.keys()) {
        check(key, place.get(key), report);
      }
      // {property: password, value: …} says the same as password: …
      place
          .get("property")
          .text()
          .ifPresent(property -> named(property, place.get("value"), report));
    } else {
      List<Place> items = place.items();
      items.forEach(item -> check(name, item, report));
      named(name, place, report);
      place.text().ifPresent(text -> value(text, place, report));
    }
  }

  private static void named(String name, Place value, Report report) {
    if (value.exists()
        && value.scalar() != null
        && !PLACES.contains(name)
        && KEY.matcher(name).find()) {
      report.error(
          value,
          "'"
              + Place.shorten(name)
              + "' looks like a secret, and contracts are public; delete it here and keep it with"
              + " the lake's keys");
    }
  }

  private static void value(String text, Place place, Report report) {
    if (VALUE.matcher(text).find()) {
      report.error(
          place,
          "the text holds a password or key, and contracts are public; delete it here and keep it"
              + " with the lake's keys");
    }
    if (JDBC.matcher(text).find()) {
      Matcher option = JDBC_OPTION.matcher(text);
      while (option.find()) {
        if (!JDBC_OPTIONS.contains(option.group(1).toLowerCase(Locale.ROOT))) {
          report.error(
              place,
              option.group(),
              "JDBC option '"
                  + Place.shorten(option.group(1))
                  + "' is not allowed, since such options can load classes or files; delete it");
        }
      }
    }
  }
}
