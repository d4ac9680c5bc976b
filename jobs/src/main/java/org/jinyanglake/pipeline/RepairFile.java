package org.jinyanglake.pipeline;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * The refused rows of a dataset as a file to be corrected and delivered: the place of each, why it
 * was refused, the record where it could not be cut into cells, and the contract's source columns.
 * Holds raw values.
 */
public final class RepairFile {
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]|[\\x80-\\x9f]");

  private final Contract contract;
  private final Collection<RefusedHistory.Entry> rows;

  private RepairFile(Contract contract, Collection<RefusedHistory.Entry> rows) {
    this.contract = contract;
    this.rows = rows;
  }

  /**
   * Of the rows that collection refused and that were not repaired yet.
   *
   * @param file only of this landing file; empty: of all
   */
  public static RepairFile of(Lake lake, Contract contract, String file) {
    Version raw = lake.version(Zone.RAW, contract.dataset()).orElse(null);
    if (raw == null || !(contract.source() instanceof Source.Files)) {
      return new RepairFile(contract, List.of());
    }
    State state = raw.state();
    return new RepairFile(
        contract,
        RefusedHistory.of(lake, raw, any -> true).open(contract, state).values().stream()
            .filter(each -> file.isEmpty() || each.row().file().equals(file))
            .toList());
  }

  /** The number of rows. */
  public int rows() {
    return rows.size();
  }

  /** Writes it, readable for its owner only; a file of that name is replaced. */
  public void write(Path out) throws IOException {
    Files.deleteIfExists(out);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (CsvWriter writer =
        CsvWriter.builder()
            .build(
                new BufferedWriter(
                    new OutputStreamWriter(
                        Channels.newOutputStream(Files.newByteChannel(out, options, mode)),
                        StandardCharsets.UTF_8)))) {
      List<String> header = new ArrayList<>(RefusedRows.COLUMNS);
      contract.sourceColumns().forEach(column -> header.add(column.header()));
      writer.writeRecord(header);
      for (RefusedHistory.Entry row : rows) {
        writer.writeRecord(record(row));
      }
    }
  }

  private List<String> record(RefusedHistory.Entry entry) {
    RefusedRows.Row row = entry.row();
    List<Column> columns = contract.sourceColumns();
    List<String> names = columns.stream().map(Column::name).toList();
    boolean cut = entry.isCut() && names.containsAll(entry.columns());
    List<String> record =
        new ArrayList<>(List.of(entry.name(), row.reason(), cut ? "" : printable(row.text())));
    for (Column column : columns) {
      int at = cut ? entry.columns().indexOf(column.name()) : -1;
      String cell = at < 0 ? null : row.cells().get(at);
      record.add(cell == null ? "" : written(row, cell, column));
    }
    return record;
  }

  /** What stood in a repaired file is text already. */
  private String written(RefusedRows.Row row, String cell, Column column) {
    return RefusedRows.isRepaired(row.file()) ? cell : WrittenCell.of(cell, column, contract);
  }

  /** Control characters would have the row refused again, wherever they stand in it. */
  private static String printable(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> "\\\\x%02X".formatted((int) found.group().charAt(0)));
  }
}
