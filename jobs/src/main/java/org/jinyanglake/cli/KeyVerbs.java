package org.jinyanglake.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.Deputies;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.PersonKey;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Signed;
import org.jinyanglake.pipeline.KeyLifecycle;
import org.jinyanglake.pipeline.RefusedKeyOrderException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The life of keys: those of datasets, one verb for each thing that may happen to them, and those
 * with which persons sign.
 */
@Command(
    name = "keys",
    description =
        "List, rotate, destroy, back up and restore the keys of datasets; make those of persons.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake keys list",
      "  lake keys rotate transport.bus_swipes                  lake run makes all tokens anew",
      "  lake keys compromised transport.bus_swipes             rotate, and tell what was issued",
      "  lake keys destroy transport.bus_swipes --version 1     for good; not while it is in use",
      "  lake keys backup /mnt/safe/lake-keys.p12               password: LAKE_BACKUP_PASSWORD",
      "  lake keys person gao.jing --out gao.jing.p12           the key with which gao.jing signs",
      "  lake keys deputy li.na --until 2026-12-31 --key FILE   li.na signs for you until then"
    })
final class KeyVerbs implements Runnable {
  private static final String DATASET = "domain.name";
  private static final String FILE = "A PKCS#12 file of its own password.";
  private static final String PASSWORD = "LAKE_BACKUP_PASSWORD";
  private static final int SHORTEST_PASSWORD = 12;

  @Spec private CommandSpec spec;

  /** Who orders. */
  static final class Orderer {
    @Option(
        names = "--by",
        paramLabel = "USER",
        defaultValue = "${sys:user.name}",
        description = "Who orders it, for the ledger (default: the login).")
    private String user;
  }

  /** Help without {@code --version}, which is here the version of a key. */
  static final class Help {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help message and exit.")
    private boolean asked;
  }

  /** Without a verb there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of its verbs?");
  }

  @Command(
      name = "list",
      description = "The versions of each dataset's key: their states, where they are in use.",
      mixinStandardHelpOptions = true)
  int list(@Mixin LakeOptions options) {
    return with(
        options,
        keys -> {
          List<KeyLifecycle.Standing> all = keys.list();
          return new Answer(
              Map.of("keys", all),
              out -> {
                if (all.isEmpty()) {
                  out.println("no dataset has a key yet: nothing is released that needs one");
                  return;
                }
                Table table =
                    new Table(
                        "dataset",
                        "version",
                        "state",
                        "since",
                        "in use",
                        "certificates",
                        "first",
                        "last",
                        "secret");
                all.forEach(
                    each ->
                        table.row(
                            each.dataset(),
                            each.version(),
                            each.state(),
                            each.since(),
                            String.join(", ", each.zones()),
                            each.certificates(),
                            each.first(),
                            each.last(),
                            each.secret() ? "there" : each.zones().isEmpty() ? "-" : "LOST"));
                table.print(out);
              });
        });
  }

  @Command(
      name = "rotate",
      description = "Order a new version of a dataset's key, which the next run brings about.",
      mixinStandardHelpOptions = true)
  int rotate(
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "DATASET", description = DATASET) String dataset,
      @Mixin Orderer by) {
    Contract contract;
    try (Workplace place = Workplace.existing(options)) {
      contract = place.select(dataset);
    }
    if (contract.opened().stream().noneMatch(contract::keyed)) {
      throw new UsageException(
          contract.dataset() + " has no key: no technique of its contract needs one");
    }
    return with(
        options,
        keys -> {
          int active = keys.rotate(contract.dataset(), by.user);
          return new Answer(
              Map.of("dataset", contract.dataset().toString(), "active", active),
              out ->
                  out.printf(
                      "version %d of the key of %s is active: 'lake run %s' makes all that is"
                          + " released anew under it and swaps it in at once%n",
                      active, contract.dataset(), contract.dataset()));
        });
  }

  @Command(
      name = "compromised",
      description =
          "Record that somebody may have a dataset's key, tell what was issued under it, rotate.")
  int compromised(
      @Mixin Help help,
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "DATASET", description = DATASET) String dataset,
      @Option(
              names = "--version",
              paramLabel = "N",
              defaultValue = "0",
              description = "Which version (default: the one in use).")
          int version,
      @Mixin Orderer by) {
    return with(
        options,
        keys -> {
          KeyLifecycle.Compromise found = keys.compromised(name(dataset), version, by.user);
          return new Answer(
              found,
              out -> {
                out.printf(
                    "version %d of the key of %s is recorded as compromised; active is version"
                        + " %d%n",
                    found.version(), dataset, found.active());
                out.printf("issued under it: %d partitions%n", found.issued().size());
                found.issued().forEach((what, when) -> out.println("  " + what + "  " + when));
                out.printf(
                    "next: 'lake run %s', then 'lake keys destroy %s --version %d'; tell whoever"
                        + " was given these rows%n",
                    dataset, dataset, found.version());
              });
        });
  }

  @Command(
      name = "destroy",
      description = "Delete the secret of a version for good; refused while it is in use.")
  int destroy(
      @Mixin Help help,
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "DATASET", description = DATASET) String dataset,
      @Option(
              names = "--version",
              paramLabel = "N",
              required = true,
              description = "Which version.")
          int version,
      @Mixin Orderer by) {
    return with(
        options,
        keys -> {
          List<String> backups = keys.destroy(name(dataset), version, by.user);
          return new Answer(
              Map.of("dataset", dataset, "destroyed", version, "backups", backups),
              out -> {
                out.printf("version %d of the key of %s is destroyed%n", version, dataset);
                if (!backups.isEmpty()) {
                  out.println("it may still be in these backups; destroy them, make a new one:");
                  backups.forEach(backup -> out.println("  " + backup));
                }
              });
        });
  }

  @Command(
      name = "lost",
      description = "Give up secrets that are gone without a backup: the next run begins anew.",
      mixinStandardHelpOptions = true)
  int lost(@Mixin LakeOptions options, @Mixin Orderer by) {
    return with(
        options,
        keys -> {
          List<String> lost = keys.lost(by.user).stream().map(DatasetName::toString).toList();
          String publicKey = keys.publicKey();
          return new Answer(
              Map.of("lost", lost, "publicKey", publicKey),
              out -> {
                out.println(
                    lost.isEmpty()
                        ? "no dataset's key is lost"
                        : "given up: " + String.join(", ", lost) + "; next: 'lake run'");
                out.println("certificates are signed with the key whose public half is");
                out.println("  " + publicKey);
                out.println("'lake verify --public-key' takes it and the one before");
              });
        });
  }

  @Command(
      name = "public",
      description = "The public halves of the keys that sign certificates: to be published.",
      mixinStandardHelpOptions = true)
  int publicKeys(@Mixin LakeOptions options) {
    return with(
        options,
        keys -> {
          String ed25519 = keys.publicKey();
          String sm2 = keys.sm2Key();
          return new Answer(
              Map.of("ed25519", ed25519, "sm2", sm2),
              out -> out.printf("ed25519 %s%nsm2     %s%n", ed25519, sm2));
        });
  }

  @Command(
      name = "backup",
      description = "Write all secrets to one file that a password of its own protects.",
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "FILE", description = FILE) Path file,
      @Mixin Orderer by) {
    return with(
        options,
        keys -> {
          int secrets = keys.backup(file, password(), by.user);
          int vaults = keys.vaults();
          return new Answer(
              Map.of("file", file.toString(), "secrets", secrets, "vaults", vaults),
              out -> {
                out.printf(
                    "%s holds %s; keep it apart from its password and from the lake%n",
                    file, Table.counted(secrets, "secret"));
                if (vaults > 0) {
                  out.printf(
                      "%s not in it: copy keys/vaults every night, with the tables%n",
                      Table.counted(vaults, "vault") + (vaults == 1 ? " is" : " are"));
                }
              });
        });
  }

  @Command(
      name = "restore",
      description = "Bring back what the key store lacks from a backup; not what was destroyed.",
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "FILE", description = FILE) Path file,
      @Mixin Orderer by) {
    return with(
        options,
        keys -> {
          SortedSet<String> restored = keys.restore(file, password(), by.user);
          return new Answer(
              Map.of("restored", restored),
              out -> {
                out.println(Table.counted(restored.size(), "secret") + " brought back");
                restored.forEach(name -> out.println("  " + name));
              });
        });
  }

  @Command(
      name = "person",
      description = "Make the key with which a person signs, and print its line for the register.",
      mixinStandardHelpOptions = true)
  int person(
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "NAME", description = "User name, as contracts name the person.")
          String name,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              required = true,
              description = "The new key: PKCS#12, mode 0600.")
          Path file) {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new UsageException("a user name is of letters, digits, dots, hyphens, underscores");
    }
    boolean demo = Workplace.persons(options, options.home()).demo();
    PersonKey key = PersonKey.make(name, false);
    KeyOption.write(key, file);
    String line =
        "- {name: %s, publicKey: %s, from: %s}"
            .formatted(name, key.publicKey(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return answer(
        options,
        new Answer(
            Map.of("name", name, "publicKey", key.publicKey(), "register", line),
            out -> {
              out.printf("%s holds the key of %s; keep it and its password yourself%n", file, name);
              out.println("the line for conf/persons.yaml, which others add after they saw you:");
              out.println(line);
              if (demo) {
                out.println(
                    "this is the demo's lake: a first line there ends the keys of its folder demo, and what was approved with them counts no more");
              }
            }));
  }

  @Command(
      name = "deputy",
      description = "Name a deputy, who signs for you for a term; sign it with your key.",
      mixinStandardHelpOptions = true)
  int deputy(
      @Mixin LakeOptions options,
      @Parameters(paramLabel = "NAME", description = "User name of the deputy.") String name,
      @Option(
              names = "--from",
              paramLabel = "DAY",
              description = "First day (default: from now on); days begin at 00:00 UTC.")
          LocalDate from,
      @Option(
              names = "--until",
              paramLabel = "DAY",
              required = true,
              description = "The day that is none of the term any more; a past one ends it now.")
          LocalDate until,
      @Mixin KeyOption key) {
    if (!key.given()) {
      throw new UsageException("whose deputy? sign with --key FILE");
    }
    try (Lake lake = Workplace.lake(options)) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Instant end = start(until);
      Instant begin = from == null ? end.isBefore(now) ? end.minusSeconds(1) : now : start(from);
      Signed signed =
          Deputies.in(Ledger.of(lake))
              .name(name, begin, end, key.signer(Workplace.persons(options, options.home())));
      return answer(
          options,
          new Answer(
              signed,
              out ->
                  out.printf(
                      "%s acts for %s from %s until %s%n",
                      name, signed.text("by"), signed.text("from"), signed.text("until"))));
    } catch (RefusedApprovalException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private int answer(LakeOptions options, Answer answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      Json.print(out, answer.json());
    } else {
      answer.text().accept(out);
      out.flush();
    }
    return ExitCode.DONE;
  }

  /** What a verb prints: as JSON, or as text. */
  private record Answer(Object json, Consumer<PrintWriter> text) {}

  private int with(LakeOptions options, Function<KeyLifecycle, Answer> verb) {
    try (Lake lake = Workplace.lake(options)) {
      return answer(options, verb.apply(KeyLifecycle.of(lake)));
    } catch (RefusedKeyOrderException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static DatasetName name(String dataset) {
    try {
      return DatasetName.parse(dataset);
    } catch (IllegalArgumentException e) {
      throw new UsageException("'" + dataset + "' is no dataset: write domain.name");
    }
  }

  /** Never an argument: whoever lists the processes sees those. */
  private static char[] password() {
    String given = System.getenv(PASSWORD);
    Console console = System.console();
    char[] password =
        given != null
            ? given.toCharArray()
            : console != null ? console.readPassword("password of the backup: ") : null;
    if (password == null || password.length < SHORTEST_PASSWORD) {
      throw new UsageException(
          "a backup needs a password of %d characters or more: set %s, or call from a terminal"
              .formatted(SHORTEST_PASSWORD, PASSWORD));
    }
    return password;
  }
}
