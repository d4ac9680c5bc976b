package org.jinyanglake.desensitize;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.V2ExpressionUtils;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * A function of the catalog {@link Functions}. Subclasses are public and have a public magic method
 * {@code invoke} of the declared types, which Spark calls from generated code. Its name is all that
 * a plan shows of it.
 */
abstract class LakeFunction implements UnboundFunction, ScalarFunction<Object> {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final DataType result;
  private final List<DataType> inputs;

  LakeFunction(String name, DataType result, DataType... inputs) {
    this.name = name;
    this.result = result;
    this.inputs = List.of(inputs);
  }

  /** The call of this function on columns, which Spark casts to the declared types. */
  final Column call(Column... arguments) {
    List<Expression> expressions = Arrays.stream(arguments).map(Column::expr).toList();
    return new Column(
        V2ExpressionUtils.resolveScalarFunction(
            this, JavaConverters.asScalaBuffer(expressions).toSeq()));
  }

  @Override
  public BoundFunction bind(StructType given) {
    if (given.length() != inputs.size()) {
      throw new UnsupportedOperationException("expected " + description());
    }
    return this;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String canonicalName() {
    return "lake." + name;
  }

  @Override
  public final DataType[] inputTypes() {
    return inputs.toArray(DataType[]::new);
  }

  @Override
  public final DataType resultType() {
    return result;
  }

  @Override
  public String description() {
    Stream<String> types = inputs.stream().map(DataType::simpleString);
    return name + "(" + String.join(", ", types.toList()) + ")";
  }

  @Override
  public final String toString() {
    return name;
  }
}
