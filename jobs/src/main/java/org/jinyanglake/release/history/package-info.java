/** What was published before, and what it gives away together with what is to be published now. */
package org.jinyanglake.release.history;
