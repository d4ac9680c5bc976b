package org.jinyanglake.collect;

import java.util.Optional;
import org.jinyanglake.collect.dialect.FixedText;

/**
 * A column of a file that no contract describes.
 *
 * @param name by which a contract finds it, its {@code physicalName}: a name of a header, or a path
 * @param type that the format gives it; empty where only its values tell
 * @param place where it stands in fixed-width text; empty of other formats
 */
public record FoundColumn(String name, Optional<FoundType> type, Optional<FixedText.Place> place) {

  FoundColumn(String name) {
    this(name, Optional.empty());
  }

  FoundColumn(String name, Optional<FoundType> type) {
    this(name, type, Optional.empty());
  }
}
