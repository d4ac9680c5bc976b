package org.jinyanglake.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jinyanglake.lake.CanonicalJson;

/**
 * A JSON object with two signatures: {@code sm2} ({@code keyId} and {@code signature} with {@link
 * Sm2}) over the canonical JSON of all fields but {@code sm2} and {@code signature}, and {@code
 * signature} with Ed25519 over that of all but itself. So whoever checks one of them knows of every
 * field, and who checks the second, of the first as well. {@code keyId} names the Ed25519 key.
 */
final class SignedJson {
  static final String KEY_ID = "keyId";
  static final String SM2 = "sm2";
  static final String SIGNATURE = "signature";

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private SignedJson() {}

  /**
   * Reads an object of just these fields that names a place in the audit chain ({@code seq} and
   * {@code hash}), in canonical JSON.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException if it is none
   */
  static ObjectNode parse(String json, Set<String> fields, String what) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object
          && names(object).equals(fields)
          && object.get("hash").asText().matches("[0-9a-f]{64}")
          && object.get("seq").canConvertToLong()
          && CanonicalJson.of(object).equals(json)) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not %s: no JSON".formatted(what), e);
    }
    throw new IllegalArgumentException("not %s as a lake writes it".formatted(what));
  }

  private static Set<String> names(ObjectNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Signs an object that has its {@code keyId}, in place. */
  static ObjectNode sign(ObjectNode object, byte[] seed) {
    object.remove(SM2);
    Sm2 key = Sm2.of(seed);
    byte[] second = key.sign(content(object));
    object
        .putObject(SM2)
        .put(KEY_ID, keyId(key.publicKey()))
        .put(SIGNATURE, HexFormat.of().formatHex(second));
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed));
    byte[] content = content(object);
    signer.update(content, 0, content.length);
    return object.put(SIGNATURE, HexFormat.of().formatHex(signer.generateSignature()));
  }

  /** Whether the holder of the Ed25519 key with this public half signed just this. */
  static boolean verify(ObjectNode object, byte[] publicKey) {
    byte[] signed = hex(object.path(SIGNATURE).asText());
    byte[] content = content(object);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, new Ed25519PublicKeyParameters(publicKey));
    signer.update(content, 0, content.length);
    return signed.length == Ed25519PrivateKeyParameters.SIGNATURE_SIZE
        && signer.verifySignature(signed)
        && object.path(KEY_ID).asText().equals(keyId(publicKey));
  }

  /** Whether the holder of the SM2 key with this public half signed just this. */
  static boolean verifySm2(ObjectNode object, byte[] publicKey) {
    ObjectNode first = object.deepCopy();
    first.remove(SM2);
    return object.path(SM2).path(KEY_ID).asText().equals(keyId(publicKey))
        && Sm2.verify(publicKey, content(first), hex(object.path(SM2).path(SIGNATURE).asText()));
  }

  private static byte[] content(ObjectNode object) {
    ObjectNode signed = object.deepCopy();
    signed.remove(SIGNATURE);
    return CanonicalJson.of(signed).getBytes(StandardCharsets.UTF_8);
  }

  /** Lower-case digits only: a signature is written in one way. Empty if it is no such text. */
  private static byte[] hex(String text) {
    return text.matches("([0-9a-f]{2})*") ? HexFormat.of().parseHex(text) : new byte[0];
  }

  /** The first 16 hex digits of a public key's SHA-256. */
  static String keyId(byte[] publicKey) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
