package org.jinyanglake.check;

import static org.apache.spark.sql.functions.array_size;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Contract;

/**
 * How many persons a partition has, for contracts that merge those of few: the buckets of a hash
 * that they fill, which is never more than they are and hardly less if they are few. All rows
 * without a person count as one.
 */
final class Persons {
  private static final int LEAST_BUCKETS = 4096;
  private static final int BUCKETS_PER_K = 16;

  private Persons() {}

  /** The aggregate, a long; empty if nobody has to know. */
  static Optional<Column> of(Contract contract) {
    return contract.merges().isEmpty() ? Optional.empty() : contract.anonymity().map(Persons::in);
  }

  private static Column in(Anonymity anonymity) {
    Column person = col(anonymity.person());
    long buckets = Math.max(LEAST_BUCKETS, (long) BUCKETS_PER_K * anonymity.k());
    Column bucket = when(person.isNotNull(), pmod(xxhash64(person), lit(buckets)).cast("int"));
    Column nameless = when(count(lit(1)).gt(count(person)), 1).otherwise(0);
    return array_size(collect_set(bucket)).plus(nameless).cast("long");
  }
}
