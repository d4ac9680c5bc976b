package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.testing.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of its own is run with everything logged; then every byte that it left is searched. */
class SecrecyTest {
  private static final List<String> PHONES =
      List.of("13800001111", "13800002222", "13800003333", "13800004444");
  private static final List<String> NAMES = List.of("王甲甲", "李乙乙", "张丙丙", "刘丁丁");

  private static final List<String> CARDS = List.of("A7701-1", "A7701-2", "A7701-3", "A7701-4");

  @TempDir Path temp;

  @Test
  void neitherKeysNorIdentifiersAreInPlansLogsEventsErrorsOrWhatIsWritten() throws Exception {
    Path keys = temp.resolve("keys");
    Keys.open(keys).make(DatasetName.parse("health.visits"), 1);
    Path raw = temp.resolve("raw.csv");
    StringBuilder csv = new StringBuilder("phone,name,age,card\n");
    for (int i = 0; i < PHONES.size(); i++) {
      csv.append(PHONES.get(i) + "," + NAMES.get(i) + ",34," + CARDS.get(i) + "\n");
    }
    Files.writeString(raw, csv);
    Path left = Files.createDirectory(temp.resolve("left"));
    Files.createDirectory(left.resolve("events"));

    Process job =
        Jvm.start(
            Job.class,
            Map.of(),
            left.resolve("log").toFile(),
            keys.toString(),
            raw.toString(),
            left.toString());
    assertThat(job.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String log = Files.readString(left.resolve("log"));
    assertThat(job.exitValue()).as(log).isZero();

    // What is searched is what it should be: plans, generated code, events, the failed task, rows.
    assertThat(log)
        .contains(
            "token.invoke",
            "vaulted.invoke",
            "WholeStageCodegen",
            "INFO DAGScheduler",
            "Task failed: as expected");
    Map<String, byte[]> secrets = secrets(keys);
    try (var files = Files.walk(left)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).anyMatch(file -> file.toString().contains("events/"));
      assertThat(all)
          .filteredOn(file -> file.toString().contains("rows/part-"))
          .anySatisfy(file -> assertThat(bytes(file)).contains(latin1("王**")));
      for (Path file : all) {
        String bytes = bytes(file);
        secrets.forEach(
            (what, secret) ->
                assertThat(bytes.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                    .as("%s in %s", what, file)
                    .isFalse());
      }
    }
  }

  /** Bytes as characters, so that they can be searched as text. */
  private static String bytes(Path file) throws Exception {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static Map<String, byte[]> secrets(Path folder) throws Exception {
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    char[] password = Files.readString(folder.resolve("password")).toCharArray();
    secrets.put("the password", new String(password).getBytes(StandardCharsets.US_ASCII));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("lake.p12"))) {
      store.load(in, password);
    }
    Keys keys = Keys.load(folder);
    for (String entry : Collections.list(store.aliases())) {
      allForms(secrets, entry, store.getKey(entry, password).getEncoded());
    }
    for (String label : Job.LABELS) {
      byte[] key = keys.derive(KeyLabel.parse(label));
      allForms(secrets, label, key);
      allForms(secrets, label + ", half", Arrays.copyOf(key, key.length / 2));
      for (String use : List.of("digest", "seal")) {
        byte[] info = use.getBytes(StandardCharsets.US_ASCII);
        allForms(secrets, label + ", " + use, Keys.hkdf(TokenAlgorithm.HMAC_SHA256, key, info));
      }
    }
    for (String value : PHONES) {
      secrets.put("phone " + value, value.getBytes(StandardCharsets.UTF_8));
    }
    for (String value : CARDS) {
      secrets.put("card " + value, value.getBytes(StandardCharsets.UTF_8));
    }
    for (String value : NAMES) {
      secrets.put("name " + value, value.getBytes(StandardCharsets.UTF_8));
    }
    return secrets;
  }

  private static void allForms(Map<String, byte[]> secrets, String what, byte[] secret) {
    String hex = HexFormat.of().formatHex(secret);
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
    String list = Arrays.toString(secret);
    secrets.put(what + ", raw", secret);
    for (String text :
        List.of(
            hex,
            hex.toUpperCase(java.util.Locale.ROOT),
            base64,
            base64.replace('+', '-').replace('/', '_'),
            list.substring(1, list.length() - 1))) {
      secrets.put(what + " as " + text, text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Makes tokens and masks of a CSV file, by the contract and in SQL, and fails once. */
  static final class Job {
    static final List<String> LABELS =
        List.of(
            "HMAC-SHA256|health.visits|conditional|phone|v=1",
            "HMAC-SM3|health.visits|conditional|name|v=1",
            "HMAC-SHA256|health.visits|conditional|encrypt:phone|v=1",
            "HMAC-SHA256|health.visits|conditional|shift:phone|v=1",
            "HMAC-SHA256|health.visits|conditional|vault:card|v=1");

    private static final Contract CONTRACT =
        new TestContract()
            .column(
                "phone", Type.STRING, Classification.DIRECT_IDENTIFIER, "token", "domain", "phone")
            .column("name", Type.STRING, Classification.DIRECT_IDENTIFIER, "mask", "keepFirst", 1L)
            .column("age", Type.INTEGER, Classification.QUASI_IDENTIFIER, "range", "width", 10L)
            .column(
                "card", Type.STRING, Classification.DIRECT_IDENTIFIER, "vault", "domain", "card")
            .anonymity(3, "phone")
            .build();

    public static void main(String[] args) {
      SparkSession spark =
          SparkSession.builder()
              .master("local[1]")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.eventLog.enabled", "true")
              .config("spark.eventLog.dir", Path.of(args[2], "events").toUri().toString())
              .config("spark.sql.shuffle.partitions", "1")
              .config("spark.sql.debug.maxToStringFields", "1000")
              .config("spark.sql.catalog.lake", Functions.class.getName())
              .config("spark.jinyanglake.keys", args[0])
              .getOrCreate();
      Configurator.setAllLevels("", Level.DEBUG);
      Keys keys = Keys.open(Path.of(args[0]));
      Dataset<Row> raw =
          spark
              .read()
              .option("header", "true")
              .schema("phone string, name string, age int, card string")
              .csv(args[1]);
      Desensitize.Result result =
          Desensitize.of(CONTRACT).to(Zone.CONDITIONAL).with(keys, Hierarchies.NONE, 3).apply(raw);
      result.rows().explain(true);
      result.rows().explain("codegen");
      result
          .rows()
          .write()
          .option("compression", "none")
          .parquet(Path.of(args[2], "rows").toString());
      raw.createOrReplaceTempView("raw");
      Dataset<Row> bySql =
          spark.sql(
              """
              SELECT lake.token(name, '%1$s') AS name,
                  lake.encrypt(phone, 'digits', 11, '%2$s') AS phone,
                  lake.shift_days(phone, 30, '%3$s') AS days,
                  lake.noise(age, 'laplace', 3, 0, 120, name, '%3$s') AS age
              FROM raw
              WHERE lake.sampled(phone, 0.99999, '%3$s')
              """
                  .formatted(LABELS.get(1), LABELS.get(2), LABELS.get(3)));
      bySql.explain(true);
      bySql.write().option("compression", "none").parquet(Path.of(args[2], "sql").toString());
      System.out.println(keys + " " + result + " " + bySql.queryExecution().analyzed());
      try {
        raw.select(
                new Token.Function(keys.folder())
                    .call(functions.col("phone"), functions.col("name")))
            .collect();
        throw new AssertionError("a name is no key label");
      } catch (Exception e) {
        e.printStackTrace();
        System.out.println("Task failed: as expected");
      }
      spark.stop();
    }
  }
}
