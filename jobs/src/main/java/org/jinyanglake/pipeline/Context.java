package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.aggregate.Cells;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Desensitize;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.desensitize.Sampling;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.release.Gate;
import org.jinyanglake.release.Release;
import org.jinyanglake.release.Signature;

/**
 * What the datasets of a run share.
 *
 * @param contracts all contracts, by dataset
 * @param hierarchies the folder of the hierarchies
 * @param engine starts Spark when it is first asked
 * @param ledger as of when it is first asked
 * @param keys the lake's
 * @param levels the hierarchies, read
 */
record Context(
    Lake lake,
    String run,
    Map<DatasetName, Contract> contracts,
    Policy policy,
    Path hierarchies,
    Supplier<Engine> engine,
    Supplier<LedgerState> ledger,
    Supplier<Keys> keys,
    Supplier<Hierarchies> levels) {

  static Context of(
      Lake lake,
      String run,
      Map<DatasetName, Contract> contracts,
      Policy policy,
      Path hierarchies,
      Supplier<Engine> engine) {
    return new Context(
        lake,
        run,
        contracts,
        policy,
        hierarchies,
        new Once<>(engine),
        new Once<>(() -> Ledger.of(lake).state()),
        new Once<>(() -> Keys.open(lake.conf().home().resolve("keys"))),
        new Once<>(() -> Hierarchies.read(hierarchies)));
  }

  /** The approval of exactly this version of the contract. */
  Optional<Approval> approval(Contract contract) {
    return Optional.ofNullable(ledger.get().approvals().get(contract.dataset().toString()))
        .filter(approval -> approval.contract().equals(contract.hash()));
  }

  Gate gate(Engine engine) {
    return Gate.of(engine.spark(), new org.apache.hadoop.fs.Path(hierarchies.toUri()));
  }

  Signature signature(Approval approval) {
    return new Signature(
        approval.proposer(), approval.officer(), approval.approvedAt(), keys.get().signing());
  }

  /** Makes of raw rows what the zone may see of them. */
  Release.Offer offer(Contract contract, Zone zone, Opening opening, Engine engine) {
    Dataset<Row> source =
        Sampling.of(contract, keys.get(), engine.read(opening.raw(), contract, opening.due()));
    Desensitize.Result desensitized =
        Desensitize.of(contract)
            .to(zone)
            .with(keys.get(), levels.get(), policy.in(zone).k())
            .apply(source);
    Dataset<Row> rows =
        Cells.suppressed(desensitized.rows(), contract, zone, policy.in(zone).nMin());
    Map<String, JsonNode> rules = Judgement.results(lake, opening.raw(), opening.due());
    return new Release.Offer(
        opening.raw(),
        opening.open(),
        opening.due(),
        opening.gone(),
        rows,
        source,
        desensitized.recoding(),
        rules);
  }
}
