package org.jinyanglake.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A column of a dataset.
 *
 * @param name its name in every table, {@code [a-z][a-z0-9_]{0,62}}
 * @param header its name in the source (ODCS physicalName), by default {@code name}
 * @param label its name for people (ODCS businessName), by default {@code name}
 * @param description a sentence for people, may be empty
 * @param type its type
 * @param format how a date or timestamp is written in the source (java.time pattern); empty: ISO
 *     8601
 * @param expression a Spark SQL expression over the other columns from which it is computed (ODCS
 *     transformLogic); empty: it is read from the source
 * @param required whether a null is refused
 * @param partition whether the table is partitioned by it (identity)
 * @param key its place in the primary key, from 1; 0: not part of it
 * @param classification what it can tell about a person
 * @param techniques the zones in which it is opened and how it is desensitized there; a zone that
 *     is absent never sees the column
 * @param grade its grade; empty: its dataset's
 * @param sensitivePersonal whether it is 敏感个人信息 (Personal Information Protection Law, 28)
 * @param exclusion what is left out where a value holds classified content
 * @param aliases other names that it has or had in the source
 * @param mayBeMissing whether files may lack it, so that it is null in all their rows; of
 *     fixed-width text whether records may end before it
 * @param cells how its cells are written
 */
public record Column(
    String name,
    String header,
    String label,
    String description,
    Type type,
    Optional<String> format,
    Optional<String> expression,
    boolean required,
    boolean partition,
    int key,
    Classification classification,
    Map<Zone, TechniqueSpec> techniques,
    Optional<Grade> grade,
    boolean sensitivePersonal,
    Exclusion exclusion,
    List<String> aliases,
    boolean mayBeMissing,
    CellFormat cells) {

  public Column {
    techniques = Map.copyOf(techniques);
    aliases = List.copyOf(aliases);
  }

  /** A column of its dataset's grade. */
  public Column(
      String name,
      String header,
      String label,
      String description,
      Type type,
      Optional<String> format,
      Optional<String> expression,
      boolean required,
      boolean partition,
      int key,
      Classification classification,
      Map<Zone, TechniqueSpec> techniques) {
    this(
        name,
        header,
        label,
        description,
        type,
        format,
        expression,
        required,
        partition,
        key,
        classification,
        techniques,
        Optional.empty(),
        false,
        Exclusion.ROW,
        List.of(),
        false,
        CellFormat.PLAIN);
  }

  /** The same column of another type. */
  public Column of(Type other) {
    return new Column(
        name,
        header,
        label,
        description,
        other,
        format,
        expression,
        required,
        partition,
        key,
        classification,
        techniques,
        grade,
        sensitivePersonal,
        exclusion,
        aliases,
        mayBeMissing,
        cells);
  }

  /** Whether a zone sees it. */
  public boolean opens(Zone zone) {
    return techniques.containsKey(zone) && !techniques.get(zone).name().equals("suppress");
  }
}
