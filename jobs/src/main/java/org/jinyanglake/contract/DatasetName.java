package org.jinyanglake.contract;

/**
 * Which dataset: its domain, which is the folder of its contract and the namespace of its tables,
 * and its name, which is the name of the contract and of its tables. Both match {@code
 * [a-z][a-z0-9_]{0,62}}.
 */
public record DatasetName(String domain, String name) implements Comparable<DatasetName> {

  /** Reads {@code domain.name}; throws {@link IllegalArgumentException} for anything else. */
  public static DatasetName parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot != text.lastIndexOf('.') || dot == text.length() - 1) {
      throw new IllegalArgumentException("not a dataset: '" + text + "', expected domain.name");
    }
    return new DatasetName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public int compareTo(DatasetName other) {
    int byDomain = domain.compareTo(other.domain);
    return byDomain != 0 ? byDomain : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return domain + "." + name;
  }
}
