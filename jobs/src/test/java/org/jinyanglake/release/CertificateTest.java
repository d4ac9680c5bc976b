package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jinyanglake.lake.CanonicalJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first key of RFC 8032, section 7.1. */
  static final byte[] SEED =
      HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  private static final byte[] PUBLIC_KEY =
      HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  /** A good one. */
  static Certificate issued() {
    Verdict verdict =
        new Verdict(
            "day=1899-01-11",
            List.of(),
            12,
            OptionalLong.of(13),
            1,
            2,
            5,
            6,
            List.of(),
            List.of(new Verdict.StagedFile("file:/staging/a.parquet", "a".repeat(64), 700, 12)),
            36,
            0.25,
            List.of(new AttackResult("linkage", "age+district", 13, 2, 0.5, 0.2)),
            new java.util.TreeMap<>());
    return new Certificate(
            "",
            "health.visits",
            "conditional",
            verdict.partition(),
            new Certificate.ContractVersion("urn:test:health:visits", "1.0.0", "b".repeat(64)),
            new Certificate.Source(
                "7532894023489023489",
                "c".repeat(64),
                List.of(),
                List.of(new Certificate.SourceFile("visits.csv", "f".repeat(64), 13))),
            "run-1",
            2,
            List.of(new Certificate.RuleResult("RowCount > 0", "error", "passed")),
            new Certificate.Rows(13, 12, 1),
            new Certificate.Anonymity(
                5, 6, 2, List.of(new Certificate.SensitiveResult("diagnosis", "l=2", 3))),
            Certificate.results(verdict),
            verdict.attacks(),
            new Certificate.Utility(12 / 13.0, verdict.loss()),
            new Certificate.Made(
                new TreeMap<>(Map.of("region_name", "e".repeat(64))), 5, 10, "0.1.0"),
            "9".repeat(64),
            new Certificate.Chain(7, "8".repeat(64)),
            List.of(
                new Certificate.PublishedFile("data/day=1899-01-11/a.parquet", "a".repeat(64), 12)),
            new Certificate.Approval("li.min", "王建国", Instant.parse("2026-01-01T08:00:00Z")),
            new Certificate.Verifier("jinyang-lake gate", "0.1.0"),
            Instant.parse("2026-01-02T00:00:00.123456Z"),
            "",
            Certificate.Sm2Signature.NONE,
            "")
        .sign(SEED);
  }

  @Test
  void itsHolderCanVerifyIt() {
    assertThat(Certificate.publicKey(SEED)).isEqualTo(PUBLIC_KEY);
    assertThat(issued().verify(PUBLIC_KEY)).isTrue();
    assertThat(issued().keyId()).isEqualTo("21fe31dfa154a261");
  }

  @Test
  void anotherKeyDoesNotVerifyIt() {
    byte[] other =
        Certificate.publicKey(
            "another seed of exactly 32 bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(issued().verify(other)).isFalse();
  }

  /** With the JDK alone, as the documentation tells others to. */
  @Test
  void anybodyCanVerifyItWithoutOurCode() throws Exception {
    ObjectNode fields = (ObjectNode) JSON.readTree(issued().toJson());
    byte[] signature = HexFormat.of().parseHex(fields.remove("signature").textValue());
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] encoded = java.util.Arrays.copyOf(prefix, prefix.length + PUBLIC_KEY.length);
    System.arraycopy(PUBLIC_KEY, 0, encoded, prefix.length, PUBLIC_KEY.length);
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
    verifier.update(CanonicalJson.of(fields).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void survivesJson() {
    Certificate certificate = issued();
    assertThat(Certificate.fromJson(certificate.toJson())).isEqualTo(certificate);
    assertThat(Certificate.fromJson(certificate.toJson()).verify(PUBLIC_KEY)).isTrue();
  }

  /** As it was signed before certificates said what the rows were made with. */
  @Test
  void anOlderOneIsStillGood() throws Exception {
    ObjectNode fields = (ObjectNode) JSON.readTree(issued().toJson());
    List.of("made", "attacks", "utility", "policy", "chain", "sm2").forEach(fields::remove);
    ((ObjectNode) fields.get("source")).remove("files");
    Certificate older = Certificate.fromJson(fields.toString());
    fields.put("signature", HexFormat.of().formatHex(ed25519(older.toJson())));
    older = Certificate.fromJson(fields.toString());

    assertThat(older.made()).isEqualTo(Certificate.Made.UNKNOWN);
    assertThat(older.toJson()).doesNotContain("made", "attacks\":", "utility", "policy", "chain");
    assertThat(schema().validate(JSON.readTree(older.toJson()))).isEmpty();
    assertThat(Certificate.fromJson(older.toJson()).verify(PUBLIC_KEY)).isTrue();
    assertThat(Certificate.fromJson(older.toJson()).toJson()).isEqualTo(older.toJson());
  }

  /** The signature of before, which knew nothing of SM2. */
  private static byte[] ed25519(String json) throws Exception {
    ObjectNode fields = (ObjectNode) JSON.readTree(json);
    fields.remove("signature");
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(SEED));
    byte[] content = CanonicalJson.of(fields).getBytes(StandardCharsets.UTF_8);
    signer.update(content, 0, content.length);
    return signer.generateSignature();
  }

  /** What is left out where it is not known cannot be added to one that is signed. */
  @Test
  void nothingCanBeAdded() throws Exception {
    ObjectNode fields = (ObjectNode) JSON.readTree(issued().toJson());
    ((ObjectNode) fields.get("source")).putArray("merged");
    assertThatThrownBy(() -> Certificate.fromJson(fields.toString()))
        .hasMessageStartingWith("not a certificate");
    assertThatThrownBy(
            () -> Certificate.fromJson(issued().toJson().replaceFirst("\\{", "{\"id\":\"x\",")))
        .hasMessageStartingWith("not a certificate");
  }

  @Test
  void theSecondSignatureIsGood() {
    byte[] publicKey = Sm2.of(SEED).publicKey();
    assertThat(issued().verifySm2(publicKey)).isTrue();
    assertThat(issued().verifySm2(Sm2.of(PUBLIC_KEY).publicKey())).isFalse();
    assertThat(issued().sm2().keyId()).isEqualTo(SignedJson.keyId(publicKey));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{} {}", "{"})
  void whatIsNoCertificateIsNotRead(String json) {
    assertThatThrownBy(() -> Certificate.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a certificate");
  }

  @Test
  void theSameFactsHaveTheSameId() {
    assertThat(issued().id()).isEqualTo(issued().id());
    assertThat(issued().id()).matches("[0-9a-f-]{36}");
  }

  /** Every leaf of the JSON is signed. */
  @Test
  void anyAlteredFieldIsFound() throws Exception {
    JsonNode root = JSON.readTree(issued().toJson());
    List<String> leaves = new ArrayList<>();
    collectLeaves("", root, leaves);
    assertThat(leaves).hasSizeGreaterThan(40);
    for (String leaf : leaves) {
      JsonNode copy = root.deepCopy();
      alter(copy, leaf);
      assertThat(Certificate.fromJson(copy.toString()).verify(PUBLIC_KEY)).as(leaf).isFalse();
    }
  }

  private static void collectLeaves(String path, JsonNode node, List<String> leaves) {
    if (node.isValueNode()) {
      leaves.add(path);
    }
    node.fields()
        .forEachRemaining(
            field -> collectLeaves(path + "/" + field.getKey(), field.getValue(), leaves));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collectLeaves(path + "/" + i, node.get(i), leaves);
      }
    }
  }

  private static void alter(JsonNode root, String leaf) {
    int cut = leaf.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) root.at(leaf.substring(0, cut));
    String name = leaf.substring(cut + 1);
    JsonNode old = parent.get(name);
    if (old.isNumber()) {
      parent.put(name, old.longValue() + 1);
    } else if (name.endsWith("At")) {
      parent.put(name, "2026-01-03T00:00:00Z");
    } else {
      String text = old.textValue();
      parent.put(name, (text.startsWith("0") ? "1" : "0") + text.substring(1));
    }
  }

  @Test
  void issuedCertificatesAreValidByTheSchema() throws Exception {
    assertThat(schema().validate(JSON.readTree(issued().toJson()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"id", "signature", "keyId", "contract", "source", "gate", "files", "approval"})
  void theSchemaMissesWhatIsMissing(String field) throws Exception {
    ObjectNode fields = (ObjectNode) JSON.readTree(issued().toJson());
    fields.remove(field);
    assertThat(schema().validate(fields)).isNotEmpty();
    assertThatThrownBy(() -> Certificate.fromJson(fields.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  private static Schema schema() throws Exception {
    try (InputStream in = Certificate.class.getResourceAsStream("certificate.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.readTree(in));
    }
  }
}
