"""What the bodies of this server show today about each of the twenty-one questions, as far as it can be counted now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.body import composition, rules
from comity.body.state import State
from comity.store.projection import rows
from comity.store.publishing import published
from comity.web.reading import Reading
from comity.web.running import home
from comity.web.wording.words import floor, group, region, word


@dataclass
class Shown:
    """Of one body: a sentence on what was counted, and the places where it is to be seen, each (page, argument)."""

    sentences: list[str] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)


def of_body(found: Reading) -> dict[str, Shown]:
    """By the identifier of the question; questions of which nothing is counted yet are not among them."""
    return {name: shown for name, count in COUNTS.items() if (shown := count(found)).sentences}


def _layers(found: Reading) -> Shown:
    state = found.state
    counts = Counter(layer for one in state.matters.values() for layer in one.layers)
    told = [_("Matters by layer: %(list)s.") % {"list": _list(counts)}] if counts else []
    return Shown(told + _challenges(state, "layer-challenge"), _proceedings(state, "layer-challenge"))


def _scope(found: Reading) -> Shown:
    return Shown(_challenges(found.state, "scope-challenge"), _proceedings(found.state, "scope-challenge"))


def _running_code(found: Reading) -> Shown:
    adopted = [one for one in found.state.matters.values() if one.adopted]
    if not adopted:
        return Shown()
    facts = {
        "count": len(adopted), "reports": sum(bool(one.reports) for one in adopted),
        "harms": sum(one.harm is not None for one in adopted),
    }  # fmt: skip
    told = (
        ngettext(
            "%(count)s decision; %(reports)s with reports of implementations, %(harms)s with an assessment of harm.",
            "%(count)s decisions; %(reports)s with reports of implementations, %(harms)s with an assessment of harm.",
            len(adopted),
        )
        % facts
    )
    return Shown([told], [("matter", one.id) for one in adopted if one.reports or one.harm][:1])


def _deadlock(found: Reading) -> Shown:
    state = found.state
    going = [one for one in state.matters.values() if one.status == "open"]
    late = [one for one in going if (due := state.deadlines.get(f"stage {one.id}")) and due.due <= found.at]
    missed = sum(one.late for one in state.matters.values())
    told = _("%(late)s of %(open)s matters in progress are past due; %(missed)s deadlines were missed so far.") % {
        "late": len(late), "open": len(going), "missed": missed,
    }  # fmt: skip
    return Shown([told] if state.matters else [], [("body", "")])


def _capture(found: Reading) -> Shown:
    told, places = [], []
    for one in found.state.consultations.values():
        if one.evidence is None or not one.evidence.fewest:
            continue
        list_ = ", ".join(
            _("%(unit)s %(count)s") % {"unit": word("unit", kind), "count": fewest if fewest >= 0 else "–"}
            for kind, fewest in one.evidence.fewest.items()
        )
        told.append(_("Call on %(matter)s: the fewest whose absence would lower what the poll shows: %(list)s.") % {
            "matter": one.matter, "list": list_})  # fmt: skip
        places.append(("decision", one.matter))
    return Shown(told[-3:], places[-1:])


def _bilateral(found: Reading) -> Shown:
    known = [one for one in found.state.consultations.values() if one.evidence is not None]
    short = [one for one in known if one.evidence and not one.evidence.quorate]
    if not known:
        return Shown()
    told = _("In %(short)s of %(count)s calls too few of some group or region took part.") % {
        "short": len(short), "count": len(known),
    }  # fmt: skip
    return Shown([told], [("decision", one.matter) for one in short][:1])


def _legitimacy(found: Reading) -> Shown:
    state = found.state
    members = [actor for actor in state.people if rules.is_member(state, actor, found.at)]
    made = composition.compose(composition.of_person(state, actor) for actor in members)
    named = {group(state.charter, name): count for name, count in made.groups.items()}
    told = [_("Members by stakeholder group: %(list)s.") % {"list": _list(named)}] if named else []
    return Shown(told + _left_out(made.people - sum(named.values()) if named else 0), [("people", "")])


def _divide(found: Reading) -> Shown:
    known = [one.evidence for one in found.state.consultations.values() if one.evidence is not None]
    missing = Counter(name for one in known for name in one.absent if name.startswith("region:"))
    regions: Counter[str] = Counter()
    for one in known:
        regions.update(one.composition.regions)
    of_them = {region(found.state.charter, name): count for name, count in regions.items()}
    told = [_("Voters by region, over all calls: %(list)s.") % {"list": _list(of_them)}] if regions else []
    told += _left_out(sum(one.composition.people for one in known) - sum(regions.values()) if regions else 0)
    if missing:
        named = {floor(found.state.charter, name): count for name, count in missing.items()}
        told.append(_("Calls in which too few took part, by region: %(list)s.") % {"list": _list(named)})
    return Shown(told, [("people", "")])


def _decorative(found: Reading) -> Shown:
    state = found.state
    counts = Counter(word("objection", one.status) for one in state.objections.values())
    if not counts:
        return Shown()
    blocks = sum(one.blocks for one in state.objections.values())
    told = [_("Objections: %(list)s; %(blocks)s of them block now.") % {"list": _list(counts), "blocks": blocks}]
    return Shown(told + _challenges(state, "dispute"), [("objection", next(iter(state.objections)))])


def _outcomes(found: Reading) -> Shown:
    aims = [one for one in found.state.matters.values() if one.adopted and one.figure]
    moved = [bool(row["moved"]) for row in rows(found.body, "public", "reviews")]
    if not aims:
        return Shown()
    told = _("%(aims)s decisions name a figure; of %(looked)s that were looked at again it moved in %(moved)s.") % {
        "aims": len(aims), "looked": len(moved), "moved": sum(moved),
    }  # fmt: skip
    return Shown([told], [("matter", aims[-1].id)])


def _roots(found: Reading) -> Shown:
    point = published(home().record(found.origin))
    told = (
        _("Its record is published up to act %(seq)s.") % {"seq": point.size - 1} if point
        else _("Its record is not published yet.")
    )  # fmt: skip
    return Shown([told], [("record", "")])


def _bodies(found: Reading) -> Shown:
    count = len(found.state.recognised)
    told = ngettext("It recognises %(count)s other body.", "It recognises %(count)s other bodies.", count)
    return Shown([told % {"count": count}], [("record", "")])


def _binding(found: Reading) -> Shown:
    upheld = [one for one in found.state.appeals.values() if one.status == "upheld"]
    if not found.state.appeals:
        return Shown()
    facts = {
        "appeals": len(found.state.appeals), "upheld": len(upheld),
        "done": sum(one.remedy == "carried-out" for one in upheld), "late": sum(one.late for one in upheld),
    }  # fmt: skip
    told = _("%(appeals)s appeals, %(upheld)s upheld; of these %(done)s carried out, %(late)s late.") % facts
    return Shown([told], [("appeal", next(iter(found.state.appeals)))])


def _transition(found: Reading) -> Shown:
    count = sum(1 for _row in rows(found.body, "public", "transfers"))
    told = ngettext("Its stewardship passed %(count)s time.", "Its stewardship passed %(count)s times.", count)
    return Shown([told % {"count": count}], [("charter", "")])


def _transparency(found: Reading) -> Shown:
    against = found.state.against_evidence
    taken = sum(1 for _row in rows(found.body, "public", "moderation"))
    told = _(
        "Of the process: %(acts)s acts in the record; %(against)s designations against the evidence, with reasons;"
        " %(moderated)s acts of moderation, with reasons."
    ) % {"acts": found.state.size, "against": against, "moderated": taken}
    return Shown([told], [("record", "")])


def _left_out(count: int) -> list[str]:
    """How many people a list by group or region does not tell of: so few would be known by their number."""
    if count <= 0:
        return []
    told = ngettext(
        "%(count)s more is left out, of groups or regions whose numbers are too small to be told.",
        "%(count)s more are left out, of groups or regions whose numbers are too small to be told.",
        count,
    )
    return [told % {"count": count}]


def _challenges(state: State, purpose: str) -> list[str]:
    known = [one for one in state.proceedings.values() if one.purpose == purpose]
    if not known:
        return []
    counts = Counter(word("outcome", one.outcome) for one in known)
    return [f"{word('purpose', purpose).capitalize()}: {_list(counts)}."]


def _proceedings(state: State, purpose: str) -> list[tuple[str, str]]:
    return [("proceeding", one.id) for one in state.proceedings.values() if one.purpose == purpose][:1]


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


COUNTS: Mapping[str, Callable[[Reading], Shown]] = {
    "one-or-many": _bodies, "two-layers": _layers, "running-code": _running_code, "mission-creep": _scope,
    "deadlock": _deadlock, "capture": _capture, "bilateral": _bilateral, "legitimacy": _legitimacy,
    "digital-divide": _divide, "decorative": _decorative, "outcomes": _outcomes, "no-root": _roots,
    "binding": _binding, "transition": _transition, "transparency": _transparency,
}  # fmt: skip
"""What is counted, by question. The others need meters or acts that are not there yet, and the page says so."""
