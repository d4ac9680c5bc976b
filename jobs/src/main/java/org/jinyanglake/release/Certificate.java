package org.jinyanglake.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.jinyanglake.lake.CanonicalJson;

/**
 * What was opened, from what, by which rules, who approved it, and what the gate found: one
 * certificate for each released partition, signed twice ({@link SignedJson}); {@code
 * certificate.schema.json} describes it for others. What older certificates do not say is left out
 * of their JSON, so that they stay as they were signed.
 *
 * @param id a name-based UUID of all that the certificate says; empty until signed
 * @param dataset {@code domain.name}
 * @param zone {@code open} or {@code conditional}
 * @param partition Iceberg's partition path; empty if unpartitioned
 * @param run the run that released
 * @param keyVersion the version of the dataset's key under which the partition was made; 0 if no
 *     column needs a key
 * @param rules the results of the contract's quality rules
 * @param gate every check of the gate, failed or not
 * @param attacks what was measured by attacking the partition; empty if nothing was
 * @param utility what is left of the rows' use; {@link Utility#UNKNOWN} in older certificates
 * @param made what the rows follow from beside source, contract and key; {@link Made#UNKNOWN} in
 *     certificates from before it was noted
 * @param policy digest of the policy that judged, {@link PolicyDigest}; empty in older certificates
 * @param chain the place in the audit chain after which it stands; {@link Chain#UNKNOWN} in older
 *     certificates
 * @param issuedAt when it was signed
 * @param keyId which key signed: the first 16 hex digits of the public key's SHA-256; empty until
 *     signed
 * @param sm2 the signature with SM2; {@link Sm2Signature#NONE} in older certificates and until
 *     signed
 * @param signature 128 hex digits; empty until signed
 */
public record Certificate(
    String id,
    String dataset,
    String zone,
    String partition,
    ContractVersion contract,
    Source source,
    String run,
    int keyVersion,
    List<RuleResult> rules,
    Rows rows,
    Anonymity anonymity,
    List<CheckResult> gate,
    List<AttackResult> attacks,
    Utility utility,
    Made made,
    String policy,
    Chain chain,
    List<PublishedFile> files,
    Approval approval,
    Verifier verifier,
    Instant issuedAt,
    String keyId,
    Sm2Signature sm2,
    String signature) {

  /** The approved contract. */
  public record ContractVersion(String id, String version, String hash) {}

  /**
   * The raw data.
   *
   * @param snapshotId of the raw table, as text, for a JSON number cannot hold it
   * @param fingerprint the version of the raw partition, or what seals it, {@link Provenance}
   * @param merged the raw partitions that it was made of if others were merged into it; else empty
   * @param files the landing files that the partition holds rows of, by name; empty if the
   *     fingerprint is sealed, and in older certificates
   */
  public record Source(
      String snapshotId, String fingerprint, List<String> merged, List<SourceFile> files) {
    public Source {
      merged = List.copyOf(merged);
      files = List.copyOf(files);
    }
  }

  /**
   * A landing file.
   *
   * @param name below the dataset's landing folder
   * @param sha256 of its bytes as they were delivered, 64 hex digits
   * @param rows how many of its rows were stored, in this partition and in others
   */
  public record SourceFile(String name, String sha256, long rows) {}

  /**
   * The result of a quality rule.
   *
   * @param severity error, row or warning
   * @param outcome as the check stage words it
   */
  public record RuleResult(String rule, String severity, String outcome) {}

  /** Source rows, published rows and those withheld for privacy. */
  public record Rows(long in, long out, long withheld) {}

  /**
   * The persons in each class; both 0 where there are no persons to protect.
   *
   * @param classes how many classes there are
   * @param sensitive the conditions on sensitive columns
   */
  public record Anonymity(
      int kRequired, long kReached, long classes, List<SensitiveResult> sensitive) {
    /** There are no persons to protect, or no rows. */
    public static final Anonymity NONE = new Anonymity(0, 0, 0, List.of());

    public Anonymity {
      sensitive = List.copyOf(sensitive);
    }

    /** As people read it: {@code 97 of at least 5 persons; l=3 of diagnosis_code: 3.0}. */
    public String words() {
      return "%,d of at least %d persons".formatted(classes, kReached)
          + sensitive.stream().map(each -> "; " + each.words()).collect(Collectors.joining());
    }
  }

  /**
   * How a sensitive column's values are spread over the classes.
   *
   * @param required the condition, {@code l=3}
   * @param reached what the worst class has; for {@code recursive} what c must be greater than
   */
  public record SensitiveResult(String column, String required, double reached) {
    /** As people read it: {@code l=3 of diagnosis_code: 3.0}. */
    public String words() {
      return required + " of " + column + ": " + reached;
    }
  }

  /**
   * A check of the gate.
   *
   * @param check the code of a {@link Check}
   * @param failures how many there were; 0: passed
   */
  public record CheckResult(String check, long failures) {}

  /**
   * What is left of the rows' use.
   *
   * @param rowsKept the share of the source rows that is published, from 0 to 1; 1 if there were
   *     none
   * @param loss the share of the information (entropy) in the quasi-identifiers that is lost, from
   *     0 to 1; 0 where it is not known
   */
  public record Utility(double rowsKept, double loss) {
    /** Of a certificate that does not say. */
    public static final Utility UNKNOWN = new Utility(-1, -1);
  }

  /**
   * A place in the audit chain: the last record that was there when the run began.
   *
   * @param seq its place, 0 if there was none
   * @param hash its hash, 64 hex digits
   */
  public record Chain(long seq, String hash) {
    /** Of a certificate that does not say. */
    public static final Chain UNKNOWN = new Chain(-1, "");
  }

  /**
   * A signature with SM2, GB/T 32918.
   *
   * @param keyId which key: the first 16 hex digits of the SHA-256 of its public half
   * @param signature in DER, as hex digits
   */
  public record Sm2Signature(String keyId, String signature) {
    /** There is none. */
    public static final Sm2Signature NONE = new Sm2Signature("", "");
  }

  /**
   * What the rows were made with.
   *
   * @param hierarchies of those that the zone's techniques name, the digest of what they say
   * @param k the zone's least k in the policy of then
   * @param nMin the zone's least number of persons behind a cell in the policy of then
   * @param program version and commit of the program; empty if it was not built into a jar
   */
  public record Made(SortedMap<String, String> hierarchies, int k, int nMin, String program) {
    /** Of a certificate that does not say. */
    public static final Made UNKNOWN = new Made(new TreeMap<>(), 0, 0, "");

    public Made {
      hierarchies = Collections.unmodifiableSortedMap(new TreeMap<>(hierarchies));
    }
  }

  /** A published file; its name is below the table's location. */
  public record PublishedFile(String name, String sha256, long rows) {}

  /** Who proposed and who approved the contract's version: two persons. */
  public record Approval(String proposer, String approver, Instant approvedAt) {}

  /** Which program judged. */
  public record Verifier(String name, String version) {}

  private static final String SOURCE = "source";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new ToStringSerializer())
                  .addDeserializer(Instant.class, new InstantDeserializer()))
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .serializationInclusion(JsonInclude.Include.ALWAYS)
          .build();

  /** What not every certificate says, and what it means if it does not. */
  private static final Map<String, JsonNode> OPTIONAL =
      Map.of(
          "attacks", JSON.createArrayNode(),
          "utility", JSON.valueToTree(Utility.UNKNOWN),
          "made", JSON.valueToTree(Made.UNKNOWN),
          "policy", JSON.getNodeFactory().textNode(""),
          "chain", JSON.valueToTree(Chain.UNKNOWN),
          "sm2", JSON.valueToTree(Sm2Signature.NONE));

  /** The same of its {@link Source}. */
  private static final Map<String, JsonNode> OPTIONAL_OF_SOURCE =
      Map.of("merged", JSON.createArrayNode(), "files", JSON.createArrayNode());

  public Certificate {
    rules = List.copyOf(rules);
    gate = List.copyOf(gate);
    attacks = List.copyOf(attacks);
    files = List.copyOf(files);
  }

  /** The results of every check of the gate, for {@link #gate}. */
  public static List<CheckResult> results(Verdict verdict) {
    return java.util.Arrays.stream(Check.values())
        .map(
            check ->
                new CheckResult(
                    check.code(),
                    verdict.failures().stream()
                        .filter(failure -> failure.check() == check)
                        .mapToLong(Failure::count)
                        .sum()))
        .toList();
  }

  /** The certificate with its id, signed by the private key of 32 bytes and the one derived. */
  public Certificate sign(byte[] seed) {
    ObjectNode fields = fields();
    List.of("sm2", "signature").forEach(fields::remove);
    fields.put("id", "");
    fields.put("keyId", SignedJson.keyId(publicKey(seed)));
    byte[] content = CanonicalJson.of(fields).getBytes(StandardCharsets.UTF_8);
    fields.put("id", UUID.nameUUIDFromBytes(content).toString());
    return fromJson(SignedJson.sign(fields, seed).toString());
  }

  /** Whether the holder of the key with this public half of 32 bytes signed just this. */
  public boolean verify(byte[] publicKey) {
    return SignedJson.verify(fields(), publicKey);
  }

  /** Whether the holder of the SM2 key with this public half of 65 bytes signed just this. */
  public boolean verifySm2(byte[] publicKey) {
    return SignedJson.verifySm2(fields(), publicKey);
  }

  /** The public half of a private key of 32 bytes. */
  public static byte[] publicKey(byte[] seed) {
    return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
  }

  /** Throws {@link IllegalArgumentException} if the bytes are no Ed25519 public key. */
  public static void requirePublicKey(byte[] publicKey) {
    new Ed25519PublicKeyParameters(publicKey);
  }

  /** The certificate as canonical JSON. */
  public String toJson() {
    return CanonicalJson.of(fields());
  }

  /**
   * Reads a certificate; throws {@link IllegalArgumentException} if it is none. That it is genuine
   * only {@link #verify} says.
   */
  public static Certificate fromJson(String json) {
    try {
      if (!(JSON.readTree(json) instanceof ObjectNode fields)) {
        throw new IllegalArgumentException("not a certificate: no JSON object");
      }
      String given = CanonicalJson.of(fields);
      OPTIONAL.forEach(fields::putIfAbsent);
      if (fields.get(SOURCE) instanceof ObjectNode source) {
        OPTIONAL_OF_SOURCE.forEach(source::putIfAbsent);
      }
      Certificate certificate = JSON.treeToValue(fields, Certificate.class);
      if (!certificate.toJson().equals(given)) {
        throw new IllegalArgumentException("not a certificate: not as a lake writes it");
      }
      return certificate;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getOriginalMessage(), e);
    }
  }

  private ObjectNode fields() {
    ObjectNode fields = JSON.valueToTree(this);
    leaveOut(OPTIONAL, fields);
    leaveOut(OPTIONAL_OF_SOURCE, (ObjectNode) fields.get(SOURCE));
    return fields;
  }

  private static void leaveOut(Map<String, JsonNode> unknown, ObjectNode fields) {
    unknown.forEach(
        (name, value) -> {
          if (fields.get(name).equals(value)) {
            fields.remove(name);
          }
        });
  }
}
