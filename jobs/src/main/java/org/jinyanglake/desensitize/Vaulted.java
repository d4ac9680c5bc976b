package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeException;

/**
 * Puts a random token in the place of an identifier, as the {@link Vault} of its label holds it: no
 * function of the value, so that a key alone tells nothing of a published token. {@link #prepare}
 * fills the vault with the values that it lacks; values are {@linkplain VaultSeal sealed} in the
 * tasks, and only sealed ones come to the driver. Where the vault must stay as it is, a value that
 * it lacks is a {@link LakeException}.
 *
 * @param name of the column
 * @param folder where every JVM that runs tasks finds the keys and the vaults
 * @param readOnly whether the vault must stay as it is
 */
record Vaulted(String name, KeyLabel label, Path folder, boolean readOnly)
    implements TextTechnique {

  /** The label of the key and the vault, which no token has. */
  static KeyLabel label(DatasetName dataset, Zone zone, String domain, int version) {
    return new KeyLabel(TokenAlgorithm.HMAC_SHA256, dataset, zone, Vault.PREFIX + domain, version);
  }

  @Override
  public Dataset<Row> prepare(Dataset<Row> rows) {
    int known = Vault.read(Vault.file(folder, label)).size();
    List<byte[]> lacking = new ArrayList<>();
    rows.select(call(new Lacking(folder), known))
        .distinct()
        .toLocalIterator()
        .forEachRemaining(
            row -> {
              if (!row.isNullAt(0)) {
                lacking.add(row.getAs(0));
              }
            });
    if (readOnly && !lacking.isEmpty()) {
      throw new LakeException(
          "%d values of column %s have no token in %s: either is not as it was"
              .formatted(lacking.size(), name, Vault.file(folder, label)));
    }
    int entries = readOnly ? known : Vault.fill(folder, label, lacking).size();
    return rows.withColumn(token(), call(new Function(folder), entries));
  }

  @Override
  public Column apply(Column value) {
    return col(token());
  }

  private String token() {
    return "_token_" + name;
  }

  private Column call(LakeFunction function, int entries) {
    return function.call(col(name), lit(label.toString()), lit(entries));
  }

  /** What a thread needs of one label. */
  private record Opened(Path file, VaultSeal seal) {

    /** The token of a value in its canonical form; null if the vault has none. */
    UTF8String token(UTF8String value, int entries) {
      return Vault.holding(file, entries, seal).token(seal.digest(value));
    }
  }

  /** A function of a value, a label and the number of entries that the vault has at least. */
  private abstract static class OfVault extends KeyedFunction<Opened> {
    private static final long serialVersionUID = 1L;

    OfVault(Path folder, String name, DataType result) {
      super(
          folder, name, result, DataTypes.StringType, DataTypes.StringType, DataTypes.IntegerType);
    }

    @Override
    final Opened open(KeyLabel label, byte[] key) {
      return new Opened(Vault.file(folder(), label), new VaultSeal(label, key));
    }
  }

  /** {@code vault_lacks(value, key_label, entries)}: the value, sealed, if it has no token. */
  public static final class Lacking extends OfVault {
    private static final long serialVersionUID = 1L;

    Lacking(Path folder) {
      super(folder, "vault_lacks", DataTypes.BinaryType);
    }

    /** See {@link Vaulted}; null for a value that has a token, or is null or blank. */
    public byte[] invoke(UTF8String value, UTF8String label, int entries) {
      UTF8String canonical = Canonical.of(value);
      if (canonical == null || label == null) {
        return null;
      }
      Opened vault = with(label);
      return vault.token(canonical, entries) == null ? vault.seal().seal(canonical) : null;
    }
  }

  /** {@code vaulted(value, key_label, entries)}: the token of the value. */
  public static final class Function extends OfVault {
    private static final long serialVersionUID = 1L;

    Function(Path folder) {
      super(folder, "vaulted", DataTypes.StringType);
    }

    /** See {@link Vaulted}; throws {@link IllegalStateException} for a value without a token. */
    public UTF8String invoke(UTF8String value, UTF8String label, int entries) {
      UTF8String canonical = Canonical.of(value);
      if (canonical == null || label == null) {
        return null;
      }
      UTF8String token = with(label).token(canonical, entries);
      if (token == null) {
        throw new IllegalStateException(
            "a value has no token, as it was not there when the vault was filled: the rows changed"
                + " meanwhile; run again");
      }
      return token;
    }
  }
}
