package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jinyanglake.release.identifiers.IdentifierScanner;
import org.junit.jupiter.api.Test;

/** The gate's scanner finds every canary, whatever its disguise. */
class CanaryScanTest {

  @Test
  void findsTenThousandOfTenThousand() {
    List<Canary> canaries = Canary.all(46);
    assertThat(canaries).hasSizeGreaterThan(10_000);
    assertThat(canaries.stream().map(Canary::planted).distinct()).hasSameSizeAs(canaries);
    IdentifierScanner scanner = new IdentifierScanner();
    Map<String, String> missed = new TreeMap<>();
    for (Canary canary : canaries) {
      if (!canary.kind().identifier.in(scanner.scan(canary.planted()))) {
        missed.put(canary.cell(), canary.planted());
      }
    }
    assertThat(missed).isEmpty();
  }
}
