package org.jinyanglake.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.lake.CanonicalJson;

/**
 * The certificates that hold no more as of a place in the audit chain, for people who have no lake:
 * whoever keeps a file and its certificate learns that the partition was withdrawn or replaced
 * since. Canonical JSON with {@code ended}, {@code seq}, {@code hash} and {@code issuedAt}, signed
 * as certificates are ({@link SignedJson}); {@code ended.schema.json} describes it for others.
 */
public final class EndedCertificates {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> FIELDS =
      Set.of("ended", "hash", "issuedAt", "keyId", "seq", "signature", "sm2");

  private final ObjectNode fields;
  private final SortedMap<String, Ended> ended;

  /**
   * How a certificate ended.
   *
   * @param id of the certificate
   * @param since when, ISO 8601
   * @param by the id of the certificate that replaced it; null if it was withdrawn
   * @param withdrawn what was withdrawn, and why; null if it was replaced
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ended(String id, String since, String by, Partition withdrawn) {

    /** A partition that was made anew: holders of the certificate find the rest in the other. */
    public static Ended replaced(String id, String since, String by) {
      return new Ended(id, since, by, null);
    }

    /** A partition that left its zone. */
    public static Ended withdrawn(String id, String since, Partition partition) {
      return new Ended(id, since, null, partition);
    }

    /** {@code was withdrawn at …: 数据有误 (stopped)}. */
    public String words() {
      return by == null
          ? "was withdrawn at %s: %s (%s)".formatted(since, withdrawn.words(), withdrawn.reason())
          : "was replaced at %s by certificate %s".formatted(since, by);
    }
  }

  /**
   * What was withdrawn.
   *
   * @param dataset {@code domain.name}
   * @param zone {@code open} or {@code conditional}
   * @param partition Iceberg's partition path; empty if unpartitioned
   * @param reason for programs: tightened, review, key, source, stopped, closed, retired or merged
   * @param words for people
   */
  public record Partition(
      String dataset, String zone, String partition, String reason, String words) {}

  private EndedCertificates(ObjectNode fields, SortedMap<String, Ended> ended) {
    this.fields = fields;
    this.ended = Collections.unmodifiableSortedMap(ended);
  }

  /**
   * A list.
   *
   * @param ended by the ids of the certificates
   * @param seq the place of the last record that was looked at
   * @param hash of that record, 64 hex digits
   * @param seed the private key that signs
   */
  public static EndedCertificates of(
      SortedMap<String, Ended> ended, long seq, String hash, Instant issuedAt, byte[] seed) {
    ObjectNode fields = JSON.createObjectNode();
    ArrayNode list = fields.putArray("ended");
    ended.values().forEach(each -> list.add(JSON.<JsonNode>valueToTree(each)));
    fields.put("seq", seq).put("hash", hash).put("issuedAt", issuedAt.toString());
    fields.put(SignedJson.KEY_ID, SignedJson.keyId(Certificate.publicKey(seed)));
    return new EndedCertificates(SignedJson.sign(fields, seed), new TreeMap<>(ended));
  }

  /** Reads a list; throws {@link IllegalArgumentException} if it is none. */
  public static EndedCertificates parse(String json) {
    ObjectNode fields = SignedJson.parse(json, FIELDS, "a list of ended certificates");
    SortedMap<String, Ended> ended = new TreeMap<>();
    try {
      Instant.parse(fields.get("issuedAt").asText());
      for (JsonNode each : fields.get("ended")) {
        Ended one = JSON.treeToValue(each, Ended.class);
        boolean once = one.id() != null && ended.put(one.id(), one) == null;
        if (!once || (one.by() == null) == (one.withdrawn() == null)) {
          throw new IllegalArgumentException("not a list of ended certificates: one ends twice");
        }
      }
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("not a list of ended certificates", e);
    }
    return new EndedCertificates(fields, ended);
  }

  /** The place of the last record that was looked at. */
  public long seq() {
    return fields.get("seq").longValue();
  }

  /** The hash of that record. */
  public String hash() {
    return fields.get("hash").asText();
  }

  /** When it was signed. */
  public Instant issuedAt() {
    return Instant.parse(fields.get("issuedAt").asText());
  }

  /** What ended, by the ids of the certificates. */
  public SortedMap<String, Ended> ended() {
    return ended;
  }

  /** Whether it may not know yet what became of a certificate. */
  public boolean isBefore(Certificate certificate) {
    return seq() <= certificate.chain().seq() || issuedAt().isBefore(certificate.issuedAt());
  }

  /**
   * What became of a certificate, in words; empty if it had not ended. Of one that was replaced
   * also what became of the newest in its place.
   */
  public Optional<String> words(String id) {
    return Optional.ofNullable(ended.get(id))
        .map(
            first -> {
              Ended last = last(first);
              String since =
                  last.by() == null
                      ? "; certificate %s %s".formatted(last.id(), last.words())
                      : "; the newest is certificate " + last.by();
              return first.words() + (last == first ? "" : since);
            });
  }

  private Ended last(Ended first) {
    Set<Ended> seen = new HashSet<>();
    Ended last = first;
    while (last.by() != null && ended.containsKey(last.by()) && seen.add(last)) {
      last = ended.get(last.by());
    }
    return last;
  }

  /** Whether the holder of the key with this public half of 32 bytes signed just this. */
  public boolean verify(byte[] publicKey) {
    return SignedJson.verify(fields, publicKey);
  }

  /** Whether the holder of the SM2 key with this public half of 65 bytes signed just this. */
  public boolean verifySm2(byte[] publicKey) {
    return SignedJson.verifySm2(fields, publicKey);
  }

  /** Canonical JSON. */
  public String toJson() {
    return CanonicalJson.of(fields);
  }
}
