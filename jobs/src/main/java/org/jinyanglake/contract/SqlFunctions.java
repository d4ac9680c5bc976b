package org.jinyanglake.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The Spark SQL functions that a contract may call: those that depend on their arguments only. What
 * reads files, calls Java, draws random numbers or looks at the clock is none of them, since a
 * rerun must give the same rows.
 */
final class SqlFunctions {

  private static final Set<String> ALLOWED =
      words(
          """
          abs acos add_months aggregate any approx_count_distinct approx_percentile array array_agg
          array_contains array_distinct array_except array_intersect array_join array_max array_min
          array_position array_remove array_size array_sort array_union arrays_overlap
          arrays_zip ascii asin atan atan2 avg base64 bigint bin binary bit_and bit_length bit_or
          bool_and bool_or boolean bround btrim cardinality cast cbrt ceil ceiling char char_length
          character_length chr coalesce collect_list collect_set concat concat_ws contains conv
          convert_timezone corr cos cosh count count_if covar_pop covar_samp crc32 cume_dist date
          date_add date_diff date_format date_from_unix_date date_part date_sub date_trunc dateadd
          datediff datepart day dayofmonth dayofweek dayofyear decimal decode degrees dense_rank
          double element_at elt encode endswith every exists exp explode explode_outer extract
          factorial filter find_in_set flatten float floor forall format_number from_unixtime
          from_utc_timestamp get get_json_object greatest grouping grouping_id hash hex hour if
          ifnull ilike initcap int instr isnan isnotnull isnull kurtosis lag last_day lcase lead
          least left len length levenshtein like ln locate log log10 log1p log2 lower lpad ltrim
          make_date make_dt_interval make_interval make_timestamp make_ymd_interval map map_concat
          map_entries map_filter map_from_arrays map_from_entries map_keys map_values max max_by md5
          mean median min min_by minute mod mode month months_between named_struct nanvl negative
          next_day nth_value ntile nullif nvl nvl2 octet_length overlay percent_rank percentile
          percentile_approx percentile_cont percentile_disc pi pmod posexplode position positive pow
          power quarter radians range rank reduce regexp_count regexp_extract regexp_extract_all
          regexp_instr regexp_like regexp_replace regexp_substr regr_count regr_intercept regr_r2
          regr_slope repeat replace reverse right rint rlike round row_number rpad rtrim second
          sha1 sha2 shiftleft shiftright sign signum sin sinh size skewness slice smallint
          some sort_array soundex split split_part sqrt stack startswith std stddev stddev_pop
          stddev_samp str_to_map string struct substr substring substring_index sum tan tanh
          timestamp timestampadd timestampdiff timestamp_micros timestamp_millis timestamp_seconds
          tinyint to_date to_number to_timestamp to_unix_timestamp transform translate trim trunc
          try_add try_avg try_divide try_element_at try_multiply try_subtract try_sum try_to_number
          try_to_timestamp typeof ucase unbase64 unhex unix_date unix_micros unix_millis
          unix_seconds upper var_pop var_samp variance weekday weekofyear width_bucket window
          xxhash64 year zip_with
          """);

  private static final Set<String> CHANGING =
      words(
          """
          any_value curdate current_timezone first first_value last last_value
          monotonically_increasing_id now rand randn random shuffle spark_partition_id
          unix_timestamp uuid
          """);

  /** Those that are called without parentheses. */
  private static final Set<String> BARE =
      words("current_date current_time current_timestamp current_user localtimestamp session_user");

  private SqlFunctions() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  /** Whether the word alone calls a function, whose value differs from run to run. */
  static boolean isBareCall(String word) {
    return BARE.contains(word.toLowerCase(Locale.ROOT));
  }

  /** What is wrong with calling a function. */
  static Optional<String> complain(String name) {
    if (ALLOWED.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        CHANGING.contains(name.toLowerCase(Locale.ROOT)) || isBareCall(name)
            ? "function " + name + " gives another value in a rerun; use a column instead"
            : "function "
                + Place.shorten(name)
                + " is not allowed in a contract"
                + Nearest.of(name, ALLOWED)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; use Spark's built-in functions of columns"));
  }
}
