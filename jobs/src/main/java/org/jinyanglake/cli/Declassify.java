package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Reviews;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.pipeline.Classified;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is left out of a dataset as classified, and confirms it. */
@Command(
    name = "declassify",
    description = "Show what is left out as classified (脱密), and confirm it as the reviewer.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake declassify governance.hotline_tickets                          look only",
      "  lake declassify governance.hotline_tickets --key FILE.p12 --confirm  sign"
    })
final class Declassify implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Mixin private KeyOption key;

  @Option(
      names = "--confirm",
      description = "Confirm that what is shown is left out, and the rest may be opened.")
  private boolean confirm;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many places to show; default: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() {
    if (confirm && !key.given()) {
      throw new UsageException("who confirms? the reviewer signs with --key FILE");
    }
    try (Workplace place = Workplace.open(options, Observer.NONE)) {
      Contract contract = place.select(dataset);
      Ledger ledger = Ledger.of(place.lake());
      Reviews reviews = Reviews.in(ledger);
      Optional<Signer> signer =
          key.given() ? Optional.of(key.signer(place.policy().persons())) : Optional.empty();
      signer.ifPresent(who -> reviews.require(contract, who));
      Classified found = Classified.of(place.lake(), contract, place.policy(), ledger.state());
      if (confirm) {
        if (!found.unsearched().isEmpty()) {
          throw new UsageException(
              found.unsearched().size()
                  + " partitions are not searched by this list yet: 'lake run "
                  + contract.dataset()
                  + " --only check' first");
        }
        reviews.confirm(contract, found.list(), found.kinds(), signer.orElseThrow());
        found = Classified.of(place.lake(), contract, place.policy(), ledger.state());
      }
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(out, found);
      } else {
        print(out, contract, found);
      }
      return ExitCode.DONE;
    } catch (RefusedApprovalException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void print(PrintWriter out, Contract contract, Classified found) {
    out.printf(
        "%s: list %s of %d terms and %d areas%n",
        found.dataset(), found.list().substring(0, 12), found.terms(), found.areas());
    if (!found.unsearched().isEmpty()) {
      out.printf("%d partitions are not searched by it yet: lake run%n", found.unsearched().size());
    }
    if (found.found().isEmpty()) {
      out.println("nothing classified was found");
    } else {
      Table counts = new Table("partition", "column", "rule", "places", "left out", "confirmed");
      found
          .found()
          .forEach(
              each ->
                  counts.row(
                      each.partition(),
                      each.column(),
                      each.rule(),
                      each.places(),
                      each.leftOut(),
                      each.confirmed() ? "yes" : "no"));
      counts.print(out);
      printPlaces(out, found.rows());
    }
    out.println(next(contract, found));
    out.flush();
  }

  private void printPlaces(PrintWriter out, List<RefusedRows.Row> places) {
    Table table = new Table("file", "row", "column", "rule", "where");
    places.stream()
        .limit(limit)
        .forEach(
            each -> table.row(each.file(), each.row(), each.column(), each.rule(), each.reason()));
    table.print(out);
    if (places.size() > limit) {
      out.println((places.size() - limit) + " more; --limit shows more");
    }
  }

  private static String next(Contract contract, Classified found) {
    if (!found.reviewer().isEmpty() && found.waiting().isEmpty()) {
      return "confirmed by " + found.reviewer() + ", " + found.reviewedAt();
    }
    if (found.waiting().isEmpty()) {
      return "nothing waits for a review";
    }
    return "%d partitions wait for a review: %s"
        .formatted(
            found.waiting().size(),
            contract
                .reviewer()
                .map(
                    who ->
                        who + ": lake declassify " + contract.dataset() + " --key FILE --confirm")
                .orElse("name a declassificationReviewer in the contract's team"));
  }
}
