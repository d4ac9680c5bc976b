package org.jinyanglake.check;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.amazon.deequ.comparison.ComparisonFailed;
import com.amazon.deequ.comparison.ComparisonResult;
import com.amazon.deequ.comparison.ComparisonSucceeded;
import com.amazon.deequ.comparison.SchemaMatch;
import com.amazon.deequ.dqdl.model.AggregateMatchExecutableRule;
import com.amazon.deequ.dqdl.model.AggregateOperation;
import com.amazon.deequ.dqdl.model.Avg;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.RowCountMatchExecutableRule;
import com.amazon.deequ.dqdl.model.SchemaMatchExecutableRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.OdcsMetric;

/**
 * The rules that compare sums, counts or columns with those of other datasets. What is needed of
 * another dataset is asked for with one Spark query, for all partitions at once.
 */
final class Counterparts {

  private static final String PRIMARY = "primary";

  private final Contract contract;
  private final Map<DatasetName, Other> others;
  private final Map<DatasetName, Scan> scans = new HashMap<>();
  private final Map<DatasetName, Map<List<Object>, Scan.Found>> found = new HashMap<>();

  Counterparts(Contract contract, Map<DatasetName, Other> others) {
    this.contract = contract;
    this.others = others;
  }

  /** Whether a rule compares sums, counts or columns. */
  static boolean compares(ExecutableRule leaf) {
    return leaf instanceof RowCountMatchExecutableRule
        || leaf instanceof AggregateMatchExecutableRule
        || leaf instanceof SchemaMatchExecutableRule;
  }

  /** The dataset that a rule needs and that has no data; empty if it has all. */
  Optional<DatasetName> missing(DqdlRule rule) {
    return rule.leaves().stream()
        .flatMap(Counterparts::needed)
        .filter(other -> !others.containsKey(other))
        .findFirst();
  }

  /**
   * The datasets that a rule needs; throws {@link IllegalArgumentException} if it names none as
   * {@code domain.name}.
   */
  static Stream<DatasetName> needed(ExecutableRule leaf) {
    if (leaf instanceof AggregateMatchExecutableRule match) {
      return Stream.of(match.firstAggregateOperation(), match.secondAggregateOperation())
          .filter(each -> !each.dataSourceAlias().equals(PRIMARY))
          .map(each -> DatasetName.parse(each.dataSourceAlias()));
    }
    if (leaf instanceof RowCountMatchExecutableRule match) {
      return Stream.of(DatasetName.parse(match.referenceDatasetAlias()));
    }
    return leaf instanceof SchemaMatchExecutableRule match
        ? Stream.of(DatasetName.parse(match.referenceDatasetAlias()))
        : Membership.of(leaf).stream().map(each -> each.reference().dataset());
  }

  /** Rows with a column for each rule that looks for them elsewhere. */
  Dataset<Row> flagged(Dataset<Row> rows, DqdlRule rule) {
    Dataset<Row> flagged = rows;
    for (ExecutableRule leaf : rule.leaves()) {
      Optional<Membership> membership = Membership.of(leaf);
      if (membership.isPresent() && !List.of(flagged.columns()).contains(membership.get().flag())) {
        Other other = others.get(membership.get().reference().dataset());
        flagged =
            membership
                .get()
                .flagged(
                    flagged,
                    other,
                    contract.columns().stream().map(org.jinyanglake.contract.Column::name).toList(),
                    alike(other) ? Partitioning.names(contract) : List.of());
      }
    }
    return flagged;
  }

  /** Asks for what a rule needs of both sides. */
  void prepare(ExecutableRule leaf, Scan scan) {
    if (leaf instanceof RowCountMatchExecutableRule match) {
      List<Column> rows = List.of(count(lit(1)));
      scan.add(OdcsMetric.Kind.ROWS, rows);
      scan(DatasetName.parse(match.referenceDatasetAlias())).add(OdcsMetric.Kind.ROWS, rows);
    } else if (leaf instanceof AggregateMatchExecutableRule match) {
      for (AggregateOperation operation :
          List.of(match.firstAggregateOperation(), match.secondAggregateOperation())) {
        (operation.dataSourceAlias().equals(PRIMARY)
                ? scan
                : scan(DatasetName.parse(operation.dataSourceAlias())))
            .add(purpose(operation), List.of(aggregate(operation)));
      }
    }
  }

  /**
   * Has Spark resolve what {@link #prepare} asked of the other datasets; throws what Spark does.
   */
  void requireResolvable() {
    scans.forEach((dataset, scan) -> scan.resolve(others.get(dataset).all()));
  }

  /** The verdict on a rule; {@code here} is what the scan found in the partition. */
  Verdict verdict(
      ExecutableRule leaf, List<Object> partition, Scan scan, Scan.Found here, Dataset<Row> rows) {
    if (leaf instanceof SchemaMatchExecutableRule match) {
      return schema(match, rows);
    }
    if (leaf instanceof RowCountMatchExecutableRule match) {
      DatasetName other = DatasetName.parse(match.referenceDatasetAlias());
      return ratio(
          value(scan, OdcsMetric.Kind.ROWS, here),
          value(scan(other), OdcsMetric.Kind.ROWS, there(other, partition)),
          ratio -> (Boolean) match.assertion().apply(ratio),
          other + " has no rows to compare with");
    }
    AggregateMatchExecutableRule match = (AggregateMatchExecutableRule) leaf;
    Verdict verdict =
        ratio(
            value(match.firstAggregateOperation(), partition, scan, here),
            value(match.secondAggregateOperation(), partition, scan, here),
            ratio -> (Boolean) match.assertion().apply(ratio),
            "what it is compared with is 0");
    boolean shown =
        isPublic(match.firstAggregateOperation()) && isPublic(match.secondAggregateOperation());
    return shown || verdict.metric().isEmpty() ? verdict : verdict.withheld("the ratio of the two");
  }

  private boolean isPublic(AggregateOperation operation) {
    Contract of =
        operation.dataSourceAlias().equals(PRIMARY)
            ? contract
            : others.get(DatasetName.parse(operation.dataSourceAlias())).contract();
    return of.columns().stream()
        .filter(column -> column.classification() == Classification.PUBLIC)
        .anyMatch(column -> column.name().equals(operation.column()));
  }

  private static Verdict ratio(
      OptionalDouble first, OptionalDouble second, Predicate<Object> bound, String zero) {
    if (first.isEmpty() || second.isEmpty()) {
      return Verdict.failed("there are no rows to judge, or all values are null");
    }
    boolean bothZero = first.getAsDouble() == 0 && second.getAsDouble() == 0;
    if (second.getAsDouble() == 0 && !bothZero) {
      return Verdict.failed(zero);
    }
    double ratio = bothZero ? 1 : first.getAsDouble() / second.getAsDouble();
    if (Double.isNaN(ratio)) {
      return Verdict.failed("the ratio of the two is no number");
    }
    boolean passed = bound.test(ratio);
    return new Verdict(
        passed, OptionalDouble.of(ratio), passed ? "" : "the ratio of the two is " + ratio);
  }

  private Verdict schema(SchemaMatchExecutableRule match, Dataset<Row> rows) {
    Other other = others.get(DatasetName.parse(match.referenceDatasetAlias()));
    Column[] theirs =
        other.contract().columns().stream().map(each -> col(each.name())).toArray(Column[]::new);
    ComparisonResult result =
        SchemaMatch.matchSchema(rows, other.all().select(theirs), match.assertion());
    if (result instanceof ComparisonSucceeded success) {
      return new Verdict(true, OptionalDouble.of(success.ratio()), "");
    }
    ComparisonFailed failure = (ComparisonFailed) result;
    return new Verdict(
        false,
        OptionalDouble.of(failure.ratio()),
        "the share of columns that are in both, with the same type, is "
            + failure.ratio()
            + (rows.columns().length == theirs.length ? "" : ": one has more columns"));
  }

  private OptionalDouble value(
      AggregateOperation operation, List<Object> partition, Scan scan, Scan.Found here) {
    if (operation.dataSourceAlias().equals(PRIMARY)) {
      return value(scan, purpose(operation), here);
    }
    DatasetName other = DatasetName.parse(operation.dataSourceAlias());
    return value(scan(other), purpose(operation), there(other, partition));
  }

  private static OptionalDouble value(Scan scan, Object purpose, Scan.Found found) {
    int offset = scan.offset(purpose).orElseThrow();
    return found
        .remaining()
        .filter(row -> !row.isNullAt(offset))
        .map(row -> OptionalDouble.of(((Number) row.get(offset)).doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  private static String purpose(AggregateOperation operation) {
    return operation.getClass().getSimpleName() + " " + operation.column();
  }

  private static Column aggregate(AggregateOperation operation) {
    return (operation instanceof Avg ? avg(operation.column()) : sum(operation.column()))
        .cast("double");
  }

  private Scan scan(DatasetName dataset) {
    return scans.computeIfAbsent(
        dataset, name -> new Scan(partitioning(others.get(name)), Optional.empty(), true));
  }

  private Scan.Found there(DatasetName dataset, List<Object> partition) {
    Other other = others.get(dataset);
    return found
        .computeIfAbsent(dataset, name -> scan(name).run(other.alike()))
        .getOrDefault(alike(other) ? partition : List.of(), Scan.Found.NOTHING);
  }

  private Partitioning partitioning(Other other) {
    return alike(other)
        ? Partitioning.of(contract, other.alike().schema())
        : new Partitioning(List.of(), PartitionSpec.unpartitioned());
  }

  private boolean alike(Other other) {
    return Partitioning.alike(contract, other.contract());
  }
}
