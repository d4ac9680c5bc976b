package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.List;

/** Every combination of one, two or three columns. */
final class Combinations {

  private Combinations() {}

  /** Of some columns, given by their numbers; shorter ones first. */
  static List<int[]> of(int[] columns) {
    List<int[]> all = new ArrayList<>();
    for (int a : columns) {
      all.add(new int[] {a});
    }
    for (int a = 0; a < columns.length; a++) {
      for (int b = a + 1; b < columns.length; b++) {
        all.add(new int[] {columns[a], columns[b]});
      }
    }
    for (int a = 0; a < columns.length; a++) {
      for (int b = a + 1; b < columns.length; b++) {
        for (int c = b + 1; c < columns.length; c++) {
          all.add(new int[] {columns[a], columns[b], columns[c]});
        }
      }
    }
    return all;
  }
}
