/** Proposes rules from what a dataset holds. It proposes; people decide. */
package org.jinyanglake.check.suggest;
