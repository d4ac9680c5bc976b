package org.jinyanglake.fetch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Origin;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;

/**
 * Brings to a dataset's landing folder what is new at its source. A source that cannot be had holds
 * the dataset back; it stops no run, and what lies in the landing folder can be collected.
 */
public final class Fetch {
  private final Lake lake;
  private final Contract contract;
  private final Origin origin;
  private Patience patience = Patience.DEFAULT;
  private Clock clock = Clock.systemUTC();

  private Fetch(Lake lake, Contract contract, Origin origin) {
    this.lake = lake;
    this.contract = contract;
    this.origin = origin;
  }

  /**
   * What came of it.
   *
   * @param files that were put into the landing folder, by name
   * @param held what could not be had, where, and what to do
   * @param notes what is worth knowing
   */
  public record Result(List<String> files, List<String> held, List<String> notes) {
    public Result {
      files = List.copyOf(files);
      held = List.copyOf(held);
      notes = List.copyOf(notes);
    }
  }

  /** The fetching of a dataset; empty if its files are put into the landing folder by others. */
  public static Optional<Fetch> of(Lake lake, Contract contract) {
    return contract.origin().map(origin -> new Fetch(lake, contract, origin));
  }

  /** With another patience and clock, for tests. */
  Fetch with(Patience patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
    return this;
  }

  /** Host and place of the source, for people. */
  public String from() {
    return origin.name();
  }

  /**
   * Fetches.
   *
   * @param raw the raw table as it is; empty if there is none yet
   */
  public Result execute(Optional<Version> raw) {
    lake.observer().at("fetch", contract.dataset().toString(), origin.name());
    try {
      Inbox inbox = new Inbox(lake, contract, raw, clock);
      List<String> held = new ArrayList<>();
      try {
        connector().fetch(inbox);
      } catch (FetchException e) {
        held.add(e.getMessage());
      }
      held.addAll(inbox.held());
      return new Result(inbox.fetched().stream().map(Fetched::file).toList(), held, inbox.notes());
    } catch (IOException e) {
      throw new LakeException(
          "cannot write to the landing folder: " + e.getMessage() + "; is it full or read-only?",
          e);
    }
  }

  private Connector connector() throws FetchException {
    if (origin instanceof Origin.Web web) {
      return new WebFiles(web, http(web.access(), web.location()), patience);
    }
    if (origin instanceof Origin.Ckan ckan) {
      return new CkanDataset(ckan, http(ckan.access(), ckan.location()), patience);
    }
    if (origin instanceof Origin.LakeTable table) {
      return new DockedTable(table, lake, patience);
    }
    Origin.Database database = (Origin.Database) origin;
    return new DatabaseTable(
        database, Credentials.login(database.credential().orElseThrow(), lake.conf()), patience);
  }

  private Http http(Origin.Access access, URI home) throws FetchException {
    Optional<String> authorization = Optional.empty();
    if (origin.credential().isPresent()) {
      authorization =
          Optional.of(Credentials.authorization(origin.credential().get(), lake.conf()));
    }
    return new Http(access, home, authorization, patience);
  }

  /**
   * Of files that are to be collected, those that hold rows which others hold as well: two runs
   * extracted them at the same time.
   *
   * @param collected the names of the files that the raw table knows
   */
  public Set<String> beside(Collection<String> collected, Collection<String> fresh) {
    String path = ((Source.Files) contract.source()).path();
    String below = path.substring(0, path.lastIndexOf('/') + 1);
    if (origin instanceof Origin.LakeTable table && contract.loadMode() != LoadMode.SNAPSHOT) {
      return DockedTable.chain(below, table).beside(collected, fresh);
    }
    if (origin instanceof Origin.Database database && database.watermark().isPresent()) {
      return new Extracts(below + DatabaseTable.stem(database), database.watermark().get())
          .beside(collected, fresh);
    }
    return Set.of();
  }

  /**
   * Where landing files come from, for the evidence of their collection: a fact of kind {@code
   * fetch} for each that was fetched.
   */
  public static List<ObjectNode> facts(Lake lake, Contract contract, Collection<String> files) {
    if (contract.origin().isEmpty()) {
      return List.of();
    }
    try {
      Map<String, Fetched> known = Inbox.memory(lake, contract).read().files();
      return files.stream()
          .filter(known::containsKey)
          .map(file -> (ObjectNode) Evidence.JSON.valueToTree(known.get(file)))
          .toList();
    } catch (IOException e) {
      throw new LakeException("cannot read the landing folder: " + e.getMessage(), e);
    }
  }

  /** Files are collected: the ledger knows where they come from. */
  public static void collected(Lake lake, Contract contract, Collection<String> files) {
    if (contract.origin().isPresent()) {
      try {
        Inbox.memory(lake, contract).forget(files);
      } catch (IOException e) {
        throw new LakeException("cannot write to the landing folder: " + e.getMessage(), e);
      }
    }
  }
}
