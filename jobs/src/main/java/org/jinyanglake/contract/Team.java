package org.jinyanglake.contract;

import java.util.List;
import java.util.Optional;

/**
 * The persons that opening data takes: the officer who approves, the steward who proposes, and who
 * reviews what is left out as classified, if anybody.
 */
record Team(String officer, String steward, Optional<String> reviewer) {

  private static final String OFFICER = "chiefDataOfficer";
  private static final String STEWARD = "steward";
  private static final String REVIEWER = "declassificationReviewer";

  static Team read(Place team, Report report) {
    if (team.isSequence()) {
      report.error(team, "the team is an old list; write team: {members: […]}");
    }
    // A member with an end date has left.
    List<Place> members =
        team.get("members").items().stream()
            .filter(member -> !member.get("dateOut").exists())
            .toList();
    Optional<Place> officer = member(OFFICER, members, team, report);
    Optional<Place> steward = member(STEWARD, members, team, report);
    if (officer.isPresent()
        && steward.isPresent()
        && officer.get().textOrEmpty().equals(steward.get().textOrEmpty())) {
      report.error(
          steward.get(),
          "one person is both steward and chiefDataOfficer; name two, one proposes and one approves");
    }
    Optional<Place> reviewer =
        members.stream().anyMatch(member -> is(member, REVIEWER))
            ? member(REVIEWER, members, team, report)
            : Optional.empty();
    reviewer.ifPresent(
        third -> {
          checkThird(third, OFFICER, officer, report);
          checkThird(third, STEWARD, steward, report);
        });
    return new Team(
        officer.map(Place::textOrEmpty).orElse(""),
        steward.map(Place::textOrEmpty).orElse(""),
        reviewer.map(Place::textOrEmpty));
  }

  private static void checkThird(
      Place reviewer, String role, Optional<Place> other, Report report) {
    if (other.filter(o -> o.textOrEmpty().equals(reviewer.textOrEmpty())).isPresent()) {
      report.error(
          reviewer,
          "one person is both %s and %s; name a third, who has no part in the opening"
              .formatted(REVIEWER, role));
    }
  }

  private static boolean is(Place member, String role) {
    return member.get("role").textOrEmpty().equals(role);
  }

  private static Optional<Place> member(
      String role, List<Place> members, Place team, Report report) {
    List<Place> found = members.stream().filter(member -> is(member, role)).toList();
    if (found.size() != 1) {
      report.error(
          found.isEmpty() ? team : found.get(1),
          "the team has %d members of role %s; name one".formatted(found.size(), role));
      return Optional.empty();
    }
    return Optional.of(found.get(0).get("username")).filter(name -> !name.textOrEmpty().isBlank());
  }
}
