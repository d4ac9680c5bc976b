package org.jinyanglake.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.LakeException;

/** What a file would bring if it were collected. */
public final class Preview {
  private Preview() {}

  /**
   * The rows that a file would bring, wherever it lies. Nothing is stored; rows that would be
   * refused are not among them.
   *
   * @throws LakeException if the file as a whole would be refused, and why
   */
  public static Dataset<Row> of(Contract contract, Engine engine, Path file) {
    Account account = new Account(contract, Map.of());
    try {
      FileSystem fs = file.getFileSystem(engine.lake().hadoop());
      FileStatus status = fs.getFileStatus(file);
      LandingFile landed =
          new LandingFile(file.getName(), file, status.getLen(), status.getModificationTime());
      Map<LandingFile, Fingerprint> prints =
          new Delivered(contract, engine.lake()).preview(fs, landed);
      List<CheckedFile> readable =
          new Choice(contract, account, false, Optional.empty())
              .of(new Intake(contract, account, false).sort(prints));
      if (readable.isEmpty()) {
        throw new LakeException(
            Stream.concat(account.held().stream(), account.notes().stream())
                .collect(Collectors.joining("; ")));
      }
      return new RawRows(engine, "", Optional.empty(), Instant.now())
          .of(contract, readable, Tally.in(engine.spark()));
    } catch (IOException | UncheckedIOException e) {
      throw new LakeException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
