"""An appeal before those who hear it: what it is against, the ruling, its reasons, and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.base.errors import InputError
from comity.body import proceedings, rules
from comity.body.matters_state import Appeal
from comity.record.canonical import Json
from comity.record.envelope import Act, read_act
from comity.store.models import Entry
from comity.store.projection import rows
from comity.web import finding
from comity.web.acts import days, may
from comity.web.places import onward, place
from comity.web.reading import Reading
from comity.web.shown import attempt, opened, page
from comity.web.wording import words
from comity.web.wording.about import sentence_of

KINDS: Mapping[str, str] = {
    "rule": "decision.position", "reasons": "appeal.reasons", "remedy": "remedy.order", "carry-out": "remedy.carry-out",
}  # fmt: skip
"""The acts of a hearing, by the buttons of the page."""
MOST_ACTS = 300


def hear(request: HttpRequest, origin: str, appeal: str) -> HttpResponse:
    """The appeal, the acts that it is about, and what may be done now."""
    if request.method == "POST":
        try:
            with opened(request, origin) as found:
                kind, public = _asked(finding.appeal(found, appeal), request.POST)
        except InputError as error:
            messages.error(request, error.message)
        else:
            if attempt(request, origin, kind, public):
                return onward(place(origin, appeal, "hear/"))
    with opened(request, origin) as found:
        one = finding.appeal(found, appeal)
        put = found.state.proceedings[one.proceeding]
        standing = found.state.deadlines.get(f"ruling {one.id}")
        told = next(iter(rows(found.body, found.audience, "appeals", one.id)), {})
        context = {
            "place": "desk",
            "appeal": one,
            "status": words.word("appeal", one.status),
            "matter": found.state.matters.get(one.subject),
            "reason": told.get("reason", ""),
            "instance": found.state.charter.instance(one.instance),
            "due": standing.due if standing else one.overdue,
            "against": _act(found, one.against_seq),
            "acts": _acts(found, one),
            "ground": words.word("ground", one.ground),
            "against_what": words.word("appealed", one.against),
            "positions": [
                {**row, "value": words.word("position", row["value"])}
                for row in rows(found.body, found.audience, "positions", put.id)
            ],
            "values": [(value, words.word("position", value)) for value in _values(put.rule)],
            "outcome": put.outcome,
            "rulings": list(rows(found.body, found.audience, "rulings", one.id)),
            "remedies": list(rows(found.body, found.audience, "remedies", one.id)),
            "offered": _offered(found, one),
            "latest": _latest(found),
            "typed": request.POST,
        }
        return page(request, found, "web/hear.html", context, 422 if request.method == "POST" else 200)


def _asked(one: Appeal, typed: Mapping[str, Any]) -> tuple[str, dict[str, Json]]:
    """The act that a button of the page asks for: its kind and its public part."""
    do, text = typed.get("do", ""), typed.get("text", "")
    if do == "reasons":
        return KINDS[do], {"appeal": one.id, "text": text}
    if do == "remedy":
        due = days.end_of(typed.get("due", ""))
        return KINDS[do], {"appeal": one.id, "does": typed.get("does", "correct"), "what": text, "due": due}
    if do == "carry-out":
        by = typed.get("by", "").strip()
        if by and not by.isdecimal():
            raise InputError(_("the act that did it is named by its place in the record, a whole number"))
        return KINDS[do], {"appeal": one.id, "how": text, **({"by": int(by[:15])} if by else {})}
    return KINDS["rule"], {"proceeding": one.proceeding, "value": typed.get("value", ""), "reason": text}


def _offered(found: Reading, one: Appeal) -> set[str]:
    """What the reader may do now."""
    latest = _latest(found)
    due = days.end_of(latest) if latest else found.at
    probes: dict[str, dict[str, Json]] = {
        "rule": {"proceeding": one.proceeding, "value": _values(found.state.proceedings[one.proceeding].rule)[0],
                 "reason": "…"},
        "reasons": {"appeal": one.id, "text": "…"},
        "remedy": {"appeal": one.id, "what": "…", "due": due},
        "carry-out": {"appeal": one.id, "how": "…"},
    }  # fmt: skip
    return {name for name, public in probes.items() if may.may(found, KINDS[name], public)}


def _latest(found: Reading) -> str:
    """The latest day by which a remedy may be ordered to be carried out."""
    rule = found.state.charter.appeals
    return days.last_day(rules.after(found.at, rule.remedy.within)) if rule else ""


def _values(rule: str) -> list[str]:
    """The words in which those who hear it rule."""
    by = proceedings.rule_of(rule).by
    return {"ballot": ["yes", "no-objection", "discuss", "abstain", "recuse"], "vote": ["for", "against", "abstain"],
            "consent": ["object"]}.get(by, ["for", "against"])  # fmt: skip


def _act(found: Reading, seq: int) -> dict[str, Any]:
    """An act in words, with its place in the record."""
    one = found.state.look(seq)
    return _told(found, seq, one) if isinstance(one, Act) else {"seq": seq}


def _told(found: Reading, seq: int, one: Act) -> dict[str, Any]:
    sentence = sentence_of(found, one)
    return {"seq": seq, "at": one.at, "sentence": sentence}


def _acts(found: Reading, one: Appeal) -> list[dict[str, Any]]:
    """The acts on the same matter since it came to its stage, votes left out; the last before the appeal first."""
    matter = found.state.matters.get(one.subject)
    if matter is None:
        return []
    begin = max((seq for seq, stage in matter.visits if seq < one.against_seq and stage == 0), default=matter.seq)
    about = {matter.id, *matter.consultations, *matter.objections, matter.decision, *matter.advice}
    about.discard("")  # no decision is put: an act that leaves a field empty would be about it
    own = int(one.id[1:])
    kept = []
    places = Entry.objects.filter(body=found.body, seq__gte=begin, seq__lt=own).exclude(kind="vote.cast")
    for seq, entry in places.order_by("-seq").values_list("seq", "entry")[: MOST_ACTS * 3]:
        act = read_act(bytes(entry))
        if isinstance(act, Act) and about & {str(value) for value in act.public.values() if isinstance(value, str)}:
            kept.append(_told(found, seq, act))
    return kept[:MOST_ACTS]


URLS: list[URLPattern] = [path("b/<origin:origin>/a/<slug:appeal>/hear/", hear, name="hear")]
