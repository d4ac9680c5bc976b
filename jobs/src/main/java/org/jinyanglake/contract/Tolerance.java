package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * How many rows of a file may be refused before the file is refused as a whole.
 *
 * @param rows at most so many; {@link Long#MAX_VALUE} if the number does not matter
 * @param percent at most so many of a hundred, from 0 to 100; 100 if the share does not matter
 */
public record Tolerance(long rows, BigDecimal percent) {

  private static final List<String> OPTIONS = List.of("rows", "percent");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Whether so many refused rows of all are tolerated. */
  public boolean takes(long refused, long all) {
    return refused <= rows
        && BigDecimal.valueOf(refused)
                .multiply(HUNDRED)
                .compareTo(percent.multiply(BigDecimal.valueOf(all)))
            <= 0;
  }

  /** In a sentence, as {@code 10 rows or 0.5 %}. */
  @Override
  public String toString() {
    String share = percent.stripTrailingZeros().toPlainString() + " %";
    if (rows == Long.MAX_VALUE) {
      return share;
    }
    String number = rows + (rows == 1 ? " row" : " rows");
    return percent.compareTo(HUNDRED) < 0 ? number + " or " + share : number;
  }

  static Optional<Tolerance> read(Place place, Report report) {
    if (!place.exists()) {
      return Optional.empty();
    }
    if (!place.isMapping() || place.keys().isEmpty()) {
      report.error(
          place, "tolerance is a mapping; write {rows: 10}, {percent: 0.5} or both in one");
      return Optional.empty();
    }
    report.options(place, "tolerance", OPTIONS);
    Place rows = place.get("rows");
    Optional<Long> number = rows.integer().filter(n -> n >= 0);
    if (rows.exists() && number.isEmpty()) {
      report.error(rows, "rows must be a whole number from 0 on; correct it");
    }
    Place percent = place.get("percent");
    Optional<BigDecimal> share =
        percent.number().filter(n -> n.signum() >= 0 && n.compareTo(HUNDRED) < 0);
    if (percent.exists() && share.isEmpty()) {
      report.error(
          percent, "percent must be a number from 0 to less than 100; correct it, or delete it");
    }
    return Optional.of(new Tolerance(number.orElse(Long.MAX_VALUE), share.orElse(HUNDRED)));
  }
}
