"""What waits for somebody in a body: pure, from its state and its charter. Who they are, the rules say, never a name.

A task says who may do it as a charter does (`role:chair`, `proposer`). One that nobody can do, since all its roles are
vacant, is found by `is_nobodys`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from comity.body import evidence, proceedings, ready, rules, stages
from comity.body.consultations import rule_of
from comity.body.matters import moves
from comity.body.matters_state import Appeal, Consultation, Matter
from comity.body.state import Proceeding, State
from comity.charter import decisions
from comity.charter._values import Who
from comity.web.acts import calls


@dataclass(frozen=True)
class Task:
    """Something that waits: `name` says what is to be done with `subject`; "" of `due`: no time is set.

    barred: people who may not although `who` names them, or who did it. about: what a sentence on it needs to say.
    """

    name: str
    subject: str
    who: Who
    due: str = ""
    matter: str = ""
    barred: frozenset[str] = frozenset()
    about: str = ""


@dataclass(frozen=True)
class Desk:
    """What waits for one person, and what waits for nobody since its roles are vacant."""

    mine: list[Task] = field(default_factory=list)
    nobodys: list[Task] = field(default_factory=list)
    vacant: list[str] = field(default_factory=list)


def desk(state: State, actor: str, at: str) -> Desk:
    """The desk of one person now, the most pressing first."""
    found = sorted(waiting(state, at), key=lambda one: (one.due or "9", one.name, one.subject))
    mine = [one for one in found if is_theirs(state, one, actor, at)]
    vacant = [role.id for role in state.charter.roles if not rules.holders(state, role.id, at)]
    return Desk(mine, [one for one in found if is_nobodys(state, one, at)], vacant)


def is_theirs(state: State, task: Task, actor: str, at: str) -> bool:
    """Whether a task waits for somebody. `anyone` and `members` name no one in particular: only an office does."""
    if not actor or actor in task.barred or not rules.offices_of(state, actor, at):
        return False
    who = tuple(one for one in task.who if one.startswith(("role:", "organ:", "proposer")))
    return rules.is_one(state, actor, who, at, state.matters.get(task.matter))


def is_nobodys(state: State, task: Task, at: str) -> bool:
    """Whether a task is for roles and organs only, and nobody holds them."""
    return bool(task.who) and not any(_is_held(state, one, at) for one in task.who)


def waiting(state: State, at: str) -> Iterator[Task]:
    """All that waits in a body."""
    for matter in state.matters.values():
        yield from _of_matter(state, matter, at)
    for consultation in state.consultations.values():
        yield from _of_consultation(state, consultation, at)
    yield from _objections(state)
    for appeal in state.appeals.values():
        yield from _of_appeal(state, appeal)
    for one in state.proceedings.values():
        if not one.outcome and one.purpose != "appeal":
            yield from _of_proceeding(state, one, at)


def deciders(state: State, rule: decisions.Decision) -> Who:
    """Those who decide, as a charter names them."""
    if isinstance(rule, decisions.Ranked):
        return rule.voters
    if isinstance(rule, decisions.Signature):
        return rule.signatories
    if isinstance(rule, decisions.Officer):
        return (f"role:{rule.role}",)
    seats = (f"role:{role.id}" for role in state.charter.roles if role.organ == rule.organ and role.votes)
    return (*seats, *state.charter.organ(rule.organ).open_to)


def servants(state: State, rule: decisions.Decision) -> Who:
    """Those who put things before an organ and close what it decides: its chairs, and the secretariat."""
    organ = getattr(rule, "organ", None)
    return tuple(
        f"role:{role.id}"
        for role in state.charter.roles
        if role.kind == "secretariat" or (role.kind == "chair" and organ and role.organ == organ)
    )


def _is_held(state: State, selector: str, at: str) -> bool:
    word, _, name = selector.partition(":")
    if word == "role":
        return bool(rules.holders(state, name, at))
    if word == "organ":
        return bool(state.charter.organ(name).open_to) or bool(rules.seated(state, name, at))
    return True


def _due(state: State, name: str, subject: str) -> str:
    standing = state.deadlines.get(f"{name} {subject}")
    return standing.due if standing else ""


def _of_matter(state: State, matter: Matter, at: str) -> Iterator[Task]:
    charter = state.charter
    if matter.status == "adopted" and charter.review and matter.review_due and not matter.reviewed:
        if matter.review_due <= at:
            yield Task("review", matter.id, charter.review.by, _due(state, "review", matter.id), matter.id)
        return
    if matter.status == "adopted" and charter.sunset and not matter.reopened_as and matter.sunset:
        if rules.after(matter.sunset, -charter.sunset.notice) <= at:
            who = charter.path(charter.sunset.path).proposed_by
            yield Task("renew", matter.id, who, matter.sunset, matter.id)
        return
    if matter.status != "open" or matter.stays or next(moves(state, matter, at), None):
        return
    path, stage, due = charter.path(matter.path), stages.stage_of(state, matter), _due(state, "stage", matter.id)
    if not matter.drafts:
        yield Task("draft", matter.id, path.drafted_by, due, matter.id)
    held = [name for name in matter.consultations if state.consultations[name].stage == matter.stage]
    if stage.consultation is not None and not held:
        yield Task("open", matter.id, stage.consultation.opened_by, due, matter.id, about=stage.name)
    for name, answered in matter.advice.items():
        if answered < 0:
            who = (*deciders(state, stage.decision), *servants(state, stage.decision))
            yield Task("advice", matter.id, who, _due(state, "advice", name), matter.id, about=name)
    if not next(ready.consulted(state, matter), None):
        yield from _of_call(state, matter, at)


def _of_call(state: State, matter: Matter, at: str) -> Iterator[Task]:
    """What a matter waits for once its consultation, if its stage has one, is closed."""
    stage, due = stages.stage_of(state, matter), _due(state, "stage", matter.id)
    found = evidence.of_stage(state, matter)
    notice = state.charter.second_notice
    if stage.consultation is not None and found is None:
        return  # the server computes it
    if found is not None and not found.quorate and notice and not matter.second_notice:
        yield Task("second-notice", matter.id, notice.given_by, due, matter.id)
    if stage.last_call is not None and not matter.last_call and not matter.decision:
        yield Task("last-call", matter.id, stage.call_by, due, matter.id)
    rule = stage.decision
    if isinstance(rule, decisions.Consensus):
        if not matter.decision and at >= calls.discussed_until(state, matter):
            name = "designate" if len(matter.rounds) < rule.rounds else "confirm"
            place = str(min(len(matter.rounds) + 1, rule.rounds))
            yield Task(name, matter.id, (f"role:{rule.called_by}",), due, matter.id, about=place)
    elif not matter.decision and not next(ready.called(state, matter, at), None):
        yield Task("put", matter.id, ("proposer", *servants(state, rule)), due, matter.id, about=stage.name)


def _of_consultation(state: State, one: Consultation, at: str) -> Iterator[Task]:
    if one.closed_seq >= 0:
        return
    who = rule_of(state, one).opened_by
    if one.closes <= at:
        yield Task("close", one.id, who, one.closes, one.matter)
    else:
        yield Task("watch", one.id, who, one.closes, one.matter)


def _objections(state: State) -> Iterator[Task]:
    rule = state.charter.objections
    if rule is None:
        return
    for one in state.objections.values():
        if one.status == "open" and state.matters[one.matter].status == "open":
            due = _due(state, "objection", one.id) or one.overdue
            yield Task("answer", one.id, rule.answered_by, due, one.matter)


def _of_appeal(state: State, one: Appeal) -> Iterator[Task]:
    rule, put = state.charter.appeals, state.proceedings.get(one.proceeding)
    if rule is None or put is None:
        return
    who, parties = deciders(state, proceedings.rule_of(put.rule)), frozenset(put.facts.get("parties", "").split())
    if one.status == "open":
        barred = parties | put.positions.keys()
        due = _due(state, "ruling", one.id) or one.overdue
        yield Task("hear", one.id, who, due, one.subject, barred, about=one.ground)
    elif one.status in {"upheld", "dismissed"} and one.reasons_seq < 0:
        yield Task("reasons", one.id, who, "", one.subject, parties)
    elif one.status == "upheld" and one.effect not in {"", "recommend"} and not one.remedy:
        yield Task("remedy", one.id, who, _due(state, "remedy", one.id), one.subject, parties)
    elif one.remedy in {"ordered", "late"}:
        yield Task("carry-out", one.id, rule.remedy_by, one.remedy_due, one.subject)


def _of_proceeding(state: State, one: Proceeding, at: str) -> Iterator[Task]:
    rule = proceedings.rule_of(one.rule)
    parties = {*one.facts.get("parties", "").split(), one.facts.get("author", "")}
    matter = _matter(state, one.subject)
    due = _due(state, "proceeding", one.id)
    barred = frozenset(parties | one.positions.keys())
    yield Task("decide", one.id, deciders(state, rule), due, matter, barred, one.purpose)
    only_cast = isinstance(rule, decisions.Vote) and rule.counted != "in-office"
    over = only_cast and at >= rules.after(one.opened, proceedings.WEEK)
    if over and servants(state, rule):
        yield Task("close-decision", one.id, servants(state, rule), due, matter, about=one.purpose)


def _matter(state: State, subject: str) -> str:
    """The matter that a proceeding is about; "" for none."""
    if subject in state.matters:
        return subject
    found = state.objections.get(subject)
    return found.matter if found else ""
