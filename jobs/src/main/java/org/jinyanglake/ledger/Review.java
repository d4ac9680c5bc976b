package org.jinyanglake.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.Evidence;

/**
 * What a declassification reviewer confirmed: that what was found of these kinds is to be left out,
 * and the rest may be opened.
 *
 * @param dataset {@code domain.name}
 * @param contract hash of the contract version
 * @param list version of the declassification list
 * @param kinds what was found until then, {@code COLUMN RULE}; empty if nothing was
 * @param reviewer user name of the reviewer, or of a deputy
 * @param reviewedAt when, ISO 8601
 * @param signed what the reviewer signed: all of this
 * @param deputations by which a deputy acted; empty if none did
 */
public record Review(
    String dataset,
    String contract,
    String list,
    SortedSet<String> kinds,
    String reviewer,
    String reviewedAt,
    Signed signed,
    List<Signed> deputations) {

  public Review {
    kinds = new TreeSet<>(kinds);
    deputations = deputations == null ? List.of() : List.copyOf(deputations);
  }

  /**
   * Why nothing may be opened by it; empty if its reviewer signed just this with a key that was
   * theirs and valid then.
   */
  public Optional<String> objection(Persons persons) {
    if (signed == null) {
      return Optional.of("it is not signed: confirm anew");
    }
    JsonNode said = signed.fields();
    boolean same =
        said.path("act").asText().equals("review")
            && said.path("by").asText().equals(reviewer)
            && said.path("at").asText().equals(reviewedAt)
            && said.path("dataset").asText().equals(dataset)
            && said.path("contract").asText().equals(contract)
            && said.path("list").asText().equals(list)
            && said.path("kinds").equals(Evidence.JSON.valueToTree(kinds));
    return signed
        .objection(persons)
        .or(
            () ->
                same
                    ? Deputation.objection(signed, deputations, persons)
                    : Optional.of("its record says otherwise than what was signed"));
  }

  /** Whether it covers what was found by a list, by kind. */
  public boolean covers(String version, Map<String, Long> found) {
    return list.equals(version) && kinds.containsAll(found.keySet());
  }
}
