package org.jinyanglake.release.history;

import java.util.List;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;

/**
 * The columns by which somebody joins the rows of two tables: those that are published as they are.
 * Two mean the same if their names and types are the same. Quasi-identifiers are no part of it, as
 * all rows of a class have the same; tokens of two datasets are unrelated.
 */
public final class JoinColumns {

  private JoinColumns() {}

  static List<Column> of(Contract contract, Zone zone) {
    return contract.columns(zone).stream()
        .filter(column -> !column.partition())
        .filter(column -> column.techniques().get(zone).name().equals("keep"))
        .filter(column -> column.classification() != Classification.QUASI_IDENTIFIER)
        .toList();
  }

  /** Their names and types, as {@code cost decimal(8,2)}. */
  public static List<String> names(Contract contract, Zone zone) {
    return of(contract, zone).stream().map(each -> each.name() + " " + each.type()).toList();
  }
}
