/**
 * Recognizes the numbers that name one person or company in mainland China, from the texts of the
 * standards alone, and classified content. The gate judges with these what desensitization wrote,
 * so nothing here is shared with the recognizers that desensitize: a mistake on one side shows on
 * the other.
 */
package org.jinyanglake.release.identifiers;
