package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.contract.Exclusion;
import org.jinyanglake.desensitize.recognize.Classified;
import org.jinyanglake.lake.Engine;

/**
 * 脱密, before 脱敏: looks for classified content in raw rows, and leaves it out of what is opened. All
 * texts are searched, also those that no zone sees, and all pairs of numbers with decimals, which
 * may be coordinates. A row with classified content is left out; where the contract says {@code
 * exclude: cell}, the cell alone.
 *
 * <p>Nothing is masked here, and the raw rows stay as they are.
 */
public final class Declassify {
  private static final Pattern PLATES = Pattern.compile("车牌|号牌|牌照|牌号|plate");

  /**
   * Somewhere to look.
   *
   * @param found what is there, as text; null if nothing
   * @param cell the column to empty; empty: the row is left out
   */
  private record Spot(Column found, Optional<String> cell) {}

  private final List<Spot> spots = new ArrayList<>();

  private Declassify(Contract contract, DeclassificationList list) {
    Classified classified = new Classified(list);
    List<String> numbers = new ArrayList<>();
    for (var column : contract.columns()) {
      switch (column.type().kind()) {
        case STRING -> {
          InText search = new InText(classified, column.name(), isPlate(column));
          Optional<String> cell =
              Optional.of(column.name()).filter(name -> column.exclusion() == Exclusion.CELL);
          spots.add(new Spot(search.call(col(column.name())), cell));
        }
        case DOUBLE, DECIMAL -> numbers.add(column.name());
        default -> {
          // neither texts nor coordinates
        }
      }
    }
    if (!list.areas().isEmpty() && numbers.size() > 1) {
      Column[] values =
          numbers.stream().map(name -> col(name).cast("double")).toArray(Column[]::new);
      spots.add(new Spot(new InNumbers(classified, numbers).call(array(values)), Optional.empty()));
    }
  }

  /** The step for one dataset. */
  public static Declassify of(Contract contract, DeclassificationList list) {
    return new Declassify(contract, list);
  }

  private static boolean isPlate(org.jinyanglake.contract.Column column) {
    String names = column.name() + " " + column.header() + " " + column.label();
    return PLATES.matcher(names.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether a row holds classified content; never null. */
  public Column found() {
    return spots.stream()
        .map(spot -> spot.found().isNotNull())
        .reduce(Column::or)
        .orElse(lit(false));
  }

  /**
   * What a row holds: an array of texts, each null or {@code COLUMN RULE START-END} (in characters
   * from 0; without them for numbers), further ones after a semicolon. No value is in it.
   */
  public Column places() {
    return array(spots.stream().map(Spot::found).toArray(Column[]::new));
  }

  /** The rows without what is classified in them. */
  public Dataset<Row> without(Dataset<Row> rows) {
    Dataset<Row> left =
        spots.stream()
            .filter(spot -> spot.cell().isEmpty())
            .map(spot -> spot.found().isNull())
            .reduce(Column::and)
            .map(rows::where)
            .orElse(rows);
    for (Spot spot : spots) {
      if (spot.cell().isPresent()) {
        String name = spot.cell().get();
        left = left.withColumn(name, when(spot.found().isNull(), col(name)));
      }
    }
    return Engine.isOnePartition(rows) ? left.coalesce(1) : left;
  }

  /** {@code lake.classified_text(value)}: see {@link #places}; null if there is nothing. */
  public static final class InText extends LakeFunction {
    private static final long serialVersionUID = 1L;
    private final Classified classified;
    private final String column;
    private final boolean plates;

    InText(Classified classified, String column, boolean plates) {
      super("classified_text", DataTypes.StringType, DataTypes.StringType);
      this.classified = classified;
      this.column = column;
      this.plates = plates;
    }

    /** See {@link Declassify}. */
    public UTF8String invoke(UTF8String value) {
      if (value == null) {
        return null;
      }
      List<Classified.Hit> hits = classified.in(value.toString(), plates);
      return hits.isEmpty()
          ? null
          : UTF8String.fromString(
              hits.stream()
                  .map(hit -> column + " " + hit.rule() + " " + hit.start() + "-" + hit.end())
                  .collect(Collectors.joining(";")));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof InText search
          && search.classified.equals(classified)
          && search.column.equals(column)
          && search.plates == plates;
    }

    @Override
    public int hashCode() {
      return column.hashCode();
    }
  }

  /** {@code lake.classified_numbers(array)}: the same for numbers that may be coordinates. */
  public static final class InNumbers extends LakeFunction {
    private static final long serialVersionUID = 1L;
    private final Classified classified;
    private final ArrayList<String> columns;

    InNumbers(Classified classified, List<String> columns) {
      super(
          "classified_numbers",
          DataTypes.StringType,
          DataTypes.createArrayType(DataTypes.DoubleType));
      this.classified = classified;
      this.columns = new ArrayList<>(columns);
    }

    /** See {@link Declassify}. */
    public UTF8String invoke(ArrayData values) {
      List<String> hits = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        for (int j = i + 1; j < columns.size(); j++) {
          if (!values.isNullAt(i) && !values.isNullAt(j)) {
            for (String rule : classified.at(values.getDouble(i), values.getDouble(j))) {
              hits.add(columns.get(i) + "," + columns.get(j) + " " + rule);
            }
          }
        }
      }
      return hits.isEmpty() ? null : UTF8String.fromString(String.join(";", hits));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof InNumbers search
          && search.classified.equals(classified)
          && search.columns.equals(columns);
    }

    @Override
    public int hashCode() {
      return columns.hashCode();
    }
  }
}
