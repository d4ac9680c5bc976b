package org.jinyanglake.desensitize;

import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Alphabet;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;

/**
 * Puts another text of the same form in the place of an identifier, as {@link FormatPreserving}
 * makes it of the canonical form. What has another form becomes null.
 *
 * @param folder where every JVM that runs tasks finds the key
 */
record Encrypt(KeyLabel label, Alphabet alphabet, int minLength, Path folder)
    implements TextTechnique {

  Encrypt {
    if (minLength < alphabet.leastLength()) {
      throw new IllegalArgumentException(
          "minLength must be at least " + alphabet.leastLength() + " for " + alphabet);
    }
  }

  /** The label of the key, which no token has: SM3 derives the keys of SM4, SHA-256 others. */
  static KeyLabel label(
      String algorithm, DatasetName dataset, Zone zone, String domain, int version) {
    TokenAlgorithm hash =
        algorithm.equals("FF1-SM4") ? TokenAlgorithm.HMAC_SM3 : TokenAlgorithm.HMAC_SHA256;
    return new KeyLabel(hash, dataset, zone, "encrypt:" + domain, version);
  }

  @Override
  public Column apply(Column value) {
    return new Function(folder)
        .call(
            value,
            functions.lit(alphabet.toString()),
            functions.lit(minLength),
            functions.lit(label.toString()));
  }

  /** {@code lake.encrypt(value, alphabet, min_length, key_label)}. */
  public static final class Function extends KeyedFunction<FormatPreserving> {
    private static final long serialVersionUID = 1L;

    private transient volatile Last last;

    Function(Path folder) {
      super(
          folder,
          "encrypt",
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.IntegerType,
          DataTypes.StringType);
    }

    @Override
    FormatPreserving open(KeyLabel label, byte[] key) {
      return new FormatPreserving(label, key);
    }

    /** See {@link Encrypt}; throws {@link IllegalArgumentException} for an unknown alphabet. */
    public UTF8String invoke(
        UTF8String value, UTF8String alphabet, int minLength, UTF8String label) {
      UTF8String canonical = Canonical.of(value);
      if (canonical == null || alphabet == null || label == null) {
        return null;
      }
      Last known = last;
      if (known == null || !known.name.equals(alphabet)) {
        known = new Last(alphabet.clone(), Alphabet.of(alphabet.toString()));
        last = known;
      }
      return with(label).encrypt(canonical, known.alphabet, minLength);
    }

    /** The alphabet of the row before: nearly always the same. */
    private record Last(UTF8String name, Alphabet alphabet) {}
  }
}
