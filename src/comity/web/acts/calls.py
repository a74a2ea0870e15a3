"""What the acts of a call must carry, filled in from the state: no chair types what the record knows already. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from comity.body import composition, evidence, ready, rules, stages
from comity.body.calls import SUPPORTED, is_against
from comity.body.matters_state import Matter
from comity.body.state import State
from comity.charter import decisions
from comity.charter.decisions import DESIGNATIONS, Designation
from comity.record.canonical import Json
from comity.web.acts import days


def absent(state: State, matter: Matter, at: str) -> list[Json]:
    """Who stayed away, as a call names them: once a second notice has run out, and not before."""
    found = evidence.of_stage(state, matter)
    over = bool(matter.second_notice) and at >= matter.second_notice
    return [*found.absent] if found is not None and over else []


def designation(state: State, matter: Matter, level: str, reasons: str, at: str) -> dict[str, Json]:
    """The public part of `designation.publish`."""
    found = evidence.of_stage(state, matter)
    public: dict[str, Json] = {
        "matter": matter.id,
        "level": level,
        "absent": absent(state, matter, at),
        **ready.objections_said(state, matter),
        "minority_views": matter.minority_views,
        "reasons": reasons,
    }
    return public if found is None else {**public, "evidence": found.seq}


def conclusion(state: State, matter: Matter, at: str, ends: str = "") -> dict[str, Json]:
    """The public part of `designation.confirm` and `decision.put`. `ends`: the day on which the decision ends."""
    public: dict[str, Json] = {
        "matter": matter.id,
        "absent": absent(state, matter, at),
        "composition": asdict(composition.of_matter(state, matter)),
    }
    return {**public, "ends": ends} if ends else public


def second_notice(state: State, matter: Matter) -> dict[str, Json]:
    """The public part of `call.second-notice`."""
    found = evidence.of_stage(state, matter)
    return {"matter": matter.id, "absent": [*found.absent] if found else []}


def ends_by(state: State, matter: Matter, at: str) -> str:
    """The latest day on which the decision may end, where the act at this stage names one; "" otherwise."""
    sunset = state.charter.sunset
    if sunset is None or matter.effect or not stages.is_last(state, matter):
        return ""
    return days.last_day(rules.after(at, sunset.after))


@dataclass(frozen=True)
class Level:
    """A designation that may be chosen: whether it carries the matter, and whether it goes against the evidence."""

    name: Designation
    carries: bool
    against: bool


def levels(state: State, matter: Matter) -> list[Level]:
    """The designations, the highest first, beside the evidence as it stands."""
    rule = stages.stage_of(state, matter).decision
    carry = rule.levels if isinstance(rule, decisions.Consensus) else ()
    return [Level(name, name in carry, is_against(state, matter, name)) for name in DESIGNATIONS]


def supported(state: State, matter: Matter) -> str:
    """The highest designation that the poll supports; "" where it shows nothing."""
    found = evidence.of_stage(state, matter)
    return SUPPORTED.get(found.level, "") if found else ""


def discussed_until(state: State, matter: Matter) -> str:
    """Until when the last evaluation is discussed; "" if it need not be, or there is none."""
    rule: Any = stages.stage_of(state, matter).decision
    if not matter.rounds or not isinstance(rule, decisions.Consensus) or rule.discussion is None:
        return ""
    return rules.after(matter.rounds[-1].at, rule.discussion)
