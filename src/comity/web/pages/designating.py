"""A call on a matter: notices, designations in rounds, confirming, putting it to a vote, beside the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from pydantic import ValidationError

from comity.base.errors import InputError
from comity.body import evidence, rules, stages
from comity.body.kind import Refusal
from comity.body.matters_state import Evidence, Matter
from comity.charter import decisions
from comity.record.canonical import Json
from comity.store.contents import blob
from comity.store.projection import rows
from comity.web import errors, finding, tables
from comity.web.acts import calls, days, may
from comity.web.pages.answering import statements
from comity.web.pages.matters import set_aside
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.refusals import told
from comity.web.shown import attempt, opened, page
from comity.web.wording import evidence_shown, words

KINDS: Mapping[str, str] = {
    "last-call": "call.notice",
    "second-notice": "call.second-notice",
    "designate": "designation.publish",
    "confirm": "designation.confirm",
    "put": "decision.put",
}
"""The acts of a call, by the buttons of the page."""


def call(request: HttpRequest, origin: str, matter: str) -> HttpResponse:
    """The call on a matter at its stage: what it stands on, and the acts that move it."""
    if request.method == "POST":
        kind = KINDS.get(request.POST.get("do", ""), "")
        errors.here(kind or None, _("There is no such act of a call."))
        try:
            with opened(request, origin) as found:
                public = _public(found, finding.matter(found, matter), request.POST)
        except InputError as error:
            messages.error(request, error.message)
        else:
            if attempt(request, origin, kind, public):
                return onward(place(origin, matter, "call/"))
    with opened(request, origin) as found:
        one = finding.matter(found, matter)
        context = {
            "place": "desk",
            "matter": one,
            "status": words.word("matter", one.status),
            "typed": request.POST,
            **_stage(found, one),
            **_beside(found, one),
        }
        return page(request, found, "web/call.html", context, 422 if request.method == "POST" else 200)


def _public(found: Reading, one: Matter, typed: Mapping[str, Any]) -> dict[str, Json]:
    """The public part of the act that a button of the page asks for."""
    state, at, do = found.state, found.at, typed.get("do", "")
    if do == "last-call":
        public: dict[str, Json] = {"matter": one.id, "ends": days.end_of(typed.get("ends", ""))}
    elif do == "second-notice":
        public = calls.second_notice(state, one)
    elif do == "designate":
        public = calls.designation(state, one, typed.get("level", ""), typed.get("reasons", ""), at)
    else:
        ends = days.end_of(typed["ends"]) if typed.get("ends") else ""
        public = calls.conclusion(state, one, at, ends)
        options = [line.strip() for line in typed.get("options", "").splitlines() if line.strip()]
        public = {**public, "options": options} if do == "put" and options else public
    breaks = typed.get("breaks", "").split()
    return {**public, "breaks": breaks} if breaks else public


def _stage(found: Reading, one: Matter) -> dict[str, Any]:
    """What may be done at the stage now, and why something may not be."""
    state, at = found.state, found.at
    if one.status != "open":
        return {"stage": None}
    stage = stages.stage_of(state, one)
    rule = stage.decision
    ends = calls.ends_by(state, one, at)
    consensus = rule if isinstance(rule, decisions.Consensus) else None
    said = {
        "last-call": {"matter": one.id, "ends": rules.after(at, stage.last_call) if stage.last_call else at},
        "second-notice": calls.second_notice(state, one),
        "designate": calls.designation(state, one, "divergence", "…", at),
        "confirm": calls.conclusion(state, one, at, days.end_of(ends) if ends else ""),
    }
    options = {"options": ["1", "2"]} if isinstance(rule, decisions.Ranked) else {}
    said["put"] = {**said["confirm"], **options}
    offered = {name: _offer(_refused(found, KINDS[name], public)) for name, public in said.items()}
    return {
        "stage": stage,
        "consensus": consensus,
        "ranked": isinstance(rule, decisions.Ranked),
        "offered": {name: one for name, one in offered.items() if one["open"]},
        "waits": _once(one["why"] for one in offered.values() if not one["open"] and _matters(one["why"])),
        "levels": [(level, _closed(found, one, level.name)) for level in calls.levels(state, one)],
        "supported": calls.supported(state, one),
        "discussed_until": calls.discussed_until(state, one),
        "earliest": days.first_day(rules.after(at, stage.last_call)) if stage.last_call else "",
        "ends_by": ends,
        "round": len(one.rounds) + 1,
    }


def _once(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Refusals of which each says another thing: several acts can wait for the same."""
    return list({told(one): one for one in refusals}.values())


def _closed(found: Reading, one: Matter, level: str) -> Refusal | None:
    """Why that level would be refused now; None if it would not. Reasons can still be given, and so are taken as so."""
    offer = _offer(_refused(found, KINDS["designate"], calls.designation(found.state, one, level, "…", found.at)))
    return None if offer["open"] else offer["why"]


def _refused(found: Reading, kind: str, public: Mapping[str, Json]) -> Refusal | None:
    """Why an act may not be done now, also where it would have to name more than an act can hold."""
    try:
        return may.refused(found, kind, public)
    except ValidationError:
        return Refusal("act.form", "the act cannot hold all that it would have to name, such as so many objections")


def _offer(refusal: Refusal | None) -> dict[str, Any]:
    """Whether an act can be done now, perhaps by naming what it breaks; or why not."""
    breaks = refusal.facts.get("breaks", []) if refusal and refusal.message == "warn.not-named" else []
    return {"open": refusal is None or bool(breaks), "breaks": breaks, "why": refusal}


_NOT_HERE = frozenset({
    "who.not-allowed", "office.term-over", "proceeding.not-put", "call.none", "call.no-second-notice", "call.quorate",
    "call.noticed", "call.decision-put", "designation.not-consensus", "decision.consensus", "decision.put-before",
})  # fmt: skip
"""Refusals of acts that are not the reader's, or not of this stage: nothing that they wait for."""


def _matters(refusal: Refusal) -> bool:
    return refusal.message not in _NOT_HERE


def _beside(found: Reading, one: Matter) -> dict[str, Any]:
    """What a designation stands on: the evidence, the objections, the views, the rounds before it."""
    evidence_of = evidence.of_stage(found.state, one) if one.status == "open" else _last(found, one)
    said = tables.objections(found, one.objections)
    shown = [(found.state.objections[name], said.get(name, {})) for name in one.objections]
    poll = _poll(found, evidence_of)
    designations = tables.every(found, "designations", one.id)
    return {
        "evidence": evidence_of,
        "poll": poll,
        "margins": [
            evidence_shown.margin(each, evidence_of.level if evidence_of else "")
            for each in poll.get("capture_margin", ())
        ],
        "put": dict(statements(found, one)).get(evidence_of.put, "") if evidence_of else "",
        "blocking": sum(each.blocks for each, _row in shown),
        "objections": shown,
        "views": list(rows(found.body, found.audience, "minority_views", one.id)),
        "rounds": [(row, next((each for each in one.rounds if each.seq == row["seq"]), None)) for row in designations],
        "aside": set_aside(found, one, designations),
    }


def _last(found: Reading, one: Matter) -> Evidence | None:
    return next(iter(reversed(evidence.of_matter(found.state, one))), None)


def _poll(found: Reading, one: Evidence | None) -> dict[str, Any]:
    """The poll on the statement that is put and its capture margins, from the document that the evidence names."""
    content = blob(found.body, one.digest) if one else None
    statements = json.loads(content)["statements"] if content else []
    return next((each for each in statements if one and each["statement"] == one.put), {})


URLS: list[URLPattern] = [path("b/<origin:origin>/m/<slug:matter>/call/", call, name="call")]
