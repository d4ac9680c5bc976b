package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.LakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys in the PKCS#12 store and in a KMS, here the project's own {@code scripts/keys-openssl}: both
 * do the same for the lake.
 */
class SecretStoresTest {
  private static final DatasetName DATASET = DatasetName.parse("health.visits");

  @TempDir Path temp;

  private Path folder(String store) throws Exception {
    Path folder =
        Files.createDirectory(
            temp.resolve("keys"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (store.equals("command")) {
      Process openssl =
          new ProcessBuilder(
                  ("openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=lake -keyout "
                          + temp.resolve("kek.key")
                          + " -out "
                          + temp.resolve("kek.pem"))
                      .split(" "))
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("openssl.log").toFile())
              .start();
      assertThat(openssl.waitFor()).isZero();
      Files.createDirectory(temp.resolve("wrapped"));
      command(
          folder,
          """
          export LAKE_KEYS_FOLDER=%s LAKE_KEYS_CERTIFICATE=%s LAKE_KEYS_PRIVATE=%s
          exec %s "$@"
          """
              .formatted(
                  temp.resolve("wrapped"),
                  temp.resolve("kek.pem"),
                  temp.resolve("kek.key"),
                  Path.of("../scripts/keys-openssl").toAbsolutePath().normalize()));
    }
    return folder;
  }

  private static void command(Path folder, String script) throws IOException {
    Path program = folder.resolve("command");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "command"})
  void whatIsMadeLastsAndWhatIsDestroyedCannotBeMadeAgain(String store) throws Exception {
    Path folder = folder(store);
    Keys keys = Keys.open(folder);
    assertThat(keys.has(DATASET, 1)).isFalse();
    keys.make(DATASET, 1);
    keys.make(DATASET, 2);
    String one = token(keys, 1);
    String two = token(keys, 2);

    Keys again = Keys.load(folder);
    again.make(DATASET, 1);
    assertThat(token(again, 1)).as("making it twice changes nothing").isEqualTo(one);
    assertThat(again.check(DATASET, 1)).matches("[0-9a-f]{16}").isEqualTo(keys.check(DATASET, 1));
    assertThat(again.check(DATASET, 2)).isNotEqualTo(keys.check(DATASET, 1));
    assertThat(again.signing()).isEqualTo(keys.signing());
    assertThat(files(folder)).doesNotContain(store.equals("command") ? "lake.p12" : "command");

    again.destroy(DATASET, 1);
    again.destroy(DATASET, 1);
    assertThatThrownBy(() -> token(Keys.load(folder), 1))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("health.visits.v1");
    assertThat(token(Keys.load(folder), 2)).isEqualTo(two);
    Keys.load(folder).make(DATASET, 1);
    assertThat(token(Keys.load(folder), 1)).isNotIn(one, two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "command"})
  void eightThatMakeOneSecretAtOnceGetTheSame(String store) throws Exception {
    Path folder = folder(store);
    Keys.open(folder);
    var threads = Executors.newFixedThreadPool(8);
    List<Future<String>> tokens = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tokens.add(
          threads.submit(
              () -> {
                Keys keys = Keys.open(folder);
                keys.make(DATASET, 1);
                return token(keys, 1);
              }));
    }
    Set<String> different = new HashSet<>();
    for (Future<String> token : tokens) {
      different.add(token.get());
    }
    threads.shutdown();
    assertThat(different).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs12", "command"})
  void aBackupBringsBackWhatIsGoneAndNotWhatWasDestroyed(String store) throws Exception {
    Path folder = folder(store);
    Keys keys = Keys.open(folder);
    keys.make(DATASET, 1);
    keys.make(DATASET, 2);
    String two = token(keys, 2);
    Path file = temp.resolve("backup.p12");
    char[] password = "a long enough one".toCharArray();

    assertThat(keys.backup(file, password)).isEqualTo(3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    KeyStore standard = KeyStore.getInstance("PKCS12");
    standard.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
    assertThat(Collections.list(standard.aliases()))
        .containsExactlyInAnyOrder("signing", "health.visits.v1", "health.visits.v2");
    assertThatThrownBy(() -> keys.backup(file, password)).hasMessageContaining("there already");

    keys.destroy(DATASET, 1);
    keys.destroy(DATASET, 2);
    assertThat(Keys.restore(folder, file, password, "health.visits.v1"::equals))
        .containsExactly("health.visits.v2");
    assertThat(token(Keys.load(folder), 2)).isEqualTo(two);
    assertThat(Keys.load(folder).has(DATASET, 1)).isFalse();
  }

  @Test
  void aBackupOfAnotherLakeIsRefused() throws Exception {
    Keys keys = Keys.open(folder("pkcs12"));
    keys.make(DATASET, 1);
    Path file = temp.resolve("backup.p12");
    Keys other = Keys.open(temp.resolve("other"));
    other.make(DATASET, 2);
    other.backup(file, "a long enough one".toCharArray());

    assertThatThrownBy(
            () ->
                Keys.restore(keys.folder(), file, "a long enough one".toCharArray(), name -> false))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("holds another secret signing");
    assertThat(keys.has(DATASET, 2)).isFalse();
    assertThatThrownBy(
            () -> Keys.restore(keys.folder(), file, "not the one".toCharArray(), name -> false))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("is the password that of the file?");
  }

  /** Else the lake would make a new secret, and its tokens would change unseen. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 7|failed with exit code 7",
        "echo '<html>'|printed what is not Base64",
        "exit 0|did not keep the secret"
      })
  void aKmsThatFailsIsNotOneWithoutSecrets(String script) throws Exception {
    Path folder = folder("pkcs12");
    command(folder, script.substring(0, script.indexOf('|')) + "\n");

    assertThatThrownBy(() -> Keys.open(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(script.substring(script.indexOf('|') + 1));
  }

  @Test
  void aProgramThatOthersCanChangeIsRefused() throws Exception {
    Path folder = folder("pkcs12");
    command(folder, "exit 0\n");
    Files.setPosixFilePermissions(
        folder.resolve("command"), PosixFilePermissions.fromString("rwxrwx---"));

    assertThatThrownBy(() -> Keys.open(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("is open to others");
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String token(Keys keys, int version) {
    KeyLabel label = KeyLabel.parse("HMAC-SM3|health.visits|conditional|phone|v=" + version);
    return new Tokenizer(label, keys.derive(label))
        .token(UTF8String.fromString("13800000000"))
        .toString();
  }
}
