/**
 * What is measured of every partition beside the rules, and how it is kept: the states of deequ's
 * analyzers, from which a partition's measures follow, and by merging them those of the table.
 */
package org.jinyanglake.check.measure;
