package org.jinyanglake.contract;

import java.util.Map;

/**
 * How a column is desensitized in one zone, as the contract writes it: {@code {technique: range,
 * width: 10}}.
 *
 * @param name the technique, as {@code schemas/README.md} lists them
 * @param options what stands beside {@code technique}, by key; values are String, Long, Double,
 *     Boolean, List or Map
 */
public record TechniqueSpec(String name, Map<String, Object> options) {

  public TechniqueSpec {
    options = Map.copyOf(options);
  }
}
