package org.jinyanglake.collect;

/**
 * Why a whole file is refused. Nothing of it is stored.
 *
 * @param rule the rule that it breaks: {@code encoding}, {@code format}, {@code gzip}, {@code
 *     bzip2}, {@code header}, {@code unreadable}, or {@code changed} for a file that changed while
 *     it was read and is to be looked at again in the next run
 * @param reason what was found, in a sentence without values of the data
 * @param remedy what to do, in a sentence
 * @param offset the byte of the (decompressed) file at which it was found, −1 if it has no place
 * @param line the line at which it was found, −1 if it has no place
 */
public record Refusal(String rule, String reason, String remedy, long offset, long line) {

  static Refusal of(String rule, String reason, String remedy) {
    return new Refusal(rule, reason, remedy, -1, -1);
  }
}
