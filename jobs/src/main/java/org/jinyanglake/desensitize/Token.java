package org.jinyanglake.desensitize;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

  /**
   * {@code lake.token(value, key_label)}. It travels to the tasks with the label and the folder of
   * the keys, never with a key.
   */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<Map<Place, Tokenizer>> TOKENIZERS =
        ThreadLocal.withInitial(HashMap::new);

    private final String folder;

    Function(Path folder) {
      super("token", DataTypes.StringType, DataTypes.StringType, DataTypes.StringType);
      this.folder = folder.toString();
    }

    /** See {@link Token}; null for a value that is null or blank. */
    public UTF8String invoke(UTF8String value, UTF8String label) {
      if (value == null || label == null) {
        return null;
      }
      Map<Place, Tokenizer> tokenizers = TOKENIZERS.get();
      Tokenizer tokenizer = tokenizers.get(new Place(folder, label));
      if (tokenizer == null) {
        KeyLabel parsed = KeyLabel.parse(label.toString());
        tokenizer = new Tokenizer(parsed, Keys.loaded(Path.of(folder)).derive(parsed));
        tokenizers.put(new Place(folder, label.clone()), tokenizer);
      }
      return tokenizer.token(value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Function function && function.folder.equals(folder);
    }

    @Override
    public int hashCode() {
      return Objects.hash(folder);
    }

    private record Place(String folder, UTF8String label) {}
  }
}
