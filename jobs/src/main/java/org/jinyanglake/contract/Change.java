package org.jinyanglake.contract;

/**
 * One difference between two versions of a contract that matters for what is opened.
 *
 * @param what the difference, in words
 * @param opensMore whether more can be learnt from what is opened than before, or, where that
 *     cannot be told, might be
 */
public record Change(String what, boolean opensMore) {}
