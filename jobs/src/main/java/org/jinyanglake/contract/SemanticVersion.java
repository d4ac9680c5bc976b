package org.jinyanglake.contract;

/** The order of semantic versions; the word after a hyphen makes a version a forerunner. */
final class SemanticVersion {

  private SemanticVersion() {}

  static int compare(String a, String b) {
    String[] left = a.split("-", 2);
    String[] right = b.split("-", 2);
    String[] x = left[0].split("\\.");
    String[] y = right[0].split("\\.");
    for (int i = 0; i < 3; i++) {
      int order = Integer.compare(Integer.parseInt(x[i]), Integer.parseInt(y[i]));
      if (order != 0) {
        return order;
      }
    }
    if (left.length != right.length) {
      return right.length - left.length;
    }
    return left.length == 1 ? 0 : left[1].compareTo(right[1]);
  }
}
