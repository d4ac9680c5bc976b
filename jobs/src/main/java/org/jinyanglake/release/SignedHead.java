package org.jinyanglake.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import org.jinyanglake.lake.CanonicalJson;

/**
 * The head of the audit chain, to be published and kept by others: who has one can tell whether
 * something that was recorded until then was altered or cut off. Canonical JSON with the fields
 * below and {@code keyId}, {@code sm2} and {@code signature}, {@link SignedJson}.
 */
public final class SignedHead {
  private static final Set<String> FIELDS =
      Set.of("hash", "keyId", "run", "seq", "signature", "sm2", "time");

  private final ObjectNode fields;

  private SignedHead(ObjectNode fields) {
    this.fields = fields;
  }

  /**
   * A head.
   *
   * @param seq the place of the last record
   * @param hash of the last record, 64 hex digits
   * @param run that recorded it
   * @param seed the private key that signs
   */
  public static SignedHead of(long seq, String hash, String run, Instant time, byte[] seed) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("seq", seq).put("hash", hash).put("run", run).put("time", time.toString());
    fields.put(SignedJson.KEY_ID, SignedJson.keyId(Certificate.publicKey(seed)));
    return new SignedHead(SignedJson.sign(fields, seed));
  }

  /** Reads a head; throws {@link IllegalArgumentException} if it is none. */
  public static SignedHead parse(String json) {
    return new SignedHead(SignedJson.parse(json, FIELDS, "the head of a chain"));
  }

  /** The place of the last record. */
  public long seq() {
    return fields.get("seq").longValue();
  }

  /** The hash of the last record. */
  public String hash() {
    return fields.get("hash").asText();
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
