package org.jinyanglake.desensitize;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Alphabet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;

/**
 * Gives the owner of the data back what {@code encrypt} or {@code vault} took away: of one column
 * in one zone. It needs the opened {@link Keys}, which the key store gives to the user of the lake
 * alone, who has its folder and its password; there is no function of SQL and no command for it.
 * Not thread-safe.
 */
public final class Decryption {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");

  private final Function<String, Optional<UTF8String>> reading;

  /**
   * Of a column.
   *
   * @param keys at the version of the dataset's key that the certificate names
   * @throws IllegalArgumentException if the contract neither encrypts it in the zone nor has its
   *     tokens in a vault
   */
  public Decryption(Keys keys, Contract contract, String column, Zone zone) {
    TechniqueSpec technique = contract.column(column).techniques().get(zone);
    reading =
        switch (technique == null ? "" : technique.name()) {
          case "encrypt" -> decrypting(keys, contract, zone, technique.options());
          case "vault" -> lookingUp(keys, contract, zone, technique.options());
          default ->
              throw new IllegalArgumentException(
                  "%s: column %s is neither encrypted nor from a vault in %s"
                      .formatted(contract.file(), column, zone.catalog()));
        };
  }

  private static Function<String, Optional<UTF8String>> decrypting(
      Keys keys, Contract contract, Zone zone, Map<String, Object> options) {
    KeyLabel label =
        Encrypt.label(
            options.getOrDefault("algorithm", "FF1-AES").toString(),
            contract.dataset(),
            zone,
            options.get("domain").toString(),
            keys.version());
    FormatPreserving cipher = new FormatPreserving(label, keys.derive(label));
    Alphabet alphabet = Alphabet.of(options.get("alphabet").toString());
    int minLength = ((Number) options.get("minLength")).intValue();
    return published ->
        Optional.ofNullable(cipher.decrypt(UTF8String.fromString(published), alphabet, minLength));
  }

  private static Function<String, Optional<UTF8String>> lookingUp(
      Keys keys, Contract contract, Zone zone, Map<String, Object> options) {
    KeyLabel label =
        Vaulted.label(contract.dataset(), zone, options.get("domain").toString(), keys.version());
    VaultSeal seal = new VaultSeal(label, keys.derive(label));
    Path vault = Vault.file(keys.folder(), label);
    return published ->
        TOKEN.matcher(published).matches()
            ? Vault.sealed(vault, published).map(seal::open)
            : Optional.empty();
  }

  /**
   * The value in its canonical form, as {@code lake.canonical} gives it; empty for a text that is
   * no result of the technique.
   */
  public Optional<String> of(String published) {
    return reading.apply(published).map(UTF8String::toString);
  }
}
