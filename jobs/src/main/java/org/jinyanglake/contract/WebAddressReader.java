package org.jinyanglake.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Origin.Access;

/** Reads web addresses, and which hosts may be contacted. */
final class WebAddressReader {

  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|\\[[0-9a-f:.]+](:[0-9]{1,5})?");
  private static final Pattern TOKEN =
      Pattern.compile("(?i)(^|[&?;_-])(token|key|apikey|secret|sig(nature)?|auth|passw\\w*)=");

  private final Report report;
  private final OriginReader shared;

  WebAddressReader(Report report, OriginReader shared) {
    this.report = report;
    this.shared = shared;
  }

  /** An address without user and fragment; empty if there is none, or if it is wrong. */
  Optional<URI> address(Place place, String name) {
    if (place.text().isEmpty()) {
      return Optional.empty(); // whoever needs it says so
    }
    try {
      URI uri = new URI(place.textOrEmpty()).normalize();
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
        report.error(
            place,
            name
                + " must be http or https, a host in ASCII, and a path, without user and"
                + " fragment; write it as https://data.example.org/files/counts.csv");
        return Optional.empty();
      }
      if (uri.getRawQuery() != null && TOKEN.matcher("?" + uri.getRawQuery()).find()) {
        report.error(
            place,
            "the address holds a token or key, and contracts are public; delete it here and name"
                + " its place as tokenFile");
        return Optional.empty();
      }
      return Optional.of(uri.getRawPath().isEmpty() ? uri.resolve("/") : uri);
    } catch (URISyntaxException e) {
      report.errorUnlessTold(
          place, name + " is no address; escape blanks and other characters as %20");
      return Optional.empty();
    }
  }

  /**
   * What may be contacted.
   *
   * @param addresses that the contract names, whose hosts are on the list
   */
  Access access(CustomProperties properties, List<URI> addresses) {
    Set<String> hosts = new LinkedHashSet<>();
    addresses.forEach(uri -> hosts.add(host(uri)));
    for (String host : shared.texts(properties.get("hosts"), "hosts")) {
      String lower = host.toLowerCase(Locale.ROOT);
      if (HOST.matcher(lower).matches()) {
        hosts.add(lower);
      } else {
        report.error(
            properties.get("hosts"),
            "'"
                + Place.shorten(host)
                + "' is no host; write a name, or name:port, without https://");
      }
    }
    List<Network> networks = new ArrayList<>();
    for (String text : shared.texts(properties.get("networks"), "networks")) {
      Optional<Network> network = Network.parse(text);
      network.ifPresent(networks::add);
      if (network.isEmpty()) {
        report.error(
            properties.get("networks"),
            "'" + Place.shorten(text) + "' is no range of addresses; write it as 10.20.0.0/16");
      }
    }
    return new Access(hosts, networks);
  }

  /** The host of an address as lists of hosts name it. */
  private static String host(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
