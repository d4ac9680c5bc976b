package org.jinyanglake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Problem;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.pipeline.Preview;
import org.jinyanglake.release.PolicyDigest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a contract version would open and proposes it for approval. */
@Command(
    name = "propose",
    description = "Show what a contract version would open, and propose it for approval.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake propose health.hospital_visits                     look only",
      "  lake propose health.hospital_visits --report            a page for the officer",
      "  lake propose health.hospital_visits --key gao.jing.p12  sign; then the officer approves"
    })
final class Propose implements Callable<Integer> {
  private static final double PER_CENT = 100;

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--report",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "Write what an officer has to know as one page of HTML, in Chinese and English"
              + " (default: proposals/DATASET.html in the lake).")
  private String report;

  @Mixin private KeyOption key;

  @Override
  public Integer call() {
    try (Workplace place = Workplace.open(options, Observer.NONE)) {
      Contract contract = place.select(dataset);
      refuseLooserLimits(place, contract);
      refuseStaleVersion(place, contract);
      Optional<Signer> signer = key.signerIfGiven(place.policy().persons());
      Approvals approvals = Approvals.in(Ledger.of(place.lake()));
      signer.ifPresent(each -> approvals.requireProposer(contract, each)); // before a long trial
      Engine[] started = new Engine[1];
      Preview preview;
      try {
        preview = place.pipeline().preview(contract, () -> started[0] = Engine.start(place.lake()));
      } finally {
        if (started[0] != null) {
          started[0].close();
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      signer.ifPresent(
          each ->
              approvals.propose(
                  contract,
                  place.contracts().canonical(contract.dataset()),
                  preview.terms(PolicyDigest.terms(place.policy(), contract)),
                  each));
      NextStep next = NextStep.of(Ledger.of(place.lake()).state(), contract);
      Path page = report == null ? null : page();
      if (page != null) {
        HtmlFile.write(page, ProposalPage.of(preview, contract, next, Instant.now()));
      }
      if (options.json()) {
        Json.print(out, preview);
      } else {
        print(out, preview);
        notice(place, contract)
            .ifPresent(
                term ->
                    out.printf(
                        "%s; it takes effect %s after its approval%n",
                        contract.retired() ? "retires the dataset" : "changes the opening type",
                        term.toDays() > 0 ? Table.counted(term.toDays(), "day") : term));
        out.println(next.inText());
        if (page != null) {
          out.println("the page is " + page.toAbsolutePath().normalize().toUri());
        }
        out.flush();
      }
      return ExitCode.DONE;
    } catch (RefusedApprovalException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private Path page() {
    if (!report.isEmpty()) {
      return Path.of(report);
    }
    Path folder = options.home().resolve("proposals");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException("cannot make " + folder + ": " + e + "; name a file with --report");
    }
    return folder.resolve(dataset + ".html");
  }

  /** How long after its approval the contract takes effect, if not at once. */
  private static Optional<Duration> notice(Workplace place, Contract contract) {
    return last(place, contract)
        .map(before -> Contracts.restore(before.canonical()))
        .map(before -> place.policy().notice().of(before, contract))
        .filter(term -> !term.isZero());
  }

  private static Optional<Approval> last(Workplace place, Contract contract) {
    return Ledger.of(place.lake()).state().inForce(contract.dataset().toString(), Instant.now());
  }

  private static void refuseLooserLimits(Workplace place, Contract contract) {
    place.contracts().againstPolicy(place.policy()).stream()
        .filter(problem -> problem.file().equals(contract.file()))
        .findFirst()
        .ifPresent(
            problem -> {
              throw new UsageException(problem.toString());
            });
  }

  private static void refuseStaleVersion(Workplace place, Contract contract) {
    Approval last = last(place, contract).orElse(null);
    if (last != null && !last.contract().equals(contract.hash())) {
      place.contracts().againstApproved(Contracts.restore(last.canonical())).stream()
          .filter(Problem::isError)
          .findFirst()
          .ifPresent(
              problem -> {
                throw new UsageException(problem.toString());
              });
    }
  }

  private static void print(PrintWriter out, Preview preview) {
    out.printf(
        "%s version %s (contract %s)%n",
        preview.dataset(), preview.version(), preview.contract().substring(0, 12));
    if (preview.approved().isEmpty()) {
      out.println("no version was approved before");
    } else if (preview.changes().isEmpty()) {
      out.println("opens the same as version " + preview.approved() + ", approved last");
    }
    for (Change change : preview.changes()) {
      out.println((change.opensMore() ? "opens more: " : "opens less: ") + change.what());
    }
    if (preview.zones().isEmpty()) {
      out.println(
          "opens nothing: no column has a technique, or it is retired; what is open is withdrawn");
    }
    for (Preview.InZone zone : preview.zones()) {
      out.printf("%nin the %s zone:%n", zone.zone());
      Table columns = new Table("column", "label", "technique");
      zone.columns().forEach(each -> columns.row(each.name(), each.label(), each.technique()));
      columns.print(out);
      if (zone.tried().isEmpty()) {
        out.println("no partition is ready: lake run first, to see rows and evidence");
        continue;
      }
      out.printf(
          "%d partitions would open; tried on %s: %,d rows, %,d withheld, k = %s, gate %s%n",
          zone.partitions(),
          zone.tried().isEmpty() ? "the table" : zone.tried(),
          zone.trial().rows(),
          zone.trial().withheld(),
          zone.trial().k() == 0 ? "-" : String.valueOf(zone.trial().k()),
          zone.trial().failures().isEmpty() ? "passed" : "refuses:");
      out.printf(
          "  an approval is bound to  %,d to %,d rows a partition, %.0f %% withheld, %s of %s%n",
          zone.rowsLeast(),
          zone.rowsMost(),
          PER_CENT * zone.trial().profile().withheld(),
          "nulls and distinct values",
          Table.counted(zone.columns().size(), "column"));
      zone.trial().sensitive().forEach(each -> out.println("  worst class  " + each.words()));
      zone.trial().failures().forEach(failure -> out.println("  " + failure));
      zone.rules()
          .forEach(
              rule ->
                  out.printf(
                      "  %s  %s (%s)%n",
                      outcome(rule),
                      rule.get("rule").asText(),
                      rule.get("severity").asText().toLowerCase(Locale.ROOT)));
      if (!zone.sample().isEmpty()) {
        Table sample = new Table(zone.sample().get(0).keySet().toArray(String[]::new));
        for (Map<String, String> row : zone.sample()) {
          sample.row(row.values().toArray());
        }
        sample.print(out);
      }
    }
    out.flush();
  }

  private static String outcome(JsonNode rule) {
    if (rule.get("passed").asBoolean()) {
      return "passed";
    }
    return rule.get("severity").asText().equals("ROW") && rule.has("metric")
        ? Table.counted(rule.get("metric").asLong(), "row") + " refused"
        : "failed";
  }
}
