package org.jinyanglake.pipeline;

import java.util.List;

/**
 * That a dataset holds, or would hold, what another one in the lake holds already.
 *
 * @param dataset {@code domain.name}
 * @param other the dataset that has it, {@code domain.name}
 * @param title of the other one, for people
 * @param provider the department or company that provides it, may be empty
 * @param basis what was compared: names, origin, rows, keys or values
 * @param relation what the dataset is to the other one: equal, subset, superset or overlap
 * @param percent how much of the smaller one is in the other
 * @param columns of the smaller one that agree, as {@code name} or {@code name = the other's}
 * @param of how many of its columns could be compared
 * @param why a sentence
 */
public record Duplicate(
    String dataset,
    String other,
    String title,
    String provider,
    String basis,
    String relation,
    int percent,
    List<String> columns,
    int of,
    String why) {

  /** The other dataset and whose it is. */
  public String whose() {
    return provider.isEmpty() ? other : other + " (" + provider + ")";
  }
}
