"""What is being decided: the list, one matter from proposal to decision, its drafts, and what each version changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from comity.body import stages
from comity.body.matters_state import Matter
from comity.web import errors, tables
from comity.web.acts.offers import offers
from comity.web.files.redline import redline
from comity.web.pages import objecting
from comity.web.reading import Reading
from comity.web.shown import opened, page
from comity.web.voting import ballots
from comity.web.wording import deadlines, texts

ON_MATTERS = tuple(one for one in objecting.FORMS if one.path.startswith("m/") and one.name != "object")
"""The forms on a matter; to object has its place beside the draft."""
MOST_CLAUSES = 40
"""Clauses of the current draft on the page of its matter; the draft has a page of its own."""


@dataclass(frozen=True)
class Step:
    """One stage of the path. `where`: done, now, next."""

    name: str
    where: str
    due: str = ""


@dataclass(frozen=True)
class Aside:
    """What set a designation aside: the act, and the appeal that it belongs to; "" for none."""

    seq: int
    appeal: str


def index(request: HttpRequest, origin: str) -> HttpResponse:
    """All matters, those in progress first."""
    with opened(request, origin) as found:
        every = sorted(found.state.matters.values(), key=lambda one: -one.seq)
        context = {
            "place": "matters",
            "open": [one for one in every if one.status in {"gathering", "open"}],
            "decided": [one for one in every if one.status in {"adopted", "ended"}],
            "other": [one for one in every if one.status in {"refused", "lapsed", "withdrawn"}],
            "stages": {one.id: stage(found, one) for one in every},
        }
        return page(request, found, "web/matters.html", context)


def matter(request: HttpRequest, origin: str, name: str) -> HttpResponse:
    """One matter."""
    with opened(request, origin) as found:
        one = matter_of(found, name)
        clauses = tables.clauses(found, one.id, len(one.drafts)) if one.drafts else []
        of = {table: tables.every(found, table, one.id) for table in (
            "proposers", "drafts", "scope_challenges", "notices", "designations", "implementations", "harms",
            "harm_answers", "figures", "reviews", "reopenings", "advice", "minority_views", "transfers",
        )}  # fmt: skip
        context = {
            "place": "matters",
            "matter": one,
            "summary": next((row["summary"] for row in tables.every(found, "matters", one.id) if "summary" in row), ""),
            "steps": steps(found, one),
            "dues": deadlines.of_matter(found.state, one, found.at),
            "clauses": clauses[:MOST_CLAUSES],
            "more": max(0, len(clauses) - MOST_CLAUSES),
            "version": len(one.drafts),
            "versions": list(reversed(of["drafts"])),
            "of": of,
            "aside": set_aside(found, one, of["designations"]),
            "objections": objections(found, one),
            "consultations": [found.state.consultations[each] for each in one.consultations],
            "voted_on": ballots.counts(found.body, one.consultations),
            "appeals": [each for each in found.state.appeals.values() if each.subject == one.id],
            "commitments": [each for each in found.state.commitments.values() if each.matter == one.id],
            "offers": offers(found, one.id, ON_MATTERS),
            "has_decision": bool(one.visits and (of["designations"] or one.decision or one.adopted)),
        }
        return page(request, found, "web/matter.html", context)


def draft(request: HttpRequest, origin: str, name: str, version: int) -> HttpResponse:
    """One version of a draft, whole."""
    with opened(request, origin) as found:
        one = matter_of(found, name)
        _version(one, version)
        seq = one.drafts[version - 1].seq
        context = {
            "place": "matters", "matter": one, "version": version, "clauses": tables.clauses(found, one.id, version),
            "row": next(tables.of_act(found, "drafts", seq), None), "current": len(one.drafts),
        }  # fmt: skip
        return page(request, found, "web/draft.html", context)


def changes(request: HttpRequest, origin: str, name: str, old: int, new: int) -> HttpResponse:
    """What one version changed in another, clause by clause."""
    with opened(request, origin) as found:
        one = matter_of(found, name)
        _version(one, old)
        _version(one, new)
        before, after = (
            [(number, texts.lines(text)) for number, text in tables.clauses(found, one.id, each)] for each in (old, new)
        )
        made = redline(before, after)
        context = {
            "place": "matters", "matter": one, "old": old, "new": new, "changes": made,
            "count": sum(change.what != "same" for change in made), "versions": range(1, len(one.drafts) + 1),
        }  # fmt: skip
        return page(request, found, "web/redline.html", context)


def matter_of(found: Reading, name: str) -> Matter:
    """The matter of that identifier; NotHereError if there is none."""
    one = found.state.matters.get(name)
    errors.here(one, _("This body has no such matter."))
    assert one is not None  # noqa: S101 - just asked
    return one


def stage(found: Reading, one: Matter) -> str:
    """The name of the stage where a matter is; "" where the charter no longer has it."""
    path = next((each for each in found.state.charter.paths if each.id == one.path), None)
    return path.stages[one.stage].name if path and one.stage < len(path.stages) else ""


def steps(found: Reading, one: Matter) -> list[Step]:
    """The way of a matter from proposal to decision."""
    charter = found.state.charter
    path = next((each for each in charter.paths if each.id == one.path), None)
    gathering, over = one.status == "gathering", one.status not in {"gathering", "open"}
    made = [Step(_("Proposed"), "now" if gathering else "done")]
    for place, each in enumerate(path.stages if path else ()):
        if one.status in {"adopted", "ended"} or (not gathering and place < one.stage):
            where = "done"
        else:
            where = "now" if place == one.stage and not gathering and not over else "next"
        due = found.state.deadlines.get(f"stage {one.id}") if where == "now" else None
        made.append(Step(each.name, where, due.due if due else ""))
    if over:
        return [*(step for step in made if step.where == "done"), Step(_ended(one), "now", one.adopted)]
    return [*made, Step(_("Adopted"), "next")]


def _ended(one: Matter) -> str:
    return {
        "adopted": _("Adopted"), "refused": _("Not adopted"), "lapsed": _("Ended without a decision"),
        "withdrawn": _("Withdrawn"), "ended": _("No longer in force"),
    }[one.status]  # fmt: skip


def objections(found: Reading, one: Matter) -> list[dict[str, Any]]:
    """The objections to a matter as they stand, with what was answered and disputed; those that block first."""
    known = tables.objections(found, one.objections)
    made = [{**known.get(name, {}), "state": found.state.objections[name]} for name in one.objections]
    return sorted(made, key=lambda each: (not each["state"].blocks, each["state"].seq))


def set_aside(found: Reading, one: Matter, designations: list[dict[str, Any]]) -> dict[int, Aside]:
    """Those designations that no longer count since the matter came back to their stage, by the act that made them."""
    appeals = {each.ruled_seq: each.id for each in found.state.appeals.values() if each.subject == one.id}
    for name in [*appeals.values()]:
        appeals |= {row["seq"]: name for row in tables.every(found, "remedies", name)}
    back = {row["seq"]: stages.set_aside(one, row["seq"]) for row in designations}
    return {made: Aside(seq, appeals.get(seq, "")) for made, seq in back.items() if seq >= 0}


def _version(one: Matter, version: int) -> None:
    errors.here(True if 0 < version <= len(one.drafts) else None, _("The draft has no such version."))


URLS: list[URLPattern] = [
    path("b/<origin:origin>/m/", index, name="matters"),
    path("b/<origin:origin>/m/<str:name>/", matter, name="matter"),
    path("b/<origin:origin>/m/<str:name>/draft/<int:version>/", draft, name="draft"),
    path("b/<origin:origin>/m/<str:name>/redline/<int:old>/<int:new>/", changes, name="redline"),
]
