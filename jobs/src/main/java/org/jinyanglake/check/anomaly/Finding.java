package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.OptionalDouble;
import org.jinyanglake.check.measure.Measure;

/**
 * What is not normal about one day.
 *
 * @param measure that tells most; {@code MissingDay} or {@code RepeatedDay} if none does
 * @param value of it; empty if the finding is not about a value
 * @param reason in words, with values of measures only
 */
public record Finding(LocalDate day, Measure measure, OptionalDouble value, String reason) {}
