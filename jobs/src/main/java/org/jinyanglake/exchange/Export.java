package org.jinyanglake.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;

/**
 * Writes what a zone shows of a dataset as files for others: the data, {@code metadata.json} and
 * {@code SHA256SUMS}, in a folder that appears complete or not at all.
 */
public final class Export {
  private final Contract contract;
  private final Zone zone;
  private final Engine engine;

  private Export(Contract contract, Zone zone, Engine engine) {
    this.contract = contract;
    this.zone = zone;
    this.engine = engine;
  }

  /**
   * An export from a zone for readers.
   *
   * @throws IllegalArgumentException for any other zone
   */
  public static Export of(Contract contract, Zone zone, Engine engine) {
    if (zone != Zone.OPEN && zone != Zone.CONDITIONAL) {
      throw new IllegalArgumentException("nothing is exported from the " + zone + " zone");
    }
    return new Export(contract, zone, engine);
  }

  /** A form of files. */
  public enum Format {
    /** A Delta table that any reader of protocol 1 reads. */
    DELTA,
    /** One UTF-8 file with a header, safe for spreadsheet programs. */
    CSV,
    /** One UTF-8 file, one JSON object a line. */
    JSON,
    /** One Excel workbook. */
    XLSX,
    /** Parquet files as Spark writes them. */
    PARQUET
  }

  /**
   * What was written.
   *
   * @param snapshot of the zone's table, as text, for a JSON number cannot hold it
   * @param files names below the folder, with their SHA-256
   */
  public record Result(
      String dataset,
      String zone,
      String snapshot,
      String format,
      String folder,
      long rows,
      Map<String, String> files) {}

  /** An export that cannot be; the message says why and what can. */
  public static final class ImpossibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImpossibleException(String message) {
      super(message);
    }
  }

  /**
   * Writes a version.
   *
   * @param folder a Hadoop path; appears when all is written
   * @param replace whether a folder that is there is replaced
   * @throws ImpossibleException if it is there and is not to be replaced, or the form cannot hold
   *     the rows
   */
  public Result execute(Version version, Format format, Path folder, boolean replace) {
    try (FileSystem found = FileSystem.newInstance(folder.toUri(), engine.lake().hadoop())) {
      // Hadoop keeps checksum files of its own beside local files and does not list them.
      FileSystem fs = found instanceof LocalFileSystem local ? local.getRaw() : found;
      if (fs.exists(folder) && !replace) {
        throw new ImpossibleException(folder + " is there already: name another, or add --force");
      }
      Path aside =
          new Path(folder.getParent(), "." + folder.getName() + "." + UUID.randomUUID() + ".tmp");
      try {
        long rows = write(version, format, fs, aside);
        Map<String, String> files = hashes(fs, aside);
        text(fs, new Path(aside, "metadata.json"), metadata(version, format, rows));
        files.putAll(hashes(fs, aside));
        StringBuilder sums = new StringBuilder();
        files.forEach((name, hash) -> sums.append(hash).append("  ").append(name).append('\n'));
        text(fs, new Path(aside, "SHA256SUMS"), sums.toString());
        if (replace) {
          fs.delete(folder, true);
        }
        if (!fs.rename(aside, folder)) {
          throw new LakeException("cannot move " + aside + " to " + folder);
        }
        return new Result(
            contract.dataset().toString(),
            zone.catalog(),
            String.valueOf(version.snapshot().snapshotId()),
            format.name().toLowerCase(Locale.ROOT),
            folder.toString(),
            rows,
            files);
      } finally {
        fs.delete(aside, true);
      }
    } catch (IOException e) {
      throw new LakeException("cannot export to " + folder + ": " + e.getMessage(), e);
    }
  }

  private long write(Version version, Format format, FileSystem fs, Path folder)
      throws IOException {
    long rows =
        version.files().values().stream()
            .flatMap(files -> files.stream())
            .mapToLong(file -> file.recordCount())
            .sum();
    if (format == Format.XLSX && rows > SheetFile.MOST_ROWS) {
      throw new ImpossibleException(
          String.format(
              Locale.ROOT,
              "%s has %,d rows, a sheet holds %,d: export it as csv or parquet",
              contract.dataset(),
              rows,
              SheetFile.MOST_ROWS));
    }
    fs.mkdirs(folder);
    Dataset<Row> data = engine.in(contract.zone()).read(version);
    String name = contract.dataset().name();
    switch (format) {
      case DELTA -> delta(data, folder);
      case PARQUET -> data.write().mode("append").parquet(folder.toString());
      case CSV -> RowFile.csv(data, contract.zone(), fs, new Path(folder, name + ".csv"));
      case JSON -> RowFile.json(data, contract.zone(), fs, new Path(folder, name + ".jsonl"));
      case XLSX -> SheetFile.write(data, contract, fs, new Path(folder, name + ".xlsx"));
    }
    return rows;
  }

  /** Delta asks for its extensions of SQL and its catalog, which a plain write does not use. */
  private static void delta(Dataset<Row> data, Path folder) {
    SparkSession session = data.sparkSession();
    String check = "spark.databricks.delta.requiredSparkConfsCheck.enabled";
    session.conf().set(check, "false");
    try {
      data.write()
          .format("delta")
          .mode("append")
          .option("delta.enableDeletionVectors", "false")
          .option("delta.columnMapping.mode", "none")
          .option("delta.minReaderVersion", "1")
          .option("delta.minWriterVersion", "2")
          .save(folder.toString());
    } finally {
      session.conf().unset(check);
    }
  }

  private String metadata(Version version, Format format, long rows) {
    ObjectNode metadata = Evidence.JSON.createObjectNode();
    metadata.put("dataset", contract.dataset().toString());
    metadata.put("title", contract.title());
    metadata.put("tenant", contract.tenant());
    metadata.put("provider", contract.provider());
    metadata.put("zone", zone.catalog());
    metadata.put("snapshot", String.valueOf(version.snapshot().snapshotId()));
    metadata.put(
        "releasedAt",
        java.time.Instant.ofEpochMilli(version.snapshot().timestampMillis()).toString());
    metadata.put("run", version.snapshot().summary().get(Lake.RUN));
    metadata.put("contract", version.state().contract());
    metadata.put("format", format.name().toLowerCase(Locale.ROOT));
    metadata.put("timeZone", contract.zone().getId());
    metadata.put("rows", rows);
    metadata.put("openingType", contract.openingType().name().toLowerCase(Locale.ROOT));
    metadata.put("legalBasis", contract.legalBasis());
    metadata.put("purpose", contract.purpose());
    metadata.put("limitations", contract.limitations());
    metadata.put("usage", contract.usage());
    ObjectNode columns = metadata.putObject("columns");
    contract.columns(zone).forEach(column -> columns.put(column.name(), column.label()));
    return metadata.toPrettyString() + "\n";
  }

  private static void text(FileSystem fs, Path path, String text) throws IOException {
    try (OutputStream out = fs.create(path, false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Of every file below the folder, after what Hadoop leaves beside its files is deleted. */
  private static Map<String, String> hashes(FileSystem fs, Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    String root = fs.makeQualified(folder).toUri().getPath() + "/";
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      String name = file.getName();
      if (name.equals("_SUCCESS") || (name.startsWith(".") && name.endsWith(".crc"))) {
        fs.delete(file, false);
      } else {
        hashes.put(file.toUri().getPath().substring(root.length()), sha256(fs, file));
      }
    }
    return hashes;
  }

  private static String sha256(FileSystem fs, Path path) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(fs.open(path), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
