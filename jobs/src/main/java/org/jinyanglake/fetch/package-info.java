/**
 * Fetch: what lies at web addresses, in open-data portals, in databases and in tables of other
 * lakes becomes ordinary files of the landing folder, right before collection looks there.
 *
 * <p>A file appears in the landing folder complete or not at all ({@link
 * org.jinyanglake.fetch.Delivery}). What was fetched before is told by the names of files in the
 * landing folder and in the raw table's state ({@link org.jinyanglake.fetch.Inbox}); what a server
 * said of a file, which saves fetching it again, stands in a small document beside them ({@link
 * org.jinyanglake.fetch.Memory}), which may be lost at any time.
 */
package org.jinyanglake.fetch;
