"""What follows from a proceeding, in a sentence each: if it is carried, and if it is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from comity.body import progress, stages
from comity.body.state import Proceeding
from comity.report.words import clean
from comity.web.reading import Reading
from comity.web.wording import rulebook, words

MEANING: Mapping[str, tuple[Any, Any]] = {
    "advice": (
        t("It becomes advice to those who decide on the matter, and they must answer it."), t("No advice is given."),
    ),
    "advice-rejection": (
        t("The advice is not followed, and counts as answered."), t("The advice still waits for an answer."),
    ),
    "interest": (
        t("The statement of interest is found wrong: it serves for nothing until it is replaced."),
        t("The statement of interest stands."),
    ),
    "scope-challenge missing": (
        t("“%(name)s” is added to what the matter declares. If the charter then refuses it, the matter ends."),
        t("What the matter declares stays as it is."),
    ),
    "scope-challenge wrong": (
        t("“%(name)s” is taken out of what the matter declares. If the charter then refuses it, the matter ends."),
        t("What the matter declares stays as it is."),
    ),
    "dispute": (
        t("The objection is open again and must be answered anew."),
        t("The answer stands, and the objection blocks no longer."),
    ),
    "objection-answer": (
        t("The objection counts as answered on its merits, and blocks no longer."),
        t("The objection must be answered anew."),
    ),
    "appeal": (t("The appeal is upheld."), t("The appeal is dismissed.")),
    "appointment": (
        t("%(who)s takes the office: %(role)s."), t("%(who)s is not chosen for the office: %(role)s."),
    ),
    "appointment to confirm": (
        t("%(who)s comes before those who confirm the choice for the office: %(role)s."),
        t("%(who)s is not chosen for the office: %(role)s."),
    ),
    "election": (
        t("Whoever is chosen takes the office: %(role)s."), t("Nobody is chosen for the office: %(role)s."),
    ),
    "election to confirm": (
        t("Whoever is chosen comes before those who confirm the choice for the office: %(role)s."),
        t("Nobody is chosen for the office: %(role)s."),
    ),
    "recall": (t("%(who)s leaves the office at once: %(role)s."), t("%(who)s stays in the office: %(role)s.")),
    "admission": (t("%(who)s becomes a member."), t("%(who)s does not become a member.")),
    "suspension": (t("%(who)s is suspended for %(time)s."), t("%(who)s is not suspended.")),
    "override": (t("The ballot is carried over what blocks it."), t("The ballot stays blocked.")),
    "remedy": (t("The remedy counts as carried out."), t("The remedy stays late.")),
    "review": (
        t("The decision stands, and counts as reviewed."),
        t("The matter is opened again, if the charter has a path for that."),
    ),
}  # fmt: skip
"""By purpose, and by what else it depends on: the effects that `comity.body` gives to a proceeding."""


def meaning(found: Reading, one: Proceeding) -> tuple[str, str]:
    """What follows if an open proceeding is carried, and if it is not; "" where there is nothing to say."""
    if one.purpose == "stage":
        return _of_stage(found, one)
    carried, refused = (str(text) for text in MEANING.get(_case(found, one), ("", "")))
    facts = {
        "name": clean(one.facts.get("name", "")),
        "who": clean(found.names.get(one.subject, "")) or one.subject,
        "role": found.state.charter.role(one.facts["role"]).name if "role" in one.facts else "",
        "time": rulebook.days(timedelta(days=int(one.facts.get("days", "0")))),
    }
    if one.purpose == "appeal":
        instance = found.state.charter.instance(found.state.appeals[one.subject].instance)
        return f"{carried} {words.word('instance', instance.effect)}", refused
    return carried % facts, refused % facts


def _case(found: Reading, one: Proceeding) -> str:
    if one.purpose in {"scope-challenge", "layer-challenge"}:
        return f"scope-challenge {one.facts['claim']}"
    if one.purpose in {"appointment", "election"}:
        confirms = found.state.charter.role(one.facts["role"]).chosen.confirmed_by is not None
        return f"{one.purpose} to confirm" if confirms else one.purpose
    return "appointment" if one.purpose == "confirmation" else one.purpose


def _of_stage(found: Reading, one: Proceeding) -> tuple[str, str]:
    state, matter = found.state, found.state.matters[one.subject]
    if matter.decision != one.id or matter.status != "open":
        return "", ""
    if stages.is_last(state, matter):
        carried = _("The matter is adopted.")
    else:
        after = state.charter.path(matter.path).stages[matter.stage + 1]
        carried = _("The matter goes on to its next stage: %(stage)s.") % {"stage": after.name}
    if progress.goes_back(state, matter):
        return carried, _("The matter goes back to the stage before.")
    return carried, _("The matter ends, and is not adopted.")
