package org.jinyanglake.quality;

/**
 * What is to be done.
 *
 * @param who the provider, or the steward's user name
 * @param zh what, in Chinese
 * @param en what, in English
 * @param command of the lake, to call then
 */
public record Remedy(String who, String zh, String en, String command) {}
