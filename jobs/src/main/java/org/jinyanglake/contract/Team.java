package org.jinyanglake.contract;

import java.util.List;
import java.util.Optional;

/** The two persons that opening data takes. */
record Team(String officer, String steward) {

  private static final String OFFICER = "chiefDataOfficer";
  private static final String STEWARD = "steward";

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
    return new Team(
        officer.map(Place::textOrEmpty).orElse(""), steward.map(Place::textOrEmpty).orElse(""));
  }

  private static Optional<Place> member(
      String role, List<Place> members, Place team, Report report) {
    List<Place> found =
        members.stream().filter(member -> member.get("role").textOrEmpty().equals(role)).toList();
    if (found.size() != 1) {
      report.error(
          found.isEmpty() ? team : found.get(1),
          "the team has %d members of role %s; name one".formatted(found.size(), role));
      return Optional.empty();
    }
    return Optional.of(found.get(0).get("username")).filter(name -> !name.textOrEmpty().isBlank());
  }
}
