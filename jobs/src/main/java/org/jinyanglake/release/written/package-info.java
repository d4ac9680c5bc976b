/** Reads written files column by column, so that what stands in many rows is looked at once. */
package org.jinyanglake.release.written;
