package org.jinyanglake.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jinyanglake.contract.Source.Format;

/** Checks how a contract finds its columns in files: by names that may change, or by positions. */
final class HeaderNames {
  private HeaderNames() {}

  static void check(Optional<Source> source, List<ColumnReader.Result> columns, Report report) {
    boolean named =
        source
            .filter(Source.Files.class::isInstance)
            .map(Source.Files.class::cast)
            .filter(files -> files.format() == Format.CSV || files.format() == Format.EXCEL)
            .filter(Source.Files::named)
            .isPresent();
    boolean fixed =
        source
            .filter(Source.Files.class::isInstance)
            .filter(files -> ((Source.Files) files).format() == Format.FIXED)
            .isPresent();
    Map<String, Column> owners = new HashMap<>();
    for (ColumnReader.Result each : columns) {
      Column column = each.column();
      if ((!column.aliases().isEmpty() && !named) || (column.mayBeMissing() && !named && !fixed)) {
        report.error(
            each.place(),
            "column %s: aliases and mayBeMissing are for csv and excel with a header, mayBeMissing for fixed too; delete them"
                .formatted(column.name()));
      }
      boolean read = column.expression().isEmpty();
      if ((fixed && read) != column.cells().first() > 0) {
        report.error(
            each.place(),
            fixed && read
                ? "column %s: fixed-width text needs its position; add {property: position, value: \"1-8\"}"
                    .formatted(column.name())
                : "column %s: position is for columns that are read from fixed-width text; delete it"
                    .formatted(column.name()));
      }
      if (column.mayBeMissing() && (column.required() || column.partition() || column.key() > 0)) {
        report.error(
            each.place(),
            "column %s is required, part of the key or of the partition, so no file may lack it; delete mayBeMissing"
                .formatted(column.name()));
      }
      Stream.concat(Stream.of(column.header()), column.aliases().stream())
          .distinct()
          .forEach(name -> claim(name, each, owners, report));
    }
  }

  private static void claim(
      String name, ColumnReader.Result by, Map<String, Column> owners, Report report) {
    Column owner = owners.putIfAbsent(name, by.column());
    boolean alias =
        owner != null && (owner.aliases().contains(name) || by.column().aliases().contains(name));
    if (alias) {
      report.error(
          by.place(),
          "'%s' is a name of column %s and of column %s; delete one alias"
              .formatted(Place.shorten(name), owner.name(), by.name()));
    }
  }
}
