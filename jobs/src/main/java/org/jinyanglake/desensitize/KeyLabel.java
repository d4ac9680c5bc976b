package org.jinyanglake.desensitize;

import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * Which key makes a token; it is no secret and stands in plans. Tokens of one domain of values
 * ({@code phone}) can be joined within a dataset and a zone, and with nothing else.
 *
 * @param version of the dataset's key; a new one has a secret of its own and makes new tokens
 */
public record KeyLabel(
    TokenAlgorithm algorithm, DatasetName dataset, Zone zone, String domain, int version) {

  /** What HKDF binds the key to, as {@code governance.hotline_tickets|conditional|phone|v=1}. */
  String info() {
    return dataset + "|" + zone.catalog() + "|" + domain + "|v=" + version;
  }

  /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException}. */
  public static KeyLabel parse(String text) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != 5 || !parts[4].matches("v=[1-9][0-9]{0,8}") || parts[3].isEmpty()) {
      // The text is not quoted: where arguments were swapped, it is an identifier.
      throw new IllegalArgumentException(
          "not a key label, expected as HMAC-SHA256|governance.hotline_tickets|conditional|phone|v=1");
    }
    return new KeyLabel(
        TokenAlgorithm.of(parts[0]),
        DatasetName.parse(parts[1]),
        Zone.valueOf(parts[2].toUpperCase(java.util.Locale.ROOT)),
        parts[3],
        Integer.parseInt(parts[4].substring(2)));
  }

  @Override
  public String toString() {
    return algorithm + "|" + info();
  }
}
