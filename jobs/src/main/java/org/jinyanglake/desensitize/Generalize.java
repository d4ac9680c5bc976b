package org.jinyanglake.desensitize;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;

/**
 * Puts the ancestor at a level of a hierarchy in the place of a value: a street becomes its
 * district. A value that stands at that level or above stays; one that the hierarchy does not have
 * becomes {@code *}, for nobody can say how few share it.
 *
 * @param level the index of the level, 0 the finest
 */
record Generalize(Hierarchy hierarchy, int level) implements Technique {

  @Override
  public Column apply(Column value) {
    return new Function(Hierarchies.of(hierarchy))
        .call(value, functions.lit(hierarchy.name()), functions.lit(hierarchy.levels().get(level)));
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(
        level + 1 < hierarchy.levels().size()
            ? new Generalize(hierarchy, level + 1)
            : new Suppress(Type.STRING));
  }

  @Override
  public Type resultType(Type type) {
    return Type.STRING;
  }

  /** {@code lake.generalize(value, hierarchy, level)}. The hierarchies travel with it. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    private final Hierarchies hierarchies;
    private transient volatile Last last;

    Function(Hierarchies hierarchies) {
      super(
          "generalize",
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.StringType,
          DataTypes.StringType);
      this.hierarchies = hierarchies;
    }

    /** See {@link Generalize}; throws {@link IllegalArgumentException} for an unknown level. */
    public UTF8String invoke(UTF8String value, UTF8String hierarchy, UTF8String level) {
      if (value == null || hierarchy == null || level == null) {
        return null;
      }
      Last known = last;
      if (known == null || known.hierarchy != hierarchy || known.level != level) {
        known = known(known, hierarchy, level);
        last = known;
      }
      return known.ancestor(value);
    }

    private Last known(Last last, UTF8String hierarchy, UTF8String level) {
      if (last != null && last.name.equals(hierarchy) && last.levelName.equals(level)) {
        return new Last(
            hierarchy, level, last.name, last.levelName, last.found, last.index, last.answers);
      }
      Hierarchy found = hierarchies.get(hierarchy.toString());
      int index = found.level(level.toString());
      return new Last(
          hierarchy, level, hierarchy.clone(), level.clone(), found, index, new Answer[SLOTS]);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Function function && function.hierarchies.equals(hierarchies);
    }

    @Override
    public int hashCode() {
      return hierarchies.hashCode();
    }

    private static final int SLOT_BITS = 12;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** What was found for a value; others may look while it is replaced. */
    private record Answer(UTF8String value, UTF8String ancestor) {}

    /**
     * What the row before asked for. Literals are the same two objects in each row, which is sooner
     * seen than that they are equal.
     *
     * @param answers the last ones, by the begin of the value: a column has few values, and its
     *     first bytes are sooner mixed than all are hashed
     */
    private record Last(
        UTF8String hierarchy,
        UTF8String level,
        UTF8String name,
        UTF8String levelName,
        Hierarchy found,
        int index,
        Answer[] answers) {

      UTF8String ancestor(UTF8String value) {
        int slot = (int) ((value.getPrefix() + value.numBytes()) * ODD >>> 64 - SLOT_BITS);
        Answer answer = answers[slot];
        if (answer == null || !answer.value.equals(value)) {
          answer = new Answer(value.clone(), found.ancestor(value, index));
          answers[slot] = answer;
        }
        return answer.ancestor;
      }
    }
  }
}
