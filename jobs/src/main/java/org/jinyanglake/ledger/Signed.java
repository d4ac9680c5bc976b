package org.jinyanglake.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;

/**
 * What a person said and signed. The text is kept as it was signed, so that anybody can check it
 * with any tool: Ed25519 over its bytes in UTF-8.
 *
 * <p>Every statement has {@code act} (proposal, approval, review, deputation), {@code by} (the user
 * name of the signer), {@code at} (when, ISO 8601) and {@code after} (hash of a record of the
 * ledger before it, so that it cannot stand in another ledger).
 *
 * @param statement canonical JSON (RFC 8785)
 * @param publicKey of the key that signed, 64 hex digits
 * @param signature 128 hex digits
 */
public record Signed(String statement, String publicKey, String signature) {

  /** How far ahead of others a signer's clock may be. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  /** Signs fields. */
  static Signed of(ObjectNode fields, PersonKey key) {
    String statement = CanonicalJson.of(fields);
    return new Signed(statement, key.publicKey(), key.sign(statement));
  }

  /** The statement's fields; none if it is no JSON. */
  public JsonNode fields() {
    try {
      return Evidence.JSON.readTree(statement);
    } catch (JsonProcessingException e) {
      return Evidence.JSON.createObjectNode();
    }
  }

  /** A field's text; empty if it has none. */
  public String text(String field) {
    return fields().path(field).asText();
  }

  /** SHA-256 of the statement, 64 hex digits: what other statements call it by. */
  public String digest() {
    return Evidence.sha256(statement);
  }

  /**
   * Why the signature does not count as one of the person who is said to have signed; empty if it
   * does: the key is registered for that person, was valid then, and signed just this.
   */
  public Optional<String> objection(Persons persons) {
    Optional<Persons.Key> key = persons.key(publicKey);
    if (key.isEmpty()) {
      return Optional.of(
          "its key %s… is not in the register of persons".formatted(start(publicKey)));
    }
    if (!isGenuine()) {
      return Optional.of("its signature does not verify: it was altered");
    }
    if (!key.get().person().equals(text("by"))) {
      return Optional.of(
          "its key is that of %s, not of %s".formatted(key.get().person(), text("by")));
    }
    try {
      return key.get().objection(Instant.parse(text("at")));
    } catch (DateTimeException e) {
      return Optional.of("it does not say when it was signed");
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 12));
  }

  private boolean isGenuine() {
    try {
      byte[] signed = HexFormat.of().parseHex(signature);
      byte[] content = statement.getBytes(StandardCharsets.UTF_8);
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(publicKey)));
      signer.update(content, 0, content.length);
      return signer.verifySignature(signed);
    } catch (IllegalArgumentException e) {
      return false; // no hex digits, or no key
    }
  }
}
