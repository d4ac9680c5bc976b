package org.jinyanglake.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.CanonicalJson;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.identifiers.IdentifierScanner;

/**
 * What a partition was made from, as its certificate says it to everybody. Of a landing file with
 * few rows the digest would tell whoever guesses them that they are right, and names and numbers of
 * rows may say who delivered what; so they are said openly only where all columns are public. Else
 * the certificate's fingerprint is sealed: the SHA-256 of a JSON document with a random salt, which
 * stands in the ledger, where an auditor can open it.
 *
 * @param source for the certificate
 * @param opening what opens the fingerprint: {@code fingerprint} (the raw version), {@code files}
 *     and {@code salt}; empty if it is not sealed
 */
public record Provenance(Certificate.Source source, Optional<ObjectNode> opening) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_BYTES = 16;

  /**
   * Of a partition of a zone.
   *
   * @param of the raw partitions that it is made of
   * @param names of the landing files that those hold rows of
   */
  static Provenance of(
      Contract contract,
      Version raw,
      SortedSet<String> of,
      SortedSet<String> merged,
      SortedSet<String> names) {
    State state = raw.state();
    List<Certificate.SourceFile> files =
        names.stream()
            .flatMap(
                name -> Stream.ofNullable(state.files().get(name)).map(each -> file(name, each)))
            .toList();
    String snapshot = String.valueOf(raw.snapshot().snapshotId());
    String version = state.version(of);
    if (isPublic(contract, names)) {
      return new Provenance(
          new Certificate.Source(snapshot, version, List.copyOf(merged), files), Optional.empty());
    }
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    ObjectNode opening = Evidence.JSON.createObjectNode();
    opening.put("fingerprint", version);
    ArrayNode list = opening.putArray("files");
    files.forEach(file -> list.add(Evidence.JSON.<ObjectNode>valueToTree(file)));
    opening.put("salt", HexFormat.of().formatHex(salt));
    return new Provenance(
        new Certificate.Source(
            snapshot, CanonicalJson.sha256(opening), List.copyOf(merged), List.of()),
        Optional.of(opening));
  }

  /**
   * The raw version that a recorded certificate was made from.
   *
   * @param opening beside the certificate in the ledger; missing if its fingerprint is not sealed
   * @throws IllegalArgumentException if it does not open the fingerprint
   */
  public static String version(Certificate certificate, JsonNode opening) {
    String fingerprint = certificate.source().fingerprint();
    if (opening.isMissingNode()) {
      return fingerprint;
    }
    if (!CanonicalJson.sha256(opening).equals(fingerprint)) {
      throw new IllegalArgumentException(
          "the ledger's source does not open the fingerprint of certificate " + certificate.id());
    }
    return opening.path("fingerprint").asText();
  }

  private static Certificate.SourceFile file(String name, State.FileState state) {
    State.FileState held = state.inTable().orElse(state);
    return new Certificate.SourceFile(name, held.sha256(), held.stored());
  }

  private static boolean isPublic(Contract contract, SortedSet<String> names) {
    IdentifierScanner scanner = new IdentifierScanner();
    return contract.source() instanceof org.jinyanglake.contract.Source.Files
        && contract.columns().stream()
            .allMatch(column -> column.classification() == Classification.PUBLIC)
        && names.stream().allMatch(name -> scanner.scan(name) == 0);
  }

  /** The landing files of several raw partitions. */
  static SortedSet<String> names(
      SortedSet<String> partitions, java.util.Map<String, SortedSet<String>> landed) {
    SortedSet<String> names = new TreeSet<>();
    partitions.forEach(path -> names.addAll(landed.getOrDefault(path, new TreeSet<>())));
    return names;
  }
}
