package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Puts the mean of its group in the place of a number: the numbers of a partition in their order
 * are cut into groups of at least {@code k}, equal ones in one group. NaN, infinite numbers, and
 * those of a partition with fewer than k of them become null.
 *
 * <p>The groups hang on all rows of the partition, which {@link #prepare} reads; a task holds the
 * numbers of one partition, and each executor the groups of all.
 *
 * @param name of the column
 * @param partition names of the partition columns
 */
record Microaggregate(String name, Type type, int k, List<String> partition)
    implements SameTypeTechnique {
  private static final ArrayType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);
  static final LakeFunction GROUPS = new Groups();
  static final LakeFunction MEAN = new Mean();

  @Override
  public Dataset<Row> prepare(Dataset<Row> rows) {
    Column[] keys = partition.stream().map(each -> col(each).as(key(each))).toArray(Column[]::new);
    Column list = collect_list(number(col(name)));
    Dataset<Row> groups =
        rows.groupBy(keys).agg(GROUPS.call(list, lit(k)).as(groups())); // nulls are not collected
    Column same =
        partition.stream()
            .map(each -> col(each).eqNullSafe(col(key(each))))
            .reduce(Column::and)
            .orElse(lit(true));
    return rows.join(broadcast(groups), same, "left_outer");
  }

  @Override
  public Column apply(Column value) {
    Column mean = MEAN.call(number(value), col(groups()));
    return type.kind() == Type.Kind.DOUBLE
        ? mean
        : (type.kind() == Type.Kind.DECIMAL ? mean : org.apache.spark.sql.functions.rint(mean))
            .cast(SparkTypes.of(type));
  }

  private static Column number(Column value) {
    return value.cast(DataTypes.DoubleType);
  }

  private String key(String column) {
    return "_group_" + name + "_" + column;
  }

  private String groups() {
    return "_groups_" + name;
  }

  /**
   * {@code lake.mean_groups(numbers, k)}: of each group the greatest number and the mean, one after
   * the other, from the least group to the greatest.
   */
  public static final class Groups extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Groups() {
      super("mean_groups", NUMBERS, NUMBERS, DataTypes.IntegerType);
    }

    /** See {@link Microaggregate}; throws {@link IllegalArgumentException} for a k below 1. */
    public static ArrayData invoke(ArrayData collected, int k) {
      if (k < 1) {
        throw new IllegalArgumentException("mean_groups: k must be at least 1");
      }
      if (collected == null) {
        return null;
      }
      double[] numbers =
          Arrays.stream(collected.toDoubleArray()).filter(Double::isFinite).sorted().toArray();
      double[] groups = new double[2 * (numbers.length / k)];
      int size = 0;
      int from = 0;
      while (numbers.length - from >= k) {
        int to = end(numbers, from, k);
        groups[size++] = numbers[to - 1];
        groups[size++] = mean(numbers, from, to);
        from = to;
      }
      return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOf(groups, size));
    }

    /** The end of a group of at least k; what would be left with fewer belongs to it. */
    private static int end(double[] numbers, int from, int k) {
      int to = from + k;
      while (to < numbers.length && numbers[to] == numbers[to - 1]) {
        to++;
      }
      return numbers.length - to < k ? numbers.length : to;
    }

    private static double mean(double[] numbers, int from, int to) {
      double mean = 0;
      for (int i = from; i < to; i++) {
        mean += numbers[i] / (to - from); // no sum, which may be infinite
      }
      return Math.min(Math.max(mean, numbers[from]), numbers[to - 1]);
    }
  }

  /** {@code lake.group_mean(number, groups)}: the mean of the number's group. */
  public static final class Mean extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Mean() {
      super("group_mean", DataTypes.DoubleType, DataTypes.DoubleType, NUMBERS);
    }

    /** See {@link Microaggregate}; null for a number that is in no group. */
    public static Double invoke(double number, ArrayData groups) {
      if (groups == null || !Double.isFinite(number)) {
        return null;
      }
      int low = 0;
      int high = groups.numElements() / 2;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (groups.getDouble(2 * middle) < number) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return 2 * low < groups.numElements() ? groups.getDouble(2 * low + 1) : null;
    }
  }
}
