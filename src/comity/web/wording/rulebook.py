"""A charter said in sentences: every rule with who may what, how long, how much is enough, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.charter import decisions, parts, procedure
from comity.charter._values import Rule, Threshold
from comity.charter.model import Charter
from comity.web.wording.words import WORDS, floor, group, region, who, word


@dataclass(frozen=True)
class Line:
    """One sentence, and the clause of a source that it comes from ("": the charter's own)."""

    text: str
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A heading with its sentences and what is below it."""

    id: str
    title: str
    lines: list[Line]
    parts: list[Part]


def days(span: timedelta) -> str:
    """A length of time."""
    return ngettext("%(count)s day", "%(count)s days", span.days) % {"count": span.days}


def needed(one: Threshold) -> str:
    """A threshold: `more than 1/2`."""
    form = _("more than %(share)s") if one.strict else _("at least %(share)s")
    return form % {"share": f"{one.share.numerator}/{one.share.denominator}"}


def decision(charter: Charter, rule: decisions.Decision) -> str:
    """How something is decided, in one sentence or two."""
    way: Any = _WAYS[type(rule)]
    told: str = way(charter, rule)
    return told


def _consensus(charter: Charter, rule: decisions.Consensus) -> str:
    levels = "; ".join(word("designation", level) for level in rule.levels)
    told = _("By consensus of: %(organ)s. %(role)s designates it; it is carried at: %(levels)s.") % {
        "organ": charter.organ(rule.organ).name, "role": charter.role(rule.called_by).name, "levels": levels,
    }  # fmt: skip
    if rule.rounds > 1:
        told += " " + ngettext(
            "%(count)s evaluation is published before one is confirmed.",
            "%(count)s evaluations are published before one is confirmed.", rule.rounds,
        ) % {"count": rule.rounds}  # fmt: skip
    if rule.discussion:
        told += " " + _("Each is discussed for %(time)s at least.") % {"time": days(rule.discussion)}
    return told


_COUNTED = {
    "in-office": lambda: _("of all who may vote"), "voting": lambda: _("of all who vote"),
    "for-and-against": lambda: _("of all who vote for or against"),
}  # fmt: skip


def _vote(charter: Charter, rule: decisions.Vote) -> str:
    ways = _("; or ").join(_passing(one, _COUNTED[rule.counted]()) for one in rule.passes_if)
    told = _("By a vote of: %(organ)s. It is carried with %(ways)s.") % {
        "organ": charter.organ(rule.organ).name, "ways": ways,
    }  # fmt: skip
    if rule.quorum:
        told += " " + _("The quorum is %(share)s of all who may vote.") % {"share": needed(rule.quorum)}
    if rule.open_for:
        told += " " + _("Votes are taken for %(time)s.") % {"time": days(rule.open_for)}
    return told


def _passing(one: decisions.Passing, counted: str) -> str:
    told = [
        _("%(share)s for it, %(counted)s") % {"share": needed(one.share), "counted": counted} if one.share else "",
        _("%(share)s for it in each house") % {"share": needed(one.each_house)} if one.each_house else "",
        _("%(share)s for it in one house") % {"share": needed(one.one_house)} if one.one_house else "",
        _("%(share)s for it in every other house") % {"share": needed(one.other_house)} if one.other_house else "",
        ngettext("%(count)s vote for it", "%(count)s votes for it", one.fewest_for) % {"count": one.fewest_for}
        if one.fewest_for else "",
        ngettext("at most %(count)s vote against it", "at most %(count)s votes against it", one.most_against)
        % {"count": one.most_against} if one.most_against is not None else "",
        ngettext("votes for it from %(count)s stakeholder group", "votes for it from %(count)s stakeholder groups",
                 one.fewest_groups) % {"count": one.fewest_groups} if one.fewest_groups else "",
        _("fewer against it than %(share)s of all that count") % {"share": needed(one.unless_against)}
        if one.unless_against else "",
    ]  # fmt: skip
    return _(", and ").join(text for text in told if text)


def _ballot(charter: Charter, rule: decisions.Ballot) -> str:
    told = _(
        "By a ballot of: %(organ)s. It is carried with %(yes)s times yes, %(share)s yes or no objection among those who"
        " do not stand aside, and at most %(blocks)s who want to discuss."
    ) % {
        "organ": charter.organ(rule.organ).name, "yes": rule.fewest_yes, "share": needed(rule.share),
        "blocks": rule.most_discuss,
    }  # fmt: skip
    if rule.override:
        told += " " + _("A block is overridden with %(share)s for it and at most %(count)s against it.") % {
            "share": needed(rule.override.share), "count": rule.override.most_against,
        }  # fmt: skip
    return told


def _ranked(charter: Charter, rule: decisions.Ranked) -> str:
    return _(
        "By ranks that are given by: %(who)s. They are counted by the method %(method)s, if %(count)s at least give"
        " them, within %(time)s."
    ) % {
        "who": who(charter, rule.voters), "method": rule.method, "count": rule.fewest_voters,
        "time": days(rule.open_for),
    }  # fmt: skip


def _consent(charter: Charter, rule: decisions.Consent) -> str:
    return ngettext(
        "By consent: it is carried unless %(count)s person of %(organ)s objects within %(time)s.",
        "By consent: it is carried unless %(count)s people of %(organ)s object within %(time)s.", rule.objections,
    ) % {
        "count": rule.objections, "organ": charter.organ(rule.organ).name, "time": days(rule.within),
    }  # fmt: skip


def _signature(charter: Charter, rule: decisions.Signature) -> str:
    told = _("By signature of: %(who)s. It takes effect with %(count)s signatures, for those who sign.") % {
        "who": who(charter, rule.signatories), "count": rule.fewest,
    }  # fmt: skip
    return told + " " + (_("One may sign with reservations.") if rule.reservations else _("Without reservations."))


def _officer(charter: Charter, rule: decisions.Officer) -> str:
    return _("%(role)s decides alone.") % {"role": charter.role(rule.role).name}


_WAYS: dict[type, Any] = {
    decisions.Consensus: _consensus, decisions.Vote: _vote, decisions.Ballot: _ballot, decisions.Ranked: _ranked,
    decisions.Consent: _consent, decisions.Signature: _signature, decisions.Officer: _officer,
}  # fmt: skip

_THEN = {
    "lapse": lambda: _("When %(time)s have passed, it ends without effect."),
    "advance": lambda: _("When %(time)s have passed, it goes on as if it had been carried or granted."),
    "return": lambda: _("When %(time)s have passed, it goes back to the stage before."),
    "escalate": lambda: _("When %(time)s have passed, others decide instead, within the same time."),
    "remind": lambda: _("When %(time)s have passed, nothing ends; that it is late is on the record."),
}  # fmt: skip


def deadline(charter: Charter, one: parts.Deadline) -> str:
    """How long there is, and what happens then."""
    told = _THEN[one.then]() % {"time": days(one.within)}
    return f"{told} {decision(charter, one.to)}" if one.to else told


def line(charter: Charter, text: str, *rules: Rule | None) -> Line:
    """A sentence with the source of its rule."""
    clause = next((rule.clause for rule in rules if rule is not None and rule.clause), None)
    if clause is None:
        return Line(text)
    source = next((one for one in charter.sources if one.id == clause.source), None)
    title = f"{source.title if source else clause.source}, {clause.section}"
    return Line(text, title, source.url or "" if source else "")


def stage(charter: Charter, one: procedure.Stage, path: procedure.Path) -> Iterator[Line]:
    """What happens at a stage."""
    if one.consultation:
        yield from _consultation(charter, one.consultation, one, path)
    if one.last_call:
        told = _("Before it decides there is a last call of %(time)s at least; notice of it is given by: %(who)s.")
        yield line(charter, told % {"time": days(one.last_call), "who": who(charter, one.call_by)}, one, path)
    for advice in one.advice:
        told = _("Advice of %(organ)s must be answered first.") % {"organ": charter.organ(advice.given_by).name}
        yield line(charter, f"{told} {deadline(charter, advice.answer)}", advice, one, path)
        if advice.rejected_by:
            told = _("Against it is decided thus:")
            yield line(charter, f"{told} {decision(charter, advice.rejected_by)}", advice, one, path)
    yield line(charter, decision(charter, one.decision), one.decision, one, path)
    if one.deadline:
        yield line(charter, deadline(charter, one.deadline), one.deadline, one, path)
    refused = {
        "lapse": _("If it is not carried, it ends."), "return": _("If it is not carried, it goes back a stage."),
    }  # fmt: skip
    yield line(charter, refused[one.if_refused], one, path)


def _consultation(
    charter: Charter, one: procedure.Consultation, stage: procedure.Stage, path: procedure.Path
) -> Iterator[Line]:
    facts = {
        "opened": who(charter, one.opened_by), "time": days(one.shortest), "vote": who(charter, one.vote_by),
        "state": who(charter, one.state_by), "submit": who(charter, one.submit_by),
        "ballots": word("ballots", one.ballots),
    }  # fmt: skip
    found = [
        _("A consultation of %(time)s at least is opened by: %(opened)s."),
        _("Who votes on statements: %(vote)s. Who makes them: %(state)s. Who files submissions: %(submit)s."),
        _("Votes are %(ballots)s."),
    ]
    for text in found:
        yield line(charter, text % facts, one, stage, path)
    if one.most_extension:
        text = _("It may be extended by %(time)s in all.") % {"time": days(one.most_extension)}
        yield line(charter, text, one, stage, path)


def floors(charter: Charter) -> Iterator[Line]:
    """How much of each group and region must take part in a call."""
    for one in charter.floors:
        name = floor(charter, f"group:{one.group}" if one.group else f"region:{one.region}")
        told = ngettext(
            "%(name)s: %(count)s person must have voted.", "%(name)s: %(count)s people must have voted.",
            one.fewest_people,
        ) % {"name": name, "count": one.fewest_people}  # fmt: skip
        if one.least_share:
            share = f"{one.least_share.numerator}/{one.least_share.denominator}"
            told += " " + _("They must be %(share)s of all who vote.") % {"share": share}
        yield line(charter, told, one)


def names(of: str, keys: tuple[str, ...]) -> str:
    """Words of the record in a list."""
    return ", ".join(word(of, key) for key in keys)


__all__ = ["WORDS", "Line", "Part", "days", "deadline", "decision", "floors", "group", "line", "names", "needed",
           "region", "stage"]  # fmt: skip
