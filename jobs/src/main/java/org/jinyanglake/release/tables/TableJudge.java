package org.jinyanglake.release.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Margins;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.tables.Equalities.Total;

/**
 * Judges a table of counts with margins as it was written: whether every cell that a rule hides is
 * hidden, and whether what is hidden stays uncertain for a reader who has the margins, the linked
 * tables and all earlier versions. The rules are applied anew to the source rows; which cells were
 * chosen to protect others, and why, is not asked.
 */
public final class TableJudge {
  private static final double SAME = 1e-9;

  private final Contract contract;
  private final Margins margins;
  private final String persons;
  private final int nMin;
  private final List<Quantity> quantities;
  private final List<String> opened;
  private final String dimensions;

  /**
   * What is wrong.
   *
   * @param column one or more
   * @param count of cells, or totals
   */
  public record Fault(String column, String message, long count) {}

  private TableJudge(Contract contract, Zone zone, int nMin) {
    this.contract = contract;
    this.margins = contract.margins().orElseThrow();
    this.persons = contract.cells().orElseThrow();
    this.nMin = nMin;
    this.opened = contract.columns(zone).stream().map(each -> each.name()).toList();
    this.dimensions = String.join(", ", margins.dimensions());
    this.quantities =
        Stream.concat(margins.sums().stream(), Stream.of(persons))
            .distinct()
            .map(
                name -> new Quantity(name, margins.sums().contains(name), isWhole(name) ? nMin : 0))
            .toList();
  }

  private boolean isWhole(String name) {
    Type.Kind kind = contract.column(name).type().kind();
    return kind == Type.Kind.LONG || kind == Type.Kind.INTEGER;
  }

  /**
   * The faults of each partition, by its path.
   *
   * @param table to which the files are to be committed; its earlier snapshots count
   * @param raw the rows that it was made from, with all columns of the contract
   * @param kept finds files that the table does not have any more where they were kept
   */
  public static Map<String, List<Fault>> judge(
      Contract contract,
      Zone zone,
      Table table,
      List<DataFile> files,
      Map<String, List<Row>> raw,
      int nMin,
      List<LinkedTable> linked,
      UnaryOperator<List<DataFile>> kept)
      throws IOException {
    TableJudge judge = new TableJudge(contract, zone, nMin);
    WrittenRows written = new WrittenRows(table, judge.margins);
    Map<String, List<DataFile>> staged = new TreeMap<>();
    for (DataFile file : files) {
      staged.computeIfAbsent(Version.path(table, file), any -> new ArrayList<>()).add(file);
    }
    Map<String, List<List<DataFile>>> earlier = written.earlier();
    List<Linked> others = linked.stream().map(Linked::of).toList();
    Map<String, List<Fault>> faults = new TreeMap<>();
    for (Map.Entry<String, List<DataFile>> each : staged.entrySet()) {
      String path = each.getKey();
      Partition partition =
          judge.new Partition(written.of(each.getValue()), raw.getOrDefault(path, List.of()));
      for (List<DataFile> version : earlier.getOrDefault(path, List.of())) {
        partition.add(written.of(kept.apply(version)), List.of());
      }
      for (Linked other : others) {
        partition.add(
            other.rows().of(other.files().getOrDefault(path, List.of())),
            other.rawRows().of(other.rawFiles().getOrDefault(path, List.of())));
      }
      faults.put(path, partition.faults());
    }
    return faults;
  }

  /** A linked table, its files planned once. */
  private record Linked(
      WrittenRows rows,
      Map<String, List<DataFile>> files,
      WrittenRows rawRows,
      Map<String, List<DataFile>> rawFiles) {
    static Linked of(LinkedTable table) {
      Margins margins = table.contract().margins().orElseThrow();
      return new Linked(
          new WrittenRows(table.open().table(), margins),
          table.open().files(),
          new WrittenRows(table.raw().table(), margins),
          table.raw().files());
    }
  }

  /** The source rows that the rules are applied to, by partition. */
  public static Map<String, List<Row>> collect(Dataset<Row> raw, Contract contract, String path) {
    Margins margins = contract.margins().orElseThrow();
    List<String> columns =
        Stream.of(
                Stream.of(path, contract.cells().orElseThrow()),
                margins.dimensions().stream(),
                margins.sums().stream(),
                margins.dominance().values().stream().flatMap(rule -> rule.largest().stream()))
            .flatMap(each -> each)
            .distinct()
            .toList();
    Map<String, List<Row>> rows = new HashMap<>();
    raw.selectExpr(columns.stream().map(name -> "`" + name + "`").toArray(String[]::new))
        .toLocalIterator()
        .forEachRemaining(
            row -> rows.computeIfAbsent(row.getAs(path), any -> new ArrayList<>()).add(row));
    return rows;
  }

  private boolean mustHide(SeenRow source) {
    if (source.numbers().getOrDefault(persons, 0.0) < nMin) {
      return true;
    }
    for (Map.Entry<String, Margins.Dominance> each : margins.dominance().entrySet()) {
      double sum = source.numbers().getOrDefault(each.getKey(), 0.0);
      double[] x =
          each.getValue().largest().stream()
              .mapToDouble(name -> source.numbers().getOrDefault(name, 0.0))
              .toArray();
      boolean estimable =
          each.getValue().percent().isPresent()
              && 100 * (sum - x[0] - x[1]) < each.getValue().percent().getAsDouble() * x[0];
      boolean dominated =
          each.getValue().most().entrySet().stream()
              .anyMatch(
                  rule ->
                      100 * Arrays.stream(x).limit(rule.getKey()).sum() > rule.getValue() * sum);
      if (estimable || dominated) {
        return true;
      }
    }
    return false;
  }

  private SeenRow seen(Row row) {
    Map<String, String> place = new HashMap<>();
    Map<String, Double> numbers = new HashMap<>();
    for (String name : row.schema().fieldNames()) {
      Object value = row.getAs(name);
      if (margins.dimensions().contains(name)) {
        if (!margins.total().equals(String.valueOf(value))) {
          place.put(name, String.valueOf(value));
        }
      } else if (value instanceof Number number) {
        numbers.put(name, number.doubleValue());
      }
    }
    return new SeenRow(place, numbers);
  }

  private double[] values(SeenRow row) {
    return quantities.stream()
        .mapToDouble(each -> row.numbers().getOrDefault(each.column(), Double.NaN))
        .toArray();
  }

  private static boolean differ(double a, double b) {
    return Math.abs(a - b) > SAME * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }

  private static boolean differ(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (differ(a[i], b[i])) {
        return true;
      }
    }
    return false;
  }

  /** One partition of the table, with what else readers have of it. */
  private final class Partition {
    private final Map<Map<String, String>, Entry> entries = new LinkedHashMap<>();
    private final Map<Map<String, String>, SeenRow> written = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Set<Map<String, String>> leaked = new HashSet<>();

    Partition(List<SeenRow> rows, List<Row> raw) {
      Map<Map<String, String>, SeenRow> source = new HashMap<>();
      raw.stream().map(TableJudge.this::seen).forEach(row -> source.put(row.place(), row));
      long twice = 0;
      long shown = 0;
      long changed = 0;
      for (SeenRow row : rows) {
        SeenRow from = source.get(row.place());
        twice += written.put(row.place(), row) == null ? 0 : 1;
        boolean unsafe = from == null || mustHide(from);
        boolean hidden = quantities.stream().noneMatch(q -> row.numbers().containsKey(q.column()));
        double[] truth = from == null ? values(row) : values(from);
        shown += unsafe && !hidden ? 1 : 0;
        changed += !hidden && (from == null || differ(truth, values(row))) ? 1 : 0;
        entries.put(row.place(), new Entry(row.place(), hidden, unsafe, truth));
      }
      fault(
          dimensions,
          "cells that occur twice; name all that tells them apart in dimensions",
          twice);
      fault(dimensions, "cells of too few persons, or too much of one, that are shown", shown);
      fault(dimensions, "cells with other numbers than their source", changed);
    }

    private void fault(String column, String message, long count) {
      if (count > 0) {
        faults.add(new Fault(column, message, count));
      }
    }

    /** Adds a table that readers have; if it was made of other data, only what is still true. */
    void add(List<SeenRow> rows, List<SeenRow> raw) {
      Map<Map<String, String>, SeenRow> source = new HashMap<>();
      raw.forEach(row -> source.put(row.place(), row));
      boolean same =
          rows.stream()
              .noneMatch(
                  row ->
                      entries.containsKey(row.place())
                          && differ(entries.get(row.place()).truth(), values(row)));
      for (SeenRow row : rows) {
        Entry here = entries.get(row.place());
        double[] values = values(row);
        boolean hides = Arrays.stream(values).allMatch(Double::isNaN);
        if (here == null && same) {
          double[] truth =
              source.containsKey(row.place()) ? values(source.get(row.place())) : values;
          entries.put(row.place(), new Entry(row.place(), hides, false, truth));
        } else if (here != null && here.hidden() && !hides && !differ(here.truth(), values)) {
          if (written.containsKey(row.place())) {
            leaked.add(row.place());
          }
          entries.put(row.place(), new Entry(row.place(), false, here.unsafe(), here.truth()));
        }
      }
    }

    List<Fault> faults() {
      List<Entry> all = List.copyOf(entries.values());
      List<Total> totals = Equalities.among(all);
      for (int i = 0; i < quantities.size(); i++) {
        judgeSums(i, all, totals);
      }
      judgeOthers(all, totals);
      fault(
          dimensions,
          "suppressed cells that a linked table or an earlier version shows; cut the table by other or coarser dimensions",
          leaked.size());
      BitSet narrow = IntervalAudit.tooNarrow(all, quantities, margins.percent());
      long here = narrow.stream().filter(i -> written.containsKey(all.get(i).place())).count();
      fault(
          dimensions,
          "suppressed cells of which totals, linked tables and earlier versions tell too much; open fewer totals or coarser dimensions",
          here);
      fault(
          dimensions,
          "suppressed cells of linked tables or earlier versions of which this table tells too much; open fewer totals or coarser dimensions",
          narrow.cardinality() - here);
      return faults;
    }

    /** Whether totals are what the contract says, as far as all of their parts are known. */
    private void judgeSums(int index, List<Entry> all, List<Total> totals) {
      Quantity quantity = quantities.get(index);
      long wrong = 0;
      for (Total total : totals) {
        double sum = total.parts().stream().mapToDouble(i -> all.get(i).truth()[index]).sum();
        double whole = all.get(total.total()).truth()[index];
        wrong += quantity.adds() ? (differ(sum, whole) ? 1 : 0) : (whole - sum > SAME ? 1 : 0);
      }
      fault(
          quantity.column(),
          quantity.adds()
              ? "totals that are not the sum of their cells; correct the query or take the column out of sums"
              : "totals of more persons than their cells have; correct the query",
          wrong);
      fault(
          quantity.column(),
          "cells with negative numbers, of which suppression does not hide enough; take the column out",
          all.stream().filter(entry -> entry.truth()[index] < 0).count());
    }

    /** Numbers that add up without the contract saying so could be subtracted, too. */
    private void judgeOthers(List<Entry> all, List<Total> totals) {
      for (String column : opened) {
        if (quantities.stream().anyMatch(each -> each.column().equals(column))) {
          continue;
        }
        long adding = 0;
        boolean adds = true;
        for (Total total : totals) {
          SeenRow whole = written.get(all.get(total.total()).place());
          List<SeenRow> parts =
              total.parts().stream().map(i -> written.get(all.get(i).place())).toList();
          if (whole == null
              || !whole.numbers().containsKey(column)
              || parts.stream().anyMatch(p -> p == null || !p.numbers().containsKey(column))) {
            continue;
          }
          double sum = parts.stream().mapToDouble(part -> part.numbers().get(column)).sum();
          adds &= !differ(sum, whole.numbers().get(column));
          adding += parts.size() > 1 && sum != 0 ? 1 : 0;
        }
        fault(
            column,
            "totals that are the sum of their cells; name the column in sums",
            adds ? adding : 0);
      }
    }
  }
}
