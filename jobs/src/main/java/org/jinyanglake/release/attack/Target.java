package org.jinyanglake.release.attack;

import java.io.Serializable;

/**
 * A raw row of somebody who is looked for.
 *
 * @param who a hash of the person, or of the row where nobody says whose it is, from a seed that
 *     nobody knew when the row was delivered: the least are the sample
 * @param tie a hash of the row; of a person's rows the least counts
 * @param values of the columns that are attacked, in their order
 * @param place of the partition columns, in their order
 */
public record Target(long who, long tie, Object[] values, Object[] place) implements Serializable {}
