package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.OutputFile;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.Certificate;

/**
 * The certificates beside the tables, for readers who have no ledger: {@code
 * _certificates/PARTITION/ID.json} below a table's location. Iceberg's removal of orphan files
 * passes over names that begin with an underscore.
 *
 * <p>They are written from the evidence of a commit when the ledger is about to record it, so there
 * is none before its files are published, and what a run that was cut off left out, the next one
 * writes. They stay when their partition is replaced or withdrawn: they are true for whoever has
 * its files; what is open now is told by the table.
 */
final class CertificateFiles {
  private static final String FOLDER = "_certificates";

  private CertificateFiles() {}

  /** Writes those of a commit, given its evidence. */
  static void write(Version version, JsonNode document) {
    for (JsonNode fact : document.path("facts").path("release")) {
      Certificate certificate = Certificate.fromJson(fact.path("certificate").toString());
      write(version.table(), location(version.table(), certificate), bytes(certificate));
    }
  }

  private static void write(Table table, String location, byte[] bytes) {
    OutputFile file = table.io().newOutputFile(location);
    // What a run that died wrote to a part is written anew.
    try (OutputStream out = file.createOrOverwrite()) {
      out.write(bytes);
    } catch (IOException | RuntimeIOException e) {
      throw new LakeException("cannot write " + location + ": " + e.getMessage(), e);
    }
  }

  private static String location(Table table, Certificate certificate) {
    String partition = certificate.partition().isEmpty() ? "" : certificate.partition() + "/";
    return table.location() + "/" + FOLDER + "/" + partition + certificate.id() + ".json";
  }

  private static byte[] bytes(Certificate certificate) {
    return certificate.toJson().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Compares what is beside a table with what the ledger holds. Certificates from before there were
   * such files need none.
   *
   * @param recorded the certificates of the table in the ledger
   * @param fault told of each file what is wrong with it
   */
  static void check(
      Lake lake,
      Version version,
      Collection<Certificate> recorded,
      BiConsumer<String, String> fault) {
    Map<String, Certificate> expected = new TreeMap<>();
    recorded.forEach(each -> expected.put(path(new Path(location(version.table(), each))), each));
    Path folder = new Path(version.table().location(), FOLDER);
    try {
      FileSystem fs = folder.getFileSystem(lake.hadoop());
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
      while (files.hasNext()) {
        Path file = files.next().getPath();
        Certificate certificate = expected.remove(path(file));
        if (certificate == null) {
          fault.accept(file.toString(), "is a certificate that the ledger does not hold");
        } else if (!holds(fs, file, bytes(certificate))) {
          fault.accept(file.toString(), "is not the certificate that the ledger holds");
        }
      }
    } catch (FileNotFoundException e) {
      // none was written yet
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    expected.forEach(
        (path, certificate) -> {
          if (!certificate.chain().equals(Certificate.Chain.UNKNOWN)) {
            fault.accept(path, "is missing: the certificate of what was released");
          }
        });
  }

  private static String path(Path file) {
    return file.toUri().getPath();
  }

  /** One that cannot be read is not what was written. */
  private static boolean holds(FileSystem fs, Path file, byte[] bytes) {
    try (InputStream in = fs.open(file)) {
      return Arrays.equals(in.readNBytes(bytes.length + 1), bytes);
    } catch (IOException e) {
      return false;
    }
  }
}
