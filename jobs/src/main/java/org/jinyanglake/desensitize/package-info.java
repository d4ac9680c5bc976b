/**
 * Makes of raw rows what a zone may see: techniques for columns, keys for tokens, and k-anonymity
 * for the rows of a partition. Knows nothing of where rows come from or go to.
 */
package org.jinyanglake.desensitize;
