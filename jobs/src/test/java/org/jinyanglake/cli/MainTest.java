package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void helpListsTheExitCodes() {
    assertThat(Main.execute("--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("Exit codes:", "2  the command or a contract is wrong");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aWordThatIsNoVerbGetsOneLine() {
    assertThat(Main.execute("frobnicate")).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("lake: there is no verb 'frobnicate'")
        .endsWith("see 'lake --help'");
  }

  @Test
  void noWordAtAllGetsOneLine() {
    assertThat(Main.execute()).isEqualTo(2);
    assertThat(err.toString(UTF_8)).isEqualTo("lake: which verb is it; see 'lake --help'\n");
  }
}
