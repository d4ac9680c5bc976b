package org.jinyanglake.collect;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;

/**
 * A column whose type became another one in a file of text: no row of it fits, all for that one
 * column. Columnar files say so themselves ({@link Layout#complain}).
 */
final class Retyped {

  /** The rules that a value breaks which is of another type. */
  private static final Set<String> TYPES =
      Set.of("integer", "decimal", "number", "date", "timestamp", "boolean");

  /** Fewer rows may be wrong by themselves. */
  private static final int ENOUGH = 10;

  private Retyped() {}

  /** What is said of a file, with the edit that would accept it; empty if no column is retyped. */
  static Optional<String> complain(Contract contract, Tally.OfFile count) {
    List<RefusedRow> rows = count.rows();
    if (count.good() > 0 || rows.isEmpty()) {
      return Optional.empty();
    }
    String column = rows.get(0).column();
    boolean one = rows.stream().allMatch(row -> row.column().equals(column));
    if (column.isEmpty() || !one) {
      return Optional.empty();
    }
    Type type = contract.column(column).type();
    String withTime = column + ": " + ToDate.WITH_TIME.reason();
    if (rows.stream().allMatch(row -> row.reason().equals(withTime))) {
      return Optional.of(
          "column %s: date in the contract, a time beside the date in all %d rows of the file; write logicalType: timestamp for it, or deliver dates"
              .formatted(column, count.refused()));
    }
    return rows.size() >= ENOUGH && rows.stream().allMatch(row -> TYPES.contains(row.rule()))
        ? Optional.of(
            "column %s: %s in the contract, none in all %d rows of the file (the first: %s); correct logicalType or physicalName in the contract, or deliver that type"
                .formatted(
                    column,
                    type,
                    count.refused(),
                    rows.get(0).reason().substring(column.length() + 2)))
        : Optional.empty();
  }
}
