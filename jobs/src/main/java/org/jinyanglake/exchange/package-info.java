/** What leaves the lake: exports of what is released. */
package org.jinyanglake.exchange;
