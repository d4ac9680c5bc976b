package org.jinyanglake.desensitize.inspect;

import java.util.List;
import java.util.Map;

/**
 * What a column was found to hold. It quotes no value.
 *
 * @param column its name
 * @param values how many were looked at, nulls and blanks not counted
 * @param nulls nulls and blanks
 * @param meaning what it holds, in Chinese; empty if nothing that tells of a person was found
 * @param kind the same as a constant, as {@code RESIDENT_ID}; empty as well
 * @param score how sure that is, from 0 to 1; a meaning is given from 0.5 on
 * @param share of the values that are of the kind, of free text those in which something stands
 * @param valid of the values that are as long as the kind, the share whose check character is
 *     right; null for kinds without one
 * @param word the word in the column's name or description that says so; empty if none does
 * @param why all of this in a sentence
 * @param forms how most values are written: 9 for a digit, A for a letter, 汉 for a Chinese one
 * @param classified whether it is to be excluded (脱密) before it comes to techniques
 * @param classification as a contract would write it
 * @param techniques by zone, as a contract would write them
 */
public record ColumnFindings(
    String column,
    long values,
    long nulls,
    String meaning,
    String kind,
    double score,
    double share,
    Double valid,
    String word,
    String why,
    List<String> forms,
    boolean classified,
    String classification,
    Map<String, String> techniques) {

  /** Whether anything was found that tells of a person. */
  public boolean sensitive() {
    return !kind.isEmpty();
  }

  /** The same of a column of another name. */
  public ColumnFindings named(String name) {
    return new ColumnFindings(
        name,
        values,
        nulls,
        meaning,
        kind,
        score,
        share,
        valid,
        word,
        why,
        forms,
        classified,
        classification,
        techniques);
  }
}
