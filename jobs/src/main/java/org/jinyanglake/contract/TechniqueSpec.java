package org.jinyanglake.contract;

import java.util.Map;
import java.util.Set;

/**
 * How a column is desensitized in one zone, as the contract writes it: {@code {technique: range,
 * width: 10}}.
 *
 * @param name the technique, as {@code schemas/README.md} lists them
 * @param options what stands beside {@code technique}, by key; values are String, Long, Double,
 *     Boolean, List or Map
 */
public record TechniqueSpec(String name, Map<String, Object> options) {
  private static final Set<String> KEYED = Set.of("token", "vault", "encrypt", "shift", "noise");

  private static final Set<String> TOKENS = Set.of("token", "vault", "encrypt");

  public TechniqueSpec {
    options = Map.copyOf(options);
  }

  /** Whether its results depend on the dataset's key. */
  public boolean keyed() {
    return KEYED.contains(name);
  }

  /** Whether each value has one result, which tells it from others and says nothing of it. */
  public boolean token() {
    return TOKENS.contains(name);
  }
}
