package org.jinyanglake.desensitize;

import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Puts a keyed hash in the place of an identifier, as {@link Tokenizer} makes it: equal values have
 * equal tokens within a dataset, zone and domain, and nobody without the key can tell which.
 *
 * @param folder where every JVM that runs tasks finds the key
 */
record Token(KeyLabel label, Path folder) implements TextTechnique {

  @Override
  public Column apply(Column value) {
    return new Function(folder).call(value, functions.lit(label.toString()));
  }

  /** {@code lake.token(value, key_label)}. */
  public static final class Function extends KeyedFunction<Tokenizer> {
    private static final long serialVersionUID = 1L;

    Function(Path folder) {
      super(folder, "token", DataTypes.StringType, DataTypes.StringType, DataTypes.StringType);
    }

    @Override
    Tokenizer open(KeyLabel label, byte[] key) {
      return new Tokenizer(label, key);
    }

    /** See {@link Token}; null for a value that is null or blank. */
    public UTF8String invoke(UTF8String value, UTF8String label) {
      return value == null || label == null ? null : with(label).token(value);
    }
  }
}
