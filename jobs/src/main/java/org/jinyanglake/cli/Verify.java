package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks the evidence, every certificate and what is published. */
@Command(
    name = "verify",
    description = "Check the evidence chain, every certificate and every published file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake verify                  against the lake's own ledger and key",
      "  lake verify --head 5f3c…     also against a head that a run printed and you kept"
    })
final class Verify implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Option(
      names = "--head",
      paramLabel = "HASH",
      description = "A head of the ledger kept outside the lake (64 hex digits).")
  private String head;

  @Option(
      names = "--public-key",
      paramLabel = "HEX",
      description =
          "A key that certificates are checked with, may be repeated (default: the lake's own).")
  private List<String> publicKeys = new ArrayList<>();

  @Override
  public Integer call() {
    if (head != null && !head.matches("[0-9a-f]{64}")) {
      throw new UsageException("--head: expected 64 hex digits, as a run prints them");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Lake lake = Workplace.lake(options)) {
      Audit.Result result =
          Audit.of(lake, keys(), Workplace.persons(options, options.home()))
              .execute(Optional.ofNullable(head));
      if (options.json()) {
        Json.print(out, result);
      } else {
        result.faults().stream().limit(MOST_SHOWN).forEach(out::println);
        if (result.faults().size() > MOST_SHOWN) {
          out.println("and " + (result.faults().size() - MOST_SHOWN) + " more; --json names all");
        }
        out.printf(
            Locale.ROOT,
            "%s: %,d records, %,d certificates, %,d files verified, head %s%n",
            result.faults().isEmpty() ? "all is well" : result.faults().size() + " wrong",
            result.records(),
            result.certificates(),
            result.files(),
            result.head());
        out.flush();
      }
      return result.faults().isEmpty() ? ExitCode.DONE : ExitCode.HELD_BACK;
    }
  }

  private List<byte[]> keys() {
    if (publicKeys.isEmpty()) {
      try {
        return List.of(Certificate.publicKey(Keys.load(options.home().resolve("keys")).signing()));
      } catch (LakeException e) {
        throw new UsageException(e.getMessage() + "; or name the public key with --public-key");
      }
    }
    return publicKeys.stream().map(Verify::key).toList();
  }

  private static byte[] key(String publicKey) {
    if (!publicKey.matches("[0-9a-f]{64}")) {
      throw new UsageException("--public-key: expected 64 hex digits");
    }
    byte[] key = HexFormat.of().parseHex(publicKey);
    try {
      Certificate.requirePublicKey(key);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--public-key: no Ed25519 key is written so");
    }
    return key;
  }
}
