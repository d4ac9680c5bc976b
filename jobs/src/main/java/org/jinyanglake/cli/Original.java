package org.jinyanglake.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Originals;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a landing file back as it was delivered. */
@Command(
    name = "original",
    description = "A landing file as it was delivered, byte by byte, though it is gone by now.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lake original transport.bus_swipes --file transport/bus_swipes/2024-03-04.csv --out 0304.csv"
    })
final class Original implements Callable<Integer> {
  private static final String IN_ARCHIVE = "!/";

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--file",
      paramLabel = "F",
      required = true,
      description = "The landing file, as the table names it, or its SHA-256.")
  private String file;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "The file to make. It holds raw values; only you can read it.")
  private Path out;

  /** What {@code --json} prints. */
  private record Report(String dataset, String sha256, long bytes, String file) {}

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new UsageException(out + " is there already: name another file");
    }
    try (Workplace place = Workplace.existing(options)) {
      Contract contract = place.select(dataset);
      String sha256 = sha256(place.lake(), contract);
      long bytes = write(Originals.of(place.lake(), contract.dataset()), sha256);
      if (bytes < 0) {
        throw new UsageException(
            "%s is not kept: %s"
                .formatted(
                    file,
                    contract.keepOriginals()
                        ? "its term is over, or it was collected before files were kept"
                        : "the contract says keepOriginals: false"));
      }
      PrintWriter to = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(to, new Report(contract.dataset().toString(), sha256, bytes, out.toString()));
      } else {
        to.printf(Locale.ROOT, "%s: %,d bytes with SHA-256 %s%n", out, bytes, sha256);
        to.flush();
      }
      return ExitCode.DONE;
    }
  }

  private String sha256(Lake lake, Contract contract) {
    if (file.matches("[0-9a-f]{64}")) {
      return file;
    }
    if (file.contains(IN_ARCHIVE)) {
      throw new UsageException(
          file
              + " lies in an archive, which is kept as a whole: --file "
              + file.substring(0, file.indexOf(IN_ARCHIVE)));
    }
    State.FileState state =
        lake.version(Zone.RAW, contract.dataset())
            .map(Version::state)
            .orElse(State.EMPTY)
            .files()
            .get(file);
    if (state == null) {
      throw new UsageException(
          "%s knows no file %s: 'lake trace' and 'lake refused' name them below the landing folder"
              .formatted(contract.dataset(), file));
    }
    if (state.sha256().isEmpty()) {
      throw new UsageException(
          "%s is not kept, since it could not be read: %s".formatted(file, state.reason()));
    }
    return state.sha256();
  }

  /** Writes a file that appears when it is whole. */
  private long write(Originals originals, String sha256) {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      long bytes;
      try (OutputStream to =
          Channels.newOutputStream(
              Files.newByteChannel(
                  part,
                  Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------"))))) {
        bytes = originals.write(sha256, to);
      }
      if (bytes >= 0) {
        Files.move(part, out);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out, e);
    } finally {
      delete(part);
    }
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + part, e);
    }
  }
}
