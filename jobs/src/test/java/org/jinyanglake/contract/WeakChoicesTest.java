package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Techniques that hide less than they seem to are errors, with the reason and what to do. */
class WeakChoicesTest {
  private static final String TOKEN = "technique: token, domain: phone";
  private static final String RULE = "IsComplete \"ticket_id\",";
  private static final String BAND = "technique: range, width: 10";
  private static final String DAY = "{technique: truncate, unit: day}";
  private static final String ENCRYPT =
      "technique: encrypt, domain: phone, alphabet: digits, minLength: 11";

  @TempDir Path folder;

  /** Passages of a valid contract, each with what replaces it, and what is then said. */
  private record Case(String name, List<String> passages, List<String> problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, List<String> passages, String... problems) {
    return new Case(name, passages, List.of(problems));
  }

  @ParameterizedTest
  @MethodSource
  void areToldWithTheReason(Case changed) {
    String contract = Schemas.TICKETS;
    for (int i = 0; i < changed.passages().size(); i += 2) {
      contract =
          Schemas.changed(contract, changed.passages().get(i), changed.passages().get(i + 1));
    }
    assertThat(new Schemas(folder).with("governance/tickets.yaml", contract).problems())
        .isEqualTo(changed.problems().stream().map("governance/tickets.yaml:"::concat).toList());
  }

  static Stream<Case> areToldWithTheReason() {
    return Stream.of(
        of(
            "unkeyed hash",
            List.of(TOKEN, "technique: SHA-256"),
            "47:56: SHA-256 has no key, so that anybody can compute it of all phone numbers in an hour and look a value up; write {technique: token, domain: …}"),
        of(
            "unkeyed hash in an expression",
            List.of(
                "transformLogic: hour(happened_at)\n        classification: public",
                "transformLogic: hash(phone)\n        classification: quasi-identifier\n        customProperties: [{property: conditional, value: {technique: keep}}]"),
            "62:25: column hour hashes the direct identifier phone without a key, so that anybody can look all values up; open phone itself with {technique: token, domain: …}"),
        of(
            "token of listed values",
            List.of(RULE, RULE + " ColumnValues \"phone\" in [\"a\", \"b\"],"),
            "47:44: column phone: a rule lists its values, and a token of few values is found out by how often each occurs; use generalize or suppress"),
        of(
            "token of valid values",
            List.of(
                "direct-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + TOKEN,
                "direct-identifier\n"
                    + "        quality: [{metric: invalidValues, arguments: {validValues: [a, b]},"
                    + " mustBe: 0}]\n"
                    + "        customProperties:\n"
                    + "          - {property: conditional, value: {"
                    + TOKEN),
            "48:44: column phone: a rule lists its values, and a token of few values is found out"
                + " by how often each occurs; use generalize or suppress"),
        of(
            "token of short texts",
            List.of(
                "direct-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + TOKEN,
                "direct-identifier\n"
                    + "        logicalTypeOptions: {maxLength: 2}\n"
                    + "        customProperties:\n"
                    + "          - {property: conditional, value: {"
                    + TOKEN),
            "48:44: column phone: a rule limits it to 2 characters, and a token of few values is"
                + " found out by how often each occurs; use generalize or suppress"),
        of(
            "vault of listed values",
            List.of(
                TOKEN,
                "technique: vault, domain: phone",
                RULE,
                RULE + " ColumnValues \"phone\" in [\"a\", \"b\"],"),
            "47:44: column phone: a rule lists its values, and a token of few values is found out by how often each occurs; use generalize or suppress"),
        of(
            "vault without a domain",
            List.of(TOKEN, "technique: vault"),
            "47:44: technique vault needs the option domain, a name of letters a-z, digits and _; add it"),
        of(
            "vault in the open zone",
            List.of(
                "openingType, value: conditional",
                "openingType, value: unconditional",
                "{technique: keep}}\n      - name: ticket_id",
                "{technique: keep}}\n          - {property: open, value: {technique: keep}}\n      - name: ticket_id",
                "{property: conditional, value: {" + TOKEN,
                "{property: open, value: {technique: vault, domain: phone"),
            "48:37: column phone: a token links a person's rows and does not belong in the open zone; use suppress"),
        of(
            "vault of a quasi-identifier",
            List.of(
                "direct-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + TOKEN,
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {technique: vault, domain: phone"),
            "47:44: column phone: vault of a quasi-identifier does not follow from its value, so that nobody can count the persons who share it; use generalize, range, round, truncate or grid"),
        of(
            "token of short values",
            List.of(RULE, RULE + " ColumnLength \"phone\" <= 2,"),
            "47:44: column phone: a rule limits it to 2 characters, and a token of few values is found out by how often each occurs; use generalize or suppress"),
        of(
            "token of the values of a hierarchy",
            List.of(
                "openingType, value: conditional",
                "openingType, value: unconditional",
                "{technique: keep}}\n      - name: ticket_id",
                "{technique: keep}}\n          - {property: open, value: {technique: keep}}\n      - name: ticket_id",
                "classification: direct-identifier\n        customProperties:\n          - {property: conditional, value: {technique: token, domain: phone}}",
                "classification: sensitive\n        customProperties:\n          - {property: conditional, value: {technique: token, domain: phone}}\n          - {property: open, value: {technique: generalize, hierarchy: region, level: city}}"),
            "48:44: column phone: the hierarchy region lists its values, and a token of few values is found out by how often each occurs; use generalize or suppress"),
        of(
            "encryption of too few texts",
            List.of(TOKEN, ENCRYPT.replace("11", "5")),
            "47:109: column phone: of 5 characters from digits there are fewer than a million texts, and all of them can be tried; raise minLength to 6 at least, or use generalize or suppress"),
        of(
            "encryption of a short column",
            List.of(TOKEN, ENCRYPT.replace("11", "6"), RULE, RULE + " ColumnLength \"phone\" = 5,"),
            "47:44: column phone: a rule limits it to 5 characters, too few to encrypt, so that nothing would be left; use generalize or suppress"),
        of(
            "encryption over an unknown alphabet",
            List.of(TOKEN, ENCRYPT.replace("digits", "letters")),
            "47:90: option alphabet of encrypt must be digits, digits-upper, digits-letters; correct it"),
        of(
            "encryption in the open zone",
            List.of(
                "openingType, value: conditional",
                "openingType, value: unconditional",
                "{technique: keep}}\n      - name: ticket_id",
                "{technique: keep}}\n          - {property: open, value: {technique: keep}}\n      - name: ticket_id",
                "{property: conditional, value: {" + TOKEN,
                "{property: open, value: {" + ENCRYPT),
            "48:37: column phone: an encrypted value links a person's rows and does not belong in the open zone; use suppress"),
        of(
            "first 6 and last 4 of a resident ID",
            List.of(
                TOKEN,
                "technique: mask, keepFirst: 6, keepLast: 4",
                RULE,
                RULE + " ColumnLength \"phone\" = 18,"),
            "47:44: column phone: if it is a resident ID, a mask that keeps the last 4 leaves 33 candidates to somebody who knows region and year of birth; use token, or keep at most the last 1",
            "47:44: column phone: the mask keeps 10 of 18 characters of a direct identifier; keep at most 9"),
        of(
            "last 4 of a resident ID",
            List.of(
                TOKEN,
                "technique: mask, keepLast: 4",
                RULE,
                RULE + " ColumnLength \"phone\" = 18,"),
            "47:44: column phone: if it is a resident ID, a mask that keeps the last 4 leaves 33 candidates to somebody who knows region and year of birth; use token, or keep at most the last 1"),
        of(
            "point of a region that the zone does not see",
            List.of(
                "logicalType: integer\n        physicalType: int",
                "logicalType: number",
                BAND,
                "technique: centroid, hierarchy: region, by: ticket, axis: east"),
            "52:89: column age: its point is that of the region which the zone sees in the column ticket; open that with {technique: generalize, hierarchy: region, level: …} or keep, or use grid",
            "52:103: option axis of centroid must be longitude or latitude; correct it"),
        of(
            "shift of a quasi-identifier",
            List.of(DAY, "{technique: shift, by: caller_id, days: 10}"),
            "59:44: column happened_at: shift of a quasi-identifier does not follow from its value, so that nobody can count the persons who share it; use generalize, range, round, truncate or grid"),
        of(
            "shift by no column",
            List.of(
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: "
                    + DAY,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: shift, by: caler_id, days: 10}"),
            "59:67: column happened_at: it must be shifted by another column, which tells persons apart; did you mean 'caller_id'?"),
        of(
            "shift that another column shows",
            List.of(
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: "
                    + DAY,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: shift, by: caller_id, days: 10}",
                "transformLogic: hour(happened_at)\n        classification: public",
                "transformLogic: day(happened_at)\n        classification: public\n        customProperties: [{property: conditional, value: {technique: keep}}]"),
            "59:44: column happened_at: column hour is computed from it and shows by how much it was shifted; use truncate, or do not open hour"),
        of(
            "shift by no days",
            List.of(DAY, "{technique: shift, by: caller_id, days: 0}"),
            "59:44: column happened_at: shift of a quasi-identifier does not follow from its value, so that nobody can count the persons who share it; use generalize, range, round, truncate or grid",
            "59:84: option days of shift must be a whole number from 1 to 3650; correct it"),
        of(
            "noise without scale",
            List.of(
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + BAND,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: noise, least: 0, most: 120"),
            "53:44: technique noise needs the option scale, a number greater than 0; add it"),
        of(
            "noise without a key of the row",
            List.of(
                "        primaryKey: true\n",
                "",
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + BAND,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: noise, scale: 3, least: 0, most: 120"),
            "52:44: column age: noise follows the primary key of a row, so that a rerun gives the same, but the table has none; add primaryKey: true to its columns"),
        of(
            "noise that is rounded away, between bounds that are none",
            List.of(
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + BAND,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: noise, scale: 0.3, least: 120, most: 0"),
            "53:70: column age: noise of a scale below the last digit of integer is mostly rounded away; raise it",
            "53:82: column age: least must be less than most; correct it"),
        of(
            "groups of two",
            List.of(
                "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {"
                    + BAND,
                "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: microaggregate, k: 2"),
            "53:75: option k of microaggregate must be a whole number from 3 to 10000; correct it"),
        of(
            "sample of all",
            List.of(
                "      - {property: anonymity",
                "      - {property: sample, value: {fraction: 1, by: caller_id}}\n      - {property: anonymity"),
            "23:46: fraction must be a number greater than 0 and less than 1; correct it"),
        of(
            "sample by no column",
            List.of(
                "      - {property: anonymity",
                "      - {property: sample, value: {fraction: 0.1, by: caler_id, of: 3}}\n      - {property: anonymity"),
            "23:55: by names no column: 'caler_id'; did you mean 'caller_id'?",
            "23:65: sample has no option 'of'; choose from fraction, by"));
  }

  @Test
  void soundChoicesPass() {
    String contract = Schemas.TICKETS;
    for (String[] change :
        new String[][] {
          {TOKEN, ENCRYPT},
          {
            "name: caller_id\n        logicalType: string\n        classification: direct-identifier",
            "name: caller_id\n        logicalType: string\n        classification: direct-identifier\n        customProperties: [{property: conditional, value: {technique: vault, domain: caller}}]"
          },
          {RULE, RULE + " ColumnLength \"phone\" = 11,"},
          {
            "quasi-identifier\n        customProperties:\n          - {property: conditional, value: {"
                + BAND,
            "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: noise, scale: 3, least: 0, most: 120, distribution: normal"
          },
          {
            "quasi-identifier\n        customProperties:\n          - {property: conditional, value: "
                + DAY,
            "sensitive\n        customProperties:\n          - {property: conditional, value: {technique: shift, by: caller_id, days: 30}"
          },
          {
            "      - {property: anonymity",
            "      - {property: sample, value: {fraction: 0.1, by: caller_id}}\n      - {property: anonymity"
          }
        }) {
      contract = Schemas.changed(contract, change[0], change[1]);
    }
    Schemas schemas = new Schemas(folder).with("governance/tickets.yaml", contract);
    assertThat(schemas.problems()).isEmpty();
    assertThat(schemas.read().contracts().iterator().next().sample())
        .contains(new Sample(0.1, "caller_id"));
  }
}
