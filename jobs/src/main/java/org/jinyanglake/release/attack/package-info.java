/**
 * Attacks on what was written for a zone, by somebody who knows the raw rows. They measure how much
 * a release gives away; they know nothing of how it was made, and share no code with the stage that
 * desensitizes.
 */
package org.jinyanglake.release.attack;
