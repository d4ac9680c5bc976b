package org.jinyanglake.utility;

/**
 * A column by which rows can be laid beside those of another dataset.
 *
 * @param dataset the other one, {@code domain.name}
 * @param title its name for people
 * @param column the name that both have for it
 * @param label its name for people
 * @param survives whether who has both published datasets can still do it
 * @param before the share of rows whose value is in the other dataset too, before; null if it is
 *     not looked at: the join does not survive, or there are too many values
 * @param after the same of what is published in both
 */
public record Join(
    String dataset,
    String title,
    String column,
    String label,
    boolean survives,
    Double before,
    Double after) {}
