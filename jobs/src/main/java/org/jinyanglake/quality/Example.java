package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A row that was refused, or for which a rule fails.
 *
 * @param file the landing file; empty for a derived dataset
 * @param line from 1; null if it is not known
 * @param column empty if the record as a whole is at fault
 * @param reason without any value
 * @param text what the record says of each column, as JSON, masked but for public columns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Example(String file, Long line, String column, String reason, String text) {}
