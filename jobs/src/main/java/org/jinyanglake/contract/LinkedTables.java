package org.jinyanglake.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be said of the tables that a table of counts shares cells with, seeing them all. */
final class LinkedTables {
  private LinkedTables() {}

  static void check(
      Together.Entry entry, Map<DatasetName, Together.Entry> entries, InputGraph dependencies) {
    for (DatasetName other : entry.linked()) {
      fault(entry, other, entries, dependencies)
          .ifPresent(message -> entry.report().error(place(entry), message));
    }
  }

  private static Optional<String> fault(
      Together.Entry entry,
      DatasetName other,
      Map<DatasetName, Together.Entry> entries,
      InputGraph dependencies) {
    if (other.equals(entry.dataset())) {
      return Optional.of("linked names the dataset itself; delete it");
    }
    if (!entries.containsKey(other)) {
      List<String> names = entries.keySet().stream().map(DatasetName::toString).toList();
      return Optional.of(
          "there is no dataset %s; %s".formatted(other, Nearest.remedy(other.toString(), names)));
    }
    if (dependencies.cycle(entry.dataset()).filter(cycle -> cycle.contains(other)).isPresent()) {
      return Optional.of(
          "linked says the same of both tables: %s names this one, too, or needs it; delete one of the two"
              .formatted(other));
    }
    Optional<Contract> linked =
        entries.get(other).result().flatMap(ContractReader.Result::contract);
    if (linked.isEmpty()) {
      return Optional.of(
          "linked names %s, whose contract has errors; correct those first".formatted(other));
    }
    if (linked.get().margins().isEmpty()) {
      return Optional.of(
          "linked names %s, which has no margins; add the property there".formatted(other));
    }
    List<String> partitions = names(entry.result().flatMap(ContractReader.Result::contract));
    return names(linked).equals(partitions)
        ? Optional.empty()
        : Optional.of(
            "linked names %s, which has other partitions, %s; make them the same"
                .formatted(other, names(linked)));
  }

  private static List<String> names(Optional<Contract> contract) {
    return contract.stream()
        .flatMap(each -> each.partitionColumns().stream())
        .map(Column::name)
        .toList();
  }

  private static Place place(Together.Entry entry) {
    Place table = entry.result().orElseThrow().root().get("schema").item(0);
    return table.get("customProperties").items().stream()
        .filter(each -> each.get("property").textOrEmpty().equals("margins"))
        .map(each -> each.get("value").get("linked"))
        .findFirst()
        .orElse(table);
  }
}
