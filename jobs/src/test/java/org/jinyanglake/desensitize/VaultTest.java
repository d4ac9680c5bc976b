package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.testing.Jvm;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random tokens that are kept in the key folder. */
class VaultTest {
  private static final DatasetName DATASET = DatasetName.parse("health.visits");
  private static final KeyLabel LABEL = Vaulted.label(DATASET, Zone.CONDITIONAL, "phone", 1);

  @TempDir Path temp;

  private Keys keys;
  private Path file;

  @BeforeEach
  void makeKeys() {
    keys = Keys.open(temp.resolve("keys"));
    keys.make(DATASET, 1);
    file = keys.folder().resolve("vaults/health.visits.v1/conditional.phone");
  }

  private static Contract contract(String domain) {
    return new TestContract()
        .column("v", Type.STRING, Classification.DIRECT_IDENTIFIER, "vault", "domain", domain)
        .build();
  }

  private static Dataset<Row> rows(String... values) {
    return SharedSpark.session()
        .createDataFrame(
            Arrays.stream(values).map(RowFactory::create).toList(),
            new StructType().add("v", DataTypes.StringType));
  }

  private static Dataset<Row> desensitized(Keys keys, String domain, String... values) {
    return Desensitize.of(contract(domain))
        .to(Zone.CONDITIONAL)
        .with(keys, Hierarchies.NONE, 0)
        .apply(rows(values))
        .rows();
  }

  private List<String> tokens(String... values) {
    return tokens(keys, "phone", values);
  }

  private static List<String> tokens(Keys keys, String domain, String... values) {
    return desensitized(keys, domain, values).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void aPhoneHasOneTokenHoweverAndWheneverItIsWritten() {
    List<String> first = tokens("13800000000", "+86 138-0000-0000", "１３８００００００００", " ", null);

    assertThat(first.get(0)).matches("[0-9a-f]{32}");
    assertThat(first).containsExactly(first.get(0), first.get(0), first.get(0), null, null);
    List<String> later = tokens("13800000001", "13800000000", "13800000002");
    assertThat(later.get(1)).isEqualTo(first.get(0));
    assertThat(later).doesNotHaveDuplicates();
    assertThat(tokens("13800000001", "13800000000", "13800000002")).isEqualTo(later);
  }

  @Test
  void noTokenFollowsFromValueAndKey() throws Exception {
    List<String> before = tokens("13800000000");
    Vault.destroy(keys.folder(), DATASET, 1);
    assertThat(tokens("13800000000")).isNotEqualTo(before);
  }

  @Test
  void anotherDomainZoneVersionOrDatasetHasOtherTokens() {
    keys.make(DATASET, 2);
    assertThat(
            List.of(
                tokens("13800000000"),
                tokens(keys, "mobile", "13800000000"),
                tokens(keys.at(2), "phone", "13800000000")))
        .doesNotHaveDuplicates();
    assertThat(
            List.of(
                LABEL,
                Vaulted.label(DATASET, Zone.OPEN, "phone", 1),
                Vaulted.label(DATASET, Zone.CONDITIONAL, "phone", 2),
                Vaulted.label(DATASET, Zone.CONDITIONAL, "mobile", 1),
                Vaulted.label(DatasetName.parse("health.stays"), Zone.CONDITIONAL, "phone", 1)))
        .extracting(label -> Vault.file(keys.folder(), label))
        .doesNotHaveDuplicates();
  }

  @Test
  void whoHasTheKeysGetsTheValueBack() {
    List<String> tokens = tokens("13800000000", " 王甲甲 ", "１３８0000-0001");
    Decryption decryption = new Decryption(keys, contract("phone"), "v", Zone.CONDITIONAL);

    assertThat(tokens.stream().map(token -> decryption.of(token).orElseThrow()))
        .containsExactly("13800000000", "王甲甲", "13800000001");
    assertThat(decryption.of("0".repeat(32))).isEmpty();
    assertThat(decryption.of("13800000000")).isEmpty();
  }

  @Test
  void theFileIsTheOwnersAndHoldsNothingReadable() throws Exception {
    String token = tokens("13800000000", "王甲甲").get(0);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(bytes)
        .doesNotContain(
            "1380",
            new String("王甲".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
            token);
    // Without the key its digests cannot be told from those of other values.
    VaultSeal other = new VaultSeal(LABEL, new byte[32]);
    assertThat(bytes)
        .doesNotContain(
            new String(
                other.seal(UTF8String.fromString("13800000000")), StandardCharsets.ISO_8859_1));
  }

  @Test
  void thePlanIsACallWithoutAValueOrAToken() {
    Dataset<Row> rows = desensitized(keys, "phone", "13800000000");
    assertThat(rows.queryExecution().toString())
        .contains("vaulted.invoke")
        .doesNotContain("1380", rows.first().getString(0));
  }

  @Test
  void aVaultThatOthersCanReachIsNotRead() throws Exception {
    tokens("13800000000");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> tokens("13800000000"))
        .hasMessageContaining("is open to others")
        .hasMessageContaining("conditional.phone");
  }

  @Test
  void aDamagedVaultOrOneOfAnotherKeyIsNotUsed() throws Exception {
    tokens("13800000000");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, 40));
    assertThatThrownBy(() -> tokens("13800000000"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("bring it back from a backup");
    Files.write(file, new byte[40]);
    assertThatThrownBy(() -> tokens("13800000000")).hasMessageContaining("it is no vault");

    byte[] flipped = whole.clone();
    flipped[25] ^= 1; // in the digest of the one entry
    Files.write(file, flipped);
    assertThatThrownBy(() -> tokens("13800000000"))
        .hasMessageContaining("it is not as it was written");

    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> tokens("13800000001")).hasMessageContaining("it is cut off");

    Files.write(file, whole);
    Keys other = Keys.open(temp.resolve("other"));
    other.make(DATASET, 1);
    Path there = Vault.file(other.folder(), LABEL);
    Files.createDirectories(there.getParent(), OwnerFiles.FOLDER);
    Files.copy(file, there);
    assertThatThrownBy(() -> tokens(other, "phone", "13800000001"))
        .hasStackTraceContaining("is of another key than the dataset's");
    assertThat(there).hasBinaryContent(whole);
  }

  /** What a writer leaves who dies after writing and before the rename. */
  @Test
  void aCrashBeforeTheRenameLosesNothingAndLeavesNothing() throws Exception {
    List<String> before = tokens("13800000000");
    byte[] whole = Files.readAllBytes(file);
    Path draft = file.resolveSibling(".conditional.phone7");
    Files.write(draft, Arrays.copyOf(whole, whole.length - 3));

    assertThat(tokens("13800000000")).isEqualTo(before);
    assertThat(tokens("13800000001", "13800000000").get(1)).isEqualTo(before.get(0));
    assertThat(draft).doesNotExist();
    assertThat(Keys.load(keys.folder()).vaults()).isEqualTo(1);
  }

  @Test
  void aValueThatWasNotThereWhenTheVaultWasFilledIsNotReleasedWithoutAToken() {
    tokens("13800000000");
    Dataset<Row> changed =
        rows("13800000009")
            .select(
                new Vaulted.Function(keys.folder())
                    .call(functions.col("v"), functions.lit(LABEL.toString()), functions.lit(1)));
    assertThatThrownBy(changed::collect)
        .hasStackTraceContaining("the rows changed meanwhile; run again")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("13800000009"));
    Dataset<Row> unmounted =
        rows("13800000000")
            .select(
                new Vaulted.Function(keys.folder())
                    .call(functions.col("v"), functions.lit(LABEL.toString()), functions.lit(2)));
    assertThatThrownBy(unmounted::collect)
        .hasStackTraceContaining("holds 1 entries of 2: if this is a worker, mount");
  }

  @Test
  void whoOnlyReadsDrawsNoToken() throws Exception {
    List<String> tokens = tokens("13800000000");
    byte[] before = Files.readAllBytes(file);

    assertThat(tokens(keys.at(1).readOnly(), "phone", "13800000000")).isEqualTo(tokens);
    assertThatThrownBy(() -> tokens(keys.readOnly(), "phone", "13800000000", "13800000001"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("1 values of column v have no token")
        .hasMessageNotContaining("1380");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void ofADestroyedVersionNothingIsLeftAndNothingIsFilled() throws Exception {
    tokens("13800000000");
    keys.destroy(DATASET, 1);

    assertThat(file.getParent()).doesNotExist();
    assertThat(keys.vaults()).isZero();
    assertThatThrownBy(() -> Vault.fill(keys.folder(), LABEL, new ArrayList<>()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("health.visits.v1");
    assertThat(file.getParent()).doesNotExist();
  }

  /** Three processes fill one vault, each with values of its own and such that another has too. */
  @Test
  void processesThatFillAtOnceLoseAndChangeNothing() throws Exception {
    List<Process> fillers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      fillers.add(filler("log" + i, 1000 * i, 1000 * i + 2000, 100));
    }
    Map<Integer, UTF8String> seen = new HashMap<>();
    while (fillers.stream().anyMatch(Process::isAlive)) {
      assertNothingChanged(seen, 4000);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(fillers.get(i).exitValue()).as(Files.readString(temp.resolve("log" + i))).isZero();
    }
    assertNothingChanged(seen, 4000);
    assertThat(seen).hasSize(4000);
    assertThat(new HashSet<>(seen.values())).as("one token each").hasSize(4000);
    assertThat(Vault.read(file).size()).isEqualTo(4000);
  }

  @Test
  void processesThatAreKilledLoseAndChangeNothing() throws Exception {
    Random random = new Random(7);
    Map<Integer, UTF8String> seen = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      Process filler = filler("log", 10_000 * i, 10_000 * i + 10_000, 50);
      long before = Vault.read(file).size();
      while (filler.isAlive() && Vault.read(file).size() == before) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      filler.destroyForcibly().waitFor();
      assertNothingChanged(seen, 50_000);
    }
    assertThat(seen.size()).isGreaterThanOrEqualTo(5 * 50);
    assertThat(Vault.read(file).size()).isEqualTo(seen.size());
  }

  private Process filler(String log, int from, int to, int step) throws Exception {
    return Jvm.start(
        Filler.class,
        Map.of(),
        temp.resolve(log).toFile(),
        keys.folder().toString(),
        "" + from,
        "" + to,
        "" + step);
  }

  private void assertNothingChanged(Map<Integer, UTF8String> seen, int most) {
    Vault vault = Vault.read(file);
    VaultSeal seal = new VaultSeal(LABEL, keys.derive(LABEL));
    for (int i = 0; i < most; i++) {
      UTF8String token = vault.token(seal.digest(value(i)));
      UTF8String known = token == null ? seen.get(i) : seen.putIfAbsent(i, token);
      assertThat(known == null || known.equals(token)).as("token of %d", i).isTrue();
    }
  }

  private static UTF8String value(int number) {
    return UTF8String.fromString("138%08d".formatted(number));
  }

  /** Draws tokens for numbers, some at a time. */
  static final class Filler {
    public static void main(String[] args) {
      Path keys = Path.of(args[0]);
      int to = Integer.parseInt(args[2]);
      int step = Integer.parseInt(args[3]);
      VaultSeal seal = new VaultSeal(LABEL, Keys.load(keys).derive(LABEL));
      for (int from = Integer.parseInt(args[1]); from < to; from += step) {
        Vault.fill(
            keys,
            LABEL,
            IntStream.range(from, from + step)
                .mapToObj(number -> seal.seal(value(number)))
                .collect(Collectors.toCollection(ArrayList::new)));
      }
    }
  }
}
