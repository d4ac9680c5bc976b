/**
 * What rows are still good for after they were desensitized: how much of their values is lost, how
 * far counts over them are wrong, how their columns are spread, and what they can be joined with.
 */
package org.jinyanglake.utility;
