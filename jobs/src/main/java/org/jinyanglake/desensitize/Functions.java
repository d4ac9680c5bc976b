package org.jinyanglake.desensitize;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The functions of the techniques for SQL, in a session that has {@code
 * spark.sql.catalog.lake=org.jinyanglake.desensitize.Functions}: {@code lake.mask(phone, 3, 0,
 * '*')}. {@code lake.generalize} and {@code lake.centroid} need {@code
 * spark.jinyanglake.hierarchies}, the folder of the hierarchies; {@code lake.token} and the others
 * that take a key's label need {@code spark.jinyanglake.keys}, the folder of the keys.
 *
 * <p>A session of a reader of the open zones must not have the keys: who can make tokens can try
 * all phone numbers.
 */
public final class Functions implements FunctionCatalog {
  private static final String KEYS = "spark.jinyanglake.keys";
  private static final String HIERARCHIES = "spark.jinyanglake.hierarchies";

  private final Map<String, Supplier<UnboundFunction>> functions = new TreeMap<>();
  private String name;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
    functions.put("bottom", () -> new Bottom.Function(DataTypes.LongType));
    functions.put("canonical", () -> Canonical.FUNCTION);
    functions.put("grid", () -> Grid.FUNCTION);
    functions.put("group_mean", () -> Microaggregate.MEAN);
    functions.put("mask", () -> Mask.FUNCTION);
    functions.put("mean_groups", () -> Microaggregate.GROUPS);
    functions.put("range", () -> new Range.Function(DataTypes.LongType));
    functions.put("redact", () -> Redact.FUNCTION);
    functions.put("round_to", () -> new Round.Function(DataTypes.LongType));
    functions.put("top", () -> new Top.Function(DataTypes.LongType));
    functions.put("encrypt", () -> new Encrypt.Function(keys()));
    functions.put("noise", () -> new Noise.Function(keys()));
    functions.put("sampled", () -> new Sampling.Function(keys()));
    functions.put("shift_days", () -> new Shift.Function(keys()));
    functions.put("token", () -> new Token.Function(keys()));
    functions.put("centroid", () -> new Centroid.Function(Hierarchies.read(folder(HIERARCHIES))));
    functions.put(
        "generalize", () -> new Generalize.Function(Hierarchies.read(folder(HIERARCHIES))));
  }

  private static Path keys() {
    return Keys.loaded(folder(KEYS)).folder();
  }

  private static Path folder(String setting) {
    String folder = SQLConf.get().getConfString(setting, "");
    if (folder.isEmpty()) {
      throw new IllegalStateException("this session has no " + setting + " (a folder)");
    }
    return Path.of(folder).toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return functions.keySet().stream()
        .map(function -> Identifier.of(namespace, function))
        .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier ident) throws NoSuchFunctionException {
    Supplier<UnboundFunction> function = functions.get(ident.name());
    if (function == null || ident.namespace().length > 0) {
      throw new NoSuchFunctionException(ident);
    }
    return function.get();
  }
}
