package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contracts that this repository ships. */
class RepositoryContractsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private final Contracts contracts =
      Contracts.in(ROOT.resolve("schemas")).hierarchies(ROOT.resolve("conf/hierarchies")).read();

  @Test
  void haveNoProblem() {
    assertThat(contracts.problems()).isEmpty();
  }

  @Test
  void areReadOneByOneAndEachAfterItsInputs() {
    assertThat(contracts.contracts())
        .isSortedAccordingTo((a, b) -> a.dataset().compareTo(b.dataset()))
        .hasSizeGreaterThanOrEqualTo(11);
    assertThat(contracts.ordered())
        .containsExactlyInAnyOrderElementsOf(contracts.contracts())
        .allSatisfy(
            contract -> {
              int at = contracts.ordered().indexOf(contract);
              if (contract.source() instanceof Source.Query query) {
                assertThat(contracts.ordered().subList(0, at))
                    .extracting(Contract::dataset)
                    .containsAll(query.inputs());
              }
            });
  }

  @Test
  void areTheSameWhenRestoredFromTheirCanonicalForm() {
    assertThat(contracts.contracts())
        .allSatisfy(
            contract ->
                assertThat(Contracts.restore(contracts.canonical(contract.dataset())))
                    .usingRecursiveComparison()
                    .ignoringFields("file")
                    .isEqualTo(contract));
  }
}
