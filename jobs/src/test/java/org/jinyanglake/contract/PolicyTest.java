package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  @Test
  void readsThePolicyThatTheLakeComesWith() throws Exception {
    Policy policy = Policy.read(Path.of("../conf/policy.yaml"));
    assertThat(policy.in(Zone.OPEN).k()).isGreaterThanOrEqualTo(policy.in(Zone.CONDITIONAL).k());
    assertThat(policy.in(Zone.OPEN).nMin())
        .isGreaterThanOrEqualTo(policy.in(Zone.CONDITIONAL).nMin());
  }

  @Test
  void readsThresholds() {
    Policy policy =
        Policy.parse("p.yaml", "unconditional: {k: 5, nMin: 10}\nconditional: {k: 3, nMin: 4}");
    assertThat(policy.in(Zone.OPEN)).isEqualTo(new Policy.Threshold(5, 10));
    assertThat(policy.in(Zone.CONDITIONAL)).isEqualTo(new Policy.Threshold(3, 4));
    assertThatThrownBy(() -> policy.in(Zone.RAW)).hasMessage("nothing is opened in raw");
  }

  @Test
  void readsHowOftenAttacksMaySucceed() {
    Policy policy =
        Policy.parse(
            "p.yaml",
            "unconditional: {k: 5, nMin: 10, attacks: {linkage: 0.2, checksum: 0.001, dictionary: 0, frequency: 0.1, averaging: 1}}\nconditional: {k: 3, nMin: 4}");
    assertThat(policy.in(Zone.OPEN).attacks()).isEqualTo(new Policy.Attacks(0.2, 0.001, 0, 0.1, 1));
    assertThat(policy.in(Zone.CONDITIONAL).attacks()).isEqualTo(Policy.Attacks.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unconditional: {k: 5, nMin: 10}|p.yaml must hold the keys 'unconditional' and 'conditional'",
        "unconditional: {k: 5}\\nconditional: {k: 3, nMin: 5}|p.yaml: unconditional must be like {k: 5, nMin: 10}",
        "unconditional: {k: 5, nMin: 10}\\nconditional: {k: 1, nMin: 5}|p.yaml: conditional.k must be a whole number of at least 2",
        "unconditional: {k: 5, nMin: ten}\\nconditional: {k: 3, nMin: 5}|p.yaml: unconditional.nMin must be a whole number of at least 2",
        "unconditional: {k: 5, nMin: 10|p.yaml is no YAML",
        "unconditional: {k: 5, nMin: 10}\\nconditional: {k: 3, nMin: 5}\\nduplicates: {names: 70}|p.yaml: duplicates must be like {names: 70, content: 50}",
        "unconditional: {k: 5, nMin: 10}\\nconditional: {k: 3, nMin: 5}\\nduplicates: {names: 0, content: 50}|p.yaml: duplicates.names must be a whole number from 1 to 100",
        "unconditional: {k: 5, nMin: 10, attacks: {linkage: 1}}\\nconditional: {k: 3, nMin: 5}|p.yaml: unconditional.attacks must hold the keys averaging, checksum, dictionary, frequency, linkage, may hold 'history' and 'mosaic', and no others",
        "unconditional: {k: 5, nMin: 10, attacks: {linkage: 2, checksum: 0, dictionary: 0, frequency: 0, averaging: 0}}\\nconditional: {k: 3, nMin: 5}|p.yaml: unconditional.attacks.linkage must be a number from 0 to 1",
        "5|p.yaml must hold the keys"
      })
  void saysWhatIsWrong(String yaml, String message) {
    assertThatThrownBy(() -> Policy.parse("p.yaml", yaml.replace("\\n", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsWhatMustNotBeOpenedBesideIt() throws Exception {
    DeclassificationList list = Policy.read(Path.of("../conf/policy.yaml")).classified();
    assertThat(list.terms()).isNotEmpty();
    assertThat(list.areas()).isNotEmpty();
    assertThat(list.version()).hasSize(64);
  }
}
