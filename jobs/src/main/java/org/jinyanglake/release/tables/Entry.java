package org.jinyanglake.release.tables;

import java.util.Map;

/**
 * One cell, with what everybody knows of it and what is so.
 *
 * @param place the dimensions it names, by column; those that it is a total of are not there
 * @param hidden whether no table that is out shows it
 * @param unsafe whether a primary rule hides it, not only that it protects others
 * @param truth the value of each quantity; NaN where the gate cannot know
 */
public record Entry(Map<String, String> place, boolean hidden, boolean unsafe, double[] truth) {
  public Entry {
    place = Map.copyOf(place);
  }
}
