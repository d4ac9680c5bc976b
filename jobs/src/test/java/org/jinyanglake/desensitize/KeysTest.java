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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.testing.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final byte[] SECRET =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private static final DatasetName DATASET = DatasetName.parse("a.b");

  @TempDir Path temp;

  /** GB/T 32905-2016, example 1. */
  @Test
  void sm3IsThatOfTheStandard() {
    SM3Digest digest = new SM3Digest();
    digest.update("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  }

  @Test
  void hmacSm3IsThatOfOtherImplementations() {
    assertThat(hmac(TokenAlgorithm.HMAC_SM3, SECRET, "abc"))
        .isEqualTo("a8f95cf26f204957e7ca73c9602a25dda35f168b28103b51dfc968c810416b63");
  }

  /** RFC 4231, test case 2; RFC 5869, test case 3; vectors of Python's hmac and hashlib. */
  @Test
  void keysAreDerivedAsOtherImplementationsDo() {
    assertThat(
            hmac(
                TokenAlgorithm.HMAC_SHA256,
                "Jefe".getBytes(StandardCharsets.US_ASCII),
                "what do ya want for nothing?"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(HexFormat.of().formatHex(rfc5869Case3()))
        .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    byte[] a = derive(TokenAlgorithm.HMAC_SM3, "ds=hotline;grant=A;col=phone;v=1");
    byte[] b = derive(TokenAlgorithm.HMAC_SM3, "ds=hotline;grant=B;col=phone;v=1");
    assertThat(HexFormat.of().formatHex(a))
        .isEqualTo("bfb79af53e8a1523a3fad490b7590701c751fd23773d59329b4428b7c7427f5c");
    assertThat(hmac(TokenAlgorithm.HMAC_SM3, a, "13800000000"))
        .startsWith("6a1485384910f69dabef8f210322bd7a");
    assertThat(hmac(TokenAlgorithm.HMAC_SM3, b, "13800000000"))
        .startsWith("f184f730a14c68960ee48bbe7c086e6b");
    assertThat(
            HexFormat.of()
                .formatHex(
                    derive(
                        TokenAlgorithm.HMAC_SHA256,
                        "governance.hotline_tickets|conditional|phone|v=1")))
        .isEqualTo("c8f82c9238a05f82f6e5e86b3cbeebb61d09b6f38dadeb8ca1979971da7d04ed");
  }

  @ParameterizedTest
  @CsvSource({
    "HMAC-SM3, 3bd68a5823f0e8ec3abee200cdb958d3",
    "HMAC-SHA256, ceb58b8059554f5a0bf5c1b52918c16f"
  })
  void aTokenIsTheHmacOfDomainAndValueWithTheirLengths(String algorithm, String token) {
    KeyLabel label =
        KeyLabel.parse(algorithm + "|governance.hotline_tickets|conditional|phone|v=1");
    byte[] key = derive(label.algorithm(), label.info());
    assertThat(new Tokenizer(label, key).token(UTF8String.fromString("13800000000")))
        .hasToString(token);
  }

  @Test
  void tokensOfAnotherZoneDatasetOrDomainAreUnrelated() {
    Keys keys = Keys.open(temp.resolve("keys"));
    keys.make(DatasetName.parse("a.b"), 1);
    keys.make(DatasetName.parse("a.b"), 2);
    keys.make(DatasetName.parse("a.c"), 1);
    List<String> tokens = new ArrayList<>();
    for (String label :
        List.of(
            "HMAC-SHA256|a.b|conditional|phone|v=1",
            "HMAC-SHA256|a.b|open|phone|v=1",
            "HMAC-SHA256|a.c|conditional|phone|v=1",
            "HMAC-SHA256|a.b|conditional|mobile|v=1",
            "HMAC-SHA256|a.b|conditional|phone|v=2",
            "HMAC-SM3|a.b|conditional|phone|v=1")) {
      tokens.add(token(keys, label));
    }
    assertThat(tokens).doesNotHaveDuplicates().allMatch(token -> token.matches("[0-9a-f]{32}"));
  }

  /** By their order and by how they begin; chance finds one and none of 5,000. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a.b|open|phone|v=1", "a.b|conditional|phone|v=2", "a.c|conditional|phone|v=1"})
  void whoHoldsTheTokensOfTwoKeysJoinsThemByChanceOnly(String other) {
    Keys keys = Keys.open(temp.resolve("keys"));
    keys.make(DatasetName.parse("a.b"), 1);
    keys.make(DatasetName.parse("a.b"), 2);
    keys.make(DatasetName.parse("a.c"), 1);
    SortedMap<String, Integer> here = tokens(keys, "HMAC-SHA256|a.b|conditional|phone|v=1");
    SortedMap<String, Integer> there = tokens(keys, "HMAC-SHA256|" + other);

    assertThat(here.keySet()).hasSize(5_000).doesNotContainAnyElementsOf(there.keySet());
    List<Integer> first = List.copyOf(here.values());
    List<Integer> second = List.copyOf(there.values());
    assertThat(IntStream.range(0, 5_000).filter(i -> first.get(i).equals(second.get(i))).count())
        .isLessThan(11);
    Map<Integer, String> begin = new HashMap<>();
    here.forEach((token, person) -> begin.put(person, token.substring(0, 4)));
    assertThat(
            there.entrySet().stream()
                .filter(each -> each.getKey().startsWith(begin.get(each.getValue())))
                .count())
        .isLessThan(5);
  }

  /** Of 5,000 persons, each with the person. */
  private static SortedMap<String, Integer> tokens(Keys keys, String label) {
    KeyLabel parsed = KeyLabel.parse(label);
    Tokenizer tokenizer = new Tokenizer(parsed, keys.derive(parsed));
    SortedMap<String, Integer> tokens = new TreeMap<>();
    for (int person = 0; person < 5_000; person++) {
      tokens.put(
          tokenizer.token(UTF8String.fromString("1380000%04d".formatted(person))).toString(),
          person);
    }
    return tokens;
  }

  @Test
  void keysLastAndAreReadableByTheOwnerOnly() throws Exception {
    Path folder = temp.resolve("keys");
    Keys made = Keys.open(folder);
    made.make(DATASET, 1);
    Keys opened = Keys.open(folder);

    assertThat(opened.signing()).isEqualTo(made.signing()).hasSize(32);
    assertThat(token(opened, "HMAC-SHA256|a.b|open|phone|v=1"))
        .isEqualTo(token(made, "HMAC-SHA256|a.b|open|phone|v=1"));
    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("lake.p12"))).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("password"))).isEqualTo("rw-------");
    assertThat(made).hasToString("Keys[" + folder + "]");
  }

  @ParameterizedTest
  @CsvSource({"., rwxr-x---", "lake.p12, rw-r-----", "password, rw-----w-"})
  void aKeyStoreThatOthersCanReachIsRefused(String file, String mode) throws Exception {
    Path folder = temp.resolve("keys");
    Keys.open(folder);
    Path widened = folder.resolve(file).normalize();
    Files.setPosixFilePermissions(widened, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> Keys.open(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(widened + " is open to others (mode " + mode + ")")
        .hasMessageContaining("chmod");
  }

  @Test
  void aWorkerWithoutTheKeysMakesNoneOfItsOwn() {
    assertThatThrownBy(() -> Keys.load(temp.resolve("elsewhere")))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("no keys");
    assertThat(temp.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aStoreThatLostItsPasswordSaysSo() throws Exception {
    Path folder = temp.resolve("keys");
    Keys.open(folder);
    Files.writeString(folder.resolve("password"), "another");

    assertThatThrownBy(() -> Keys.open(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("lake.p12")
        .hasMessageContaining("LAKE_KEY_PASSWORD");
  }

  @Test
  void fourProcessesThatMakeTheKeysAtOnceGetTheSame() throws Exception {
    Path start = temp.resolve("start");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          Jvm.start(
              FirstUse.class, Map.of(), null, temp.resolve("keys").toString(), start.toString()));
    }
    Files.createFile(start);

    List<String> tokens = new ArrayList<>();
    for (Process process : processes) {
      tokens.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(tokens).allMatch(token -> token.matches("[0-9a-f]{32}"));
    assertThat(tokens.stream().distinct()).hasSize(1);
    try (var files = Files.list(temp.resolve("keys"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lake.p12", "password", ".lock");
    }
  }

  @Test
  void thePasswordOfTheEnvironmentIsWrittenNowhere() throws Exception {
    Path folder = temp.resolve("keys");
    Path start = Files.createFile(temp.resolve("start"));
    Process process =
        Jvm.start(
            FirstUse.class,
            Map.of("LAKE_KEY_PASSWORD", "correct horse"),
            null,
            folder.toString(),
            start.toString());
    String token = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(token).matches("[0-9a-f]{32}");
    assertThat(folder.resolve("password")).doesNotExist();
    assertThatThrownBy(() -> Keys.open(folder)).isInstanceOf(LakeException.class);
  }

  /** Opens the keys when a file appears and prints a token. */
  static final class FirstUse {
    public static void main(String[] args) throws Exception {
      while (!Files.exists(Path.of(args[1]))) {
        Thread.onSpinWait();
      }
      Keys keys = Keys.open(Path.of(args[0]));
      keys.make(DATASET, 1);
      System.out.print(token(keys, "HMAC-SHA256|a.b|open|phone|v=1"));
    }
  }

  private static String token(Keys keys, String label) {
    KeyLabel parsed = KeyLabel.parse(label);
    return new Tokenizer(parsed, keys.derive(parsed))
        .token(UTF8String.fromString("13800000000"))
        .toString();
  }

  private static byte[] rfc5869Case3() {
    byte[] secret = new byte[22];
    Arrays.fill(secret, (byte) 0x0b);
    return Keys.hkdf(TokenAlgorithm.HMAC_SHA256, secret, new byte[0]);
  }

  private static byte[] derive(TokenAlgorithm algorithm, String info) {
    return Keys.hkdf(algorithm, SECRET, info.getBytes(StandardCharsets.UTF_8));
  }

  private static String hmac(TokenAlgorithm algorithm, byte[] key, String text) {
    Tokenizer.Hmac hmac = Tokenizer.Hmac.of(algorithm, key);
    hmac.update(text.getBytes(StandardCharsets.UTF_8));
    byte[] digest = new byte[32];
    hmac.finish(digest);
    return HexFormat.of().formatHex(digest);
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
