package org.jinyanglake.desensitize;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A function with a key. It travels to the tasks with the folder of the keys and is called with the
 * {@linkplain KeyLabel label} of one, so that no key is ever in a plan.
 *
 * @param <T> what works with one key; each thread has its own
 */
abstract class KeyedFunction<T> extends LakeFunction {
  private static final long serialVersionUID = 1L;
  private static final ThreadLocal<Map<Place, Object>> OPENED =
      ThreadLocal.withInitial(HashMap::new);

  private final String folder;

  KeyedFunction(Path folder, String name, DataType result, DataType... inputs) {
    super(name, result, inputs);
    this.folder = folder.toString();
  }

  /** Where the keys are. */
  final Path folder() {
    return Path.of(folder);
  }

  abstract T open(KeyLabel label, byte[] key);

  /** What works with the key; throws {@link IllegalArgumentException} if the label is none. */
  @SuppressWarnings("unchecked") // each class of function has its own places
  final T with(UTF8String label) {
    Map<Place, Object> opened = OPENED.get();
    Object found = opened.get(new Place(getClass(), folder, label));
    if (found == null) {
      KeyLabel parsed = KeyLabel.parse(label.toString());
      found = open(parsed, Keys.loaded(folder()).derive(parsed));
      opened.put(new Place(getClass(), folder, label.clone()), found);
    }
    return (T) found;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof KeyedFunction<?> function
        && function.getClass() == getClass()
        && function.folder.equals(folder);
  }

  @Override
  public final int hashCode() {
    return folder.hashCode();
  }

  private record Place(Class<?> function, String folder, UTF8String label) {}
}
