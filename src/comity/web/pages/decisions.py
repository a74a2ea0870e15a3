"""How a matter was decided: the designation beside the poll, objections, minority views, votes of organs, appeals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.body import calls, composition
from comity.body.matters_state import Appeal, Matter
from comity.body.proceedings import rule_of
from comity.body.state import Proceeding
from comity.record.canonical import Json
from comity.web import errors, tables
from comity.web.acts.asking import standing
from comity.web.acts.offers import is_for, offers
from comity.web.pages import objecting
from comity.web.pages.matters import matter_of, objections, set_aside, stage, steps
from comity.web.reading import Reading
from comity.web.shown import opened, page
from comity.web.wording import about, evidence_shown, outcomes, rulebook

ON_OBJECTIONS = tuple(one for one in objecting.FORMS if one.path.startswith("o/"))


@dataclass(frozen=True)
class Round:
    """One evaluation of the chair beside what the votes show. `exceeds`: it says more than the poll does."""

    row: dict[str, Any]
    evidence: evidence_shown.Shown | None
    exceeds: bool


@dataclass(frozen=True)
class Ballot:
    """Something put before those who decide it: how they decide, what each said, how it ended."""

    proceeding: Proceeding
    rule: str
    positions: list[dict[str, Any]]
    counts: list[tuple[str, int]]


def decision(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """How a matter was or is being decided."""
    with opened(request, origin) as found:
        one = matter_of(found, name)
        known = {each.evidence.seq: each for each in _evidence(found, one)}
        rows = tables.every(found, "designations", one.id)
        context = {
            "place": "matters",
            "matter": one,
            "stage": stage(found, one),
            "steps": steps(found, one),
            "contested": one.adopted_seq if one.adopted_seq >= 0 else rows[-1]["seq"] if rows else 0,
            "rounds": [_round(row, known) for row in rows if not row["confirmed"]],
            "aside": set_aside(found, one, rows),
            "confirmed": [row for row in rows if row["confirmed"]],
            "evidence": list(known.values()),
            "composition": composition.of_matter(found.state, one),
            "objections": objections(found, one),
            "views": tables.every(found, "minority_views", one.id),
            "notices": tables.every(found, "notices", one.id),
            "ballots": [ballot(found, each) for each in found.state.proceedings.values() if _decides(each, one)],
            "appeals": [appeal_told(found, each) for each in found.state.appeals.values() if each.subject == one.id],
            "advice": tables.every(found, "advice", one.id),
        }
        return page(request, found, "web/decision.html", context)


def evidence(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """The evidence of a consultation as a JSON document: the very bytes whose digest is in the record."""
    with opened(request, origin) as found:
        one = found.state.consultations.get(name)
        content = evidence_shown.document(found, one) if one else None
    errors.here(content, _("This consultation has no evidence yet."))
    headers = {"Content-Disposition": f'inline; filename="evidence-{name}.json"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


def objection(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One objection: what was objected to, what was answered, what was disputed."""
    with opened(request, origin) as found:
        one = found.state.objections.get(name)
        errors.here(one, _("This body has no such objection."))
        assert one is not None  # noqa: S101 - just asked
        rows = tables.every(found, "objections", name)
        matter = found.state.matters[one.matter]
        context = {
            "place": "matters", "objection": one, "rows": rows, "raised": rows[0], "then": rows[1:],
            "matter": matter, "clause": _objected(found, matter, one.target),
            "due": found.state.deadlines.get(f"objection {name}"), "offers": offers(found, name, ON_OBJECTIONS),
        }  # fmt: skip
        return page(request, found, "web/objection.html", context)


def appeal(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One appeal: against what, on what ground, the ruling and its reasons, the remedy."""
    with opened(request, origin) as found:
        one = found.state.appeals.get(name)
        errors.here(one, _("This body has no such appeal."))
        assert one is not None  # noqa: S101 - just asked
        context = {"place": "matters", **appeal_told(found, one)}
        return page(request, found, "web/appeal.html", context)


def proceeding(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One proceeding: who decides, how, what each said."""
    with opened(request, origin) as found:
        one = found.state.proceedings.get(name)
        errors.here(one, _("This body has no such proceeding."))
        assert one is not None  # noqa: S101 - just asked
        context = {
            "place": "matters", "ballot": ballot(found, one),
            "due": found.state.deadlines.get(f"proceeding {one.id}"), "may_take": _may_take(found, one),
            "by": rule_of(one.rule).by, "means": None if one.outcome else outcomes.meaning(found, one),
            "about": about.subject_of(found, one.id),
        }  # fmt: skip
        return page(request, found, "web/proceeding.html", context)


def ballot(found: Reading, one: Proceeding) -> Ballot:
    """What was said in a proceeding, the last of each, with all the reasons given."""
    rows = tables.joined(found, "positions", [one.id], "actor")
    positions = [{**rows.get(actor, {}), "actor": actor, "position": said} for actor, said in one.positions.items()]
    counts = Counter(said.value for said in one.positions.values())
    return Ballot(one, rulebook.decision(found.state.charter, rule_of(one.rule)), positions, counts.most_common())


def appeal_told(found: Reading, one: Appeal) -> dict[str, Any]:
    """An appeal with the texts of its ruling and its remedy."""
    filed = tables.every(found, "appeals", one.id)
    instances = found.state.charter.appeals.instances if found.state.charter.appeals else ()
    return {
        "appeal": one,
        "filed": filed[0] if filed else {},
        "instance": next((each for each in instances if each.id == one.instance), None),
        "rulings": tables.every(found, "rulings", one.id),
        "remedies": tables.every(found, "remedies", one.id),
        "ballot": ballot(found, found.state.proceedings[one.proceeding]),
        "due": found.state.deadlines.get(f"ruling {one.id}") or found.state.deadlines.get(f"remedy {one.id}"),
    }


def _may_take(found: Reading, one: Proceeding) -> bool:
    """Whether the reader may take a position in a proceeding now."""
    word = "" if one.closed else next(iter(objecting.words_of(found, one.id)), "")
    said: dict[str, Json] = {"proceeding": one.id, "value": word, "reason": "-", "ranks": [*one.candidates[:1]]}
    return bool(word) and is_for(found, standing(found, "decision.position", said))


def _evidence(found: Reading, one: Matter) -> list[evidence_shown.Shown]:
    shown = (evidence_shown.shown(found, found.state.consultations[name]) for name in one.consultations)
    return [each for each in shown if each is not None]


def _round(row: dict[str, Any], known: dict[int, evidence_shown.Shown]) -> Round:
    shown = known.get(row["evidence"] if row["evidence"] is not None else -1)
    return Round(row, shown, shown is not None and calls.exceeds(row["level"], shown.evidence.level))


def _decides(one: Proceeding, matter: Matter) -> bool:
    purposes = {"stage", "advice", "advice-rejection", "scope-challenge", "layer-challenge", "review"}
    return one.subject == matter.id and one.purpose in purposes


def _objected(found: Reading, matter: Matter, target: str) -> str:
    """The text that an objection is to, as it read then."""
    what, _space, rest = target.partition(" ")
    if what == "clause":
        version, _space, number = rest.partition(" ")
        return dict(tables.clauses(found, matter.id, int(version))).get(number, "")
    for name in matter.consultations:
        known = tables.joined(found, "statements", [name], "statement")
        if rest in known:
            return str(known[rest].get("text", ""))
    return ""


URLS: list[URLPattern] = [
    path("b/<origin:origin>/m/<str:name>/decision/", decision, name="decision"),
    path("b/<origin:origin>/c/<str:name>/evidence.json", evidence, name="evidence"),
    path("b/<origin:origin>/o/<str:name>/", objection, name="objection"),
    path("b/<origin:origin>/a/<str:name>/", appeal, name="appeal"),
    path("b/<origin:origin>/d/<str:name>/", proceeding, name="proceeding"),
]
