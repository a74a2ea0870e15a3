"""What is always true of a body, whatever was done: each function says what is wrong, after the acts just done."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from comity.body import objections, proceedings, ready, rules, stages
from comity.body.clock import PASSINGS, TELLINGS
from comity.body.consultations import rule_of
from comity.body.counting import count
from comity.charter.mechanisms import Mechanism, Setting
from comity.record.canonical import dumps
from comity.record.envelope import time_of

INVARIANTS = []


def invariant(function):
    INVARIANTS.append(function)
    return function


def check(walker, acts) -> None:
    """Assert every invariant."""
    for one in INVARIANTS:
        wrong = [text for text in one(walker.life, acts) if text]
        assert not wrong, f"{one.__name__}: {wrong[0]}"


@invariant
def no_role_has_more_holders_than_the_charter_lets(life, acts) -> Iterator[str]:
    """At no time now or to come; and nobody holds two at once that are kept apart, or one twice."""
    state, now = life.state, life.state.at
    times = [now, *(one.since for one in state.offices if one.since > now)]
    for at in times:
        held = [one for one in state.offices if rules.holds(one, at)]
        for role, number in Counter(one.role for one in held).items():
            yield number > state.charter.role(role).most and f"{number} are {role} at {at}"
        for a in held:
            apart = {*state.charter.role(a.role).not_with}
            yield any(b.actor == a.actor and b.role in apart for b in held) and f"{a.actor} is {a.role} beside another"
        twice = [pair for pair, times in Counter((one.role, one.actor) for one in held).items() if times > 1]
        yield twice and f"{twice[0]} twice"


@invariant
def no_term_is_longer_or_in_a_longer_row_than_the_charter_lets(life, acts) -> Iterator[str]:
    for one in life.state.offices:
        role = life.state.charter.role(one.role)
        yield role.most_terms is not None and one.terms > role.most_terms and f"{one} is one term too many"
        yield role.term and not one.until and f"{one} has no end"
        if role.term and one.until:
            yield one.until > rules.after(one.since, role.term) and f"{one} is too long"


@invariant
def nobody_is_suspended_or_silenced_for_longer_than_allowed(life, acts) -> Iterator[str]:
    state = life.state
    longest = state.charter.membership.longest_suspension or timedelta(0)
    silence = (state.charter.moderation and state.charter.moderation.longest_silence) or timedelta(0)
    for actor, one in state.people.items():
        yield one.suspended_until > rules.after(state.at, longest) and f"{actor} suspended until {one.suspended_until}"
        yield one.silenced_until > rules.after(state.at, silence) and f"{actor} silenced until {one.silenced_until}"
        for name in (one.joining, one.suspending, one.interest.challenge if one.interest else ""):
            yield name and state.proceedings[name].outcome and f"{actor} waits for {name}, which has ended"


@invariant
def matters_are_at_stages_of_their_path_and_reach_each_in_turn(life, acts) -> Iterator[str]:
    state = life.state
    for one in state.matters.values():
        length = len(state.charter.path(one.path).stages)
        visited = [stage for _, stage in one.visits]
        yield (one.status == "gathering") != (not visited) and not _never_entered(one) and f"{one.id}: {one.visits}"
        yield any(not 0 <= stage < length for stage in visited) and f"{one.id} was at {visited} of {length}"
        yield (
            visited
            and (visited[0] != 0 or visited[-1] != one.stage)
            and f"{one.id} was at {visited}, is at {one.stage}"
        )
        yield any(b > max(visited[:place]) + 1 for place, b in enumerate(visited) if place) and f"{one.id} skipped one"
        if one.status == "adopted":
            yield one.stage != length - 1 and f"{one.id} was adopted at stage {one.stage}"
            yield set(visited) != set(range(length)) and f"{one.id} was adopted after {visited}"


def _never_entered(one) -> bool:
    return one.status in {"withdrawn", "refused", "ended"} and not one.visits


@invariant
def what_is_adopted_was_carried_and_nothing_blocked_it(life, acts) -> Iterator[str]:
    """By a designation or a proceeding, or because its time was over and the charter lets that carry it."""
    state = life.state
    seqs = {act.seq for act in acts}
    for one in state.matters.values():
        if one.status != "adopted" or one.adopted_seq not in seqs:
            continue
        rule = stages.stage_of(state, one)
        put = state.proceedings.get(one.decision)
        by_time = rule.deadline is not None and rule.deadline.then == "advance" and life.state.look(one.adopted_seq)
        carried = (put is not None and put.outcome == "carried") or one.confirmed or (
            by_time and by_time.kind == "clock.pass" and by_time.public["deadline"] == "stage"
        )  # fmt: skip
        yield not carried and f"{one.id} was adopted by nothing"
        blocked = objections.blocking(state, one)
        refuse = {m for m in Mechanism if state.charter.setting(m) is Setting.REFUSE}
        unanswered = [each.id for each in blocked if each.status == "open"]
        yield Mechanism.OBJECTIONS in refuse and unanswered and f"{one.id} was adopted over {unanswered[0]}"
        yield Mechanism.DISPUTES in refuse and len(blocked) > len(unanswered) and f"{one.id}: over a dispute"
        for mechanism, lack in (
            (Mechanism.HARM, "social" in one.layers and one.harm is None),
            (Mechanism.FIGURE, not one.figure),
            (Mechanism.SUNSET, not one.sunset),
        ):
            needed = mechanism is not Mechanism.FIGURE or any(r.figure for r in state.charter.required(one.path, ()))
            yield mechanism in refuse and needed and not one.effect and lack and f"{one.id} lacks {mechanism}"


@invariant
def the_text_that_was_carried_is_not_changed_after(life, acts) -> Iterator[str]:
    state = life.state
    for one in state.matters.values():
        put = state.proceedings.get(one.decision)
        if put is not None and put.outcome == "carried" and one.drafts:
            yield one.drafts[-1].seq > put.closed_seq and f"{one.id} has a draft after {put.id} carried it"


@invariant
def no_consultation_is_shorter_or_longer_than_allowed(life, acts) -> Iterator[str]:
    state = life.state
    for one in state.consultations.values():
        rule = rule_of(state, one)
        longest = rules.after(one.first_closes, rule.most_extension or timedelta(0))
        short = one.first_closes < rules.after(one.opened, rule.shortest)
        yield short and f"{one.id} lasts from {one.opened} to {one.first_closes}"
        yield not one.first_closes <= one.closes <= longest and f"{one.id} is extended to {one.closes}"
        yield one.ballots != rule.ballots and f"{one.id} has {one.ballots} ballots"
        matter = state.matters[one.matter]
        early = one.closed_seq >= 0 and life.state.look(one.closed_seq).at < one.closes
        left = matter.status != "open" or any(seq >= one.closed_seq for seq, _ in matter.visits)
        yield early and not left and f"{one.id} was closed early"


_RUNS = {"", "succeeded"}
"""How a term can have ended whose time is not over: not at all, or its successor is chosen."""
_SUBJECTS = {
    "stage": lambda s, n: s.matters[n].status == "open",
    "blocked": lambda s, n: s.matters[n].status == "open",
    "consultation": lambda s, n: s.consultations[n].closed_seq < 0,
    "objection": lambda s, n: s.objections[n].status == "open" and s.matters[s.objections[n].matter].status == "open",
    "proceeding": lambda s, n: not s.proceedings[n].outcome,
    "advice": lambda s, n: s.matters[s.proceedings[n].subject].advice[n] < 0,
    "ruling": lambda s, n: s.appeals[n].status == "open",
    "remedy": lambda s, n: s.appeals[n].status == "upheld" and s.appeals[n].remedy in {"", "ordered"},
    "review": lambda s, n: s.matters[n].status == "adopted" and not s.matters[n].reviewed,
    "sunset": lambda s, n: s.matters[n].status == "adopted",
    "sunset-notice": lambda s, n: s.matters[n].status == "adopted",
    "commitment": lambda s, n: s.commitments[n].status == "open",
    "nomination": lambda s, n: s.elections[n].status == "nomination",
    "term": lambda s, n: any(f"{one.role} {one.since} {one.actor}" == n and one.ended in _RUNS for one in s.offices),
    **dict.fromkeys(["chosen", "resigned", "recalled"], lambda s, n: n.split(" ", 2)[2]),
    **dict.fromkeys(
        ["admitted", "suspended", "challenge-upheld", "challenge-dropped"], lambda s, n: n.split()[0] in s.proceedings
    ),
}
"""By name of a deadline, whether its subject is there and still waits."""


@invariant
def every_deadline_is_of_something_that_waits(life, acts) -> Iterator[str]:
    assert set(_SUBJECTS) == PASSINGS.keys() | TELLINGS.keys()
    for one in life.state.deadlines.values():
        yield not _SUBJECTS[one.name](life.state, one.subject) and f"{one} is of what has ended"


@invariant
def everything_that_waits_has_its_deadline(life, acts) -> Iterator[str]:
    state = life.state
    for one in state.matters.values():
        rule = stages.stage_of(state, one).deadline if one.status == "open" else None
        due = {f"stage {one.id}", f"blocked {one.id}"} & state.deadlines.keys()
        if rule and not stages.is_held(one) and not due:
            late = rules.after(one.entered, rule.within) <= state.at
            put = state.proceedings.get(one.decision)
            passed = rule.then == "remind" or (rule.then == "escalate" and put is not None and not put.outcome)
            yield not (late and passed) and f"{one.id} waits for ever at stage {one.stage}"
    for one in state.objections.values():
        waits = one.status == "open" and state.matters[one.matter].status == "open" and not one.late
        rule = state.charter.objections.answer
        passed = (
            rule.then in {"remind", "escalate"} and rules.after(life.state.look(one.seq).at, rule.within) <= state.at
        )
        yield waits and not passed and f"objection {one.id}" not in state.deadlines and f"{one.id} waits for ever"
    for one in state.appeals.values():
        rule = state.charter.instance(one.instance).ruling if one.status == "open" else None
        waits = f"ruling {one.id}" in state.deadlines or (rule and rule.then == "remind" and one.late)
        yield one.status == "open" and not waits and f"{one.id} waits for ever"
        yield one.status == "open" and state.proceedings[one.proceeding].outcome and f"{one.id} is before nobody"


@invariant
def what_holds_a_matter_is_open(life, acts) -> Iterator[str]:
    state = life.state
    for one in state.matters.values():
        yield any(state.proceedings[name].outcome for name in one.suspended_by) and f"{one.id} is held by what ended"
        for name in one.stays:
            held = state.appeals[name]
            waits = held.status == "open" or (held.status == "upheld" and held.remedy in {"", "ordered", "late"})
            yield (not waits or not held.stays) and f"{one.id} is stayed by {held}"
        put = state.proceedings.get(one.decision) if one.status == "open" and not stages.is_held(one) else None
        waits = put is not None and put.outcome == "carried" and not ready.is_kept(state, ready.unblocked(state, one))
        yield put is not None and put.outcome and not waits and f"{one.id} is open, and {put.id} has decided it"
        ended = one.status not in {"gathering", "open"}
        yield (
            ended and (one.suspended_by or (one.held_since and not one.stays)) and f"{one.id} is held, and {one.status}"
        )
        yield not ended and stages.is_held(one) != bool(one.held_since) and f"{one.id} is held since {one.held_since!r}"
    for one in state.objections.values():
        yield one.dispute and state.proceedings[one.dispute].outcome and f"{one.id}: its dispute has ended"


_ENDS_FIRST = {"appointment", "election", "confirmation", "recall"}
"""Whose effect changes who may decide."""


@invariant
def a_proceeding_ends_as_it_is_counted_without_its_parties(life, acts) -> Iterator[str]:
    state = life.state
    seqs = {act.seq for act in acts}
    for one in state.proceedings.values():
        parties = set(one.facts.get("parties", "").split())
        yield parties & set(one.positions) and f"{one.id} was decided by its parties"
        yield "author" in one.facts and one.facts["author"] in one.positions and f"{one.id}: by its author"
        yield bool(one.outcome) != bool(one.closed) and f"{one.id} ended at {one.closed!r}"
        if one.closed_seq not in seqs or one.purpose in _ENDS_FIRST or one.facts.get("ended") in {"dropped", "advance"}:
            continue
        rule = proceedings.rule_of(one.rule)
        if one.purpose == "stage" and one.facts.get("overridden"):
            continue
        houses = state.charter.organ(rule.organ).houses if rule.by == "vote" else ()
        carried = count(rule, one.positions, proceedings.voters(state, one, one.closed), houses).carried
        override = state.proceedings.get(one.facts.get("override", ""))
        carried = carried or (override is not None and override.outcome == "carried")
        yield carried != (one.outcome == "carried") and f"{one.id} is {one.outcome}, and counts otherwise"
    for role, open_ones in state.choosing.items():
        yield any(state.proceedings[name].outcome for name in open_ones) and f"{role} is being chosen by what ended"
    for one in state.petitions.values():
        yield one.proceeding and state.proceedings[one.proceeding].outcome and f"{one.id} waits for what ended"


@invariant
def only_some_acts_change_the_steward_and_the_charter(life, acts) -> Iterator[str]:
    """The steward is whom the last transfer names, the charter the last that was adopted, to the letter."""
    transfers = [row["steward"] for row in life.table("transfers")]
    first = life.table("bodies")[0]["steward"]
    yield life.state.steward != (transfers or [first])[-1] and "the steward is another"
    last = life.state.charters[-1]
    if last not in life.charters:
        life.charters[last] = dumps(life.state.look(last).public["charter"], limit=None).decode()
    yield life.charters[last] != life.state.charter_json and "the charter is another"


@invariant
def warnings_are_of_rules_that_warn(life, acts) -> Iterator[str]:
    for name in life.state.warned:
        yield life.state.charter.setting(Mechanism(name)) is not Setting.WARN and f"a warning of {name}"


@invariant
def rows_are_json_and_secret_votes_are_sealed(life, acts) -> Iterator[str]:
    seqs = {act.seq for act in acts}
    for seq, row in reversed(life.rows):
        if seq < min(seqs, default=0):
            break
        dumps(row.values, limit=None)
        secret = row.table == "votes" and life.state.consultations[row.scope].ballots == "secret"
        yield secret and row.audience != "sealed" and f"a secret vote in public, by act {seq}"
    for act in acts:
        late = act.kind in {"vote.cast", "statement.make"} and life.state.consultations[act.public["consultation"]]
        yield late and time_of(act.at) >= time_of(late.closes) and f"act {act.seq} came after the close"


@invariant
def whoever_speaks_may_and_what_is_said_has_its_place(life, acts) -> Iterator[str]:
    state = life.state
    for act in acts:
        if act.kind in {"comment.make", "moderation.flag", "translation.contribute", "translation.review"}:
            person = state.people.get(act.actor, rules.NOBODY)
            yield act.at < max(person.silenced_until, person.suspended_until) and f"{act.actor} spoke, by act {act.seq}"
        if act.kind == "comment.make":
            one = state.matters[act.public["matter"]]
            yield one.status not in {"gathering", "open"} and f"act {act.seq} came after {one.id} was over"
            above = one.comments.get(act.public.get("reply_to", ""))
            yield above and above.about != one.comments[f"t{act.seq}"].about and f"act {act.seq} is in two threads"
        if act.kind == "translation.review":
            one = state.translations[act.public["translation"]]
            yield one.actor == act.actor and f"act {act.seq} reviews its own translation"
            yield one.status == "contributed" and f"act {act.seq} changed nothing"
        if act.kind == "translation.contribute" and act.public["target"].startswith("u"):
            original = state.look(int(act.public["target"][1:]))
            yield original.public["shown"] == "confidential" and f"act {act.seq} tells what is confidential"
    said = [one for matter in state.matters.values() for one in matter.comments.values()]
    for one in state.consultations.values():
        said += [*one.statements.values(), *one.submissions.values()]
    for one in said:
        yield (one.status == "moderated") != bool(one.before) and f"{one} was {one.before!r}"
    for item, actors in state.flags.items():
        yield len(actors) != len(set(actors)) and f"{item} was flagged twice by one"


@invariant
def only_officers_read_flags(life, acts) -> Iterator[str]:
    seqs = {act.seq for act in acts if act.kind == "moderation.flag"}
    for seq, row in life.rows[-len(acts) * 4 :]:
        yield seq in seqs and row.audience != "officers" and f"a flag in public, by act {seq}"
