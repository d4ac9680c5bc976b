package org.jinyanglake.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jinyanglake.lake.CanonicalJson;

/**
 * What was opened, from what, by which rules, who approved it, and what the gate found: one
 * certificate for each released partition. Signed with Ed25519 over its canonical JSON without the
 * signature; {@code certificate.schema.json} describes it for others.
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
 * @param made what the rows follow from beside source, contract and key; {@link Made#UNKNOWN} in
 *     certificates from before it was noted
 * @param issuedAt when it was signed
 * @param keyId which key signed: the first 16 hex digits of the public key's SHA-256; empty until
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
    Made made,
    List<PublishedFile> files,
    Approval approval,
    Verifier verifier,
    Instant issuedAt,
    String keyId,
    String signature) {

  /** The approved contract. */
  public record ContractVersion(String id, String version, String hash) {}

  /**
   * The raw data.
   *
   * @param snapshotId of the raw table, as text, for a JSON number cannot hold it
   * @param fingerprint of the partition's live files
   * @param merged the raw partitions that it was made of if others were merged into it; else empty
   */
  public record Source(String snapshotId, String fingerprint, List<String> merged) {
    public Source {
      merged = List.copyOf(merged);
    }
  }

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

  private static final String MADE = "made";
  private static final String SOURCE = "source";
  private static final String MERGED = "merged";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new ToStringSerializer())
                  .addDeserializer(Instant.class, new InstantDeserializer()))
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .serializationInclusion(JsonInclude.Include.ALWAYS)
          .build();

  public Certificate {
    rules = List.copyOf(rules);
    gate = List.copyOf(gate);
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

  /** The certificate with its id, signed by the private key of 32 bytes. */
  public Certificate sign(byte[] seed) {
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed);
    String keyId = keyId(key.generatePublicKey().getEncoded());
    Certificate open = with("", keyId, "");
    Certificate named = with(UUID.nameUUIDFromBytes(open.content()).toString(), keyId, "");
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    byte[] content = named.content();
    signer.update(content, 0, content.length);
    return with(named.id, keyId, HexFormat.of().formatHex(signer.generateSignature()));
  }

  /** Whether the holder of the key with this public half of 32 bytes signed just this. */
  public boolean verify(byte[] publicKey) {
    byte[] signed;
    try {
      signed = HexFormat.of().parseHex(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, new Ed25519PublicKeyParameters(publicKey));
    byte[] content = content();
    signer.update(content, 0, content.length);
    return signed.length == Ed25519PrivateKeyParameters.SIGNATURE_SIZE
        && signer.verifySignature(signed)
        && keyId.equals(keyId(publicKey));
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
      if (!fields.has(MADE)) {
        fields.set(MADE, JSON.valueToTree(Made.UNKNOWN));
      }
      if (fields.get(SOURCE) instanceof ObjectNode source && !source.has(MERGED)) {
        source.putArray(MERGED);
      }
      return JSON.treeToValue(fields, Certificate.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getOriginalMessage(), e);
    }
  }

  /** What is signed. */
  private byte[] content() {
    ObjectNode fields = fields();
    fields.remove("signature");
    return CanonicalJson.of(fields).getBytes(StandardCharsets.UTF_8);
  }

  /** What is not known is left out, so that an older certificate is as it was signed. */
  private ObjectNode fields() {
    ObjectNode fields = JSON.valueToTree(this);
    if (made.equals(Made.UNKNOWN)) {
      fields.remove(MADE);
    }
    if (source.merged().isEmpty()) {
      ((ObjectNode) fields.get(SOURCE)).remove(MERGED);
    }
    return fields;
  }

  private Certificate with(String id, String keyId, String signature) {
    return new Certificate(
        id,
        dataset,
        zone,
        partition,
        contract,
        source,
        run,
        keyVersion,
        rules,
        rows,
        anonymity,
        gate,
        made,
        files,
        approval,
        verifier,
        issuedAt,
        keyId,
        signature);
  }

  private static String keyId(byte[] publicKey) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
