"""What there is to see of a body, as a document: who is in it, what is open, what is overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from comity.body import composition, rules
from comity.body.matters_state import Evidence, Matter
from comity.body.state import State
from comity.charter.mechanisms import Setting


def overview(state: State, at: str, voted_on: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The document of a body at a time. Actors are shown by their identifiers: names are private.

    voted_on: how many statements of each consultation are voted on, from whoever has their texts: the state does not
    say which are erased, and without it these count too.
    """
    charter = state.charter
    return {
        "origin": state.origin,
        "name": charter.name,
        "purpose": charter.purpose,
        "simulated": state.simulated,
        "at": at,
        "acts": state.size,
        "steward": state.steward,
        "scope": {"includes": list(charter.scope.includes), "excludes": list(charter.scope.excludes)},
        "layers": list(charter.layers),
        "mechanisms": _mechanisms(state),
        "officers": _officers(state, at),
        "members": _members(state, at),
        "matters": [_matter(state, one.id) for one in state.matters.values()],
        "consultations": _consultations(state, voted_on or {}),
        "proceedings": _proceedings(state),
        "objections": dict(Counter(one.status for one in state.objections.values())),
        "appeals": [
            {"id": one.id, "against": one.against, "ground": one.ground, "instance": one.instance, "status": one.status,
             "remedy": one.remedy, "filed": one.filed, "ruled": one.ruled}
            for one in state.appeals.values()
        ],
        "commitments": [
            {"id": one.id, "actor": one.actor, "due": one.due, "status": one.status}
            for one in state.commitments.values()
        ],
        "deadlines": [
            {"what": one.name, "of": one.subject, "due": one.due, "overdue": one.due <= at}
            for one in sorted(state.deadlines.values(), key=lambda one: (one.due, one.name, one.subject))
        ],
        "broken": dict(state.warned),
        "against_evidence": state.against_evidence,
        "recognised": dict(state.recognised),
    }  # fmt: skip


def _mechanisms(state: State) -> dict[str, int]:
    settings = Counter(str(setting) for setting in state.charter.mechanisms.values())
    return {str(setting): settings[str(setting)] for setting in Setting}


def _officers(state: State, at: str) -> list[dict[str, Any]]:
    return [
        {"role": role.id, "name": role.name, "held_by": rules.holders(state, role.id, at), "most": role.most}
        for role in state.charter.roles
    ]


def _members(state: State, at: str) -> dict[str, Any]:
    """How many members there are, in all and by group; a group of fewer than five is counted with `other or few`."""
    members = [actor for actor in state.people if rules.is_member(state, actor, at)]
    groups = Counter(rules.group_of(state, actor) or "none stated" for actor in members)
    shown = composition.shown(groups, len(members))
    few = len(members) - sum(shown.values())
    return {
        "kind": state.charter.membership.kind,
        "count": len(members),
        "groups": shown,
        "in groups too small to show": few,
    }


def _matter(state: State, name: str) -> dict[str, Any]:
    one = state.matters[name]
    path = state.charter.path(one.path) if any(path.id == one.path for path in state.charter.paths) else None
    stage = path.stages[one.stage].name if path and one.stage < len(path.stages) else ""
    blocking = [objection for objection in one.objections if state.objections[objection].blocks]
    return {
        "id": one.id, "title": one.title, "path": one.path, "status": one.status, "stage": stage,
        "tags": one.tags, "layers": one.layers, "suspended_by": one.suspended_by, "drafts": len(one.drafts),
        "designations": [{"level": each.designation, "at": each.at, "against_evidence": each.against_evidence}
                         for each in one.rounds],
        "objections_blocking": blocking, "adopted": one.adopted, "review_due": one.review_due, "sunset": one.sunset,
        "figure": one.figure, "reviewed": one.reviewed, "reopens": one.reopens, "reopened_as": one.reopened_as,
        "late": one.late, "signatures": _signatures(state, one),
    }  # fmt: skip


def _signatures(state: State, one: Matter) -> list[dict[str, Any]]:
    """Who signed, and with what reservations, in the order in which they did."""
    signed = state.proceedings.get(one.signed_in)
    positions = signed.positions if signed is not None else {}
    return [{"actor": actor, "reservations": said.reason if said.value == "sign-with-reservations" else ""}
            for actor, said in positions.items()]  # fmt: skip


def _consultations(state: State, voted_on: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "matter": one.matter, "ballots": one.ballots, "opened": one.opened, "closes": one.closes,
         "open": one.closed_seq < 0, "voters": len(one.voters),
         "statements": voted_on.get(one.id, sum(each.status == "open" for each in one.statements.values())),
         "submissions": sum(each.status == "open" for each in one.submissions.values()),
         "evidence": _evidence(one.evidence) if one.evidence else None}
        for one in state.consultations.values()
    ]  # fmt: skip


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "act": one.seq, "put": one.put, "level": one.level, "by_group": dict(one.by_group), "quorate": one.quorate,
        "absent": list(one.absent), "fewest": dict(one.fewest),
    }  # fmt: skip


def _proceedings(state: State) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "purpose": one.purpose, "subject": one.subject, "opened": one.opened,
         "outcome": one.outcome or "open", "positions": len(one.positions)}
        for one in state.proceedings.values()
    ]  # fmt: skip
