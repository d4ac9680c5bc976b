package org.jinyanglake.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jinyanglake.contract.Origin.Access;

/** Whether a web address may be contacted: its host is on the list, and the host is not within. */
final class Hosts {
  private final Access access;

  Hosts(Access access) {
    this.access = access;
  }

  /** Throws unless the address may be contacted. */
  void check(URI address) throws FetchException {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || address.getHost() == null
        || address.getUserInfo() != null) {
      throw FetchException.refused("an address that is neither http nor https is not contacted");
    }
    String host = address.getHost().toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? 443 : 80;
    int port = address.getPort() < 0 ? standard : address.getPort();
    boolean listed =
        access.hosts().contains(host + ":" + port)
            || port == standard && access.hosts().contains(host);
    if (!listed) {
      throw FetchException.refused(
          "the host "
              + host
              + (port == standard ? "" : ":" + port)
              + " is not on the contract's list, so it was not contacted; if it is meant, add it to"
              + " hosts");
    }
    try {
      for (InetAddress each : InetAddress.getAllByName(host)) {
        if (isInside(each)
            && access.networks().stream().noneMatch(network -> network.contains(each))) {
          throw FetchException.refused(
              "the host "
                  + host
                  + " is at "
                  + each.getHostAddress()
                  + ", which is no public address, so it was not contacted; if it is meant, add it"
                  + " to networks");
        }
      }
    } catch (UnknownHostException e) {
      throw FetchException.passing(
          "the host " + host + " is not known here; is its name right, and is there a network?");
    }
  }

  /** Whether an address is of this machine, of a network of one's own, or of no single machine. */
  static boolean isInside(InetAddress address) {
    byte[] b = address.getAddress();
    if (address instanceof Inet6Address) {
      boolean unique = (b[0] & 0xfe) == 0xfc;
      boolean translated = b[0] == 0 && b[1] == 0x64 && b[2] == (byte) 0xff && b[3] == (byte) 0x9b;
      boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
      return unique || translated || sixToFour || isSpecial(address);
    }
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    return isSpecial(address)
        || first == 0
        || first >= 240
        || first == 100 && second >= 64 && second < 128
        || first == 192 && second == 0 && b[2] == 0
        || first == 198 && (second == 18 || second == 19);
  }

  private static boolean isSpecial(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress();
  }
}
