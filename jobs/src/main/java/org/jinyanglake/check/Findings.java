package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.RefusedRows;

/**
 * Where a {@link Search} found something in one partition: places, never values.
 *
 * @param rows that hold something
 * @param places one for each finding; its text is empty
 */
record Findings(long rows, List<RefusedRows.Row> places) {

  /** Looks for the places, by partition path; those of {@code refused} rows do not count. */
  static SortedMap<String, Findings> in(
      Dataset<Row> rows, Contract contract, Search search, Set<RowName> refused) {
    Partitioning partitioning = Partitioning.of(contract, rows.schema());
    List<Column> columns = new ArrayList<>(partitioning.as("partition"));
    columns.addAll(List.of(col(Lineage.FILE), col(Lineage.ROW), search.places()));
    int width = partitioning.columns().size();
    SortedMap<String, Findings> found = new TreeMap<>();
    for (Row row :
        rows.where(search.found().orElseThrow())
            .select(columns.toArray(Column[]::new))
            .collectAsList()) {
      RowName name = new RowName(row.getString(width), row.getLong(width + 1));
      if (!refused.contains(name)) {
        List<RefusedRows.Row> places = places(name, row.getList(width + 2));
        found.merge(
            partitioning.path(Partitioning.key(row, width)),
            new Findings(1, places),
            Findings::and);
      }
    }
    return found;
  }

  /** Rows of which there are too many to name their places; a kind of its own. */
  static Findings unplaced(long rows) {
    return new Findings(
        rows,
        List.of(new RefusedRows.Row("", -1, -1, "*", "any", "too many rows to name: " + rows, "")));
  }

  /** What tells a row of a dataset from the others. */
  record RowName(String file, long row) {}

  private Findings and(Findings more) {
    List<RefusedRows.Row> all = new ArrayList<>(places);
    all.addAll(more.places);
    return new Findings(rows + more.rows, all);
  }

  private static List<RefusedRows.Row> places(RowName name, List<String> spots) {
    List<RefusedRows.Row> places = new ArrayList<>();
    for (String spot : spots) {
      for (String each : spot == null ? new String[0] : spot.split(";")) {
        String[] words = each.split(" ", 3);
        places.add(
            new RefusedRows.Row(
                name.file(),
                name.row(),
                -1,
                words[0],
                words[1],
                words.length > 2 ? "characters " + words[2] : "",
                ""));
      }
    }
    return places;
  }

  /** How often each rule found something in each column, by {@code COLUMN RULE}. */
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    places.forEach(each -> counts.merge(each.column() + " " + each.rule(), 1L, Long::sum));
    return counts;
  }

  /** Another text whenever other rows or places were found. */
  String digest() {
    List<String> all = places.stream().map(RefusedRows.Row::toString).sorted().toList();
    return Evidence.sha256(String.join("\n", all));
  }

  /** Adds them to a fact. */
  static void describe(Map<String, Long> counts, ObjectNode fact) {
    var found = fact.putArray("found");
    counts.forEach(
        (kind, number) -> {
          ObjectNode each = found.addObject();
          each.put("column", kind.substring(0, kind.indexOf(' ')));
          each.put("rule", kind.substring(kind.indexOf(' ') + 1));
          each.put("places", number);
        });
  }
}
