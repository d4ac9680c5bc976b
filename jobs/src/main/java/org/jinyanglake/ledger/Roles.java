package org.jinyanglake.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;

/**
 * Whom a contract version names, read from its canonical text as it was recorded, whatever its file
 * says now.
 *
 * @param steward user name; empty if it names none
 * @param officer user name of the chief data officer; empty if it names none
 * @param reviewer user name of the declassification reviewer; empty if it names none
 */
public record Roles(String steward, String officer, String reviewer) {

  /** Those of a contract. */
  public static Roles of(Contract contract) {
    return new Roles(contract.steward(), contract.officer(), contract.reviewer().orElse(""));
  }

  /** Those of a recorded contract; empty if the text is not the one with that hash. */
  public static Optional<Roles> of(String canonical, String hash) {
    if (canonical == null || !Evidence.sha256(canonical).equals(hash)) {
      return Optional.empty();
    }
    try {
      JsonNode members = Evidence.JSON.readTree(canonical).at("/team/members");
      return Optional.of(
          new Roles(
              member(members, "steward"),
              member(members, "chiefDataOfficer"),
              member(members, "declassificationReviewer")));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String member(JsonNode members, String role) {
    for (JsonNode member : members) {
      if (member.path("role").asText().equals(role) && !member.has("dateOut")) {
        return member.path("username").asText();
      }
    }
    return "";
  }

  /** All who are named. */
  public Set<String> all() {
    Set<String> all = new TreeSet<>(Set.of(steward, officer));
    all.add(reviewer);
    all.remove("");
    return all;
  }

  /** Whether a review is one of the reviewer, or of a deputy who has no other part. */
  public boolean names(Review review) {
    return Deputation.holder(review.signed()).equals(reviewer)
        && !Set.of(steward, officer).contains(review.reviewer());
  }
}
