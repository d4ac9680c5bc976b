package org.jinyanglake.contract;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses, as {@code 10.20.0.0/16}.
 *
 * @param text as the contract writes it
 * @param address its first address, 4 or 16 bytes
 * @param bits how many leading bits an address has in common with it
 */
public record Network(String text, byte[] address, int bits) {

  /** Reads one; a single address is a range of one. Empty if it is none; no name is looked up. */
  static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    if (!first.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.getByName(first).getAddress();
      int bits = slash < 0 ? 8 * address.length : Integer.parseInt(text.substring(slash + 1));
      return bits < 8 || bits > 8 * address.length
          ? Optional.empty()
          : Optional.of(new Network(text, address, bits));
    } catch (UnknownHostException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
