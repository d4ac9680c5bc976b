package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.pipeline.Rebuild.Outcome;
import org.jinyanglake.pipeline.Rebuild.Partition;
import org.jinyanglake.pipeline.Rebuild.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves that released rows follow from what their certificates name. */
@Command(
    name = "rebuild",
    description =
        "Make released partitions anew from what their certificates name, and compare; changes nothing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake rebuild health.hospital_visits",
      "  lake rebuild health.hospital_visits --partition day=2024-03-10 --zone conditional"
    })
final class Rebuild implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--partition",
      paramLabel = "P",
      description = "A partition, as day=2020-01-11 (default: all that are released).")
  private String partition;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      description = "open or conditional (default: each zone that has the dataset).")
  private String zone;

  @Override
  public Integer call() {
    Collection<Zone> zones = zones();
    Engine[] started = new Engine[1];
    try (Progress progress = Progress.onStandardError();
        Workplace place = Workplace.existing(options, progress)) {
      Contract contract = place.select(dataset);
      known(place, contract, zones);
      Result result =
          place
              .pipeline()
              .rebuild(
                  contract.dataset(),
                  zones,
                  Optional.ofNullable(partition),
                  () -> started[0] = Engine.start(place.lake()));
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(out, result);
      } else {
        print(out, result);
      }
      return result.count(Outcome.EQUAL) == result.partitions().size()
          ? ExitCode.DONE
          : ExitCode.HELD_BACK;
    } finally {
      if (started[0] != null) {
        started[0].close();
      }
    }
  }

  private Collection<Zone> zones() {
    if (zone == null) {
      return List.of(Zone.OPEN, Zone.CONDITIONAL);
    }
    Zone wanted = Sql.zone(zone);
    if (wanted != Zone.OPEN && wanted != Zone.CONDITIONAL) {
      throw new UsageException("nothing is released in the " + zone + " zone: open or conditional");
    }
    return List.of(wanted);
  }

  private void known(Workplace place, Contract contract, Collection<Zone> zones) {
    TreeSet<String> released = new TreeSet<>();
    zones.forEach(
        each ->
            place
                .lake()
                .version(each, contract.dataset())
                .ifPresent(version -> released.addAll(version.state().partitions().keySet())));
    if (partition != null && !released.contains(partition)) {
      throw new UsageException(
          "%s has no released partition '%s': %s"
              .formatted(
                  contract.dataset(),
                  partition,
                  released.isEmpty()
                      ? "it has none"
                      : "it has %d, from '%s' to '%s'"
                          .formatted(released.size(), released.first(), released.last())));
    }
  }

  private static void print(PrintWriter out, Result result) {
    if (result.partitions().isEmpty()) {
      out.println(result.dataset() + ": nothing is released");
      out.flush();
      return;
    }
    Table table = new Table("zone", "partition", "rows", "content", "result");
    for (Partition each : result.partitions()) {
      table.row(
          each.zone(),
          each.partition().isEmpty() ? "(whole table)" : each.partition(),
          each.outcome() == Outcome.IMPOSSIBLE
              ? ""
              : String.format(Locale.ROOT, "%,d", each.rows()),
          each.content(),
          each.outcome() == Outcome.IMPOSSIBLE
              ? "cannot be rebuilt"
              : each.outcome().name().toLowerCase(Locale.ROOT));
    }
    table.print(out);
    result.partitions().stream()
        .filter(each -> !each.reason().isEmpty())
        .forEach(
            each ->
                out.println(
                    "%s.%s %s: %s"
                        .formatted(
                            each.zone(), result.dataset(), each.partition(), each.reason())));
    out.printf(
        Locale.ROOT,
        "%s: %,d of %,d partitions equal%n",
        result.dataset(),
        result.count(Outcome.EQUAL),
        result.partitions().size());
    out.flush();
  }
}
