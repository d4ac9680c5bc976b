/**
 * What people see: static pages in simplified Chinese about what is released, and a catalogue for
 * machines (DCAT).
 *
 * <p>The pages are the templates in {@code src/main/jte/portal}, which the build turns into classes
 * of this package. They escape by context what the contracts say; only {@link
 * org.jinyanglake.portal.ScriptJson} goes into script elements, and those hold data, never code. A
 * page loads nothing but what lies beside it.
 */
package org.jinyanglake.portal;
