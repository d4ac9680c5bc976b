package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.metrics.Metric;
import com.amazon.deequ.repository.MetricsRepository;
import com.amazon.deequ.repository.MetricsRepositoryMultipleResultsLoader;
import com.amazon.deequ.repository.ResultKey;
import com.amazon.deequ.repository.memory.InMemoryMetricsRepository;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Version;
import scala.Option;
import scala.Predef$;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * The measures of a dataset's raw table as a metrics repository of deequ, so that its tools can
 * read them. A result is one partition as it was judged last; its date is the partition's day
 * (midnight, UTC), or when it was judged if it is not of a day; its tags are {@code dataset},
 * {@code partition}, {@code contract} (hash) and {@code run}.
 *
 * <p>Saving lasts as long as the object. Of what is saved, a judgement makes the {@code measure}
 * facts of its evidence, which the ledger records.
 */
public final class LakeMetrics implements MetricsRepository {
  private final DatasetName dataset;
  private final MetricsRepository results = new InMemoryMetricsRepository();
  private final ArrayNode saved = Evidence.JSON.createArrayNode();

  /** Of a dataset of which nothing was measured yet. */
  public LakeMetrics(DatasetName dataset) {
    this.dataset = dataset;
  }

  /** The history as of a version of a raw table. */
  public static LakeMetrics of(Lake lake, Version raw) {
    LakeMetrics metrics = new LakeMetrics(raw.dataset());
    MeasureHistory.of(lake, raw)
        .states()
        .forEach(
            (path, states) ->
                metrics.results.save(
                    metrics.key(path, contract(raw, path), states), context(states)));
    return metrics;
  }

  /** The contract's hash; after it may stand a digest of what was compared. */
  private static String contract(Version raw, String path) {
    return raw.state().partitions().get(path).judged().replaceFirst("\\|.*", "");
  }

  /** Saves what was measured of a partition under a contract. */
  public void save(String partition, String contract, PartitionStates states) {
    save(key(partition, contract, states), context(states));
  }

  @Override
  public void save(ResultKey key, AnalyzerContext context) {
    results.save(key, context);
    ObjectNode fact = saved.addObject();
    JavaConverters.mapAsJavaMap(key.tags()).forEach(fact::put);
    fact.remove("dataset");
    fact.remove("run"); // both are the commit's
    ArrayNode measures = fact.putArray("measures");
    JavaConverters.mapAsJavaMap(context.metricMap()).values().stream()
        .flatMap(PartitionStates::numbers)
        .sorted((a, b) -> Measure.of(a).compareTo(Measure.of(b)))
        .forEach(
            metric -> {
              Measure measure = Measure.of(metric);
              ObjectNode each = measures.addObject();
              each.put("metric", measure.metric());
              each.put("column", measure.column());
              each.put("value", (Double) metric.value().get());
            });
  }

  @Override
  public Option<AnalyzerContext> loadByKey(ResultKey key) {
    return results.loadByKey(key);
  }

  @Override
  public MetricsRepositoryMultipleResultsLoader load() {
    return results.load();
  }

  /**
   * The facts of what was saved: {@code partition}, {@code contract}, and {@code measures}: metric,
   * column (empty: the dataset), value.
   */
  public ArrayNode saved() {
    return saved;
  }

  private ResultKey key(String partition, String contract, PartitionStates states) {
    long date =
        MeasureHistory.day(partition)
            .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
            .orElse(states.judged());
    return new ResultKey(
        date,
        scala(
            Map.of(
                "dataset",
                dataset.toString(),
                "partition",
                partition,
                "contract",
                contract,
                "run",
                states.run())));
  }

  @SuppressWarnings("unchecked")
  private static AnalyzerContext context(PartitionStates states) {
    Map<Analyzer<?, Metric<?>>, Metric<?>> metrics = new HashMap<>();
    states
        .states()
        .forEach(
            (key, state) ->
                metrics.put((Analyzer<?, Metric<?>>) key.analyzer(), key.metric(state)));
    return new AnalyzerContext(scala(metrics));
  }

  private static <K, V> scala.collection.immutable.Map<K, V> scala(Map<K, V> map) {
    return JavaConverters.mapAsScalaMapConverter(map)
        .asScala()
        .toMap(Predef$.MODULE$.<Tuple2<K, V>>$conforms());
  }
}
