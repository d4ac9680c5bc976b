package org.jinyanglake.collect;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;

/**
 * Columns of numbers that outgrew their type, and the types that hold all their values, old and
 * new: int becomes bigint, and a decimal gets more digits before the point. Partition columns stay.
 */
final class Widening {
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 19;
  private static final int MOST_DIGITS = 38;

  /**
   * What a column becomes.
   *
   * @param file in which such a number was found first, by name
   */
  record Change(String file, Type from, Type to) {}

  private Widening() {}

  /** What numbers of refused rows ask for, by column; empty if nothing. */
  static SortedMap<String, Change> of(Contract contract, Collection<Tally.OfFile> counts) {
    SortedMap<String, Change> changes = new TreeMap<>();
    for (Tally.OfFile count : counts) {
      for (RefusedRow row : count.rows()) {
        if (row.digits() > 0 && !contract.column(row.column()).partition()) {
          Type from = contract.column(row.column()).type();
          changes.merge(
              row.column(),
              new Change(row.file(), from, wider(from, row.digits())),
              (a, b) -> a.to.precision() >= b.to.precision() ? a : new Change(a.file, from, b.to));
        }
      }
    }
    return changes;
  }

  private static Type wider(Type type, int digits) {
    return type.kind() == Type.Kind.DECIMAL ? Type.decimal(digits, type.scale()) : Type.LONG;
  }

  /** The contract with the wider columns, and with those that are computed from them as wide. */
  static Contract apply(Contract contract, Map<String, Change> changes) {
    return contract.of(
        contract.columns().stream().map(each -> each.of(type(contract, each, changes))).toList());
  }

  private static Type type(Contract contract, Column column, Map<String, Change> changes) {
    List<Change> reasons =
        contract.sources(column).stream()
            .map(source -> changes.get(source.name()))
            .filter(change -> change != null)
            .toList();
    Type type = column.type();
    if (reasons.isEmpty() || column.partition()) {
      return type;
    }
    return switch (type.kind()) {
      case INTEGER -> Type.LONG;
      case DECIMAL ->
          Type.decimal(
              Math.min(
                  MOST_DIGITS,
                  type.precision() + reasons.stream().mapToInt(Widening::more).max().orElse(0)),
              type.scale());
      default -> type;
    };
  }

  /** How many digits more a value may have. */
  private static int more(Change change) {
    boolean decimal = change.to.kind() == Type.Kind.DECIMAL;
    return decimal ? change.to.precision() - change.from.precision() : LONG_DIGITS - INT_DIGITS;
  }
}
