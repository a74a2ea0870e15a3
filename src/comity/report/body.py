"""How a body stands, in a terminal: who holds office, what is open, what is overdue. Readable without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from comity.report.lines import Lines
from comity.report.words import clean

_NONE = "none"
_AGAIN = {"reopened as": "reopened_as", "takes up again": "reopens"}
_DUE = {
    "advice": "the answer to advice {}",
    "commitment": "commitment {}",
    "consultation": "consultation {} closes",
    "nomination": "nominations for election {} close",
    "objection": "the answer to objection {}",
    "proceeding": "the decision in {}",
    "remedy": "the remedy for appeal {}",
    "review": "the review of {} is overdue",
    "ruling": "the ruling on appeal {}",
    "stage": "the time of {} at its stage is over",
    "sunset": "{} ends",
    "sunset-notice": "notice that {} ends",
}
"""What falls due, by the name of the deadline."""


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print the document of `overview.overview`. No text from outside is read as markup or as a control sequence."""
    page = _Page(clean(dict(document)), console)
    page.head()
    page.officers()
    page.matters()
    page.proceedings()
    page.appeals()
    page.deadlines()


class _Page(Lines):
    def __init__(self, document: Mapping[str, Any], console: Console) -> None:
        super().__init__(console)
        self.document = document

    def head(self) -> None:
        one = self.document
        if one["simulated"]:
            self.line("SIMULATED: its people and its time were made up.", indent=0, style="bold reverse")
        self.line(one["name"], indent=0, style="bold")
        self.line(f"{one['origin']}, {one['acts']} acts, at {_day(one['at'])}; steward: {one['steward']}", indent=0)
        self.line(one["purpose"], indent=0)
        self.line(
            f"In scope: {_list(one['scope']['includes'])}. Out of scope: {_list(one['scope']['excludes'])}.", indent=0
        )
        settings = ", ".join(f"{count} at {setting}" for setting, count in one["mechanisms"].items() if count)
        self.line(f"Layers: {_list(one['layers'])}. Mechanisms: {settings}.", indent=0)
        if one["broken"]:
            self.line(
                f"Rules broken: {', '.join(f'{name} {count} times' for name, count in one['broken'].items())}", indent=0
            )
        if one["against_evidence"]:
            self.line(f"Designations against the evidence: {one['against_evidence']}", indent=0)

    def officers(self) -> None:
        self.heading("Officers and members")
        for role in self.document["officers"]:
            free = role["most"] - len(role["held_by"])
            vacant = f" ({free} vacant)" if free else ""
            self.line(f"{role['name']}: {_list(role['held_by'])}{vacant}")
        members = self.document["members"]
        if members["kind"] == "none":
            self.line("No members: whoever comes takes part.")
            return
        groups = [f"{group} {count}" for group, count in members["groups"].items()]
        few = members["in groups too small to show"]
        if few:
            groups.append(f"in groups too small to show {few}")
        self.line(f"Members: {members['count']}{' (' + ', '.join(groups) + ')' if groups else ''}")

    def matters(self) -> None:
        self.heading("Matters")
        held: dict[str, list[Mapping[str, Any]]] = {}
        for one in self.document["consultations"]:
            held.setdefault(one["matter"], []).append(one)
        for one in self.document["matters"] or ():
            self.line(f"{one['id']}  {one['title']}", style="bold")
            state = f"{one['status']}{', at: ' + one['stage'] if one['status'] == 'open' else ''}"
            suspended = f"; suspended by {_list(one['suspended_by'])}" if one["suspended_by"] else ""
            self.line(f"{state}{suspended}; {_list(one['layers'])}; {_list(one['tags'])}", indent=6)
            for each in held.get(one["id"], ()):
                self.consultation(each)
            for each in one["designations"]:
                against = ", AGAINST THE EVIDENCE" if each["against_evidence"] else ""
                self.line(f"designated {each['level']} on {_day(each['at'])}{against}", indent=6)
            if one["objections_blocking"]:
                self.line(f"blocked by objections {_list(one['objections_blocking'])}", indent=6)
            self.outcome(one)
        if not self.document["matters"]:
            self.line(_NONE)

    def consultation(self, one: Mapping[str, Any]) -> None:
        until = f"open until {_day(one['closes'])}" if one["open"] else "closed"
        numbers = ", ".join(
            _count(one[name], name[:-1])
            for name in ("statements", "submissions", "voters")
            if one[name] or name != "submissions"
        )
        self.line(f"consultation {one['id']} {until}: {numbers}", indent=6)
        found = one["evidence"]
        if found:
            stayed = "" if found["quorate"] else f"; too few of {_list(found['absent'])}"
            self.line(
                f"evidence in act {found['act']}: on {found['put'] or 'nothing'}, {found['level']}{stayed}", indent=8
            )

    def outcome(self, one: Mapping[str, Any]) -> None:
        plain = [each["actor"] for each in one["signatures"] if not each["reservations"]]
        if plain:
            self.line(f"signed by {_list(plain)}", indent=6)
        for each in one["signatures"]:
            if each["reservations"]:
                self.line(f"signed by {each['actor']}, with reservations: {each['reservations']}", indent=6)
        dates = {
            "adopted": one["adopted"], "looked at again": one["review_due"], "reviewed": one["reviewed"],
            "ends": one["sunset"],
        }  # fmt: skip
        told = [f"{word} {_day(at)}" for word, at in dates.items() if at]
        told += [f"{word} {one[name]}" for word, name in _AGAIN.items() if one[name]]
        if one["late"]:
            told.append(f"{_count(one['late'], 'deadline')} missed")
        if told:
            self.line(", ".join(told), indent=6)
        if one["figure"]:
            self.line(f"figure: {one['figure']}", indent=6)

    def proceedings(self) -> None:
        self.heading("Put to decision")
        found = [one for one in self.document["proceedings"] if one["outcome"] == "open"]
        for one in found:
            taken = f"since {_day(one['opened'])}, {_count(one['positions'], 'position')}"
            self.line(f"{one['id']}  {one['purpose']} of {one['subject']}, {taken}")
        if not found:
            self.line(_NONE)

    def appeals(self) -> None:
        if self.document["appeals"]:
            self.heading("Appeals")
        for one in self.document["appeals"]:
            remedy = f", remedy {one['remedy']}" if one["remedy"] else ""
            what = f"against a {one['against']} ({one['ground']}) before {one['instance']}"
            self.line(f"{one['id']}  {what}: {one['status']}{remedy}")
        if self.document["commitments"]:
            self.heading("Commitments")
        for one in self.document["commitments"]:
            self.line(f"{one['id']}  {one['actor']}, due {_day(one['due'])}: {one['status']}")

    def deadlines(self) -> None:
        """What falls due, in order; the terms of one role that end on one day are one line."""
        self.heading("Deadlines")
        terms: dict[tuple[str, str], list[str]] = {}
        lines: list[tuple[str, str, str, str]] = []
        for one in self.document["deadlines"]:
            role, _, actor = one["of"].split(" ", 2) if one["what"] == "term" else ("", "", "")
            if role and (one["due"], role) in terms:
                terms[one["due"], role].append(actor)
                continue
            terms[one["due"], role] = [actor]
            late = "  OVERDUE" if one["overdue"] else ""
            lines.append((one["due"], role, _deadline(one["what"], one["of"]), late))
        for due, role, text, late in lines:
            told = f"end of term as {role}: {_list(terms[due, role])}" if role else text
            self.line(f"{_day(due)}  {told}{late}")
        if not self.document["deadlines"]:
            self.line(_NONE)


def _deadline(what: str, of: str) -> str:
    """What falls due, in words; of another name, that name."""
    return _DUE.get(what, f"{what} of {{}}").format(of)


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _day(at: str) -> str:
    return at[:10]


def _list(words: Sequence[str]) -> str:
    return ", ".join(words) or _NONE
