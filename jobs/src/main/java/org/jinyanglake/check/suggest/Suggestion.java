package org.jinyanglake.check.suggest;

import org.jinyanglake.contract.Rule;

/**
 * A rule that a contract could have. It quotes no value of a column that is not public.
 *
 * @param rule as the contract would write it
 * @param why what of the data speaks for it, in words
 * @param broken how many of the rows that were looked at break it
 */
public record Suggestion(Rule rule, String why, long broken) {}
