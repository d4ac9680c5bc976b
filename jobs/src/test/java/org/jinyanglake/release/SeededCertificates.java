package org.jinyanglake.release;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.jinyanglake.lake.CanonicalJson;

/** The seeded faults in certificates and certified files that left the lake. */
final class SeededCertificates {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "data/day=1899-01-11/a.parquet";
  private static final String SIGNATURE = "was not signed by the key that was given";
  private static final String CONTENT = "is not what was certified";

  private SeededCertificates() {}

  /** Changes the certificate's fields before they are signed, and after. */
  private interface Change {
    void in(ObjectNode fields);
  }

  static SeededCase sound() {
    return new SeededCase(
        "certificates", "", "", "", folder -> faults(folder, before -> {}, after -> {}));
  }

  static List<SeededCase> all() {
    return List.of(
        signed(
            "a certificate of another partition",
            "is no file of this certificate",
            fields -> {
              fields.put("partition", "day=1899-01-12");
              file(fields).put("name", FILE.replace("11", "12"));
            }),
        signed(
            "a certificate of another table",
            CONTENT,
            fields -> {
              fields.put("dataset", "health.stays");
              file(fields).put("sha256", "1".repeat(64));
            }),
        signed(
            "the certificate of the version before",
            "is no file of this certificate",
            fields -> file(fields).put("name", FILE.replace("a.parquet", "b.parquet"))),
        signed(
            "a certificate of one file more",
            "is certified, but no such file was given",
            fields ->
                ((ArrayNode) fields.get("files"))
                    .add(file(fields).deepCopy().put("name", FILE.replace("a.", "c.")))),
        altered(
            "k reached is another figure",
            fields -> ((ObjectNode) fields.get("anonymity")).put("kReached", 60)),
        altered(
            "an attack's successes are another figure",
            fields -> ((ObjectNode) fields.at("/attacks/0")).put("succeeded", 0)),
        altered(
            "the hash of the contract is another one",
            fields -> ((ObjectNode) fields.get("contract")).put("hash", "0".repeat(64))),
        altered("the hash of the policy is another one", f -> f.put("policy", "0".repeat(64))),
        altered(
            "another person approved",
            fields -> ((ObjectNode) fields.get("approval")).put("approver", "李四")),
        altered(
            "its place in the audit chain is another one",
            fields -> ((ObjectNode) fields.get("chain")).put("seq", 8)),
        altered("it is of another zone", fields -> fields.put("zone", "open")),
        altered(
            "a file's digest is that of other bytes",
            fields -> file(fields).put("sha256", "0".repeat(64))),
        altered("its signature is another one", fields -> fields.put("signature", "0".repeat(128))),
        after(
            "it is not signed",
            "is no certificate by its schema",
            fields -> fields.remove("signature")),
        after(
            "it has another lake's SM2 signature",
            SIGNATURE,
            fields -> fields.set("sm2", other().get("sm2"))),
        new SeededCase(
            "certificates",
            "one bit of the file is another one",
            CONTENT,
            "lake verify",
            folder -> {
              Path certificate = write(folder, before -> {}, after -> {});
              byte[] bytes = Files.readAllBytes(folder.resolve(FILE));
              bytes[7] ^= 1;
              Files.write(folder.resolve(FILE), bytes);
              return check(folder, certificate);
            }),
        new SeededCase(
            "certificates",
            "another lake signed it",
            SIGNATURE,
            "lake verify",
            folder -> {
              Path certificate = write(folder, before -> {}, after -> {});
              Files.writeString(
                  certificate,
                  Certificate.fromJson(Files.readString(certificate)).sign(new byte[32]).toJson());
              return check(folder, certificate);
            }));
  }

  private static SeededCase signed(String what, String caught, Change change) {
    return new SeededCase(
        "certificates", what, caught, "lake verify", f -> faults(f, change, after -> {}));
  }

  private static SeededCase altered(String what, Change change) {
    return after(what, SIGNATURE, change);
  }

  private static SeededCase after(String what, String caught, Change change) {
    return new SeededCase(
        "certificates", what, caught, "lake verify", f -> faults(f, before -> {}, change));
  }

  private static ObjectNode file(ObjectNode fields) {
    return (ObjectNode) fields.at("/files/0");
  }

  private static ObjectNode other() {
    return tree(CertificateTest.issued().sign(new byte[32]).toJson());
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> faults(Path folder, Change before, Change after) throws IOException {
    return check(folder, write(folder, before, after));
  }

  /** A published file, and its certificate beside it. */
  private static Path write(Path folder, Change before, Change after) throws IOException {
    byte[] bytes = "the bytes of a published file".getBytes(StandardCharsets.UTF_8);
    Files.createDirectories(folder.resolve(FILE).getParent());
    Files.write(folder.resolve(FILE), bytes);
    SHA256Digest digest = new SHA256Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] sha256 = new byte[digest.getDigestSize()];
    digest.doFinal(sha256, 0);
    ObjectNode fields = tree(CertificateTest.issued().toJson());
    file(fields).put("sha256", HexFormat.of().formatHex(sha256));
    before.in(fields);
    ObjectNode signed =
        tree(Certificate.fromJson(fields.toString()).sign(CertificateTest.SEED).toJson());
    after.in(signed);
    return Files.writeString(folder.resolve("certificate.json"), CanonicalJson.of(signed));
  }

  private static List<String> check(Path folder, Path certificate) {
    return CertifiedFiles.by(
            List.of(Certificate.publicKey(CertificateTest.SEED)),
            List.of(Sm2.of(CertificateTest.SEED).publicKey()))
        .check(certificate, List.of(folder.resolve(FILE)))
        .faults();
  }
}
