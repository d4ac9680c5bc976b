package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ApproxCountDistinct;
import com.amazon.deequ.analyzers.ApproxCountDistinctState;
import com.amazon.deequ.analyzers.ApproxQuantiles;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.MaxState;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.MeanState;
import com.amazon.deequ.analyzers.MinState;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.NumMatches;
import com.amazon.deequ.analyzers.NumMatchesAndCount;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.StandardDeviation;
import com.amazon.deequ.analyzers.StandardDeviationState;
import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.analyzers.Sum;
import com.amazon.deequ.analyzers.SumState;
import com.amazon.deequ.analyzers.Uniqueness;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.aggregate.DeequHyperLogLogPlusPlusUtils;
import scala.Option;
import scala.collection.JavaConverters;

/** The states that are kept, each of one analyzer of deequ, and how each is written. */
enum Kind {
  ROW_COUNT(
      1,
      column -> new Size(Option.empty()),
      (state, out) -> out.writeLong(((NumMatches) state).numMatches()),
      in -> new NumMatches(in.readLong())),

  COMPLETENESS(
      2,
      column -> new Completeness(column, Option.empty(), Option.empty()),
      (state, out) -> {
        out.writeLong(((NumMatchesAndCount) state).numMatches());
        out.writeLong(((NumMatchesAndCount) state).count());
      },
      in -> new NumMatchesAndCount(in.readLong(), in.readLong(), Option.empty())),

  APPROX_COUNT_DISTINCT(
      3,
      column -> new ApproxCountDistinct(column, Option.empty()),
      (state, out) -> {
        for (long word : ((ApproxCountDistinctState) state).words()) {
          out.writeLong(word);
        }
      },
      in -> {
        long[] words = new long[DeequHyperLogLogPlusPlusUtils.NUM_WORDS()];
        for (int i = 0; i < words.length; i++) {
          words[i] = in.readLong();
        }
        return new ApproxCountDistinctState(words);
      }),

  MEAN(
      4,
      column -> new Mean(column, Option.empty()),
      (state, out) -> {
        out.writeDouble(((MeanState) state).sum());
        out.writeLong(((MeanState) state).count());
      },
      in -> new MeanState(in.readDouble(), in.readLong())),

  STANDARD_DEVIATION(
      5,
      column -> new StandardDeviation(column, Option.empty()),
      (state, out) -> {
        out.writeDouble(((StandardDeviationState) state).n());
        out.writeDouble(((StandardDeviationState) state).avg());
        out.writeDouble(((StandardDeviationState) state).m2());
      },
      in -> new StandardDeviationState(in.readDouble(), in.readDouble(), in.readDouble())),

  MINIMUM(
      6,
      column -> new Minimum(column, Option.empty(), Option.empty()),
      (state, out) -> out.writeDouble(((MinState) state).minValue()),
      in -> new MinState(in.readDouble(), Option.empty())),

  MAXIMUM(
      7,
      column -> new Maximum(column, Option.empty(), Option.empty()),
      (state, out) -> out.writeDouble(((MaxState) state).maxValue()),
      in -> new MaxState(in.readDouble(), Option.empty())),

  SUM(
      8,
      column -> new Sum(column, Option.empty()),
      (state, out) -> out.writeDouble(((SumState) state).sum()),
      in -> new SumState(in.readDouble())),

  /** Of columns with commas between, counted by a rule's grouping. */
  UNIQUENESS(
      9,
      columns ->
          new Uniqueness(
              JavaConverters.asScalaBuffer(Arrays.asList(columns.split(","))),
              Option.empty(),
              Option.empty()),
      (state, out) -> ((Groups) state).write(out),
      Groups::read),

  /** Of a column, in deequ's terms its {@link ApproxQuantiles}. */
  QUANTILES(
      10,
      column ->
          new ApproxQuantiles(
              column,
              JavaConverters.asScalaBuffer(
                  Arrays.<Object>asList(Quantiles.PROBABILITIES.toArray())),
              Quantiles.ERROR),
      (state, out) -> {
        byte[] bytes = ((Quantiles) state).bytes();
        out.writeInt(bytes.length);
        out.write(bytes);
      },
      in -> {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return Quantiles.of(bytes);
      });

  /** Writes a state of one kind. */
  interface Writer {
    void write(State<?> state, DataOutput out) throws IOException;
  }

  /** Reads a state of one kind. */
  interface Reader {
    State<?> read(DataInput in) throws IOException;
  }

  /** What stands for the kind in files; never given to another one. */
  final int code;

  private final Function<String, Analyzer<?, ?>> analyzer;
  final Writer writer;
  final Reader reader;

  Kind(int code, Function<String, Analyzer<?, ?>> analyzer, Writer writer, Reader reader) {
    this.code = code;
    this.analyzer = analyzer;
    this.writer = writer;
    this.reader = reader;
  }

  static Kind of(int code) throws IOException {
    for (Kind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IOException("no state has the code " + code);
  }

  /** Whether no value of the data follows from it. */
  boolean isValueFree() {
    return switch (this) {
      case ROW_COUNT, COMPLETENESS, APPROX_COUNT_DISTINCT, UNIQUENESS -> true;
      case MEAN, STANDARD_DEVIATION, MINIMUM, MAXIMUM, SUM, QUANTILES -> false;
    };
  }

  Analyzer<?, ?> analyzer(String column) {
    return analyzer.apply(column);
  }
}
