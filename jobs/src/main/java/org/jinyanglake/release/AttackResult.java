package org.jinyanglake.release;

/**
 * What an attack on a released partition found, with the raw rows as the attacker's knowledge: how
 * often it named what is hidden, and how often it would at the most.
 *
 * @param attack its code: {@code linkage}, {@code checksum}, {@code dictionary}, {@code frequency},
 *     {@code averaging}, {@code history}, {@code mosaic} or {@code neighbours}
 * @param columns the names of the columns that it used, joined by {@code +}
 * @param tried targets that it tried
 * @param succeeded those of them that it found
 * @param upper upper bound of the rate at 95 % confidence (Clopper–Pearson), from 0 to 1
 * @param limit the most that the policy allows, from 0 to 1
 */
public record AttackResult(
    String attack, String columns, long tried, long succeeded, double upper, double limit) {}
