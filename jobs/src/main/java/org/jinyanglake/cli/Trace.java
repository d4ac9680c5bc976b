package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.pipeline.Trace.OfFile;
import org.jinyanglake.pipeline.Trace.OfPartition;
import org.jinyanglake.pipeline.Trace.Release;
import org.jinyanglake.pipeline.Trace.SourceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes from a released partition to the landing files, and back. */
@Command(
    name = "trace",
    description = "From a released partition to the files that it came from, or back.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake trace health.epidemic_daily --partition date=2020-01-11",
      "  lake trace health.epidemic_daily --file health/epidemic_daily/2020-01-11.csv"
    })
final class Trace implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--partition",
      paramLabel = "P",
      description = "A partition, as day=2020-01-11; left out: the whole of a table without any.")
  private String partition;

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "A landing file, by its path below the landing folder.")
  private String file;

  @Override
  public Integer call() {
    if (partition != null && file != null) {
      throw new UsageException("give --partition or --file, not both");
    }
    try (Workplace place = Workplace.existing(options)) {
      Contract contract = place.select(dataset);
      var trace = org.jinyanglake.pipeline.Trace.of(place.lake(), contract);
      PrintWriter out = spec.commandLine().getOut();
      if (file != null) {
        known("file", file, trace.files(), contract);
        OfFile found = trace.file(file);
        if (options.json()) {
          Json.print(out, found);
        } else {
          print(out, found);
        }
      } else {
        String path = partition == null ? "" : partition;
        known("partition", path, trace.partitions(), contract);
        OfPartition found = trace.partition(path);
        if (options.json()) {
          Json.print(out, found);
        } else {
          print(out, found);
        }
      }
      out.flush();
      return ExitCode.DONE;
    }
  }

  private static void known(String what, String name, SortedSet<String> all, Contract contract) {
    if (!all.contains(name)) {
      throw new UsageException(
          "%s has no %s%s: %s"
              .formatted(
                  contract.dataset(),
                  what,
                  name.isEmpty() ? " without a name" : " '" + name + "'",
                  all.isEmpty()
                      ? "it has none yet; 'lake run' collects"
                      : all.size() == 1
                          ? "it has '" + all.first() + "'"
                          : "it has %d, from '%s' to '%s'"
                              .formatted(all.size(), all.first(), all.last())));
    }
  }

  private static void print(PrintWriter out, OfPartition found) {
    out.println(found.dataset() + (found.partition().isEmpty() ? "" : " " + found.partition()));
    if (found.releases().isEmpty()) {
      out.println("is in no zone for readers");
    }
    found
        .withdrawn()
        .forEach(
            each ->
                out.println(
                    "withdrawn from the %s zone since %s: %s%s"
                        .formatted(
                            each.zone(),
                            each.since(),
                            each.words(),
                            each.certificate().isEmpty()
                                ? ""
                                : "; its certificate " + each.certificate() + " has ended")));
    found.releases().forEach(release -> print(out, release));
    out.println();
    out.println("made from raw snapshot " + found.snapshot());
    found
        .inputs()
        .forEach((dataset, snapshot) -> out.println("  of " + dataset + " snapshot " + snapshot));
    if (!found.files().isEmpty()) {
      files(out, found.files());
    }
  }

  private static void print(PrintWriter out, OfFile found) {
    out.println(found.dataset());
    files(out, List.of(found.file()));
    if (!found.file().reason().isEmpty()) {
      out.println(Table.visible(found.file().reason()));
    }
    found
        .repairedBy()
        .forEach(
            (file, rows) ->
                out.println(Table.visible(rows + " of its refused rows repaired by " + file)));
    found
        .repairs()
        .forEach(
            (file, rows) -> out.println(Table.visible("repairs " + rows + " rows of " + file)));
    out.println();
    if (found.partitions().isEmpty()) {
      out.println("no row of it is in the lake now");
      return;
    }
    Table table = new Table("raw partition", "rows of the file", "released in");
    found
        .partitions()
        .forEach(
            (path, rows) ->
                table.row(
                    path.isEmpty() ? "(whole table)" : path,
                    grouped(rows),
                    String.join(
                        ", ",
                        found.releases().stream()
                            .filter(release -> release.isOf(path))
                            .map(Release::zone)
                            .toList())));
    table.print(out);
    found.releases().forEach(release -> print(out, release));
  }

  private static void print(PrintWriter out, Release release) {
    out.println();
    out.println(
        "in the %s zone%s"
            .formatted(
                release.zone(), release.partition().isEmpty() ? "" : ": " + release.partition()));
    if (!release.merged().isEmpty()) {
      out.println("  merged of    " + String.join(", ", release.merged()));
    }
    if (release.issuedAt().isEmpty()) {
      out.println("  certificate " + release.certificate() + " is not in the ledger yet:");
      out.println("  'lake run' records it if a run was cut off; see 'lake verify'");
      return;
    }
    long failures = release.gate().values().stream().mapToLong(Long::longValue).sum();
    out.println("  snapshot     " + release.snapshot());
    out.println("  certificate  " + release.certificate() + ", signed " + release.issuedAt());
    out.printf(
        Locale.ROOT,
        "  rows         %,d of %,d, %,d withheld%n",
        release.rowsOut(),
        release.rowsIn(),
        release.withheld());
    if (release.classes().kRequired() > 0) {
      out.println("  classes      " + release.classes().words());
    }
    out.println("  contract     version " + release.version() + ", " + release.contract());
    if (release.keyVersion() > 0) {
      out.println("  key          version " + release.keyVersion());
    }
    out.println("  proposed by  " + release.proposer());
    out.println("  approved by  " + release.approver() + ", " + release.approvedAt());
    out.println(
        "  gate         "
            + (release.gate().isEmpty()
                ? "nothing to judge: no rows"
                : failures == 0
                    ? "passed: " + String.join(", ", release.gate().keySet())
                    : failures + " failures"));
    out.println("  made from    raw snapshot " + release.source());
  }

  private static void files(PrintWriter out, List<SourceFile> files) {
    Table table =
        new Table("file", "rows here", "rows", "stored", "refused", "bytes", "outcome", "sha256");
    for (SourceFile each : files) {
      table.row(
          each.file(),
          grouped(each.here()),
          grouped(each.records()),
          grouped(each.stored()),
          grouped(each.refused()),
          grouped(each.size()),
          each.outcome(),
          each.sha256().substring(0, Math.min(16, each.sha256().length())));
    }
    table.print(out);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
