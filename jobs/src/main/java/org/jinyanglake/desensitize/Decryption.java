package org.jinyanglake.desensitize;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Alphabet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;

/**
 * Gives the owner of the data back what {@code encrypt} took away: of one column in one zone. It
 * needs the opened {@link Keys}, which the key store gives to the user of the lake alone, who has
 * its folder and its password; there is no function of SQL and no command for it. Not thread-safe.
 */
public final class Decryption {
  private final FormatPreserving cipher;
  private final Alphabet alphabet;
  private final int minLength;

  /**
   * Of a column.
   *
   * @param keys at the version of the dataset's key that the certificate names
   * @throws IllegalArgumentException if the contract does not encrypt it in the zone
   */
  public Decryption(Keys keys, Contract contract, String column, Zone zone) {
    TechniqueSpec technique = contract.column(column).techniques().get(zone);
    if (technique == null || !technique.name().equals("encrypt")) {
      throw new IllegalArgumentException(
          contract.file() + ": column " + column + " is not encrypted in " + zone.catalog());
    }
    Map<String, Object> options = technique.options();
    KeyLabel label =
        Encrypt.label(
            options.getOrDefault("algorithm", "FF1-AES").toString(),
            contract.dataset(),
            zone,
            options.get("domain").toString(),
            keys.version());
    cipher = new FormatPreserving(label, keys.derive(label));
    alphabet = Alphabet.of(options.get("alphabet").toString());
    minLength = ((Number) options.get("minLength")).intValue();
  }

  /**
   * The value in its canonical form, as {@code lake.canonical} gives it; empty for a text that is
   * no result of the technique.
   */
  public Optional<String> of(String published) {
    return Optional.ofNullable(
            cipher.decrypt(UTF8String.fromString(published), alphabet, minLength))
        .map(UTF8String::toString);
  }
}
