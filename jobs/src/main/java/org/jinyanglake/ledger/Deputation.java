package org.jinyanglake.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Persons;

/**
 * A person's word that another one acts for them for a term: a signed statement of the act {@code
 * deputation} with {@code deputy}, {@code from} and {@code until}. What the deputy signs then names
 * its principal ({@code onBehalfOf}) and the deputation, by its digest ({@code deputation}).
 */
final class Deputation {
  private static final String ON_BEHALF_OF = "onBehalfOf";

  private Deputation() {}

  /** For whom a statement was signed; empty: for its signer. */
  static String principal(Signed statement) {
    return statement.text(ON_BEHALF_OF);
  }

  /** In whose role a statement was signed: the signer's, or of whom the signer is the deputy. */
  static String holder(Signed statement) {
    String principal = principal(statement);
    return principal.isEmpty() ? statement.text("by") : principal;
  }

  /** {@code X for Y}, or {@code X}. */
  static String words(Signed statement) {
    String principal = principal(statement);
    return statement.text("by") + (principal.isEmpty() ? "" : " for " + principal);
  }

  /** Whether somebody is a person's deputy at a time, by this statement. */
  static boolean holds(Signed deputation, String principal, String deputy, Instant at) {
    try {
      return deputation.text("act").equals("deputation")
          && deputation.text("by").equals(principal)
          && deputation.text("deputy").equals(deputy)
          && !at.isBefore(Instant.parse(deputation.text("from")))
          && at.isBefore(Instant.parse(deputation.text("until")));
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Why the signer of a statement was no deputy; empty if he was, or signed for himself. */
  static Optional<String> objection(Signed statement, List<Signed> deputations, Persons persons) {
    String principal = principal(statement);
    if (principal.isEmpty()) {
      return Optional.empty();
    }
    Optional<Signed> deputation =
        deputations.stream()
            .filter(each -> each.digest().equals(statement.text("deputation")))
            .findFirst();
    if (deputation.isEmpty()) {
      return Optional.of(words(statement) + ": there is no such deputation");
    }
    if (!holds(
        deputation.get(), principal, statement.text("by"), Instant.parse(statement.text("at")))) {
      return Optional.of(words(statement) + ": the deputation did not hold then");
    }
    return deputation.get().objection(persons).map(why -> words(statement) + ": " + why);
  }
}
