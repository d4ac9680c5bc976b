package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The DAGs in a real Airflow; {@code airflow-dags/test_dags.py} says what must hold. */
class AirflowIT {

  @Test
  void theDagsHoldInARealAirflow() throws Exception {
    Call venv = Call.of(Call.PROJECT, Map.of(), List.of("scripts/airflow-venv"));
    assertThat(venv.code())
        .as("scripts/airflow-venv makes an environment with Airflow:\n%s", venv.err())
        .isZero();

    String python = venv.out().strip() + "/bin/python";
    Call tests =
        Call.of(
            Call.PROJECT,
            Map.of(),
            List.of(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "airflow-dags"));
    assertThat(tests.code())
        .as("%s -m pytest airflow-dags:%n%s%n%s", python, tests.out(), tests.err())
        .isZero();
  }
}
