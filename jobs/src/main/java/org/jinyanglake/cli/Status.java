package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.pipeline.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows how the datasets stand. */
@Command(
    name = "status",
    description = "How each dataset stands: collected, refused, released, held back, waiting.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake status                          all datasets",
      "  lake status health.epidemic_daily    one of them"
    })
final class Status implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "domain.name; default: all.")
  private List<String> datasets = new ArrayList<>();

  /** What {@code --json} prints. */
  private record Report(List<Standing> datasets, long records, String head) {}

  @Override
  public Integer call() {
    try (Workplace place = Workplace.existing(options)) {
      LedgerState ledger = Ledger.of(place.lake()).state();
      List<Contract> contracts =
          place.select(datasets).stream().sorted(Comparator.comparing(Contract::dataset)).toList();
      List<Standing> standings =
          contracts.stream()
              .map(each -> Standing.of(place.lake(), each, place.policy(), ledger))
              .toList();
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(out, new Report(standings, ledger.records(), ledger.head()));
      } else {
        print(out, place, contracts, standings);
      }
      return ExitCode.DONE;
    }
  }

  private void print(
      PrintWriter out, Workplace place, List<Contract> contracts, List<Standing> standings) {
    if (standings.stream()
        .allMatch(each -> each.collected().isEmpty() && each.waiting().isEmpty())) {
      out.println(place.empty());
      out.flush();
      return;
    }
    Table table =
        new Table(
            "dataset",
            "opening",
            "collected",
            "rows stored",
            "refused",
            "partitions",
            "released",
            "last release",
            "waiting");
    for (int i = 0; i < standings.size(); i++) {
      Standing each = standings.get(i);
      ZoneId zone = contracts.get(i).zone();
      table.row(
          each.dataset(),
          each.openingType(),
          local(each.collected(), zone),
          grouped(each.stored()),
          grouped(each.refused()),
          each.partitions(),
          released(each.released()),
          local(each.releasedAt(), zone),
          waiting(each));
    }
    table.print(out);
    for (Standing each : standings) {
      if (!each.approval().isEmpty()) {
        out.println("approval: " + each.dataset() + ": " + each.approval());
      }
      each.held()
          .forEach(why -> out.println(Table.visible("held back: " + each.dataset() + ": " + why)));
      each.withdrawn().stream()
          .limit(MOST_SHOWN)
          .forEach(
              gone ->
                  out.println(Table.visible("withdrawn: " + each.dataset() + ": " + gone.line())));
      if (each.withdrawn().size() > MOST_SHOWN) {
        out.printf(
            "withdrawn: %s: %d more; --json names all%n",
            each.dataset(), each.withdrawn().size() - MOST_SHOWN);
      }
    }
    out.flush();
  }

  private static String waiting(Standing standing) {
    List<String> waiting = new ArrayList<>();
    if (!standing.waiting().isEmpty()) {
      waiting.add(Table.counted(standing.waiting().size(), "file"));
    }
    if (!standing.approval().isEmpty()) {
      waiting.add("approval");
    }
    return String.join(", ", waiting);
  }

  private static String released(Map<String, Integer> zones) {
    return zones.entrySet().stream()
        .map(zone -> zone.getKey() + ": " + zone.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String local(String instant, ZoneId zone) {
    return instant.isEmpty()
        ? ""
        : DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
            .withZone(zone)
            .format(Instant.parse(instant));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
