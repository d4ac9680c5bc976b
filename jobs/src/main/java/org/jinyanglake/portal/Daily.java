package org.jinyanglake.portal;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.Version;

/**
 * The figures of a dataset whose primary key is a day: one row a day, of which a dashboard is made.
 *
 * @param days every day from the first to the last, whether the table has it or not
 * @param measures the numbers, in the contract's order
 */
public record Daily(List<LocalDate> days, List<Measure> measures) {

  /** How many of the last days are shown. */
  static final int SHOWN = 90;

  /**
   * One number by day.
   *
   * @param column where it stands
   * @param counts whether it counts something, or measures it
   * @param cells for each day of {@link Daily#days}
   */
  public record Measure(Column column, boolean counts, List<Cell> cells) {}

  /**
   * A number of a day.
   *
   * @param value null if there is none
   * @param suppressed whether there is none because it speaks of too few persons
   */
  public record Cell(BigDecimal value, boolean suppressed) {
    static final Cell NONE = new Cell(null, false);
    static final Cell SUPPRESSED = new Cell(null, true);
  }

  public Daily {
    days = List.copyOf(days);
    measures = List.copyOf(measures);
  }

  /**
   * Reads the last days of a published table; empty if it is no series of days, or has no row.
   *
   * @param contract under which it was published
   */
  public static Optional<Daily> read(Version version, Contract contract) {
    List<Column> key = contract.primaryKey();
    if (key.size() != 1 || !isDay(key.get(0), version)) {
      return Optional.empty();
    }
    List<Column> measures =
        contract.columns(version.zone()).stream()
            .filter(column -> isMeasure(column, contract, version))
            .toList();
    SortedMap<LocalDate, Record> rows = rows(version, contract, key.get(0));
    if (measures.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    LocalDate last = rows.lastKey();
    LocalDate first = rows.tailMap(last.minusDays(SHOWN - 1)).firstKey();
    List<LocalDate> days = first.datesUntil(last.plusDays(1)).toList();
    return Optional.of(
        new Daily(
            days,
            measures.stream()
                .map(
                    column ->
                        new Measure(
                            column,
                            counts(column, version),
                            days.stream()
                                .map(day -> cell(rows.get(day), column, contract))
                                .toList()))
                .toList()));
  }

  private static boolean isDay(Column key, Version version) {
    Types.NestedField field = version.table().schema().findField(key.name());
    return key.type().equals(Type.DATE)
        && field != null
        && field.type().typeId() == TypeID.DATE
        && key.techniques().get(version.zone()).name().equals("keep");
  }

  /** A published number; the number of persons only says which cells are suppressed. */
  private static boolean isMeasure(Column column, Contract contract, Version version) {
    Types.NestedField field = version.table().schema().findField(column.name());
    return field != null
        && !column.name().equals(contract.cells().orElse(""))
        && switch (field.type().typeId()) {
          case INTEGER, LONG, DOUBLE, DECIMAL -> true;
          default -> false;
        };
  }

  private static boolean counts(Column column, Version version) {
    return switch (version.table().schema().findField(column.name()).type().typeId()) {
      case INTEGER, LONG -> true;
      default -> false;
    };
  }

  private static SortedMap<LocalDate, Record> rows(Version version, Contract contract, Column day) {
    SortedMap<LocalDate, Record> rows = new TreeMap<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(version.table())
            .useSnapshot(version.snapshot().snapshotId())
            .where(recent(version, contract, day))
            .build()) {
      for (Record record : records) {
        if (record.getField(day.name()) instanceof LocalDate date) {
          rows.put(date, record.copy());
        }
      }
    } catch (IOException e) {
      throw new LakeException("cannot read " + version.table().name() + ": " + e.getMessage(), e);
    }
    return rows;
  }

  /** Of a table partitioned by the day, files of earlier days are not read. */
  private static Expression recent(Version version, Contract contract, Column day) {
    List<LocalDate> partitions = new ArrayList<>();
    if (contract.partitionColumns().equals(List.of(day))) {
      version.state().partitions().keySet().stream()
          .map(path -> Partitions.values(path).get(0))
          .filter(value -> value != null)
          .forEach(value -> partitions.add(LocalDate.parse(value)));
    }
    return partitions.isEmpty()
        ? Expressions.alwaysTrue()
        : Expressions.greaterThanOrEqual(
            day.name(), partitions.get(partitions.size() - 1).minusDays(SHOWN - 1).toString());
  }

  /** The release makes all numbers of a suppressed row null, the number of persons among them. */
  private static Cell cell(Record row, Column column, Contract contract) {
    if (row == null) {
      return Cell.NONE;
    }
    Object value = row.getField(column.name());
    if (value == null) {
      boolean suppressed =
          contract.cells().map(persons -> row.getField(persons) == null).orElse(false);
      return suppressed ? Cell.SUPPRESSED : Cell.NONE;
    }
    boolean number = !(value instanceof Double d) || Double.isFinite(d);
    return number ? new Cell(new BigDecimal(value.toString()), false) : Cell.NONE;
  }

  /** The cells of the last day, by measure, with those of the day before. */
  List<Latest> latest() {
    int last = days.size() - 1;
    return measures.stream()
        .map(
            measure ->
                new Latest(
                    measure,
                    measure.cells().get(last),
                    last == 0 ? Cell.NONE : measure.cells().get(last - 1)))
        .toList();
  }

  /** A measure on the last day and on the day before. */
  record Latest(Measure measure, Cell now, Cell before) {}
}
