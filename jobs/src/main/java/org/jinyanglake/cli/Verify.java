package org.jinyanglake.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.CertifiedFiles;
import org.jinyanglake.release.EndedCertificates;
import org.jinyanglake.release.Sm2;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the evidence, every certificate and what is published; or some files alone. */
@Command(
    name = "verify",
    description = {
      "Check the evidence chain, every certificate and every published file of a lake.",
      "With --certificate: files that came from a lake, anywhere, without it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake verify                  against the lake's own ledger and key",
      "  lake verify --head 5f3c…     also against a head that a run printed and you kept",
      "  lake verify --head head.json     the same with the file that a run wrote",
      "  lake verify data/*.parquet --certificate 8832….json --public-key d75a…",
      "  lake verify data/*.parquet --certificate 8832….json --public-key d75a… --ended ended.json"
    })
final class Verify implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files to check against --certificate: all of a partition.")
  private List<Path> given = new ArrayList<>();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The certificate of the files; needs --public-key, and no lake.")
  private Path certificate;

  @Option(
      names = "--ended",
      paramLabel = "FILE",
      description =
          "With --certificate: the lake's ended.json, which tells what was withdrawn or replaced"
              + " since.")
  private Path ended;

  @Option(
      names = "--head",
      paramLabel = "HASH|FILE",
      description =
          "A head of the ledger kept outside the lake (64 hex digits, or a head.json); may be"
              + " repeated.")
  private List<String> heads = new ArrayList<>();

  @Option(
      names = "--public-key",
      paramLabel = "HEX",
      description =
          "An Ed25519 key that certificates are checked with, may be repeated (default: the lake's"
              + " own).")
  private List<String> publicKeys = new ArrayList<>();

  @Option(
      names = "--sm2-key",
      paramLabel = "HEX",
      description =
          "The same of SM2 (04 and 128 hex digits); 'lake keys public' prints both of a lake.")
  private List<String> sm2Keys = new ArrayList<>();

  @Override
  public Integer call() {
    return certificate == null ? lake() : files();
  }

  private int lake() {
    if (!given.isEmpty()) {
      throw new UsageException("files are checked with --certificate; without one, no file");
    }
    if (ended != null) {
      throw new UsageException(
          "--ended is for files and their --certificate: the lake's own list is checked unasked");
    }
    List<String> hashes = heads.stream().filter(head -> head.matches("[0-9a-f]{64}")).toList();
    if (hashes.size() > 1) {
      throw new UsageException("--head: name one hash");
    }
    List<Path> kept =
        heads.stream().filter(head -> !hashes.contains(head)).map(Verify::headFile).toList();
    PrintWriter out = spec.commandLine().getOut();
    try (Lake lake = Workplace.lake(options)) {
      Audit.Result result = audit(lake).heads(kept).execute(hashes.stream().findFirst());
      if (options.json()) {
        Json.print(out, result);
      } else {
        result.faults().stream()
            .limit(MOST_SHOWN)
            .forEach(fault -> out.println(Table.visible(fault.toString())));
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

  private static Path headFile(String head) {
    if (!Files.isRegularFile(Path.of(head))) {
      throw new UsageException(
          "--head: expected 64 hex digits, as a run prints them, or a file that is there");
    }
    return Path.of(head);
  }

  private Audit audit(Lake lake) {
    Persons persons = Workplace.persons(options, options.home());
    if (publicKeys.isEmpty()) {
      try {
        byte[] seed = Keys.load(options.home().resolve("keys")).signing();
        return Audit.of(
            lake,
            List.of(Certificate.publicKey(seed)),
            sm2Keys.isEmpty() ? List.of(Sm2.of(seed).publicKey()) : sm2(),
            persons);
      } catch (LakeException e) {
        throw new UsageException(e.getMessage() + "; or name the public key with --public-key");
      }
    }
    return Audit.of(lake, ed25519(), sm2(), persons);
  }

  /**
   * A check of files, for machines; {@code certificate} is null if it is not genuine, {@code ended}
   * is missing without a list that can tell.
   */
  private record Told(
      JsonNode certificate,
      boolean sm2,
      List<String> proved,
      @JsonInclude(JsonInclude.Include.NON_NULL) Listed ended,
      List<String> faults) {}

  /** As of when a list of ended certificates tells of it, and up to which record. */
  private record Listed(String issuedAt, long seq) {}

  private int files() {
    if (publicKeys.isEmpty()) {
      throw new UsageException(
          "--certificate needs --public-key: the key that the lake's operator publishes");
    }
    if (given.isEmpty()) {
      throw new UsageException("name the files of the partition before --certificate");
    }
    if (!heads.isEmpty()) {
      throw new UsageException("--head is checked in the lake: leave --certificate out for it");
    }
    CertifiedFiles check = CertifiedFiles.by(ed25519(), sm2());
    if (ended != null) {
      check.unlessEnded(ended);
    }
    CertifiedFiles.Result result = check.check(certificate, given);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      Json.print(
          out,
          new Told(
              result.certificate().map(Certificate::toTree).orElse(null),
              result.sm2(),
              result.proved(),
              result
                  .ended()
                  .map(list -> new Listed(list.issuedAt().toString(), list.seq()))
                  .orElse(null),
              result.faults()));
    } else {
      result.certificate().ifPresent(each -> say(each, result, out));
      result.faults().forEach(fault -> out.println(Table.visible(fault)));
      out.println(
          result.faults().isEmpty()
              ? "all is well: the files are the whole partition, byte for byte as it was certified"
              : result.faults().size() + " wrong");
      out.flush();
    }
    return result.faults().isEmpty() ? ExitCode.DONE : ExitCode.HELD_BACK;
  }

  /** What the certificate proves of the files, and what it cannot. */
  private static void say(Certificate each, CertifiedFiles.Result result, PrintWriter out) {
    String where = each.partition().isEmpty() ? "" : ", " + each.partition();
    out.println(
        Table.visible(
            "certificate %s of %s, %s zone%s"
                .formatted(each.id(), each.dataset(), each.zone(), where)));
    line(
        out,
        "signed",
        each.issuedAt() + " with Ed25519 by key " + each.keyId() + second(each, result));
    line(
        out,
        "files",
        String.format(
            Locale.ROOT,
            "%,d of %,d are what was certified; %,d rows in all",
            result.proved().size(),
            each.files().size(),
            each.rows().out()));
    line(out, "contract", "version " + each.contract().version() + ", " + each.contract().hash());
    line(
        out,
        "approved",
        "by %s, %s; proposed by %s"
            .formatted(
                each.approval().approver(),
                each.approval().approvedAt(),
                each.approval().proposer()));
    long failed = each.gate().stream().filter(check -> check.failures() > 0).count();
    line(
        out,
        "gate",
        failed > 0
            ? failed + " checks failed"
            : each.gate().isEmpty()
                ? "nothing was judged: no row"
                : each.gate().size() + " checks passed");
    if (each.anonymity().kRequired() > 0) {
      line(out, "classes", each.anonymity().words());
    }
    each.attacks()
        .forEach(
            attack ->
                line(
                    out,
                    "attack",
                    String.format(
                        Locale.ROOT,
                        "%s by %s: %,d of %,d found, at most %.4f of a limit of %.4f",
                        attack.attack(),
                        attack.columns(),
                        attack.succeeded(),
                        attack.tried(),
                        attack.upper(),
                        attack.limit())));
    if (each.chain().seq() >= 0) {
      line(
          out,
          "place",
          "after record %d of the audit chain, %s"
              .formatted(each.chain().seq(), each.chain().hash()));
    }
    result
        .ended()
        .ifPresentOrElse(
            list -> line(out, "standing", standing(each, list)),
            () ->
                line(
                    out,
                    "not told",
                    "whether the partition was replaced or withdrawn since: name the lake's newest ended.json with --ended"));
  }

  private static String standing(Certificate each, EndedCertificates list) {
    return "%s as of %s, record %d of the audit chain"
        .formatted(
            list.ended().containsKey(each.id()) ? "has ended" : "neither replaced nor withdrawn",
            list.issuedAt(),
            list.seq());
  }

  private static String second(Certificate each, CertifiedFiles.Result result) {
    return result.sm2()
        ? " and with SM2 by key " + each.sm2().keyId()
        : "; SM2 not checked, name its key with --sm2-key";
  }

  private static void line(PrintWriter out, String name, String text) {
    out.printf("  %-9s %s%n", name, Table.visible(text));
  }

  private List<byte[]> ed25519() {
    return keys(
        "--public-key", publicKeys, "[0-9a-f]{64}", "64 hex digits", Certificate::requirePublicKey);
  }

  private List<byte[]> sm2() {
    return keys(
        "--sm2-key", sm2Keys, "04[0-9a-f]{128}", "04 and 128 hex digits", Sm2::requirePublicKey);
  }

  private static List<byte[]> keys(
      String option, List<String> hex, String form, String words, Consumer<byte[]> require) {
    List<byte[]> keys = new ArrayList<>();
    for (String each : hex) {
      if (!each.matches(form)) {
        throw new UsageException(option + ": expected " + words);
      }
      byte[] key = HexFormat.of().parseHex(each);
      try {
        require.accept(key);
      } catch (IllegalArgumentException e) {
        throw new UsageException(option + ": no key is written so");
      }
      keys.add(key);
    }
    return keys;
  }
}
