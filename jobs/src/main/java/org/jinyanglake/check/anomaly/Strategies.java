package org.jinyanglake.check.anomaly;

import com.amazon.deequ.anomalydetection.AbsoluteChangeStrategy;
import com.amazon.deequ.anomalydetection.Anomaly;
import com.amazon.deequ.anomalydetection.AnomalyDetectionStrategy;
import com.amazon.deequ.anomalydetection.BatchNormalStrategy;
import com.amazon.deequ.anomalydetection.OnlineNormalStrategy;
import com.amazon.deequ.anomalydetection.RelativeRateOfChangeStrategy;
import com.amazon.deequ.anomalydetection.seasonal.HoltWinters;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jinyanglake.contract.AnomalyRule;
import scala.Console;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Judges a day by one of deequ's strategies for anomalies. */
final class Strategies {

  /** deequ's default: values within three standard deviations are normal. */
  private static final double DEVIATIONS = 3;

  private static final double IGNORED_START = 0.1;

  /** Of deequ's linear algebra; it complains of native libraries that nobody misses. */
  private static final Logger ALGEBRA = Logger.getLogger("dev.ludovic.netlib");

  static {
    ALGEBRA.setLevel(Level.SEVERE);
  }

  private Strategies() {}

  /**
   * Why a day's value is an anomaly by the days before it; empty if it is none, or if they are too
   * few: one for the strategies of change, {@value Baseline#LEAST_DAYS} for the others.
   *
   * @param known ordinary days only, of which the last is the day
   */
  static Optional<String> anomaly(AnomalyRule rule, NavigableMap<LocalDate, Double> known) {
    int least = rule.strategy().ofChange() ? 1 : Baseline.LEAST_DAYS;
    if (known.size() <= least) {
      return Optional.empty();
    }
    boolean weekly = rule.strategy() == AnomalyRule.Strategy.HOLT_WINTERS;
    List<Object> values = new ArrayList<>((weekly ? withoutGaps(known) : known).values());
    int last = values.size() - 1;
    // Holt-Winters prints its parameters, where only answers may stand.
    Seq<Tuple2<Object, Anomaly>> anomalies =
        Console.withOut(
            OutputStream.nullOutputStream(),
            () ->
                strategy(rule)
                    .detect(
                        JavaConverters.asScalaBuffer(values).toVector(),
                        new Tuple2<>(last, last + 1)));
    return JavaConverters.seqAsJavaList(anomalies).stream()
        .map(found -> found._2().detail().getOrElse(() -> "is an anomaly"))
        .findFirst();
  }

  private static AnomalyDetectionStrategy strategy(AnomalyRule rule) {
    return switch (rule.strategy()) {
      case RELATIVE_RATE_OF_CHANGE ->
          new RelativeRateOfChangeStrategy(
              option(rule, "maxRateDecrease"), option(rule, "maxRateIncrease"), 1);
      case ABSOLUTE_CHANGE ->
          new AbsoluteChangeStrategy(
              option(rule, "maxRateDecrease"), option(rule, "maxRateIncrease"), 1);
      case ONLINE_NORMAL -> new OnlineNormalStrategy(lower(rule), upper(rule), IGNORED_START, true);
      case BATCH_NORMAL -> new BatchNormalStrategy(lower(rule), upper(rule), false);
      case HOLT_WINTERS ->
          new HoltWinters(
              HoltWinters.MetricInterval$.MODULE$.Daily(),
              HoltWinters.SeriesSeasonality$.MODULE$.Weekly());
      case ROBUST -> throw new IllegalArgumentException("it is none of deequ's");
    };
  }

  private static Option<Object> lower(AnomalyRule rule) {
    return Option.apply(rule.options().getOrDefault("lowerDeviationFactor", DEVIATIONS));
  }

  private static Option<Object> upper(AnomalyRule rule) {
    return Option.apply(rule.options().getOrDefault("upperDeviationFactor", DEVIATIONS));
  }

  private static Option<Object> option(AnomalyRule rule, String name) {
    return Option.apply(rule.options().get(name));
  }

  /** A day that is missing has the value of a week before it, or of the day before, if need be. */
  private static NavigableMap<LocalDate, Double> withoutGaps(
      NavigableMap<LocalDate, Double> known) {
    NavigableMap<LocalDate, Double> filled = new TreeMap<>();
    known
        .firstKey()
        .datesUntil(known.lastKey().plusDays(1))
        .forEach(
            day -> {
              Double value = known.get(day);
              Double before = filled.getOrDefault(day.minusWeeks(1), filled.get(day.minusDays(1)));
              filled.put(day, value != null ? value : before);
            });
    return filled;
  }
}
