package org.jinyanglake.release;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.release.identifiers.ClassifiedScanner;
import org.jinyanglake.release.identifiers.IdentifierScanner;

/**
 * Judges what a reader of the catalog sees without opening a file: names and paths of files, bounds
 * and keys in manifests, the table's place, properties and comments, and the summaries of its
 * snapshots. Runs on the driver, over what it has in memory already.
 */
final class CatalogMetadata {
  /** What Iceberg and Spark call files; a source's name or a value has no place in it. */
  private static final Pattern FILE_NAME =
      Pattern.compile(
          "[0-9]{5,7}-[0-9]{1,8}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]-[0-9]{5,7}\\.parquet");

  private final Contract contract;
  private final Zone zone;
  private final Table table;
  private final IdentifierScanner identifiers = new IdentifierScanner();
  private final ClassifiedScanner classified;

  CatalogMetadata(Gate.Staged staged) {
    contract = staged.contract();
    zone = staged.zone();
    table = staged.table();
    classified = new ClassifiedScanner(staged.policy().classified());
  }

  /** Judges one file's entry in a manifest. */
  void judge(DataFile file, Findings findings) {
    String path = file.location();
    String name = path.substring(path.lastIndexOf('/') + 1);
    add(
        "",
        "files with names that Iceberg did not give",
        !FILE_NAME.matcher(name).matches(),
        findings);
    add(
        "",
        "files with a key, which the lake does not encrypt by",
        file.keyMetadata() != null,
        findings);
    judge(file.lowerBounds(), findings);
    judge(file.upperBounds(), findings);
  }

  private void judge(Map<Integer, ByteBuffer> bounds, Findings findings) {
    if (bounds == null) {
      return;
    }
    bounds.forEach(
        (id, bound) -> {
          Types.NestedField field = table.schema().findField(id);
          String column = field == null ? "" : field.name();
          if (!isPublic(column)) {
            findings.add(
                Check.BOUNDS,
                column,
                "bounds of a column that is not public; set its metrics mode to none",
                1);
          } else if (field.type().isPrimitiveType()) {
            Object value = Conversions.fromByteBuffer(field.type(), bound.duplicate());
            findings.add(
                Check.IDENTIFIERS, column, "bounds that hold an identifier", holds(value) ? 1 : 0);
          }
        });
  }

  private boolean holds(Object value) {
    return value instanceof Long number
        ? holdsNumber(identifiers.scan(number))
        : holdsIdentifier(value.toString());
  }

  private boolean isPublic(String name) {
    return opened().stream()
        .anyMatch(
            column ->
                column.name().equals(name) && column.classification() == Classification.PUBLIC);
  }

  private List<Column> opened() {
    return contract.columns(zone);
  }

  /** Judges what all files of the table have in common. */
  void judgeTable(Findings findings) {
    Map<String, String> properties = table.properties();
    properties.forEach(
        (key, value) -> {
          add("", "table properties that hold an identifier", holdsIdentifier(value), findings);
          add(
              "",
              "properties by which files get Bloom filters",
              isBloomFilter(key, value),
              findings);
        });
    Set<String> labels = new HashSet<>();
    contract.columns().forEach(column -> labels.add(column.label()));
    for (Types.NestedField field : table.schema().columns()) {
      add(
          field.name(),
          "comments of columns that are not the contract's",
          field.doc() != null && !labels.contains(field.doc()),
          findings);
    }
    Set<String> opened = new TreeSet<>(opened().stream().map(Column::name).toList());
    for (Types.NestedField field : table.schema().columns()) {
      add(
          field.name(),
          "columns of the table that the contract does not open",
          !opened.contains(field.name()),
          findings);
    }
    for (Snapshot snapshot : table.snapshots()) {
      snapshot
          .summary()
          .values()
          .forEach(
              value ->
                  add(
                      "",
                      "snapshot summaries that hold an identifier",
                      holdsIdentifier(value),
                      findings));
    }
    add("", "a table whose place holds an identifier", holdsIdentifier(table.location()), findings);
  }

  private static boolean isBloomFilter(String key, String value) {
    return key.startsWith("write.parquet.bloom-filter-enabled") && !value.equals("false");
  }

  private boolean holdsIdentifier(String text) {
    return holdsNumber(identifiers.scan(text)) || classified.scan(text, false) != null;
  }

  private static boolean holdsNumber(int found) {
    return (found & ~IdentifierScanner.FIFTEEN_DIGITS & ~IdentifierScanner.OLD_ID_SHAPE) != 0;
  }

  private static void add(String column, String what, boolean wrong, Findings findings) {
    findings.add(Check.METADATA, column, what, wrong ? 1 : 0);
  }
}
