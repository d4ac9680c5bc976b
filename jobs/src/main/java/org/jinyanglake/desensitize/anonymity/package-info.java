/**
 * Solvers for anonymity on numbers alone, without Spark: {@link
 * org.jinyanglake.desensitize.anonymity.Tuples} in, {@link
 * org.jinyanglake.desensitize.anonymity.Classes} out. Each result depends on its input only, never
 * on time, threads or the order of rows.
 */
package org.jinyanglake.desensitize.anonymity;
