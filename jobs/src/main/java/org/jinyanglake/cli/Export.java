package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.exchange.Export.Format;
import org.jinyanglake.exchange.Export.ImpossibleException;
import org.jinyanglake.exchange.Export.Result;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what is released as files. */
@Command(
    name = "export",
    description = "Write what is released of a dataset as files, with checksums.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake export health.epidemic_daily --format csv --out epidemic",
      "  lake export health.hospital_visits --zone conditional --format delta --out visits"
    })
final class Export implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      defaultValue = "open",
      description = "open (default) or conditional.")
  private String zone;

  @Option(
      names = "--format",
      paramLabel = "F",
      required = true,
      description = "delta, csv, json (one object a line), xlsx or parquet.")
  private String format;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to make, or a URI as hdfs://…; appears when all is written.")
  private String out;

  @Option(names = "--force", description = "Replace the folder if it is there.")
  private boolean force;

  @Override
  public Integer call() {
    Zone wanted = Sql.zone(zone);
    if (wanted != Zone.OPEN && wanted != Zone.CONDITIONAL) {
      throw new UsageException("nothing leaves the " + zone + " zone: export open or conditional");
    }
    Format form = format(format);
    Path folder = folder(out);
    try (Workplace place = Workplace.existing(options)) {
      Contract contract = place.select(dataset);
      Version version =
          place
              .lake()
              .version(wanted, contract.dataset())
              .orElseThrow(
                  () ->
                      new UsageException(
                          "nothing of %s is released in the %s zone%s"
                              .formatted(
                                  contract.dataset(),
                                  zone,
                                  contract.opened().contains(wanted)
                                      ? ": see 'lake status " + contract.dataset() + "'"
                                      : "; its contract opens it in "
                                          + (contract.opened().isEmpty()
                                              ? "none"
                                              : contract.opened().stream()
                                                  .map(Zone::catalog)
                                                  .toList()))));
      try (Engine engine = Engine.start(place.lake())) {
        print(
            org.jinyanglake.exchange.Export.of(contract, wanted, engine)
                .execute(version, form, folder, force));
      }
      return ExitCode.DONE;
    } catch (ImpossibleException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void print(Result result) {
    PrintWriter to = spec.commandLine().getOut();
    if (options.json()) {
      Json.print(to, result);
      return;
    }
    to.printf(
        Locale.ROOT,
        "%s: %,d rows of snapshot %s as %s in %s%n",
        result.dataset(),
        result.rows(),
        result.snapshot(),
        result.format(),
        result.folder());
    to.println("check it with: cd " + out + " && sha256sum -c SHA256SUMS");
    to.flush();
  }

  private static Format format(String name) {
    return Arrays.stream(Format.values())
        .filter(each -> each.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("no format '" + name + "': delta, csv, json, xlsx, parquet"));
  }

  /** A URI with a scheme of two letters or more is one; all else is a local folder. */
  private static Path folder(String name) {
    return name.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*")
        ? new Path(name)
        : new Path(
            "file", null, java.nio.file.Path.of(name).toAbsolutePath().normalize().toString());
  }
}
