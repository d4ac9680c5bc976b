package org.jinyanglake.aggregate.suppression;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.aggregate.suppression.TableCell.Standing;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Margins;
import org.jinyanglake.contract.Type;

/**
 * Which cells of a table with margins are suppressed: those that a rule forbids to show, and those
 * from which they could be inferred together with the margins, linked tables and earlier versions.
 *
 * <p>The table's rows are collected, as a table that people read is small.
 */
public final class MarginedCells {
  /** True in the rows of {@link #marked} that are to be suppressed. */
  public static final String SUPPRESSED = "_suppressed";

  private static final double SAME = 1e-9;

  private final Contract contract;
  private final Margins margins;
  private final List<Measure> measures;
  private final Primary primary;

  private MarginedCells(Contract contract, List<String> opened, int least) {
    this.contract = contract;
    this.margins = contract.margins().orElseThrow();
    String persons = contract.cells().orElseThrow();
    this.primary = new Primary(persons, least, margins.dominance());
    this.measures =
        margins.measures(persons).stream()
            .filter(opened::contains)
            .map(
                name ->
                    new Measure(
                        name,
                        margins.sums().contains(name),
                        isCount(contract.column(name)) ? least : 0))
            .toList();
  }

  private static boolean isCount(Column column) {
    return column.type().kind() == Type.Kind.LONG || column.type().kind() == Type.Kind.INTEGER;
  }

  /**
   * The rows with the further column {@link #SUPPRESSED}: true, or null.
   *
   * @param rows of the contract's table, with its partition columns and dimensions
   * @param source the raw rows that they were made from
   * @param least the least number of persons of a cell that may be shown
   * @param shown what readers have already
   */
  public static Dataset<Row> marked(
      Dataset<Row> rows, Dataset<Row> source, Contract contract, int least, List<Shown> shown) {
    return new MarginedCells(contract, Arrays.asList(rows.columns()), least)
        .mark(rows, source, shown);
  }

  private Dataset<Row> mark(Dataset<Row> rows, Dataset<Row> source, List<Shown> shown) {
    List<String> names = names(contract, margins).toList();
    Map<List<String>, List<Row>> partitions =
        byPartition(source.select(columns(source, contract, margins, true)));
    List<Shown.Read> read =
        shown.stream()
            .map(
                each ->
                    new Shown.Read(
                        each.margins(),
                        byPartition(
                            each.rows()
                                .select(columns(each.rows(), contract, each.margins(), false))),
                        each.raw()
                            .map(
                                raw ->
                                    byPartition(
                                        raw.select(columns(raw, contract, each.margins(), false))))
                            .orElse(Map.of())))
            .toList();
    List<Row> keys =
        partitions.entrySet().parallelStream()
            .flatMap(each -> suppressed(each.getKey(), each.getValue(), read))
            .map(row -> RowFactory.create(names.stream().map(row::getAs).toArray()))
            .distinct()
            .toList();
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add("_key_" + name, source.schema().apply(name).dataType());
    }
    Dataset<Row> marks =
        rows.sparkSession().createDataFrame(keys, schema).withColumn(SUPPRESSED, lit(true));
    org.apache.spark.sql.Column same = lit(true);
    for (String name : names) {
      same = same.and(col(name).eqNullSafe(col("_key_" + name)));
    }
    return rows.join(broadcast(marks), same, "left");
  }

  private static Stream<String> names(Contract contract, Margins margins) {
    return Stream.concat(
        contract.partitionColumns().stream().map(Column::name), margins.dimensions().stream());
  }

  private org.apache.spark.sql.Column[] columns(
      Dataset<Row> rows, Contract of, Margins its, boolean contributors) {
    List<String> there = Arrays.asList(rows.columns());
    Stream<String> largest =
        contributors
            ? its.dominance().values().stream().flatMap(rule -> rule.largest().stream())
            : Stream.empty();
    return Stream.of(names(of, its), measures.stream().map(Measure::column), largest)
        .flatMap(each -> each)
        .distinct()
        .filter(there::contains)
        .map(org.apache.spark.sql.functions::col)
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  private Map<List<String>, List<Row>> byPartition(Dataset<Row> rows) {
    return rows.collectAsList().stream().collect(Collectors.groupingBy(this::partition));
  }

  private List<String> partition(Row row) {
    return contract.partitionColumns().stream()
        .map(column -> String.valueOf((Object) row.getAs(column.name())))
        .toList();
  }

  private Stream<Row> suppressed(List<String> partition, List<Row> rows, List<Shown.Read> shown) {
    Map<SortedMap<String, String>, Row> at = places(rows, margins);
    Map<SortedMap<String, String>, TableCell> cells = new LinkedHashMap<>();
    at.forEach(
        (place, row) ->
            cells.put(
                place,
                new TableCell(
                    place, values(row), primary.isUnsafe(row) ? Standing.UNSAFE : Standing.OPEN)));
    for (Shown.Read each : shown) {
      add(
          cells,
          places(each.rows().getOrDefault(partition, List.of()), each.margins()),
          places(each.raw().getOrDefault(partition, List.of()), each.margins()));
    }
    List<TableCell> all = List.copyOf(cells.values());
    BitSet chosen = Suppressor.of(all, measures, margins.percent());
    Map<SortedMap<String, String>, Integer> index = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      index.put(all.get(i).at(), i);
    }
    return rows.stream()
        .filter(row -> primary.isUnsafe(row) || chosen.get(index.get(place(row, margins))));
  }

  private static Map<SortedMap<String, String>, Row> places(List<Row> rows, Margins margins) {
    Map<SortedMap<String, String>, Row> places = new LinkedHashMap<>();
    rows.forEach(row -> places.putIfAbsent(place(row, margins), row));
    return places;
  }

  private static SortedMap<String, String> place(Row row, Margins margins) {
    SortedMap<String, String> place = new TreeMap<>();
    List<String> there = Arrays.asList(row.schema().fieldNames());
    for (String dimension : margins.dimensions()) {
      if (there.contains(dimension)) {
        String value = String.valueOf((Object) row.getAs(dimension));
        if (!value.equals(margins.total())) {
          place.put(dimension, value);
        }
      }
    }
    return place;
  }

  private double[] values(Row row) {
    List<String> there = Arrays.asList(row.schema().fieldNames());
    return measures.stream()
        .mapToDouble(
            each -> there.contains(each.column()) ? Primary.number(row, each.column()) : Double.NaN)
        .toArray();
  }

  /**
   * Adds what readers know of another table. If it says what this one does of the cells that both
   * show, all that it shows holds here, too; else the data were others then, and only what is as it
   * was is taken as known.
   */
  private void add(
      Map<SortedMap<String, String>, TableCell> cells,
      Map<SortedMap<String, String>, Row> shown,
      Map<SortedMap<String, String>, Row> raw) {
    boolean same =
        shown.entrySet().stream()
            .allMatch(
                each ->
                    !cells.containsKey(each.getKey())
                        || agrees(cells.get(each.getKey()).values(), values(each.getValue())));
    shown.forEach(
        (place, row) -> {
          TableCell here = cells.get(place);
          double[] values = values(row);
          boolean hidden = Arrays.stream(values).allMatch(Double::isNaN);
          if (here != null && !hidden && agrees(here.values(), values)) {
            cells.put(place, new TableCell(place, here.values(), Standing.KNOWN));
          } else if (here != null && hidden && here.standing() == Standing.OPEN && same) {
            cells.put(place, new TableCell(place, here.values(), Standing.HIDDEN));
          } else if (here == null && same) {
            double[] truth = raw.containsKey(place) ? values(raw.get(place)) : values;
            cells.put(
                place, new TableCell(place, truth, hidden ? Standing.HIDDEN : Standing.KNOWN));
          }
        });
  }

  private static boolean agrees(double[] here, double[] there) {
    for (int i = 0; i < here.length; i++) {
      // What one of them does not show, it does not contradict.
      if (Math.abs(here[i] - there[i]) > SAME * Math.max(1, Math.abs(here[i]))) {
        return false;
      }
    }
    return true;
  }
}
