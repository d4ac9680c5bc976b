package org.jinyanglake.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lake's own properties of a server, a table or a column, by name. */
final class CustomProperties {

  private final Place owner;
  private final Map<String, Place> values = new HashMap<>();

  private CustomProperties(Place owner) {
    this.owner = owner;
  }

  /** Reads them, and reports those that are none of {@code known} or stand there twice. */
  static CustomProperties read(Place owner, List<String> known, Report report) {
    CustomProperties properties = new CustomProperties(owner);
    for (Place item : owner.get("customProperties").items()) {
      Place name = item.get("property");
      if (name.text().isEmpty()) {
        continue; // the standard's schema reports it
      }
      String property = name.textOrEmpty();
      if (!known.contains(property)) {
        report.error(
            name,
            "unknown property '"
                + Place.shorten(property)
                + "'; "
                + Nearest.remedy(property, known));
      }
      if (item.keys().contains("value") && !item.get("value").exists()) {
        report.error(
            item.get("value"),
            "property '"
                + Place.shorten(property)
                + "' is null; write a value, or delete it for the default");
      }
      Place first = properties.values.putIfAbsent(property, item.get("value"));
      if (first != null) {
        report.error(
            name,
            "property '%s' is set in line %d already; delete one of the two"
                .formatted(property, first.line()));
      }
    }
    return properties;
  }

  /** The property's value; where it is missing, the place of its owner. */
  Place get(String property) {
    return values.getOrDefault(property, owner.get("customProperties").get(property));
  }
}
