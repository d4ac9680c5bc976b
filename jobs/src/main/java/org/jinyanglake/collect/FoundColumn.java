package org.jinyanglake.collect;

import java.util.Optional;

/**
 * A column of a file that no contract describes.
 *
 * @param name by which a contract finds it, its {@code physicalName}: a name of a header, or a path
 * @param type that the format gives it; empty where only its values tell
 */
public record FoundColumn(String name, Optional<FoundType> type) {

  FoundColumn(String name) {
    this(name, Optional.empty());
  }
}
