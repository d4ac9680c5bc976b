package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.metrics.Entity;
import com.amazon.deequ.metrics.KeyedDoubleMetric;
import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scala.Predef$;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.util.Success;

/**
 * Numbers of which the quantiles are known to within {@link #ERROR} of their value: DDSketch
 * (Masson, Rim and Lee, VLDB 2019). Unlike deequ's own state of quantiles it takes little memory
 * while many partitions are scanned at once, and does not depend on the order of rows.
 */
final class Quantiles implements State<Quantiles>, Serializable {
  /** The quartiles. */
  static final List<Double> PROBABILITIES = List.of(0.25, 0.5, 0.75);

  /** The largest relative error of a quantile. */
  static final double ERROR = 0.01;

  private static final long serialVersionUID = 1L;
  private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ERROR);

  /** More than numbers from 1 to 10^17 fill; beyond it the smallest ones become one. */
  private static final int MOST_BINS = 2048;

  private transient DDSketch sketch;

  private Quantiles(DDSketch sketch) {
    this.sketch = sketch;
  }

  static Quantiles none() {
    return new Quantiles(new DDSketch(MAPPING, Quantiles::store));
  }

  private static Store store() {
    return new CollapsingLowestDenseStore(MOST_BINS);
  }

  /** Adds a number, unless it is infinite or none. */
  void add(double number) {
    if (Double.isFinite(number)) {
      double most = MAPPING.maxIndexableValue();
      sketch.accept(Math.max(-most, Math.min(most, number)));
    }
  }

  /** Adds all of another one's numbers. */
  void add(Quantiles other) {
    sketch.mergeWith(other.sketch);
  }

  boolean isEmpty() {
    return sketch.isEmpty();
  }

  @Override
  public Quantiles sum(Quantiles other) {
    Quantiles both = new Quantiles(sketch.copy());
    both.add(other);
    return both;
  }

  /** What deequ's {@code ApproxQuantiles} would say. */
  KeyedDoubleMetric metric(String column) {
    Map<String, Object> values = new TreeMap<>();
    for (double probability : PROBABILITIES) {
      values.put(String.valueOf(probability), sketch.getValueAtQuantile(probability));
    }
    return new KeyedDoubleMetric(
        Entity.Column(),
        "ApproxQuantiles",
        column,
        new Success<>(
            JavaConverters.mapAsScalaMapConverter(values)
                .asScala()
                .toMap(Predef$.MODULE$.<Tuple2<String, Object>>$conforms())));
  }

  byte[] bytes() {
    GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(out, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen in memory", e);
    }
    return out.trimmedCopy();
  }

  static Quantiles of(byte[] bytes) throws IOException {
    return new Quantiles(DDSketch.decode(ByteArrayInput.wrap(bytes), Quantiles::store, MAPPING));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.writeObject(bytes());
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    sketch = of((byte[]) in.readObject()).sketch;
  }
}
