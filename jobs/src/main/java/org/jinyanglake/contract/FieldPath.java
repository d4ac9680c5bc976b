package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which field of a record a column is, where records are nested: a plain name is a field of the
 * record itself, a text that begins with a slash is a JSON pointer (RFC 6901) into it, as {@code
 * /address/city} or {@code /phones/0}; a name in a pointer writes {@code ~} as {@code ~0} and
 * {@code /} as {@code ~1}.
 *
 * @param names from the record inwards, at least one
 */
public record FieldPath(List<String> names) {
  public FieldPath {
    names = List.copyOf(names);
  }

  /** The path that a column's physicalName is; one that {@link #complain} has nothing to say of. */
  public static FieldPath of(String physicalName) {
    return physicalName.startsWith("/")
        ? new FieldPath(split(physicalName))
        : new FieldPath(List.of(physicalName));
  }

  /** The names in a pointer; none in the empty one, which is the document itself. */
  public static List<String> split(String pointer) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String name : pointer.substring(1).split("/", -1)) {
      names.add(name.replace("~1", "/").replace("~0", "~"));
    }
    return names;
  }

  /** A name as it stands in a pointer. */
  public static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What is wrong with a physicalName that begins with a slash; empty if nothing is. */
  public static Optional<String> complain(String physicalName) {
    if (!physicalName.startsWith("/")) {
      return Optional.empty();
    }
    if (physicalName.replace("~0", "").replace("~1", "").contains("~")) {
      return Optional.of("~ stands in a path only as ~0, which is ~, or ~1, which is /");
    }
    return physicalName.endsWith("/") || physicalName.contains("//")
        ? Optional.of("a path has a name after each slash, as /address/city")
        : Optional.empty();
  }
}
