/**
 * Overlap: whether what a dataset holds, or would hold, is in the lake already (第十一条). Of each raw
 * table keyed sketches of its columns, keys and rows are kept beside it; they tell of any two
 * tables what share of the one is in the other. Contracts without data are compared by what they
 * say.
 */
package org.jinyanglake.overlap;
